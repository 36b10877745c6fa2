package kind

var notifyWebhook = Kind{
	Name: "notify.webhook", Title: "Tell people over a webhook", Effect: Observe, Tells: true, Connection: HTTP,
	Fields: []Field{
		{Name: "text", Type: "string", Required: true, Doc: "What people read; it is sent as {\"text\": …}."},
	},
	Outputs: []Output{
		{Name: "status", Type: "number", Doc: "The status of the answer."},
	},
}

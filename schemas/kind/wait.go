package kind

// What is asked again and again until it answers as wished is a step of another action, with retry and while.
var waitUntil = Kind{
	Name: "wait.until", Title: "Wait", Effect: Observe, Idempotent: true,
	Fields: []Field{
		{Name: "until", Type: "string", Required: true, Doc: "An instant as 2026-01-31T07:00:00Z, a date (its midnight in UTC), or a length of time from the start of the step, as 30m."},
		{Name: "give_up_after", Type: "duration", Doc: "How long it waits at most: where the instant is further away, the step fails at once. Where it is told, or until is a length of time, the step needs no timeout."},
	},
	Outputs: []Output{
		{Name: "until", Type: "string", Doc: "The instant that was waited for, as 2026-01-31T07:00:00Z."},
		{Name: "waited", Type: "number", Doc: "How many seconds it waited; 0 where the instant was over."},
	},
}

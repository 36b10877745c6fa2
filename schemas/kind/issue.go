package kind

// It goes over a connection of kind github, whose use allows it by its name or by the permission.
var issueOpen = Kind{
	Name: "issue.open", Title: "Open an issue on GitHub", Effect: Observe, Idempotent: true, Tells: true, Connection: GitHub,
	Fields: []Field{
		{Name: "subject", Type: "string", Required: true, Doc: "Its title, on one line of 256 characters at most."},
		{Name: "body", Type: "string", Doc: "What it says, as Markdown; at most 60000 characters."},
		{Name: "about", Type: "string", Doc: "What it is about: while an issue that was opened about the same is open, no other is opened. The subject unless told."},
		{Name: "repository", Type: "string", Trusted: true, Doc: "Where, as OWNER/NAME; the repository of the run unless told."},
		{Name: "labels", Type: "list(string)", Doc: "The labels that it gets."},
		{Name: "assignees", Type: "list(string)", Doc: "The logins of those whom it is assigned to."},
	},
	Outputs: []Output{
		{Name: "number", Type: "number", Doc: "Its number."},
		{Name: "url", Type: "string", Labels: untrusted, Doc: "Where people read it."},
		{Name: "opened", Type: "bool", Doc: "Whether it was opened now; not where one about the same was open."},
	},
	Permissions: []string{"issues: write"},
}

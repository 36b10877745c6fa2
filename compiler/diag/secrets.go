package diag

// secrets are the rows of RB60xx: values that would be seen.
var secrets = []Entry{
	{
		Code:  "RB6001",
		Title: "A secret would be visible",
		Cause: "A secret is mentioned elsewhere than in a connection.",
		Wrong: "step \"exec.run\" \"ask\" {\n  argv = [\"curl\", \"-H\", secret.token]\n}",
		Right: "connection \"shop\" {\n  kind  = \"http\"\n  url   = \"https://shop.acme.example\"\n  token = secret.token\n}",
		Why:   "A secret opens a connection and travels nowhere else: no plan, log, output or evidence may hold it.",
	},
	{
		Code:  "RB6002",
		Title: "This looks like a real secret",
		Cause: "A line of the file holds what looks like a credential.",
		Wrong: "# a line with the token itself",
		Right: "secret \"token\" {\n  from    = \"env:TOKEN\"\n  purpose = \"read the orders\"\n}",
		Why:   "What is in the repository stays in its history, for everybody who can read it. The finding does not repeat it.",
	},
	{
		Code:  "RB6003",
		Title: "Outside text would decide what happens",
		Cause: "A text that came from outside becomes a program, an address, a script or a query.",
		Wrong: "step \"exec.run\" \"show\" {\n  argv = [\"cat\", step.list.lines[0]]\n}",
		Right: "step \"exec.run\" \"show\" {\n  argv  = [\"cat\"]\n  stdin = step.list.lines[0]\n}",
		Why:   "Whoever wrote that text would decide what the step does.",
	},
	{
		Code:     "RB6004",
		Severity: Warning,
		Title:    "Personal data would be kept for ever",
		Cause:    "A value about a person reaches evidence that does not say so.",
		Wrong:    "evidence \"who\" {\n  value = run.requester.email\n}",
		Right:    "evidence \"who\" {\n  value    = run.requester.email\n  personal = true\n}",
		Why:      "The ledger cannot forget. What is marked as personal is kept where it can be removed.",
	},
	{
		Code:  "RB6005",
		Title: "A sensitive value would be visible",
		Cause: "A sensitive input, or an output that is labelled secret, reaches what people read, what a record keeps, an address or the arguments of a program.",
		Wrong: "evidence \"code\" {\n  value = input.code\n}",
		Right: "step \"exec.run\" \"unlock\" {\n  argv  = [\"unlock\"]\n  stdin = input.code\n}",
		Why:   "Messages and evidence are read by people, and kept; addresses stand in logs, and arguments in the list of processes.",
	},
	{
		Code:  "RB6006",
		Title: "A sensitive value would be a name",
		Cause: "A sensitive input becomes the name of a member.",
		Wrong: "evidence \"codes\" {\n  value = { (input.code) = true }\n}",
		Right: "evidence \"codes\" {\n  value = { given = true }\n}",
		Why:   "Names are shown where values are hidden.",
	},
	{
		Code:     "RB6007",
		Severity: Warning,
		Title:    "A sensitive value would decide what others see",
		Cause:    "A sensitive value decides a condition or a branch, or is counted or compared, and others see what comes of it.",
		Wrong:    "evidence \"long\" {\n  value = length(input.code) > 8\n}",
		Right:    "input \"new_code\" {\n  type      = string\n  pattern   = \".{9,}\"\n  sensitive = true\n}",
		Why:      "Each run tells something about the value; who may start many runs can find it out letter by letter.",
	},
}

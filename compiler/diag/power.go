package diag

// power are the rows of RB50xx: what a runbook may use.
var power = []Entry{
	{
		Code:  "RB5001",
		Title: "The step has no right connection",
		Cause: "The action needs a connection of a kind that the step does not name, or needs none.",
		Wrong: "step \"http.request\" \"status\" {\n  method = \"GET\"\n  path   = \"/status\"\n}",
		Right: "step \"http.request\" \"status\" {\n  connection = connection.shop\n  method     = \"GET\"\n  path       = \"/status\"\n}",
		Why:   "A connection says which service is meant and what opens it; without one there is neither.",
	},
	{
		Code:  "RB5002",
		Title: "The runbook does not ask for this power",
		Cause: "A step uses a connection for which the runbook has no section use.",
		Wrong: "step \"exec.run\" \"log\" {\n  connection = connection.machine\n  argv       = [\"git\", \"log\"]\n}",
		Right: "use \"machine\" {\n  allow = [\"git\"]\n}\n\nstep \"exec.run\" \"log\" {\n  argv = [\"git\", \"log\"]\n}",
		Why:   "What a runbook may reach stands in one place, where reviewers look for it.",
	},
	{
		Code:  "RB5003",
		Title: "The step does more than is allowed",
		Cause: "What a step does is not on the list of its use.",
		Wrong: "use \"machine\" {\n  allow = [\"git\"]\n}\n\nstep \"exec.run\" \"remove\" {\n  argv = [\"rm\", \"-r\", \"cache\"]\n}",
		Right: "use \"machine\" {\n  allow = [\"rm\"]\n}\n\nstep \"exec.run\" \"remove\" {\n  argv = [\"rm\", \"-r\", \"cache\"]\n}",
		Why:   "The list is what was reviewed as the runbook's power; more than that is a change of it.",
	},
	{
		Code:     "RB5004",
		Severity: Warning,
		Title:    "More is allowed than is needed",
		Cause:    "An entry of allow fits no step.",
		Wrong:    "use \"machine\" {\n  allow = [\"git\", \"curl\"]\n}\n\nstep \"exec.run\" \"log\" {\n  argv = [\"git\", \"log\"]\n}",
		Right:    "use \"machine\" {\n  allow = [\"git\"]\n}\n\nstep \"exec.run\" \"log\" {\n  argv = [\"git\", \"log\"]\n}",
		Why:      "Power that is asked for is power that somebody can misuse.",
	},
	{
		Code:  "RB5005",
		Title: "What it does is not known at review time",
		Cause: "The program, the method or the beginning of the path is computed in the run.",
		Wrong: "step \"http.request\" \"ask\" {\n  connection = connection.shop\n  method     = \"GET\"\n  path       = input.path\n}",
		Right: "step \"http.request\" \"ask\" {\n  connection = connection.shop\n  method     = \"GET\"\n  path       = \"/orders/${urlencode(input.order)}\"\n}",
		Why:   "What cannot be compared with the list of what is allowed is not allowed.",
	},
	{
		Code:  "RB5006",
		Title: "The entry is written in another form",
		Cause: "An entry of allow is no name of an action or program, and no pattern of a request.",
		Wrong: "use \"shop\" {\n  allow = [\"orders\"]\n}",
		Right: "use \"shop\" {\n  allow = [\"GET /orders/*\"]\n}",
		Why:   "An entry that fits nothing would look like a bound, and be none.",
	},
	{
		Code:  "RB5007",
		Title: "The path can be read in more than one way",
		Cause: "The path of a request has a query, an empty part, a . or .., or an escape that hides a slash.",
		Wrong: "step \"http.request\" \"file\" {\n  connection = connection.shop\n  method     = \"GET\"\n  path       = \"/files/../orders\"\n}",
		Right: "step \"http.request\" \"file\" {\n  connection = connection.shop\n  method     = \"GET\"\n  path       = \"/orders\"\n}",
		Why:   "What is held against the list of what is allowed must be what every server takes it for.",
	},
}

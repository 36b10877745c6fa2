package diag

// promises are the rows of RB40xx: what a runbook says of itself and does not keep.
var promises = []Entry{
	{
		Code:  "RB4001",
		Title: "A read-only runbook would change something",
		Cause: "The runbook says read_only, and one of its steps does more than look.",
		Wrong: "runbook \"look-around\" {\n  title     = \"Look around\"\n  owner     = role.security\n  read_only = true\n}\n\nstep \"http.request\" \"stop\" {\n  connection = connection.api\n  method     = \"POST\"\n  path       = \"/stop\"\n}",
		Right: "# the same without read_only = true",
		Why:   "read_only is a promise that reviewers rely on; it is kept by the plan, not by good will.",
	},
	{
		Code:     "RB4002",
		Severity: Warning,
		Title:    "A retry may do it twice",
		Cause:    "A step is tried again whose action is not known to be as good twice as once.",
		Wrong:    "step \"http.request\" \"order\" {\n  connection = connection.shop\n  method     = \"POST\"\n  path       = \"/orders\"\n\n  retry {\n    max = 3\n  }\n}",
		Right:    "step \"http.request\" \"order\" {\n  connection = connection.shop\n  method     = \"POST\"\n  path       = \"/orders\"\n}",
		Why:      "An attempt whose answer was lost may have happened.",
	},
	{
		Code:  "RB4003",
		Title: "Nobody is allowed to start this",
		Cause: "A trigger by which people start runs has no access section, or it names nobody.",
		Wrong: "trigger \"manual\" \"form\" {}",
		Right: "trigger \"manual\" \"form\" {}\n\naccess {\n  who = [role.security]\n}",
		Why:   "Deny is the default. Who may start a runbook is part of what is reviewed.",
	},
	{
		Code:  "RB4004",
		Title: "The trigger cannot answer this input",
		Cause: "An input without a default has no value in a run that nobody starts by hand.",
		Wrong: "trigger \"schedule\" \"daily\" {\n  every = \"day 06:30\"\n}\n\ninput \"days\" {\n  type = number\n}",
		Right: "trigger \"schedule\" \"daily\" {\n  every = \"day 06:30\"\n}\n\ninput \"days\" {\n  type    = number\n  default = 21\n}",
		Why:   "Nobody is there to ask, so every run would fail before its first step.",
	},
	{
		Code:  "RB4005",
		Title: "A sensitive input cannot be in a form",
		Cause: "A sensitive input would be asked for by a trigger whose answers can be read.",
		Wrong: "trigger \"manual\" \"form\" {}\n\ninput \"code\" {\n  type      = string\n  sensitive = true\n}",
		Right: "input \"code\" {\n  type      = string\n  sensitive = true\n}",
		Why:   "What is typed into a form or an issue, or sent with an event, stays readable in the forge.",
	},
	{
		Code:  "RB4006",
		Title: "The effect cannot be claimed",
		Cause: "A step states an effect that its action does not leave open, or that is plainly not so.",
		Wrong: "step \"file.read\" \"hosts\" {\n  path   = \"/etc/hosts\"\n  effect = \"change\"\n}",
		Right: "step \"file.read\" \"hosts\" {\n  path = \"/etc/hosts\"\n}",
		Why:   "The effect decides who must review a plan.",
	},
	{
		Code:     "RB4007",
		Severity: Note,
		Title:    "Nothing starts this runbook by itself",
		Cause:    "A runbook has no trigger, and claims to prove something.",
		Wrong:    "runbook \"look-around\" {\n  title = \"Look around\"\n  owner = role.security\n}\n\nsatisfies \"nist-sp-800-53\" {\n  controls = [\"SC-8\"]\n}\n\nstep \"file.read\" \"hosts\" {\n  path = \"/etc/hosts\"\n}\n\ncheck \"there\" {\n  condition = step.hosts.exists\n  message   = \"There is none.\"\n}",
		Right:    "# the same with a trigger \"schedule\" or \"manual\"",
		Why:      "It runs only where somebody types attestary run, so its claims go stale unless somebody remembers.",
	},
}

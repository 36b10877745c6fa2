package diag

// forge are the rows of RB70xx: what GitHub would not take, or not do, of what is compiled for it.
var forge = []Entry{
	{
		Code:  "RB7001",
		Title: "GitHub's form cannot hold this",
		Cause: "A form that starts the runbook by hand has more than 25 fields, or a field takes more than 65535 characters.",
		Wrong: "trigger \"manual\" \"form\" {}\n\naccess {\n  who = [role.security]\n}\n\ninput \"report\" {\n  type       = string\n  max_length = 100000\n}",
		Right: "trigger \"manual\" \"form\" {}\n\naccess {\n  who = [role.security]\n}\n\ninput \"report\" {\n  type       = string\n  max_length = 20000\n}",
		Why:   "GitHub refuses the workflow as a whole, or what was typed, and nobody could start the runbook.",
	},
	{
		Code:  "RB7002",
		Title: "A runbook has one form",
		Cause: "There are two triggers of kind manual.",
		Wrong: "trigger \"manual\" \"form\" {}\n\ntrigger \"manual\" \"urgent\" {}\n\naccess {\n  who = [role.security]\n}",
		Right: "trigger \"manual\" \"form\" {}\n\naccess {\n  who = [role.security]\n}",
		Why:   "A workflow of GitHub has one form, so the second would never be seen.",
	},
	{
		Code:  "RB7003",
		Title: "GitHub would compute this text",
		Cause: "A default or a choice of a form has ${{ in it.",
		Wrong: "trigger \"manual\" \"form\" {}\n\naccess {\n  who = [role.security]\n}\n\ninput \"note\" {\n  type    = string\n  default = \"$${{ github.token }}\"\n}",
		Right: "trigger \"manual\" \"form\" {}\n\naccess {\n  who = [role.security]\n}\n\ninput \"note\" {\n  type    = string\n  default = \"none\"\n}",
		Why:   "Another value would stand in the form than the one that was reviewed.",
	},
	{
		Code:  "RB7004",
		Title: "More jobs than a run may have",
		Cause: "A phase with for_each has more than 256 items, or allows more.",
		Wrong: "phase \"sites\" {\n  for_each = [\"shop.acme.example\"]\n  limit    = 1000\n\n  step \"tls.probe\" \"one\" {\n    host = each.value\n  }\n}",
		Right: "phase \"sites\" {\n  for_each = [\"shop.acme.example\"]\n  limit    = 200\n\n  step \"tls.probe\" \"one\" {\n    host = each.value\n  }\n}",
		Why:   "Each item of a phase is a job of its own, and GitHub refuses a run with more than 256.",
	},
	{
		Code:  "RB7005",
		Title: "An event has fewer properties",
		Cause: "The map of a trigger asks for more than ten properties of the event.",
		Wrong: "# map = { host = trigger.event.host, … } with eleven different names after trigger.event",
		Right: "# map = { host = trigger.event.target.host, … }: one property that holds several",
		Why:   "GitHub refuses an event with more than ten properties at the top, so it could never be sent.",
	},
	{
		Code:  "RB7006",
		Title: "GitHub does not start this so often",
		Cause: "A schedule is due more often than every five minutes.",
		Wrong: "trigger \"schedule\" \"often\" {\n  cron = \"* * * * *\"\n}",
		Right: "trigger \"schedule\" \"often\" {\n  cron = \"*/5 * * * *\"\n}",
		Why:   "Runs that never start would be believed to have been planned, and count as missed.",
	},
	{
		Code:  "RB7007",
		Title: "The job ends before this does",
		Cause: "A step may take longer than the six hours that a job on a machine of GitHub has.",
		Wrong: "step \"file.read\" \"users\" {\n  path    = \"/etc/passwd\"\n  timeout = \"7h\"\n}",
		Right: "step \"file.read\" \"users\" {\n  path    = \"/etc/passwd\"\n  timeout = \"30m\"\n}",
		Why:   "GitHub stops the job whatever it is doing, so the run would be interrupted and nothing taken back.",
	},
	{
		Code:  "RB7008",
		Title: "GitHub takes no secret of this name",
		Cause: "A secret is to be found at GitHub under a name that begins with GITHUB_.",
		Wrong: "secret \"shop_token\" {\n  from    = \"github:GITHUB_SHOP_TOKEN\"\n  purpose = \"read orders\"\n}",
		Right: "secret \"shop_token\" {\n  from    = \"github:SHOP_TOKEN\"\n  purpose = \"read orders\"\n}",
		Why:   "Such names are GitHub's own; the secret could never be stored, and the run would find nothing.",
	},
}

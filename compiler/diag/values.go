package diag

// values are the rows of RB30xx: types, closed lists, lengths of time, dates, defaults.
var values = []Entry{
	{
		Code:  "RB3001",
		Title: "The setting takes another kind of value",
		Cause: "A number stands where a text belongs, a text where a list belongs, and the like.",
		Wrong: "input \"days\" {\n  type  = number\n  title = 21\n}",
		Right: "input \"days\" {\n  type  = number\n  title = \"Days\"\n}",
		Why:   "Nothing is converted in silence: \"true\" is not true, and text never becomes a number.",
	},
	{
		Code:  "RB3002",
		Title: "The value is not one of those allowed",
		Cause: "A setting that takes one of a few words has another one.",
		Wrong: "check \"reachable\" {\n  condition = true\n  message   = \"Not reachable.\"\n  severity  = \"severe\"\n}",
		Right: "check \"reachable\" {\n  condition = true\n  message   = \"Not reachable.\"\n  severity  = \"high\"\n}",
		Why:   "Each of the words has a meaning in the plan; another one would have none.",
	},
	{
		Code:  "RB3090",
		Title: "No plan can be made of this",
		Cause: "Each part is right, and the plan as a whole is larger than a plan may be: more than 1,000 steps, or 4 MiB.",
		Wrong: "# a runbook with 1,001 steps",
		Right: "# two runbooks, each with half of them",
		Why:   "A plan is read by people, and by every program that verifies a run; its bounds keep both possible.",
	},
}

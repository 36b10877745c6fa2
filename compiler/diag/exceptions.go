package diag

// exceptions are the rows of RB80xx: exceptions that ended or silence nothing, renames, and what is due.
var exceptions = []Entry{
	{
		Code:     "RB8001",
		Severity: Warning,
		Title:    "The exception has ended",
		Cause:    "The last day of an ignore is over, so its warning is told again.",
		Wrong:    "ignore \"RB4002\" {\n  reason = \"the service drops doubles\"\n  until  = \"2020-01-31\"\n}",
		Right:    "ignore \"RB4002\" {\n  reason = \"the service drops doubles, see its manual\"\n  until  = \"2099-01-31\"\n}",
		Why:      "An exception is for a time; after it somebody looks again.",
	},
	{
		Code:     "RB8002",
		Severity: Warning,
		Title:    "The exception silences nothing",
		Cause:    "An ignore names a warning that nothing here gives.",
		Wrong:    "ignore \"RB4002\" {\n  reason = \"the service drops doubles\"\n  until  = \"2099-01-31\"\n}",
		Right:    "# the same file without the ignore",
		Why:      "An exception that is left over would silence the next mistake of that kind.",
	},
	{
		Code:  "RB8003",
		Title: "There is no exception from this",
		Cause: "An ignore names a code that does not exist, or an error.",
		Wrong: "ignore \"RB4001\" {\n  reason = \"it is fine\"\n  until  = \"2099-01-31\"\n}",
		Right: "# mend what RB4001 is about",
		Why:   "Only warnings have exceptions: what a plan promises is not a matter of taste.",
	},
	{
		Code:     "RB8004",
		Severity: Note,
		Title:    "The part looks renamed",
		Cause:    "Against the commit of --base a part is gone, and a new one is like it in all but its name.",
		Wrong:    "# the step stale of the base is called old now, and nothing else of it changed",
		Right:    "# the same, with: moved { from = \"step.stale\", to = \"step.old\" }, on lines of their own",
		Why:      "A part that came and one that went are reviewed as a whole; of one that moved only what changed is.",
	},
	{
		Code:     "RB8005",
		Severity: Warning,
		Title:    "The runbook is due to be looked at again",
		Cause:    "The day of review_by is over.",
		Wrong:    "runbook \"look-around\" {\n  language  = 1\n  title     = \"Look around\"\n  owner     = role.security\n  review_by = \"2020-01-31\"\n}",
		Right:    "runbook \"look-around\" {\n  language  = 1\n  title     = \"Look around\"\n  owner     = role.security\n  review_by = \"2099-01-31\"\n}",
		Why:      "What was right last year may name people who left and power that nobody needs any more.",
	},
}

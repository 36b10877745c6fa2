package diag

// exceptions are the rows of RB80xx: exceptions that ended or silence nothing, and renames.
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
}

package kind

// Programs on this machine. Both get a clean environment, and end with all their children.

var execRun = Kind{
	Name: "exec.run", Title: "Run a program, without a shell between", Effect: Change, Restate: true, Connection: Shell,
	Fields: append([]Field{
		{Name: "argv", Type: "list(string)", Required: true, Trusted: true, Doc: "The program, by a name that the use section allows, and its arguments."},
		{Name: "stdin", Type: "string", Doc: "What the program reads; without it, nothing."},
	}, programFields...),
	Outputs: programOutputs,
}

var scriptRun = Kind{
	Name: "script.run", Title: "Run a short script", Effect: Change, Restate: true, Connection: Shell,
	Fields: append([]Field{
		{Name: "script", Type: "string", Required: true, Trusted: true, Doc: "The lines of the script; values reach it through env alone."},
		{Name: "shell", Type: "string", Trusted: true, OneOf: []string{"sh", "bash", "python3"}, Doc: "What reads the script, by a name that the use section allows; \"sh\" unless told, stopping at the first failing command."},
	}, programFields...),
	Outputs: programOutputs,
}

var programFields = []Field{
	{Name: "env", Type: "map(string)", Doc: "Environment variables, beside PATH, HOME, LANG, TZ and TMPDIR, which are set for it."},
	{Name: "dir", Type: "string", Trusted: true, Doc: "The folder it runs in, below the repository; the repository itself unless told."},
	{Name: "ok_exit", Type: "list(number)", Doc: "The exit statuses that mean success; 0 alone unless told."},
}

var programOutputs = []Output{
	{Name: "exit", Type: "number", Doc: "The exit status."},
	{Name: "stdout", Type: "string", Labels: untrusted, Doc: "What it wrote to standard output."},
	{Name: "stderr", Type: "string", Labels: untrusted, Doc: "What it wrote to standard error."},
	{Name: "lines", Type: "list(string)", Labels: untrusted, Doc: "The lines of standard output, without empty ones at the end."},
	{Name: "json", Type: "any", Labels: untrusted, Doc: "Standard output read as JSON; null where it is none."},
}

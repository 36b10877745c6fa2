package kind

var gitInspect = Kind{
	Name: "git.inspect", Title: "Look at a git repository", Effect: Observe, Idempotent: true,
	Permissions: []string{"contents: read"},
	Fields: []Field{
		{Name: "path", Type: "string", Trusted: true, Doc: "The folder of the repository; the one of the runbook unless told."},
		{Name: "look", Type: "list(string)", Required: true, OneOf: []string{"head", "secrets", "workflows", "protection"}, Doc: "What to look at: the newest commit, secrets in the history, workflow files of the newest commit, the rules of a remote. Outputs of the others are null."},
		{Name: "remote", Type: "string", Trusted: true, Doc: "The remote whose rules are looked at; \"origin\" unless told."},
		{Name: "max_commits", Type: "number", Doc: "How many commits are looked at; 10000 unless told."},
		{Name: "max_bytes", Type: "number", Doc: "How many bytes of files are looked at; 268435456 unless told."},
	},
	Outputs: []Output{
		{Name: "complete", Type: "bool", Doc: "Whether everything was looked at; false where a bound ended the search or the clone is shallow."},
		{Name: "head", Type: "string", Doc: "The id of the newest commit; null where there is none."},
		{Name: "branch", Type: "string", Labels: untrusted, Doc: "The name of the branch that is checked out; null where none is."},
		{Name: "commits", Type: "number", Doc: "How many commits the branch has, as far as they were looked at."},
		{Name: "secrets", Type: "list(object({commit = string, line = number, path = string, rule = string}))", Labels: untrusted, Doc: "Where the history has what looks like a secret, once for each content and line; never the secret."},
		{Name: "workflows", Type: "list(object({path = string, unpinned = list(string), write_all = bool}))", Labels: untrusted, Doc: "Every workflow file: the actions it uses without a full commit id, and whether it may write everything."},
		{Name: "protection", Type: "object({deny_deletes = bool, deny_non_fast_forwards = bool})", Doc: "The rules of the remote's repository; null where it is not on this machine."},
	},
}

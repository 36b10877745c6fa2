package kind

var fileRead = Kind{
	Name: "file.read", Title: "Look at a file", Effect: Observe, Idempotent: true,
	Fields: []Field{
		{Name: "path", Type: "string", Required: true, Trusted: true, Doc: "Where the file is: below the repository, or from the root of the machine."},
		{Name: "max_bytes", Type: "number", Doc: "The largest file that is read, at most 4194304; 1048576 unless told."},
	},
	Outputs: []Output{
		{Name: "exists", Type: "bool", Doc: "Whether there is such a file; where not, all else is null."},
		{Name: "text", Type: "string", Labels: untrusted, Doc: "What is in it; null where it is not UTF-8."},
		{Name: "size", Type: "number", Doc: "How many bytes it has."},
		{Name: "mode", Type: "string", Doc: "Its permissions in octal, as \"0600\"."},
		{Name: "owner", Type: "string", Doc: "The name of the user it belongs to, or the number of one without a name."},
		{Name: "sha256", Type: "string", Doc: "The SHA-256 of its bytes, in hex."},
	},
}

package kind

var tlsProbe = Kind{
	Name: "tls.probe", Title: "Open a TLS connection and look at it", Effect: Observe, Idempotent: true,
	Fields: []Field{
		{Name: "host", Type: "string", Required: true, Trusted: true, Doc: "The name or address to connect to."},
		{Name: "port", Type: "number", Doc: "The port to connect to; 443 unless told."},
		{Name: "server_name", Type: "string", Trusted: true, Doc: "The name to ask for and to find in the certificate; the host unless told."},
		{Name: "roots", Type: "string", Trusted: true, Doc: "A PEM file below the repository with the roots to trust; those of the machine unless told."},
	},
	Outputs: []Output{
		{Name: "reached", Type: "bool", Doc: "Whether it speaks TLS there; where not (nobody listens, or no TLS), all else is null."},
		{Name: "version", Type: "string", Doc: "The version that was agreed on, as \"TLS 1.3\"."},
		{Name: "cipher", Type: "string", Doc: "The cipher suite that was agreed on, by its IANA name."},
		{Name: "days_left", Type: "number", Doc: "How many whole days the certificate is still valid; below 0 once it has ended."},
		{Name: "not_before", Type: "string", Doc: "When the certificate begins, as 2026-01-31T00:00:00Z."},
		{Name: "not_after", Type: "string", Doc: "When the certificate ends."},
		{Name: "fingerprint", Type: "string", Doc: "The SHA-256 of the certificate, in hex."},
		{Name: "issuer", Type: "string", Labels: untrusted, Doc: "Who issued the certificate."},
		{Name: "names", Type: "list(string)", Labels: untrusted, Doc: "The names and addresses that the certificate is for."},
		{Name: "trusted", Type: "bool", Doc: "Whether the certificate is valid now, for this name, and leads to a trusted root."},
		{Name: "trust_error", Type: "string", Doc: "Why not: expired, not_yet_valid, wrong_name, unknown_root, or invalid; null where it is trusted."},
	},
}

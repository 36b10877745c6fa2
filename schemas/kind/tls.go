package kind

// It looks, and changes nothing: so it needs no use section.
var tlsProbe = Kind{
	Name: "tls.probe", Title: "Open a TLS connection and look at it", Effect: Observe, Idempotent: true,
	Fields: []Field{
		{Name: "host", Type: "string", Required: true, Trusted: true, Doc: "The name or address to connect to."},
		{Name: "port", Type: "number", Doc: "The port to connect to; 443 unless told, 25 with starttls."},
		{Name: "server_name", Type: "string", Trusted: true, Doc: "The name to ask for and to find in the certificate; the host unless told."},
		{Name: "roots", Type: "string", Trusted: true, Doc: "A PEM file below the repository with the roots to trust; those of the machine unless told."},
		{Name: "family", Type: "string", OneOf: []string{"ipv4", "ipv6"}, Doc: "Which kind of address to connect to, where the host has both; whichever answers first unless told."},
		{Name: "starttls", Type: "string", OneOf: []string{"smtp"}, Doc: "The protocol in which TLS begins with a command; without it, TLS begins at once."},
		{Name: "all_ciphers", Type: "bool", Doc: "Whether to try every cipher suite, each on a connection of its own; false unless told, and then ciphers is null."},
	},
	Outputs: []Output{
		{Name: "reached", Type: "bool", Doc: "Whether it speaks TLS there; where not (nobody listens, or no TLS), all else is null."},
		{Name: "address", Type: "string", Doc: "The address that was looked at, without the port."},
		{Name: "version", Type: "string", Doc: "The version that was agreed on, as \"TLS 1.3\"."},
		{Name: "versions", Type: "list(string)", Doc: "The versions that it accepts, of TLS 1.0 to TLS 1.3, each offered alone; null where it left one of these offers without an answer."},
		{Name: "cipher", Type: "string", Doc: "The cipher suite that was agreed on, by its IANA name."},
		{Name: "ciphers", Type: "list(string)", Doc: "With all_ciphers, every cipher suite that it accepts in any version, by its IANA name, sorted; null where it left an offer without an answer."},
		{Name: "days_left", Type: "number", Doc: "How many whole days the certificate is still valid; below 0 once it has ended. This and what follows is null where the server speaks only TLS that is too old for a certificate to be looked at."},
		{Name: "not_before", Type: "string", Doc: "When the certificate begins, as 2026-01-31T00:00:00Z."},
		{Name: "not_after", Type: "string", Doc: "When the certificate ends."},
		{Name: "fingerprint", Type: "string", Doc: "The SHA-256 of the certificate, in hex."},
		{Name: "issuer", Type: "string", Labels: untrusted, Doc: "Who issued the certificate."},
		{Name: "names", Type: "list(string)", Labels: untrusted, Doc: "The names and addresses that the certificate is for."},
		{Name: "chain", Type: "list(object({issuer = string, key = string, not_after = string, signature = string, subject = string}))", Labels: untrusted, Doc: "The certificates that it sent, its own first: the key as \"RSA 2048\", \"ECDSA P-256\" or \"Ed25519\", the signature as \"SHA256-RSA\"."},
		{Name: "trusted", Type: "bool", Doc: "Whether the certificate is valid now, for this name, and leads to a trusted root."},
		{Name: "trust_error", Type: "string", Doc: "Why not: expired, not_yet_valid, wrong_name, unknown_root, or invalid; null where it is trusted."},
		{Name: "staple", Type: "string", Doc: "What the OCSP answer says that it sent along, signed by the issuer: good, revoked or unknown; stale where its time is over, or has not begun; invalid where the signature is wrong or it is of another certificate; none where it sent none. Null where the issuer's certificate is not at hand."},
		{Name: "staple_from", Type: "string", Doc: "Since when that was so; null without an OCSP answer that holds."},
		{Name: "staple_until", Type: "string", Doc: "Until when the OCSP answer may be used; null where it does not say."},
	},
}

package kind

// A lookup needs no use section, as tls.probe does not: it changes nothing and shows no secret. What is
// asked becomes known to the server, and to the servers behind it, so no outside text may be part of it.
var dnsLookup = Kind{
	Name: "dns.lookup", Title: "Look a name up in DNS", Effect: Observe, Idempotent: true,
	Fields: []Field{
		{Name: "name", Type: "string", Required: true, Trusted: true, Doc: "The name to look up; for PTR an address may stand here, for SPF and DMARC the domain of the mail."},
		{Name: "type", Type: "string", Required: true, Trusted: true, OneOf: dnsTypes, Doc: "The type of record; SPF and DMARC are the policies of a domain's mail, found and read as receivers do."},
		{Name: "server", Type: "string", Trusted: true, Doc: "The resolver to ask, as 192.0.2.53 or \"[2001:db8::53]:5353\"; those of the machine unless told."},
		{Name: "dnssec", Type: "bool", Doc: "Whether signatures are held against the root's keys; true unless told. For names that only an inner resolver knows, say false or give anchors."},
		{Name: "anchors", Type: "string", Trusted: true, Doc: "A file below the repository with DS or DNSKEY records, one a line, of zones whose keys are known; they go before those of the root."},
	},
	Outputs: []Output{
		{Name: "exists", Type: "bool", Doc: "Whether there is such a name; where not, there are no records. Null for DMARC, which looks at more than one name."},
		{Name: "found", Type: "bool", Doc: "Whether there are records of that type, or the one policy of that kind."},
		{Name: "records", Type: "list(string)", Labels: untrusted, Doc: "The records, sorted, as a zone file writes what follows the type, without dots at the end of names; of texts, the text itself."},
		{Name: "targets", Type: "list(string)", Labels: untrusted, Doc: "The names that records of the types CNAME, HTTPS, MX, NS, PTR and SRV lead to, sorted; empty for the others."},
		{Name: "at", Type: "string", Labels: untrusted, Doc: "The name whose records these are, after all aliases; for DMARC the domain whose policy it is, null where there is none."},
		{Name: "ttl", Type: "number", Doc: "For how many seconds the answer may be remembered; the smallest on the way."},
		{Name: "authenticated", Type: "bool", Doc: "Whether all that was told, be it that there is nothing, is signed up to a known key, and the signatures were checked here; false where a zone on the way is proved to be unsigned, null where dnssec is false. A signature that is wrong, too old or missing makes the step fail."},
		{Name: "all", Type: "string", Doc: "SPF: what receivers make of mail from elsewhere: fail, softfail, neutral or pass; none where there is no record, permerror where they cannot read it."},
		{Name: "lookups", Type: "number", Doc: "SPF: how many lookups a receiver needs, counted up to 50; more than 10 is a permerror. Null where a macro hides some."},
		{Name: "policy", Type: "string", Doc: "DMARC: what receivers do with forged mail of the domain: none, quarantine or reject; none where there is no record."},
		{Name: "subdomain_policy", Type: "string", Doc: "DMARC: the same for names below that have no policy of their own."},
		{Name: "percent", Type: "number", Doc: "DMARC: for how much of the mail the policy is meant; 0 where the domain only tests it (t=y)."},
		{Name: "reports", Type: "list(string)", Labels: untrusted, Doc: "DMARC: the addresses to which receivers report."},
		{Name: "valid", Type: "bool", Doc: "SPF and DMARC: whether there is one, and receivers can read all of it; null where a macro hides some."},
		{Name: "problem", Type: "string", Labels: untrusted, Doc: "SPF and DMARC: what they cannot read, in a sentence; null where nothing is wrong."},
	},
}

// dnsTypes are the types of records, and the two policies that are read from several.
var dnsTypes = []string{
	"A", "AAAA", "CAA", "CNAME", "DMARC", "DNSKEY", "DS", "HTTPS", "MX", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP", "TLSA", "TXT",
}

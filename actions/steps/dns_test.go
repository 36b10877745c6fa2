package steps_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
)

// zones are those of the tests, from a root of their own down.
var zones = []nameserver.Zone{
	{Name: ".", Records: "xn--mnchen-3ya A 192.0.2.70\n"},
	{Name: "example."},
	{Name: "acme.example.", Records: `
@            MX    20 Backup
@            MX    10 mail
@            MX    5  mx.plain.example.
@            TXT   "v=spf1 include:spf.acme.example mx -all"
@            TXT   "say \"hello\", \228\184\173"
@            CAA   0 issue "ca.example"
_dmarc       TXT   "v=DMARC1; p=reject; sp=quarantine; " "pct=50; rua=mailto:a@acme.example"
spf          TXT   "v=spf1 ip4:192.0.2.0/24 ?all"
www          A     192.0.2.2
www          A     192.0.2.10
www          AAAA  2001:db8::1
also         CNAME www
_sip._tcp    SRV   1 5 5060 Sip
_443._tcp    TLSA  3 1 1 0000000000000000000000000000000000000000000000000000000000000000
soft         TXT   "v=spf1 include:plain.example ~all"
macro        TXT   "v=spf1 include:%{d}.spf.example -all"
twice        TXT   "v=spf1 -all"
twice        TXT   "v=spf1 ~all"
odd          TXT   "v=spf1 include:a\\.b.example -all"
mail         A     192.0.2.3
nomail       MX    0 .
ring         CNAME ring
`},
	{Name: "plain.example.", Unsigned: true, Records: "@ TXT \"v=spf1 -all\"\nwww A 192.0.2.5\n"},
	{Name: "old.example.", Old: true, Records: "www A 192.0.2.8\n@ TXT \"v=spf1 -all\"\n_dmarc TXT \"v=DMARC1; p=reject\"\n"},
	{Name: "2.0.192.in-addr.arpa.", Records: "3 PTR Mail.acme.example.\n"},
	{Name: "8.b.d.0.1.0.0.2.ip6.arpa.", Records: "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR www.acme.example.\n"},
}

// lookup is a call that trusts the root of the tests, and asks their server.
func lookup(t *testing.T, server *nameserver.Server, name, kind string, more given) engine.Call {
	t.Helper()
	settings := given{"name": name, "type": kind, "server": server.Address, "anchors": "anchors"}
	maps.Copy(settings, more)
	call := callOf(t, "dns.lookup", settings)
	write(t, call.Dir, "anchors", server.Anchors+"\n")
	return call
}

func TestDNSLookup(t *testing.T) {
	t.Parallel()
	server := nameserver.Start(t, "127.0.0.1", zones...)
	none := []string{}
	for asked, want := range map[string]map[string]any{
		"www.acme.example A":          {"exists": true, "found": true, "records": []string{"192.0.2.10", "192.0.2.2"}, "targets": none, "ttl": 300, "authenticated": true, "at": "www.acme.example", "policy": nil, "all": nil, "valid": nil},
		"also.acme.example AAAA":      {"records": []string{"2001:db8::1"}, "at": "www.acme.example"},
		"also.acme.example CNAME":     {"records": []string{"www.acme.example"}, "targets": []string{"www.acme.example"}, "at": "also.acme.example"},
		"acme.example MX":             {"records": []string{"5 mx.plain.example", "10 mail.acme.example", "20 backup.acme.example"}, "targets": []string{"backup.acme.example", "mail.acme.example", "mx.plain.example"}},
		"nomail.acme.example MX":      {"records": []string{"0 ."}, "targets": none, "found": true},
		"acme.example TXT":            {"records": []string{`say "hello", 中`, "v=spf1 include:spf.acme.example mx -all"}},
		"acme.example CAA":            {"records": []string{`0 issue "ca.example"`}},
		"acme.example NS":             {"records": []string{"ns.invalid"}, "targets": []string{"ns.invalid"}},
		"acme.example SOA":            {"records": []string{"ns.invalid admin.invalid 1 7200 3600 1209600 60"}},
		"_sip._tcp.acme.example SRV":  {"records": []string{"1 5 5060 sip.acme.example"}, "targets": []string{"sip.acme.example"}},
		"_443._tcp.acme.example TLSA": {"records": []string{"3 1 1 " + strings.Repeat("0", 64)}},
		"192.0.2.3 PTR":               {"records": []string{"mail.acme.example"}, "authenticated": true},
		"2001:db8::1 PTR":             {"records": []string{"www.acme.example"}, "authenticated": true},
		"münchen A":                   {"records": []string{"192.0.2.70"}},
		"www.plain.example A":         {"records": []string{"192.0.2.5"}, "authenticated": false},
		"nothing.acme.example A":      {"exists": false, "found": false, "records": none, "authenticated": true},
		"www.acme.example MX":         {"exists": true, "found": false, "records": none, "authenticated": true},
		"plain.example DS":            {"exists": true, "found": false, "authenticated": true},

		"acme.example SPF":         {"exists": true, "found": true, "all": "fail", "lookups": 2, "valid": true, "problem": nil, "authenticated": true, "at": "acme.example", "records": []string{"v=spf1 include:spf.acme.example mx -all"}, "policy": nil},
		"soft.acme.example SPF":    {"all": "softfail", "lookups": 1, "authenticated": false},
		"macro.acme.example SPF":   {"all": "fail", "lookups": nil, "valid": nil, "found": true},
		"www.acme.example SPF":     {"exists": true, "found": false, "all": "none", "valid": false, "records": none, "authenticated": true},
		"nothing.acme.example SPF": {"exists": false, "found": false, "all": "none"},
		"twice.acme.example SPF":   {"exists": true, "found": false, "all": "permerror", "valid": false, "problem": "twice.acme.example has 2 SPF records; it may have one."},
		"odd.acme.example SPF":     {"all": "permerror", "valid": false},

		"acme.example DMARC":     {"exists": nil, "found": true, "policy": "reject", "subdomain_policy": "quarantine", "percent": 50, "reports": []string{"mailto:a@acme.example"}, "valid": true, "authenticated": true, "at": "acme.example", "all": nil},
		"www.acme.example DMARC": {"found": true, "policy": "quarantine", "at": "acme.example", "authenticated": true},
		"plain.example DMARC":    {"found": false, "policy": "none", "subdomain_policy": "none", "percent": 0, "reports": none, "valid": false, "at": nil, "records": none},
	} {
		name, kind, _ := strings.Cut(asked, " ")
		t.Run(asked, func(t *testing.T) { wantOutputs(t, run(t, lookup(t, server, name, kind, nil)), want) })
	}
}

// TestDNSLookupBogus: what is forged or broken is seen to be bad, and is never an answer; what could not
// be looked at is unknown.
func TestDNSLookupBogus(t *testing.T) {
	t.Parallel()
	server := nameserver.Start(t, "127.0.0.1", zones...)
	for _, asked := range []string{"www.old.example A", "old.example SPF", "old.example DMARC", "nothing.old.example A"} {
		name, kind, _ := strings.Cut(asked, " ")
		wants(t, run(t, lookup(t, server, name, kind, nil)), evidence.Failed, engine.ReasonBogus, "the signature ended on ")
	}
	wantOutputs(t, run(t, lookup(t, server, "www.old.example", "A", given{"dnssec": false})), map[string]any{"records": []string{"192.0.2.8"}, "authenticated": nil})
	wants(t, run(t, lookup(t, server, "ring.acme.example", "A", nil)), evidence.Unknown, engine.ReasonDNS, "aliases lead back")

	spoilt := nameserver.Start(t, "127.0.0.1", zones...)
	spoilt.Spoil(func(q dns.Question, _ string, m *dns.Msg) *dns.Msg {
		if q.Qtype == dns.TypeTXT {
			m.Answer[0].(*dns.TXT).Txt = []string{"v=DMARC1; p=none"}
		}
		return m
	})
	wants(t, run(t, lookup(t, spoilt, "acme.example", "DMARC", nil)), evidence.Failed, engine.ReasonBogus, "_dmarc.acme.example.")
	spoilt.Spoil(func(_ dns.Question, _ string, m *dns.Msg) *dns.Msg { m.Rcode = dns.RcodeServerFailure; return m })
	wants(t, run(t, lookup(t, spoilt, "acme.example", "A", nil)), evidence.Unknown, engine.ReasonStatus, "SERVFAIL")

	foreign := lookup(t, server, "acme.example", "A", nil)
	delete(foreign.Settings, "anchors") // the true root has not signed the root of the tests
	wants(t, run(t, foreign), evidence.Unknown, engine.ReasonUnread, "not signed by one that is trusted: no chain of signatures can be followed; name a resolver")

	var many strings.Builder
	for i := range 1001 {
		fmt.Fprintf(&many, "many A 10.0.%d.%d\n", i/250, i%250)
	}
	large := nameserver.Start(t, "127.0.0.1", nameserver.Zone{Name: ".", Records: many.String()})
	wants(t, run(t, lookup(t, large, "many", "A", nil)), evidence.Unknown, engine.ReasonTooLarge, "more than 1000 records")
}

func TestDNSLookupServers(t *testing.T) {
	t.Parallel()
	six := nameserver.Start(t, "::1", zones...)
	wantOutputs(t, run(t, lookup(t, six, "acme.example", "DMARC", nil)), map[string]any{"policy": "reject"})
	own := lookup(t, six, "acme.example", "DMARC", nil)
	delete(own.Settings, "server")
	wantOutputs(t, runWith(t, steps.Machine{Resolvers: []string{six.Address}}, own), map[string]any{"policy": "reject"})

	for _, test := range []struct {
		name, kind string
		more       given
		words      string
	}{
		{"", "A", nil, "name is"}, {"a b", "A", nil, "name is"}, {`a\.b`, "A", nil, "name is"}, {strings.Repeat("a", 64) + ".example", "A", nil, "name is"},
		{"x", "A", given{"server": ":53"}, "server is"}, {"x", "A", given{"server": "host:99999"}, "server is"}, {"x", "A", given{"server": "a:b:c"}, "server is"},
	} {
		wants(t, run(t, lookup(t, six, test.name, test.kind, test.more)), evidence.Unknown, engine.ReasonSetting, test.words)
	}
	wants(t, run(t, lookup(t, six, "x", "A", given{"anchors": "none"})), evidence.Unknown, engine.ReasonUnread, "none could not be opened")
	wants(t, run(t, lookup(t, six, "x", "A", given{"server": closedPort(t)})), evidence.Unknown, engine.ReasonRefused, "nobody listens")

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	six.Spoil(func(dns.Question, string, *dns.Msg) *dns.Msg { return nil })
	result := steps.All(steps.Machine{})["dns.lookup"].Run(ctx, lookup(t, six, "x", "A", nil))
	wants(t, result, evidence.Unknown, engine.ReasonTimeout, "no answer in time")
}

// TestDNSTypes holds that every type that a runbook may name is one.
func TestDNSTypes(t *testing.T) {
	t.Parallel()
	k, _ := kind.Lookup("dns.lookup")
	for _, name := range k.Field("type").OneOf {
		if _, ok := dns.StringToType[name]; !ok && name != "SPF" && name != "DMARC" {
			t.Errorf("%s is no type of DNS", name)
		}
	}
}

package resolve_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/resolve"
)

// forgery is one change to what a server says to one question.
type forgery struct {
	look   string // the name whose address is looked for
	at     string // the name in the question that is answered wrongly, the same unless told
	kind   uint16 // its type, A unless told
	change func(s *nameserver.Server, m *dns.Msg)
	want   error
}

// TestForged lets a server, or whoever stands between, change one thing in what a signed zone says.
func TestForged(t *testing.T) {
	t.Parallel()
	const www = "www.acme.example."
	for what, test := range map[string]forgery{
		"another address":     {look: www, change: func(_ *nameserver.Server, m *dns.Msg) { m.Answer[0].(*dns.A).A[3] = 66 }},
		"one address more":    {look: www, change: func(_ *nameserver.Server, m *dns.Msg) { m.Answer = append(m.Answer, record(t, www+" A 192.0.2.66")) }},
		"one address less":    {look: www, change: func(_ *nameserver.Server, m *dns.Msg) { m.Answer = m.Answer[1:] }},
		"no signature":        {look: www, change: without(dns.TypeRRSIG)},
		"another alias":       {look: "also.acme.example.", change: func(_ *nameserver.Server, m *dns.Msg) { m.Answer[0].(*dns.CNAME).Target = "www.plain.example." }},
		"an alias of a DNAME": {look: "y.old.acme.example.", change: func(_ *nameserver.Server, m *dns.Msg) { m.Answer[2].(*dns.CNAME).Target = "www.plain.example." }},
		"a wildcard elsewhere": {look: www, change: func(s *nameserver.Server, m *dns.Msg) {
			m.Answer = renamed(s.Reply("x.wild.acme.example.", dns.TypeA).Answer, www)
		}},
		"a wildcard too near": {look: "sub.x.wild.acme.example.", change: func(s *nameserver.Server, m *dns.Msg) {
			m.Answer = renamed(s.Reply("x.wild.acme.example.", dns.TypeA).Answer, www)
		}},
		"a wildcard unproved":        {look: "x.wild.acme.example.", change: without(dns.TypeNSEC)},
		"a hashed wildcard unproved": {look: "x.wild.hashed.example.", change: without(dns.TypeNSEC3)},
		"nothing there":              {look: www, change: denied("nothing.acme.example.", dns.TypeA)},
		"no such type":               {look: www, change: denied(www, dns.TypeTXT)},
		"nothing below another zone": {look: www, change: denied("nobody.", dns.TypeA)},
		"the proof of the parent":    {look: www, change: denied("acmf.example.", dns.TypeA)},
		"nothing under a wildcard":   {look: "x.wild.acme.example.", change: denied("nothing.acme.example.", dns.TypeA)},
		"no proof":                   {look: "nothing.acme.example.", change: without(dns.TypeNSEC)},
		"no hashed proof":            {look: "nothing.hashed.example.", change: without(dns.TypeNSEC3)},
		"half a hashed proof":        {look: "nothing.hashed.example.", change: func(_ *nameserver.Server, m *dns.Msg) { m.Ns = m.Ns[:len(m.Ns)-2] }},
		"no DS record":               {look: www, at: "acme.example.", kind: dns.TypeDS, change: without(dns.TypeDS)},
		"no DS record at all":        {look: www, at: "acme.example.", kind: dns.TypeDS, change: func(_ *nameserver.Server, m *dns.Msg) { m.Answer = nil }},
		"a DS record unsigned":       {look: www, at: "acme.example.", kind: dns.TypeDS, change: without(dns.TypeRRSIG)},
		"a zone undelegated":         {look: www, at: "acme.example.", kind: dns.TypeDS, change: denied("nothing.example.", dns.TypeDS)},
		"a zone as if unsigned":      {look: www, at: "acme.example.", kind: dns.TypeDS, change: denied("plain.example.", dns.TypeDS)},
		"a zone from its own top":    {look: www, at: "acme.example.", kind: dns.TypeDS, change: denied("acme.example.", dns.TypeTXT)},
		"a zone as if opted out":     {look: "www.signed.out.example.", at: "signed.out.example.", kind: dns.TypeDS, change: denied("plain.out.example.", dns.TypeDS)},
		"no key":                     {look: www, at: "acme.example.", kind: dns.TypeDNSKEY, change: without(dns.TypeDNSKEY)},
		"a key unsigned":             {look: www, at: "acme.example.", kind: dns.TypeDNSKEY, change: without(dns.TypeRRSIG)},
		"a key revoked":              {look: www, at: "acme.example.", kind: dns.TypeDNSKEY, change: func(_ *nameserver.Server, m *dns.Msg) { m.Answer[0].(*dns.DNSKEY).Flags |= dns.REVOKE }},
		"a key more": {look: www, at: "acme.example.", kind: dns.TypeDNSKEY, change: func(s *nameserver.Server, m *dns.Msg) {
			m.Answer = append(m.Answer, renamed(s.Reply("rsa.example.", dns.TypeDNSKEY).Answer[:1], "acme.example.")...)
		}},
		"signed by the root": {look: www, change: signedBy(".")},
		"signed by no zone":  {look: www, change: signedBy(www)},
		"signed from beside": {look: www, change: signedBy("plain.example.")},
		"signed for longer":  {look: "www.old.example.", change: func(_ *nameserver.Server, m *dns.Msg) { m.Answer[1].(*dns.RRSIG).Expiration += 1 << 24 }},
		"no key of the root": {look: www, at: ".", kind: dns.TypeDNSKEY, change: without(dns.TypeDNSKEY), want: resolve.ErrChain},
		"the root unsigned":  {look: www, at: ".", kind: dns.TypeDNSKEY, change: without(dns.TypeRRSIG), want: resolve.ErrChain},
		"another root": {look: www, at: ".", kind: dns.TypeDNSKEY, change: func(s *nameserver.Server, m *dns.Msg) {
			m.Answer = renamed(s.Reply("acme.example.", dns.TypeDNSKEY).Answer, ".")
		}, want: resolve.ErrChain},
		"refused on the way": {look: www, at: "acme.example.", kind: dns.TypeDNSKEY, change: func(_ *nameserver.Server, m *dns.Msg) { m.Rcode = dns.RcodeServerFailure }, want: resolve.ErrChain},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			if test.want == nil {
				test.want = resolve.ErrBogus
			}
			server := nameserver.Start(t, "127.0.0.1", world...)
			forge(server, test)
			got, err := resolver(t, server).Look(t.Context(), test.look, dns.TypeA)
			if !errors.Is(err, test.want) {
				t.Errorf("%+v %v, want %v", got, err, test.want)
			}
		})
	}
}

func forge(server *nameserver.Server, f forgery) {
	if f.at == "" {
		f.at, f.kind = f.look, dns.TypeA
	}
	server.Spoil(func(q dns.Question, _ string, m *dns.Msg) *dns.Msg {
		if dns.CanonicalName(q.Name) == f.at && q.Qtype == f.kind {
			f.change(server, m)
		}
		return m
	})
}

func record(t *testing.T, text string) dns.RR {
	t.Helper()
	rr, err := dns.NewRR(text)
	if err != nil {
		t.Fatal(err)
	}
	return rr
}

func without(kind uint16) func(*nameserver.Server, *dns.Msg) {
	return func(_ *nameserver.Server, m *dns.Msg) {
		drop := func(rr dns.RR) bool { return rr.Header().Rrtype == kind }
		m.Answer, m.Ns = slices.DeleteFunc(m.Answer, drop), slices.DeleteFunc(m.Ns, drop)
	}
}

func renamed(list []dns.RR, name string) []dns.RR {
	for _, rr := range list {
		rr.Header().Name = name
	}
	return list
}

// denied repeats what the server truly says of another name.
func denied(name string, kind uint16) func(*nameserver.Server, *dns.Msg) {
	return func(s *nameserver.Server, m *dns.Msg) {
		other := s.Reply(name, kind)
		m.Answer, m.Ns, m.Rcode = nil, other.Ns, other.Rcode
	}
}

func signedBy(zone string) func(*nameserver.Server, *dns.Msg) {
	return func(_ *nameserver.Server, m *dns.Msg) {
		for _, rr := range m.Answer {
			if signature, ok := rr.(*dns.RRSIG); ok {
				signature.SignerName = zone
			}
		}
	}
}

package resolve_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/resolve"
)

// world are the zones of most tests, from the root down. What a zone has is in its own words.
var world = []nameserver.Zone{
	{Name: ".", Records: "alias CNAME www.acme.example.\n"},
	{Name: "example.", Records: "text TXT \"of example\"\n"},
	{Name: "acme.example.", Records: `
www             AAAA 2001:db8::1
also            CNAME www
further         CNAME also
ring            CNAME gnir
gnir            CNAME ring
outside         CNAME www.plain.example.
lost            CNAME nothing.acme.example.
*.wild          A    192.0.2.3
a.b.deep        A    192.0.2.4
old             DNAME wild.acme.example.
big             TXT  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
@           600 MX   10 mail
www          30 A    192.0.2.1
www          30 A    192.0.2.2
`},
	{Name: "plain.example.", Unsigned: true, Records: "www A 192.0.2.5\n"},
	{Name: "orphan.example.", Orphan: true, Records: "www A 192.0.2.6\n"},
	{Name: "stranger.example.", Stranger: true, Records: "www A 192.0.2.7\n"},
	{Name: "old.example.", Old: true, Records: "www A 192.0.2.8\n"},
	{Name: "early.example.", Early: true, Records: "www A 192.0.2.9\n"},
	{Name: "hashed.example.", Hashed: true, Rounds: 3, Records: "www A 192.0.2.10\n*.wild A 192.0.2.11\na.b.deep A 192.0.2.12\n"},
	{Name: "plain.hashed.example.", Unsigned: true, Records: "www A 192.0.2.13\n"},
	{Name: "out.example.", Hashed: true, OptOut: true, Records: "www A 192.0.2.14\n"},
	{Name: "plain.out.example.", Unsigned: true, Records: "www A 192.0.2.15\n"},
	{Name: "signed.out.example.", Records: "www A 192.0.2.16\n"},
	{Name: "slow.example.", Hashed: true, Rounds: 500, Records: "www A 192.0.2.17\n"},
	{Name: "rsa.example.", Using: dns.RSASHA256, Bits: 1024, Records: "www A 192.0.2.18\n"},
	{Name: "ed.example.", Using: dns.ED25519, Bits: 256, Records: "www A 192.0.2.19\n"},
	{Name: "sha1.example.", Using: dns.RSASHA1, Bits: 1024, Records: "www A 192.0.2.20\n"},
}

func resolver(t testing.TB, server *nameserver.Server) *resolve.Resolver {
	t.Helper()
	anchors, err := resolve.ReadAnchors(server.Anchors)
	if err != nil {
		t.Fatal(err)
	}
	return &resolve.Resolver{Servers: []string{server.Address}, Anchors: anchors, Now: time.Now(), Random: rand.Reader, Patience: 20 * time.Second}
}

func texts(records []dns.RR) []string {
	var list []string
	for _, rr := range records {
		list = append(list, rr.String()[len(rr.Header().String()):])
	}
	return list
}

package resolve_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/resolve"
)

// FuzzAnswer puts any message in the place of one that a signed zone gives: whatever it says, nothing but
// what the zone has is ever Secure.
func FuzzAnswer(f *testing.F) {
	server := nameserver.Start(f, "127.0.0.1", world...)
	anchors, err := resolve.ReadAnchors(server.Anchors)
	if err != nil {
		f.Fatal(err)
	}
	const www, also = "www.acme.example.", "also.acme.example."
	for _, name := range []string{www, also, "x.wild.acme.example.", "y.old.acme.example.", "nothing.acme.example.", "nobody."} {
		for _, kind := range []uint16{dns.TypeA, dns.TypeDS, dns.TypeTXT} {
			data, err := server.Reply(name, kind).Pack()
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, kind == dns.TypeDS)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, chain bool) {
		m := new(dns.Msg)
		if m.Unpack(data) != nil {
			return
		}
		r := resolver(t, server)
		r.Anchors, r.Servers = anchors, nil
		for _, name := range []string{".", "example.", "acme.example.", www} {
			r.Tell(name, dns.TypeDNSKEY, server.Reply(name, dns.TypeDNSKEY))
			r.Tell(name, dns.TypeDS, server.Reply(name, dns.TypeDS))
		}
		r.Tell(www, dns.TypeA, server.Reply(www, dns.TypeA))
		if chain {
			r.Tell("acme.example.", dns.TypeDS, m)
		} else {
			r.Tell(www, dns.TypeA, m)
		}
		got, err := r.Look(t.Context(), www, dns.TypeA)
		if err != nil || got.Security != resolve.Secure {
			return
		}
		list := texts(got.Records)
		slices.Sort(list)
		if diff := cmp.Diff([]string{"192.0.2.1", "192.0.2.2"}, list); diff != "" {
			t.Error(diff)
		}
	})
}

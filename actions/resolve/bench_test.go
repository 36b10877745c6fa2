package resolve_test

import (
	"testing"

	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/resolve"
)

// BenchmarkLook asks for an address three zones deep, the whole chain each time, and the same without.
func BenchmarkLook(b *testing.B) {
	server := nameserver.Start(b, "127.0.0.1", world...)
	for name, anchored := range map[string]bool{"checked": true, "unchecked": false} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := resolver(b, server)
				if !anchored {
					r.Anchors = nil
				}
				if got, err := r.Look(b.Context(), "www.acme.example.", dns.TypeA); err != nil || (got.Security == resolve.Secure) != anchored {
					b.Fatal(got, err)
				}
			}
		})
	}
}

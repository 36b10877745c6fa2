package resolve_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/resolve"
)

// rootKeys are the public keys that IANA publishes beside the digests: KSK-2017 and KSK-2024.
const rootKeys = `
. IN DNSKEY 257 3 8 AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qihylGa8subX2Nn6UwNR1AkUTV74bU=
. IN DNSKEY 257 3 8 AwEAAa96jeuknZlaeSrvyAJj6ZHv28hhOKkx3rLGXVaC6rXTsDc449/cidltpkyGwCJNnOAlFNKF2jBosZBU5eeHspaQWOmOElZsjICMQMC3aeHbGiShvZsx4wMYSjH8e7Vrhbu6irwCzVBApESjbUdpWWmEnhathWu1jo+siFUiRAAxm9qyJNg/wOZqqzL/dL/q8PkcRU5oUKEpUge71M3ej2/7CPqpdVwuMoTvoB+ZOT4YeGyxMvHmbrxlFzGOHOijtzN+u1TQNatX2XBuzZNQ1K+s2CXkPIZo7s6JgZyvaBevYtxPvYLw4z9mR7K2vaF18UYH9Z9GNUUeayffKC73PYc=
`

// TestRootAnchors holds the digests against the keys that they are of.
func TestRootAnchors(t *testing.T) {
	t.Parallel()
	keys, err := resolve.ReadAnchors(rootKeys)
	if err != nil {
		t.Fatal(err)
	}
	anchors := resolve.RootAnchors()
	if len(keys) != len(anchors) {
		t.Fatalf("%d anchors for %d keys", len(anchors), len(keys))
	}
	for i, key := range keys {
		ds, want := key.(*dns.DNSKEY).ToDS(dns.SHA256), anchors[i].(*dns.DS)
		if ds.KeyTag != want.KeyTag || !strings.EqualFold(ds.Digest, want.Digest) {
			t.Errorf("%s is not of the key %d", want, ds.KeyTag)
		}
	}
}

func TestReadAnchors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                             "no DS or DNSKEY",
		"; nothing\n":                  "no DS or DNSKEY",
		"acme.example. A 192.0.2.1":    "neither a DS nor a DNSKEY",
		"acme.example. DS 1 2":         "not written as in a zone file",
		"$INCLUDE /etc/passwd":         "not written as in a zone file",
		"$GENERATE 1-9999999 $ A 10.1": "not written as in a zone file",
	} {
		if anchors, err := resolve.ReadAnchors(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v %v, want %q", text, anchors, err, want)
		}
	}
}

// TestNearest: a zone whose own key is known needs no chain above it, and one outside all anchors is not
// checked.
func TestNearest(t *testing.T) {
	t.Parallel()
	server := nameserver.Start(t, "127.0.0.1", world...)
	island := server.Reply("orphan.example.", dns.TypeDNSKEY).Answer[0]
	r := resolver(t, server)
	r.Anchors = append(slices.Clone(r.Anchors), island)
	for name, want := range map[string]resolve.Security{"www.orphan.example.": resolve.Secure, "www.acme.example.": resolve.Secure, "www.plain.example.": resolve.Insecure} {
		if got, err := r.Look(t.Context(), name, dns.TypeA); err != nil || got.Security != want {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	alone := resolver(t, server)
	alone.Anchors = []dns.RR{island}
	for name, want := range map[string]resolve.Security{"www.orphan.example.": resolve.Secure, "www.acme.example.": resolve.Unchecked, "www.old.example.": resolve.Unchecked} {
		if got, err := alone.Look(t.Context(), name, dns.TypeA); err != nil || got.Security != want {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

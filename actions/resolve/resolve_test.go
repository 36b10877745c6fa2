package resolve_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/resolve"
)

func TestLook(t *testing.T) {
	t.Parallel()
	server := nameserver.Start(t, "127.0.0.1", world...)
	for asked, want := range map[string]resolve.Answer{
		"www.acme.example. A":           {Name: "www.acme.example.", Exists: true, TTL: 30, Security: resolve.Secure},
		"WWW.Acme.Example A":            {Name: "www.acme.example.", Exists: true, TTL: 30, Security: resolve.Secure},
		"acme.example. MX":              {Name: "acme.example.", Exists: true, TTL: 600, Security: resolve.Secure},
		"acme.example. DS":              {Name: "acme.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"acme.example. DNSKEY":          {Name: "acme.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"acme.example. SOA":             {Name: "acme.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		". NS":                          {Name: ".", Exists: true, TTL: 300, Security: resolve.Secure},
		"alias. A":                      {Name: "www.acme.example.", Exists: true, TTL: 30, Security: resolve.Secure},
		"further.acme.example. A":       {Name: "www.acme.example.", Exists: true, TTL: 30, Security: resolve.Secure},
		"further.acme.example. CNAME":   {Name: "further.acme.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"x.wild.acme.example. A":        {Name: "x.wild.acme.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"y.old.acme.example. A":         {Name: "y.wild.acme.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"*.wild.acme.example. A":        {Name: "*.wild.acme.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"x.wild.hashed.example. A":      {Name: "x.wild.hashed.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"www.hashed.example. A":         {Name: "www.hashed.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"www.rsa.example. A":            {Name: "www.rsa.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"www.ed.example. A":             {Name: "www.ed.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"www.out.example. A":            {Name: "www.out.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"www.signed.out.example. A":     {Name: "www.signed.out.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"www.slow.example. A":           {Name: "www.slow.example.", Exists: true, TTL: 300, Security: resolve.Secure},
		"www.sha1.example. A":           {Name: "www.sha1.example.", Exists: true, TTL: 300, Security: resolve.Insecure},
		"www.plain.example. A":          {Name: "www.plain.example.", Exists: true, TTL: 300, Security: resolve.Insecure},
		"outside.acme.example. A":       {Name: "www.plain.example.", Exists: true, TTL: 300, Security: resolve.Insecure},
		"www.orphan.example. A":         {Name: "www.orphan.example.", Exists: true, TTL: 300, Security: resolve.Insecure},
		"www.plain.hashed.example. A":   {Name: "www.plain.hashed.example.", Exists: true, TTL: 300, Security: resolve.Insecure},
		"www.plain.out.example. A":      {Name: "www.plain.out.example.", Exists: true, TTL: 300, Security: resolve.Insecure},
		"www.acme.example. TXT":         {Name: "www.acme.example.", Exists: true, TTL: 60, Security: resolve.Secure},
		"www.acme.example. DS":          {Name: "www.acme.example.", Exists: true, TTL: 60, Security: resolve.Secure},
		"b.deep.acme.example. A":        {Name: "b.deep.acme.example.", Exists: true, TTL: 60, Security: resolve.Secure},
		"b.deep.hashed.example. A":      {Name: "b.deep.hashed.example.", Exists: true, TTL: 60, Security: resolve.Secure},
		"www.hashed.example. TXT":       {Name: "www.hashed.example.", Exists: true, TTL: 60, Security: resolve.Secure},
		"x.wild.acme.example. TXT":      {Name: "x.wild.acme.example.", Exists: true, TTL: 60, Security: resolve.Secure},
		"x.wild.hashed.example. TXT":    {Name: "x.wild.hashed.example.", Exists: true, TTL: 60, Security: resolve.Secure},
		"nothing.acme.example. A":       {Name: "nothing.acme.example.", TTL: 60, Security: resolve.Secure},
		"lost.acme.example. A":          {Name: "nothing.acme.example.", TTL: 60, Security: resolve.Secure},
		"no.thing.hashed.example. A":    {Name: "no.thing.hashed.example.", TTL: 60, Security: resolve.Secure},
		"nothing.plain.example. A":      {Name: "nothing.plain.example.", TTL: 60, Security: resolve.Insecure},
		"plain.example. DS":             {Name: "plain.example.", Exists: true, TTL: 60, Security: resolve.Secure},
		"plain.out.example. DS":         {Name: "plain.out.example.", Exists: true, TTL: 60, Security: resolve.Insecure},
		"no.thing.out.example. A":       {Name: "no.thing.out.example.", TTL: 60, Security: resolve.Insecure},
		"nobody. A":                     {Name: "nobody.", TTL: 60, Security: resolve.Secure},
		"far.below.nobody. A":           {Name: "far.below.nobody.", TTL: 60, Security: resolve.Secure},
		"nothing.orphan.example. A":     {Name: "nothing.orphan.example.", TTL: 60, Security: resolve.Insecure},
		"www.plain.hashed.example. TXT": {Name: "www.plain.hashed.example.", Exists: true, TTL: 60, Security: resolve.Insecure},
	} {
		t.Run(asked, func(t *testing.T) {
			t.Parallel()
			name, kind, _ := strings.Cut(asked, " ")
			got, err := resolver(t, server).Look(t.Context(), name, dns.StringToType[kind])
			if err != nil {
				t.Fatal(err)
			}
			if got.Exists && len(got.Records) == 0 != (want.TTL == 60) {
				t.Errorf("it has %q", texts(got.Records))
			}
			got.Records = nil
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLookRecords(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"127.0.0.1", "::1"} {
		server := nameserver.Start(t, host, world...)
		got, err := resolver(t, server).Look(t.Context(), "alias.", dns.TypeA)
		if err != nil {
			t.Fatal(err)
		}
		list := texts(got.Records)
		slices.Sort(list)
		if diff := cmp.Diff([]string{"192.0.2.1", "192.0.2.2"}, list); diff != "" {
			t.Error(diff)
		}
	}
}

// TestBogus: what is forged, or broken, is never an answer.
func TestBogus(t *testing.T) {
	t.Parallel()
	server := nameserver.Start(t, "127.0.0.1", world...)
	for name, want := range map[string]string{
		"www.old.example.":       "the signature ended on ",
		"nothing.old.example.":   "the signature ended on ",
		"www.early.example.":     "the signature begins on ",
		"www.stranger.example.":  "it has none of the keys that the zone above names",
		"none.stranger.example.": "it has none of the keys that the zone above names",
	} {
		_, err := resolver(t, server).Look(t.Context(), name, dns.TypeA)
		if !errors.Is(err, resolve.ErrBogus) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	for name, want := range map[string]error{
		"ring.acme.example.":    resolve.ErrLost,
		"nothing.slow.example.": resolve.ErrMuch,
	} {
		if _, err := resolver(t, server).Look(t.Context(), name, dns.TypeA); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

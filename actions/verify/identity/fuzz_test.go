package identity_test

import (
	"testing"
	"time"

	"github.com/attestary/attestary/actions/verify/identity"
	"github.com/attestary/attestary/internal/authority"
)

// Whatever stands in a bundle as a certificate is one that an authority of the root made, or an error; and what
// it says can be shown.
func FuzzCertificate(f *testing.F) {
	root := trusted(f)
	f.Add(acme.Certificate(request(nil)))
	f.Add(other.Certificate(request(nil)))
	f.Add(acme.Issuer.Cert.Raw)
	f.Fuzz(func(t *testing.T, der []byte) {
		c, err := root.Certificate(der)
		if err != nil {
			return
		}
		if c.Key == nil || c.Name == "" || len(c.Trigger) > 4096 {
			t.Errorf("%+v", c)
		}
		if c.ValidAt(start.AddDate(50, 0, 0)) == nil {
			t.Error("it is valid for ever")
		}
	})
}

// Whatever stands in a bundle as a stamp is one over the signature, at the time that was stamped; or an error.
func FuzzStamp(f *testing.F) {
	root, signature := trusted(f), []byte("a signature")
	f.Add(acme.Stamp(signature, start))
	f.Add(other.Stamp(signature, start))
	f.Add(acme.Stamp([]byte("other bytes"), start))
	f.Fuzz(func(t *testing.T, response []byte) {
		if at, err := root.Stamp(response, signature); err == nil && !at.Equal(start) {
			t.Errorf("stamped at %s", at)
		}
	})
}

// A root file is one that can be judged by, or an error; judging by it never panics.
func FuzzParseRoot(f *testing.F) {
	f.Add(authority.TrustedRoot(acme))
	f.Add(authority.TrustedRoot(acme, other))
	f.Add([]byte(`{"timestampAuthorities":[{"certChain":{"certificates":[{"rawBytes":"AAAA"}]}}]}`))
	der, stamp := acme.Certificate(request(nil)), acme.Stamp([]byte("a signature"), start)
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := identity.ParseRoot(data)
		if err != nil {
			return
		}
		if c, err := root.Certificate(der); err == nil {
			_ = c.ValidAt(time.Time{})
		}
		_, _ = root.Stamp(stamp, []byte("a signature"))
	})
}

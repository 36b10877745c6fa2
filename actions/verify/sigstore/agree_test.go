package sigstore_test

import (
	"crypto/elliptic"
	"crypto/x509"

	"path/filepath"
	"testing"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"

	"github.com/attestary/attestary/actions/verify/identity"
	"github.com/attestary/attestary/internal/authority"
)

// Package identity reads certificates and stamps with code of its own, because a ledger holds a hundred thousand
// of them and the library's links what verification must not. Here one judge is held against the other.

// On what real authorities made, the conformance suite, both give the same: the same stamps hold, at the same
// time; the same certificates hold then.
func TestAgreeOnRealOnes(t *testing.T) {
	t.Parallel()
	dirs, _ := filepath.Glob(filepath.Join(suite, "bundle-verify", "*", "bundle.sigstore.json"))
	if len(dirs) == 0 {
		t.Skip("the conformance suite is not here")
	}
	stamps, signers := 0, 0
	for _, path := range dirs {
		q, _ := conformanceCase(t, filepath.Dir(path))
		var b bundle.Bundle
		theirs, err := root.NewTrustedRootFromJSON(q.Root)
		if err != nil || b.UnmarshalJSON(q.Bundle) != nil {
			continue
		}
		ours, err := identity.ParseRoot(q.Root)
		if err != nil {
			continue // it lists no authority of time
		}
		signature, _ := b.SignatureContent()
		held := times(t, &b)
		given, _ := b.Timestamps()
		for _, stamp := range given {
			at, err := ours.Stamp(stamp, signature.Signature())
			want, known := theirTime(theirs, stamp, signature.Signature())
			if (err == nil) != known || known && !at.Equal(want) {
				t.Errorf("%s: ours %s (%v), theirs %s (%v)", path, at, err, want, known)
			}
			stamps++
		}
		for _, at := range held {
			signers += agreeOnSigner(t, path, &b, ours, theirs, at)
		}
	}
	if stamps < 10 || signers < 10 {
		t.Errorf("compared on %d stamps and %d certificates only", stamps, signers)
	}
}

// times are instants worth asking about: those of the log, and the beginning of the certificate.
func times(t *testing.T, b *bundle.Bundle) []time.Time {
	t.Helper()
	content, err := b.VerificationContent()
	if err != nil || content.Certificate() == nil {
		return nil
	}
	c := content.Certificate()
	return []time.Time{c.NotBefore, c.NotBefore.Add(time.Minute), c.NotBefore.Add(-time.Second), c.NotAfter.Add(time.Second)}
}

func agreeOnSigner(t *testing.T, path string, b *bundle.Bundle, ours *identity.Root, theirs *root.TrustedRoot, at time.Time) int {
	t.Helper()
	content, _ := b.VerificationContent()
	cert := content.Certificate()
	c, err := ours.Certificate(cert.Raw)
	if err == nil {
		err = c.ValidAt(at)
	}
	if _, wrong := verify.VerifyLeafCertificate(at, cert, theirs); (err == nil) != (wrong == nil) {
		t.Errorf("%s at %s: ours %v, theirs %v", path, at, err, wrong)
	}
	return 1
}

func theirTime(r root.TrustedMaterial, stamp, signature []byte) (time.Time, bool) {
	for _, a := range r.TimestampingAuthorities() {
		if t, err := a.Verify(stamp, signature); err == nil {
			return t.Time, true
		}
	}
	return time.Time{}, false
}

// What ours takes of a changed certificate or stamp, theirs takes too: ours may be the stricter one, never the
// other way.
func TestNeverMoreThanTheirs(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	for name, curve := range map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384()} {
		made := authority.New("acme", curve, at.AddDate(-1, 0, 0))
		data := authority.TrustedRoot(made)
		ours, err := identity.ParseRoot(data)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := root.NewTrustedRootFromJSON(data)
		if err != nil {
			t.Fatal(err)
		}
		signature := []byte("a signature")
		der := made.Certificate(authority.Request{Key: &authority.Key("signer", elliptic.P256()).PublicKey, Name: "https://forge.example/run", From: at, To: at.Add(time.Minute),
			Extensions: map[int]string{8: "https://token.example", 20: "schedule"}})
		stamp := made.Stamp(signature, at)
		if _, known := theirTime(theirs, stamp, signature); !known {
			t.Errorf("%s: the library does not take a stamp of ours", name)
		}
		each(der, func(bad []byte) {
			c, err := ours.Certificate(bad)
			if err != nil || c.ValidAt(at) != nil {
				return
			}
			parsed, err := x509.ParseCertificate(bad)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := verify.VerifyLeafCertificate(at, parsed, theirs); err != nil {
				t.Errorf("%s: %x: %v", name, bad, err)
			}
		})
		each(stamp, func(bad []byte) {
			got, err := ours.Stamp(bad, signature)
			if want, known := theirTime(theirs, bad, signature); err == nil && (!known || !want.Equal(got)) {
				t.Errorf("%s: ours %s, theirs %s (%v): %x", name, got, want, known, bad)
			}
		})
	}
}

// each gives data as it is, and with one byte changed.
func each(data []byte, try func([]byte)) {
	try(data)
	for i := range data {
		for _, bit := range []byte{1, 0x20, 0x80} {
			bad := append([]byte(nil), data...)
			bad[i] ^= bit
			try(bad)
		}
	}
}

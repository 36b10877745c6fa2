package identity_test

import (
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/verify/identity"
	"github.com/attestary/attestary/internal/authority"
)

var (
	start = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	acme  = authority.New("acme", elliptic.P256(), start.AddDate(-1, 0, 0))
	other = authority.New("other", elliptic.P256(), start.AddDate(-1, 0, 0))
	whose = authority.Key("signer", elliptic.P256())
)

// request is the certificate of a workflow, valid for ten minutes.
func request(change func(*authority.Request)) authority.Request {
	r := authority.Request{Key: &whose.PublicKey, Name: "https://forge.example/acme/shop/run.yml@refs/heads/main", From: start, To: start.Add(10 * time.Minute),
		Extensions: map[int]string{8: "https://token.example", 9: "https://forge.example/acme/shop/run.yml@refs/heads/main", 10: "ab12", 11: "github-hosted",
			12: "https://forge.example/acme/shop", 13: "cd34", 14: "refs/heads/main", 15: "1", 16: "https://forge.example/acme", 17: "2",
			18: "https://forge.example/acme/shop/run.yml@refs/heads/main", 19: "cd34", 20: "schedule", 21: "https://forge.example/acme/shop/actions/runs/3/attempts/1", 22: "private"}}
	if change != nil {
		change(&r)
	}
	return r
}

func trusted(t testing.TB) *identity.Root {
	t.Helper()
	r, err := identity.ParseRoot(authority.TrustedRoot(acme))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A certificate says who signed, letter by letter, and when it counted.
func TestCertificate(t *testing.T) {
	t.Parallel()
	root := trusted(t)
	der := acme.Certificate(request(nil))
	for range 2 { // the second time it is remembered
		c, err := root.Certificate(der)
		if err != nil {
			t.Fatal(err)
		}
		want := identity.Workflow{Name: "https://forge.example/acme/shop/run.yml@refs/heads/main", Issuer: "https://token.example",
			Signer: "https://forge.example/acme/shop/run.yml@refs/heads/main", SignerDigest: "ab12", Runner: "github-hosted", Repository: "https://forge.example/acme/shop",
			Commit: "cd34", Ref: "refs/heads/main", RepositoryID: "1", Owner: "https://forge.example/acme", OwnerID: "2",
			Caller: "https://forge.example/acme/shop/run.yml@refs/heads/main", CallerDigest: "cd34", Trigger: "schedule",
			Invocation: "https://forge.example/acme/shop/actions/runs/3/attempts/1", Visibility: "private"}
		if diff := cmp.Diff(want, c.Workflow); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if !c.Key.Equal(&whose.PublicKey) {
			t.Error("it gives another key")
		}
		for at, valid := range map[time.Time]bool{start: true, start.Add(10 * time.Minute): true, start.Add(-time.Second): false, start.Add(10*time.Minute + time.Second): false} {
			if err := c.ValidAt(at); (err == nil) != valid {
				t.Errorf("at %s: %v", at, err)
			}
		}
	}
}

// What is no certificate of a signer by an authority of the root is refused, and said why.
func TestCertificateRefused(t *testing.T) {
	t.Parallel()
	root := trusted(t)
	big := authority.Key("large", elliptic.P384())
	for want, der := range map[string][]byte{
		"no authority of the trusted root made it": other.Certificate(request(nil)),
		"it is no certificate":                     append(acme.Certificate(request(nil)), 0),
		"certificate of an authority":              acme.Issuer.Cert.Raw,
		"it is not for signing":                    acme.Clock.Cert.Raw,
		"not ECDSA P-256":                          acme.Certificate(request(func(r *authority.Request) { r.Key = &big.PublicKey })),
		"must be judged and is not known": acme.Certificate(request(func(r *authority.Request) {
			r.Others = []pkix.Extension{{Id: []int{1, 2, 3}, Critical: true, Value: []byte{5, 0}}}
		})),
		"not one text in DER": acme.Certificate(request(func(r *authority.Request) {
			delete(r.Extensions, 20)
			r.Others = []pkix.Extension{{Id: []int{1, 3, 6, 1, 4, 1, 57264, 1, 20}, Value: []byte("schedule")}}
		})),
		"cannot be printed": acme.Certificate(request(func(r *authority.Request) { r.Extensions[20] = "sche\x1bdule" })),
		"in another that means the same": acme.Certificate(request(func(r *authority.Request) {
			r.Others = []pkix.Extension{{Id: []int{1, 3, 6, 1, 4, 1, 57264, 1, 2}, Value: []byte("push")}}
		})),
	} {
		if c, err := root.Certificate(der); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, %v; want an error with %q", c, err, want)
		}
	}
}

// An extension that nobody knows is told, so that a policy can refuse it.
func TestUnknownExtension(t *testing.T) {
	t.Parallel()
	c, err := trusted(t).Certificate(acme.Certificate(request(func(r *authority.Request) {
		r.Extensions[25] = "production"
		r.Others = []pkix.Extension{{Id: []int{1, 2, 3}, Value: []byte{5, 0}}}
	})))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1.2.3", "1.3.6.1.4.1.57264.1.25"}, c.Unknown); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A stamp gives its time, and only over the bytes that it was made for.
func TestStamp(t *testing.T) {
	t.Parallel()
	root, signature := trusted(t), []byte("a signature")
	for range 2 {
		at, err := root.Stamp(acme.Stamp(signature, start), signature)
		if err != nil || !at.Equal(start) {
			t.Errorf("%s, %v", at, err)
		}
	}
	late := start.AddDate(20, 0, 0)
	for want, of := range map[string]struct{ stamp, over []byte }{
		"over other bytes":                {acme.Stamp(signature, start), []byte("another")},
		"another certificate stamped it":  {other.Stamp(signature, start), signature},
		"it is valid from":                {acme.Stamp(signature, late), signature},
		"no timestamp that can be judged": {append(acme.Stamp(signature, start), 0), signature},
	} {
		if at, err := root.Stamp(of.stamp, of.over); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s, %v; want an error with %q", at, err, want)
		}
	}
}

// A stamp of which any byte was changed is another's or nobody's: it never gives another time.
func TestStampEveryByte(t *testing.T) {
	t.Parallel()
	root, signature := trusted(t), []byte("a signature")
	good := acme.Stamp(signature, start)
	for i := range good {
		for _, bit := range []byte{1, 0x80} {
			bad := append([]byte(nil), good...)
			bad[i] ^= bit
			if at, err := root.Stamp(bad, signature); err == nil && !at.Equal(start) {
				t.Errorf("byte %d: it was stamped at %s, and gives %s", i, start, at)
			}
		}
	}
}

// A root that could not be judged by is an error.
func TestRootRefused(t *testing.T) {
	t.Parallel()
	good := string(authority.TrustedRoot(acme))
	for want, data := range map[string]string{
		"trusted root: proto":       "{",
		"at most":                   strings.Repeat(" ", identity.MaxRoot+1),
		"lists no timestamp":        `{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}`,
		"unknown field":             strings.Replace(good, `"mediaType"`, `"colour":"red","mediaType"`, 1),
		"has no certificate":        `{"certificateAuthorities":[{"uri":"a"}]}`,
		"is not for stamping times": string(authority.TrustedRoot(&authority.Authority{Top: acme.Top, Issuer: acme.Issuer, Clock: &authority.Certified{Cert: mustParse(acme.Certificate(request(nil)))}})),
		"it names another issuer":   string(authority.TrustedRoot(&authority.Authority{Top: other.Top, Issuer: acme.Issuer, Clock: acme.Clock})),
		"certificate authority 1 (": string(authority.TrustedRoot(&authority.Authority{Top: acme.Clock, Issuer: acme.Issuer, Clock: acme.Clock})),
		"may not issue others":      string(authority.TrustedRoot(&authority.Authority{Top: acme.Top, Issuer: acme.Clock, Clock: acme.Clock})),
	} {
		if r, err := identity.ParseRoot([]byte(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, %v; want an error with %q", r, err, want)
		}
	}
}

func mustParse(der []byte) *x509.Certificate {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return c
}

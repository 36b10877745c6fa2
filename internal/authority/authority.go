// Package authority is what signs in tests as Sigstore's authorities sign elsewhere: one that makes certificates,
// as Fulcio does, and one that stamps times (RFC 3161). It is arithmetic alone: no server, no clock, no
// randomness. The same name gives the same authority, and the same request the same bytes, so that what was
// made with it may stand in a golden file.
//
// It does as it is told, also what no honest authority would: certificates of any time and of any extension,
// stamps over other bytes. Real authorities, as servers, are for the tests of those who ask them.
package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"io"
	"math/big"
	"net/url"
	"time"
)

// Authority is a root, an issuer of certificates and an issuer of stamps below it.
type Authority struct {
	Top, Issuer, Clock *Certified
}

// Certified is a key with its certificate.
type Certified struct {
	Key  *ecdsa.PrivateKey
	Cert *x509.Certificate
}

// New makes the authority of a name, whose certificates are valid from a time for ten years.
func New(name string, curve elliptic.Curve, from time.Time) *Authority {
	a := &Authority{}
	a.Top = a.certify(name, curve, &x509.Certificate{Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: from.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, nil)
	a.Issuer = a.certify(name+" certificates", curve, &x509.Certificate{Subject: pkix.Name{CommonName: name + " certificates"}, NotBefore: from, NotAfter: from.AddDate(9, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}}, a.Top)
	a.Clock = a.certify(name+" time", elliptic.P256(), &x509.Certificate{Subject: pkix.Name{CommonName: name + " time"}, NotBefore: from, NotAfter: from.AddDate(9, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtraExtensions: []pkix.Extension{{Id: []int{2, 5, 29, 37}, Critical: true, Value: timeStamping}}}, a.Top)
	return a
}

// timeStamping is an extended key usage of stamping times alone, which must be critical.
var timeStamping = marshal([]asn1OID{{1, 3, 6, 1, 5, 5, 7, 3, 8}})

func (a *Authority) certify(seed string, curve elliptic.Curve, template *x509.Certificate, by *Certified) *Certified {
	c := &Certified{Key: Key(seed, curve)}
	template.SerialNumber = new(big.Int).SetBytes(digest(seed)[:8])
	signer, parent := c.Key, template
	if by != nil {
		signer, parent = by.Key, by.Cert
	}
	c.Cert = create(template, parent, &c.Key.PublicKey, signer)
	return c
}

// Key is the key of a seed: nobody's secret.
func Key(seed string, curve elliptic.Curve) *ecdsa.PrivateKey {
	size := (curve.Params().BitSize + 7) / 8
	raw := make([]byte, 0, size+sha256.Size)
	for len(raw) < size {
		raw = append(raw, digest(seed+string(raw))...)
	}
	key, err := ecdsa.ParseRawPrivateKey(curve, raw[:size])
	if err != nil {
		panic(err)
	}
	return key
}

// Request is what a certificate is to say.
type Request struct {
	Key        *ecdsa.PublicKey
	Name       string // subject alternative name, a URI
	From, To   time.Time
	Extensions map[int]string // below 1.3.6.1.4.1.57264.1, as UTF8String
	Others     []pkix.Extension
}

// Certificate makes one for a signer, in DER.
func (a *Authority) Certificate(r Request) []byte {
	name, err := url.Parse(r.Name)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(digest(r.Name + r.From.String() + string(marshalKey(r.Key)))[:16]), NotBefore: r.From, NotAfter: r.To,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}, URIs: []*url.URL{name}, ExtraExtensions: r.Others,
	}
	for number := range 64 {
		if text, ok := r.Extensions[number]; ok {
			template.ExtraExtensions = append(template.ExtraExtensions, pkix.Extension{Id: []int{1, 3, 6, 1, 4, 1, 57264, 1, number}, Value: utf8String(text)})
		}
	}
	return create(template, a.Issuer.Cert, r.Key, a.Issuer.Key).Raw
}

// TrustedRoot is a Sigstore trusted_root.json of authorities, without any log.
func TrustedRoot(of ...*Authority) []byte {
	type certificate struct {
		Raw []byte `json:"rawBytes"`
	}
	list := func(certs ...*x509.Certificate) map[string]any {
		var out []certificate
		for _, c := range certs {
			out = append(out, certificate{c.Raw})
		}
		return map[string]any{"uri": "https://" + "authority.example", "certChain": map[string]any{"certificates": out},
			"validFor": map[string]any{"start": certs[0].NotBefore.Format(time.RFC3339)}}
	}
	var issuers, clocks []any
	for _, a := range of {
		issuers, clocks = append(issuers, list(a.Issuer.Cert, a.Top.Cert)), append(clocks, list(a.Clock.Cert, a.Top.Cert))
	}
	data, err := json.Marshal(map[string]any{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
		"certificateAuthorities": issuers, "timestampAuthorities": clocks})
	if err != nil {
		panic(err)
	}
	return data
}

func create(template, parent *x509.Certificate, key *ecdsa.PublicKey, signer *ecdsa.PrivateKey) *x509.Certificate {
	der, err := x509.CreateCertificate(nil, template, parent, key, steady{signer})
	if err != nil {
		panic(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return cert
}

// steady signs as RFC 6979 says: the same bytes give the same signature.
type steady struct{ *ecdsa.PrivateKey }

func (s steady) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return s.PrivateKey.Sign(nil, digest, opts)
}

func digest(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

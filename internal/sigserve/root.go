package sigserve

import (
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"testing"
	"time"

	"github.com/sigstore/rekor-tiles/v2/pkg/note"
	"github.com/sigstore/sigstore-go/pkg/root"
)

// trustedRoot asks the servers for their certificates, and writes down what an auditor would be given.
func (h *House) trustedRoot(t testing.TB, logKey ed25519.PublicKey) []byte {
	t.Helper()
	var bundle struct {
		Chains []struct{ Certificates []string }
	}
	decode(t, fetch(t, h.Fulcio+"/api/v2/trustBundle"), &bundle)
	ca := certificates(t, []byte(bundle.Chains[0].Certificates[0]))[0]
	stamps := certificates(t, fetch(t, h.Timestamp+"/certchain"))
	fetch(t, h.Rekor+"/healthz")

	_, id, err := note.KeyHash(logOrigin, logKey)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now().Add(-time.Hour)
	trusted, err := root.NewTrustedRoot(root.TrustedRootMediaType01,
		[]root.CertificateAuthority{&root.FulcioCertificateAuthority{Root: ca, ValidityPeriodStart: start, URI: h.Fulcio}}, nil,
		[]root.TimestampingAuthority{&root.SigstoreTimestampingAuthority{
			Leaf: stamps[0], Intermediates: stamps[1 : len(stamps)-1], Root: stamps[len(stamps)-1], ValidityPeriodStart: start, URI: h.Timestamp,
		}},
		map[string]*root.TransparencyLog{hex.EncodeToString(id): {
			BaseURL: "https://" + logOrigin, ID: id, ValidityPeriodStart: start, HashFunc: crypto.SHA256, PublicKey: logKey, SignatureHashFunc: crypto.SHA512,
		}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := trusted.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func certificates(t testing.TB, data []byte) (all []*x509.Certificate) {
	t.Helper()
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		t.Fatalf("there is no certificate in %q", data)
	}
	return all
}

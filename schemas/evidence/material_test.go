package evidence_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// keylessSample is a bundle with all that may stand in one. Only its form is right: the timestamp is one
// that was refused, and no log has the entries.
func keylessSample(t testing.TB) *evidence.Bundle {
	b := bundleSample(t, must[[]byte](t)(evidence.EncodeStatement(runSample())))
	key := privateKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), NotAfter: time.Date(2026, 3, 1, 12, 10, 0, 0, time.UTC),
	}
	certificate := must[[]byte](t)(x509.CreateCertificate(nil, template, template, &key.PublicKey, key))
	digest, text := b.Envelope.Signed(), base64.StdEncoding.EncodeToString
	body := fmt.Sprintf(`{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":%q},`+
		`"signature":{"content":%q,"verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","x509Certificate":{"rawBytes":%q}}}}}}`,
		text(digest[:]), text(b.SignatureBytes()), text(certificate))
	root := sha256.Sum256(append([]byte{0}, body...))
	entry := evidence.LogEntry{
		Body: []byte(body), Kind: evidence.KindVersion{Kind: "hashedrekord", Version: "0.0.2"}, LogID: evidence.LogID{KeyID: root[:4]},
		Proof: evidence.InclusionProof{Root: root[:], Size: evidence.DecimalOf(1)},
	}
	entry.Proof.Checkpoint.Envelope = fmt.Sprintf("log.example\n1\n%s\n\n— log.example AAAAAAAA\n", text(root[:]))
	later := entry
	later.Index, later.Proof.Index, later.Proof.Size, later.Proof.Hashes = "1", "1", "2", [][]byte{root[:]}
	b.Verification = evidence.Material{
		Certificate: &evidence.Certificate{Raw: certificate},
		Timestamps:  &evidence.Timestamps{RFC3161: []evidence.Timestamp{{Signed: []byte{0x30, 5, 0x30, 3, 2, 1, 2}}}},
		LogEntries:  []evidence.LogEntry{entry, later},
	}
	return b
}

// TestMaterial shows what may not stand beside a signature, and that it is said what is wrong.
func TestMaterial(t *testing.T) {
	t.Parallel()
	for want, edit := range map[string]func(*evidence.Material){
		"either a certificate or a public key": func(m *evidence.Material) { m.Certificate = nil },
		"a certificate or a public key":        func(m *evidence.Material) { m.PublicKey = &evidence.PublicKey{Hint: evidence.HintOf(nil)} },
		"counts only with a timestamp":         func(m *evidence.Material) { m.Timestamps = nil },
		"certificate: it is not one value":     func(m *evidence.Material) { m.Certificate.Raw = append(m.Certificate.Raw, 0) },
		"certificate: it has":                  func(m *evidence.Material) { m.Certificate.Raw = make([]byte, 1<<20) },
		"there are 0 timestamps":               func(m *evidence.Material) { m.Timestamps.RFC3161 = nil },
		"there are 5 timestamps":               func(m *evidence.Material) { m.Timestamps.RFC3161 = make([]evidence.Timestamp, 5) },
		"timestamp 0: it is not one value":     func(m *evidence.Material) { m.Timestamps.RFC3161[0].Signed = []byte("now") },
		"tlogEntries: there are 5":             func(m *evidence.Material) { m.LogEntries = make([]evidence.LogEntry, 5) },
		`kindVersion: it is "intoto"`:          func(m *evidence.Material) { m.LogEntries[0].Kind.Kind = "intoto" },
		`"hashedrekord" "0.0.1"`:               func(m *evidence.Material) { m.LogEntries[0].Kind.Version = "0.0.1" },
		"canonicalizedBody":                    func(m *evidence.Material) { m.LogEntries[0].Body = nil },
		"logId":                                func(m *evidence.Material) { m.LogEntries[0].LogID.KeyID = nil },
		"entry 0: logIndex: the entry and its": func(m *evidence.Material) { m.LogEntries[0].Index = "1" },
		"it is 7, in a tree of 2":              func(m *evidence.Material) { m.LogEntries[1].Index, m.LogEntries[1].Proof.Index = "7", "7" },
		`treeSize: "02"`:                       func(m *evidence.Material) { m.LogEntries[1].Proof.Size = "02" },
		`logIndex: "0"`:                        func(m *evidence.Material) { m.LogEntries[0].Index, m.LogEntries[0].Proof.Index = "0", "0" },
		`logIndex: "-1"`:                       func(m *evidence.Material) { m.LogEntries[0].Index, m.LogEntries[0].Proof.Index = "-1", "-1" },
		"in a tree of 0":                       func(m *evidence.Material) { m.LogEntries[0].Proof.Size = "" },
		"not one of SHA-256":                   func(m *evidence.Material) { m.LogEntries[1].Proof.Hashes[0] = []byte{1} },
		"checkpoint: it has 0":                 func(m *evidence.Material) { m.LogEntries[0].Proof.Checkpoint.Envelope = "" },
	} {
		b := keylessSample(t)
		edit(&b.Verification)
		if _, err := b.Encode(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
		raw := must[[]byte](t)(canon.Encode(b)) // as somebody else would write it
		if _, err := evidence.ParseBundle(raw); err == nil {
			t.Errorf("%s: it parses", want)
		}
	}
}

// TestKeyWithTime shows that a key may have a timestamp and a log entry too, and that nothing is lost.
func TestKeyWithTime(t *testing.T) {
	t.Parallel()
	b := keylessSample(t)
	b.Verification.Certificate, b.Verification.PublicKey = nil, &evidence.PublicKey{Hint: evidence.HintOf(spki(t))}
	data := must[[]byte](t)(b.Encode())
	again := must[*evidence.Bundle](t)(evidence.ParseBundle(data))
	if diff := cmp.Diff(b, again); diff != "" {
		t.Error(diff)
	}
	if again.Verification.Hint() != b.Verification.PublicKey.Hint || keylessSample(t).Verification.Hint() != "" {
		t.Error("the hint is not that of the key, or a certificate has one")
	}
	if !bytes.Contains(data, []byte(`"treeSize":"1"`)) {
		t.Errorf("it is not protojson's form of 64 bits: %s", data)
	}
}

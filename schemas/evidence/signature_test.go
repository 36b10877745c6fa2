package evidence_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// numbers are what a signature consists of.
type numbers struct{ R, S *big.Int }

// TestSignatureHasOneSpelling shows that of the two signatures that ECDSA lets stand, (r, s) and
// (r, order-s), one is read and the other can be made into it.
func TestSignatureHasOneSpelling(t *testing.T) {
	t.Parallel()
	n := elliptic.P256().Params().N
	for i := range byte(20) {
		digest := sha256.Sum256([]byte{i})
		one := must[[]byte](t)(ecdsa.SignASN1(nil, privateKey(t), digest[:]))
		var parts numbers
		if _, err := asn1.Unmarshal(one, &parts); err != nil {
			t.Fatal(err)
		}
		parts.S.Sub(n, parts.S)
		other := must[[]byte](t)(asn1.Marshal(parts))
		if !ecdsa.VerifyASN1(&privateKey(t).PublicKey, digest[:], other) {
			t.Fatal("the other spelling is not a signature at all")
		}
		if (evidence.CheckSignature(one) == nil) == (evidence.CheckSignature(other) == nil) {
			t.Error("not exactly one of the two spellings is read")
		}
		low := must[[]byte](t)(evidence.LowS(one))
		if !bytes.Equal(low, must[[]byte](t)(evidence.LowS(other))) || evidence.CheckSignature(low) != nil {
			t.Error("the two spellings do not come to the one that is read")
		}
	}
}

// TestSignatureForm shows what is no signature, though some reader somewhere would take it.
func TestSignatureForm(t *testing.T) {
	t.Parallel()
	n := elliptic.P256().Params().N
	half := new(big.Int).Rsh(n, 1)
	sig := func(r, s *big.Int) []byte { return must[[]byte](t)(asn1.Marshal(numbers{r, s})) }
	one := big.NewInt(1)
	if err := evidence.CheckSignature(sig(new(big.Int).Sub(n, one), half)); err != nil {
		t.Errorf("the largest r and s: %v", err)
	}
	good := sig(one, one)
	for name, bad := range map[string][]byte{
		"nothing":               nil,
		"trailing byte":         append(slices.Clone(good), 0),
		"trailing byte inside":  {0x30, 7, 2, 1, 1, 2, 1, 1, 0},
		"r is 0":                sig(new(big.Int), one),
		"s is 0":                sig(one, new(big.Int)),
		"r is negative":         sig(big.NewInt(-1), one),
		"r is the order":        sig(n, one),
		"s is just above half":  sig(one, new(big.Int).Add(half, one)),
		"r has 34 bytes":        sig(new(big.Int).Lsh(one, 265), one),
		"a zero before r":       {0x30, 7, 2, 2, 0, 1, 2, 1, 1},
		"a length of two bytes": {0x30, 0x81, 6, 2, 1, 1, 2, 1, 1},
		"a set":                 {0x31, 6, 2, 1, 1, 2, 1, 1},
	} {
		if evidence.CheckSignature(bad) == nil {
			t.Errorf("%s: it is taken for a signature", name)
		}
	}
}

// TestPAE is the example of the DSSE specification.
func TestPAE(t *testing.T) {
	t.Parallel()
	got := evidence.PAE("http://example.com/HelloWorld", []byte("hello world"))
	if want := "DSSEv1 29 http://example.com/HelloWorld 11 hello world"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

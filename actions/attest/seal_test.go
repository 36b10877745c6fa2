package attest_test

import (
	"bytes"
	"context"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/schemas/evidence"
)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// newKey makes a key once: its passphrase costs a tenth of a second on purpose.
var newKey = sync.OnceValue(func() *key.Key {
	dir, err := os.MkdirTemp("", "attestary-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	k, err := key.Create(filepath.Join(dir, "key"), []byte("correct horse"))
	if err != nil {
		panic(err)
	}
	return k
})

func statement(t testing.TB) []byte {
	said := attest.LedgerStatement(attest.Genesis{At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Random: [16]byte{1}})
	return must[[]byte](t)(evidence.EncodeStatement(said))
}

// highS signs with the higher s, as many signers do every second time.
type highS struct{ attest.Signer }

func (h highS) Sign(ctx context.Context, message []byte) ([]byte, evidence.Material, error) {
	sig, material, err := h.Signer.Sign(ctx, message)
	if err != nil {
		return nil, material, err
	}
	if sig, err = evidence.LowS(sig); err != nil {
		return nil, material, err
	}
	return other(sig), material, nil
}

// other is the other spelling of a signature.
func other(sig []byte) []byte {
	var parts struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(sig, &parts); err != nil {
		panic(err)
	}
	order, _ := new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
	parts.S.Sub(order, parts.S)
	out, err := asn1.Marshal(parts)
	if err != nil {
		panic(err)
	}
	return out
}

// TestSealOpen shows that what was sealed opens to the same bytes, whichever s the signer chose.
func TestSealOpen(t *testing.T) {
	t.Parallel()
	k, said := newKey(), statement(t)
	for _, signer := range []attest.Signer{k, highS{k}} {
		bundle := must[[]byte](t)(attest.Seal(t.Context(), signer, said))
		if got := must[[]byte](t)(attest.Open(bundle, k.Public())); !bytes.Equal(got, said) {
			t.Errorf("%T: sealed %s, opened %s", signer, said, got)
		}
		message := []byte("a checkpoint\n")
		bundle = must[[]byte](t)(attest.SealMessage(t.Context(), signer, message))
		if err := attest.OpenMessage(bundle, message, k.Public()); err != nil {
			t.Error(err)
		}
	}
}

// TestOpenRefuses edits a bundle, and shows that it does not open.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	k, said := newKey(), statement(t)
	sealed := must[[]byte](t)(attest.Seal(t.Context(), k, said))
	edit := func(change func(*evidence.Bundle)) []byte {
		b := must[*evidence.Bundle](t)(evidence.ParseBundle(sealed))
		change(b)
		return must[[]byte](t)(b.Encode())
	}
	stranger := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for name, bad := range map[string][]byte{
		"another statement": edit(func(b *evidence.Bundle) { b.Envelope.Payload[100] ^= 1 }),
		"another key":       edit(func(b *evidence.Bundle) { b.Verification.PublicKey.Hint = stranger }),
		"another signature": edit(func(b *evidence.Bundle) {
			b.Envelope.Signatures[0].Sig = must[*evidence.Bundle](t)(evidence.ParseBundle(must[[]byte](t)(attest.SealMessage(t.Context(), k, said)))).Message.Signature
		}),
		"a message":      must[[]byte](t)(attest.SealMessage(t.Context(), k, said)),
		"the higher s":   bytes.Replace(sealed, sigText(t, sealed), quoted(other(sigBytes(t, sealed))), 1),
		"a trailing \\n": append(bytes.Clone(sealed), '\n'),
		"nothing":        nil,
	} {
		if got, err := attest.Open(bad, k.Public()); err == nil {
			t.Errorf("%s: it opens to %s", name, got)
		}
	}
	message := must[[]byte](t)(attest.SealMessage(t.Context(), k, []byte("one")))
	if attest.OpenMessage(message, []byte("two"), k.Public()) == nil || attest.OpenMessage(sealed, said, k.Public()) == nil {
		t.Error("a signature over other bytes opens")
	}
}

// Seal signs statements, and nothing that only looks like one.
func TestSealRefuses(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string][]byte{
		"any text":       []byte("hello"),
		"spaced":         bytes.Replace(statement(t), []byte(":"), []byte(": "), 1),
		"not our kind":   bytes.Replace(statement(t), []byte("/ledger/v1"), []byte("/blessing/v1"), 1),
		"a second colon": append(statement(t), ':'),
	} {
		if _, err := attest.Seal(t.Context(), newKey(), bad); err == nil {
			t.Errorf("%s: it was signed", name)
		}
	}
	if _, err := attest.Seal(t.Context(), broken{}, statement(t)); !errors.Is(err, errBroken) {
		t.Errorf("a signer that fails: %v", err)
	}
}

var errBroken = errors.New("the card was pulled out")

type broken struct{}

func (broken) Sign(context.Context, []byte) ([]byte, evidence.Material, error) {
	return nil, evidence.Material{}, errBroken
}

// opensslScript checks a bundle with nothing of ours: sh, sed and openssl. $1 is the bundle, $2 the public
// key. The pre-authentication encoding (DSSE) is "DSSEv1", and type and payload, each after its length.
const opensslScript = `
set -eu
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$2"; }
dir=$(mktemp -d)
field payload "$1" | openssl base64 -d -A > "$dir/payload"
field sig "$1" | openssl base64 -d -A > "$dir/sig"
type=$(field payloadType "$1")
printf 'DSSEv1 %d %s %d ' ${#type} "$type" $(wc -c < "$dir/payload") | cat - "$dir/payload" > "$dir/pae"
openssl dgst -sha256 -verify "$2" -signature "$dir/sig" "$dir/pae"
hint=$(openssl pkey -pubin -in "$2" -outform DER | openssl dgst -sha256 -binary | openssl base64 -A)
test "$hint" = "$(field hint "$1")"
rm -r "$dir"
`

// TestOpenSSL has somebody else's tool check a bundle.
func TestOpenSSL(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Fatal("this test needs openssl; .ci/test installs it")
	}
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	script, public := write("check.sh", []byte(opensslScript)), write("key.pub", newKey().Public().PEM())
	check := func(bundle []byte) (string, error) {
		out, err := exec.Command("sh", script, write("bundle.json", bundle), public).CombinedOutput()
		return string(out), err
	}
	sealed := must[[]byte](t)(attest.Seal(t.Context(), newKey(), statement(t)))
	if out, err := check(sealed); err != nil || !strings.Contains(out, "Verified OK") {
		t.Errorf("%v: %s", err, out)
	}
	b := must[*evidence.Bundle](t)(evidence.ParseBundle(sealed))
	b.Envelope.Payload[40] ^= 1
	if out, err := check(must[[]byte](t)(b.Encode())); err == nil {
		t.Errorf("openssl takes a bundle that was edited: %s", out)
	}
}

// sigText is the signature as it stands in a bundle.
func sigText(t testing.TB, bundle []byte) []byte { return quoted(sigBytes(t, bundle)) }

func quoted(sig []byte) []byte { return []byte(`"` + base64.StdEncoding.EncodeToString(sig) + `"`) }

func sigBytes(t testing.TB, bundle []byte) []byte {
	return must[*evidence.Bundle](t)(evidence.ParseBundle(bundle)).SignatureBytes()
}

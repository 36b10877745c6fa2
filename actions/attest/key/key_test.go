package key_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/secure-systems-lab/go-securesystemslib/encrypted"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"golang.org/x/mod/sumdb/note"

	"github.com/attestary/attestary/actions/attest/internal/contract"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/schemas/evidence"
)

var passphrase = []byte("correct horse")

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestKey is the life of a key: made, opened by who knows the passphrase, and used.
func TestKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys", "ledger.key")
	made := must[*key.Key](t)(key.Create(path, passphrase))
	opened := must[*key.Key](t)(key.Open(path, passphrase))
	if made.Public().Digest() != opened.Public().Digest() {
		t.Error("the key that was opened is not the one that was made")
	}
	if info := must[fs.FileInfo](t)(os.Stat(path)); info.Mode() != 0o600 {
		t.Errorf("its file has mode %v", info.Mode())
	}
	if left := must[[]string](t)(filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))); len(left) > 0 {
		t.Errorf("drafts were left behind: %v", left)
	}
	public := must[*key.Public](t)(key.ParsePublic(must[[]byte](t)(os.ReadFile(path + ".pub"))))
	sig, material, err := opened.Sign(t.Context(), []byte("message"))
	if err != nil {
		t.Fatal(err)
	}
	if err := public.Verify(material, []byte("message"), sig); err != nil {
		t.Error(err)
	}
	if public.Verify(material, []byte("massage"), sig) == nil {
		t.Error("it signs other bytes too")
	}
	if public.Verify(evidence.Material{PublicKey: &evidence.PublicKey{Hint: "another"}}, []byte("message"), sig) == nil {
		t.Error("a hint that is not the key's own is taken")
	}
}

// TestContract holds a key in a file to what every signer must do.
func TestContract(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	own := must[*key.Key](t)(key.Create(filepath.Join(dir, "own"), passphrase))
	other := must[*key.Key](t)(key.Create(filepath.Join(dir, "other"), passphrase))
	contract.Signer(t, contract.Maker{Signer: own, Trust: own.Public(), Stranger: other.Public()})
}

// A key is never written over, whatever is in its way.
func TestCreateKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, taken := range []string{"", ".pub"} {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path+taken, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := key.Create(path, passphrase); !errors.Is(err, key.ErrExists) {
			t.Errorf("with %q there: %v", taken, err)
		}
		if got := must[[]byte](t)(os.ReadFile(path + taken)); string(got) != "precious" {
			t.Errorf("%q is now %q", taken, got)
		}
		if taken != "" && fileExists(path) {
			t.Error("half a key was made")
		}
	}
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestOpenRefuses shows that each kind of wrong key is told apart.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	must[*key.Key](t)(key.Create(good, passphrase))
	p384 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	der := must[[]byte](t)(x509.MarshalPKCS8PrivateKey(p384))
	sealed := func(secret []byte) []byte {
		box := must[[]byte](t)(encrypted.EncryptWithCustomKDFParameters(secret, passphrase, encrypted.Legacy))
		return cryptoutils.PEMEncode(cryptoutils.EncryptedSigstorePrivateKeyPEMType, box)
	}
	for _, c := range []struct {
		name string
		data []byte
		mode fs.FileMode
		want string
	}{
		{"empty", nil, 0o600, "it is empty"},
		{"open to others", must[[]byte](t)(os.ReadFile(good)), 0o644, "chmod 600"},
		{"public", must[[]byte](t)(os.ReadFile(good + ".pub")), 0o600, "it is a public key"},
		{"text", []byte("hello"), 0o600, "it is not PEM"},
		{"not encrypted", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600, "not encrypted"},
		{"of another kind", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600, `it is a "CERTIFICATE"`},
		{"P-384", sealed(der), 0o600, "not ECDSA P-256"},
		{"no key inside", sealed([]byte("x")), 0o600, "no private key"},
		{"a broken box", cryptoutils.PEMEncode(cryptoutils.EncryptedSigstorePrivateKeyPEMType, []byte("{}")), 0o600, "cannot be decrypted"},
		{"too long", bytes.Repeat([]byte("x"), 1<<17), 0o600, "at most"},
	} {
		path := filepath.Join(dir, strings.ReplaceAll(c.name, " ", "-"))
		if err := os.WriteFile(path, c.data, c.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := key.Open(path, passphrase); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got error %v, want one about %q and the file", c.name, err, c.want)
		}
	}
	if _, err := key.Open(good, []byte("wrong")); !errors.Is(err, key.ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
	if _, err := key.Open(filepath.Join(dir, "nobody"), passphrase); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := key.Open(dir, passphrase); err == nil || !strings.Contains(err.Error(), "not a file") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := key.Create(filepath.Join(dir, "bare"), nil); err == nil {
		t.Error("a key without a passphrase was made")
	}
}

// TestParsePublicRefuses shows what is no public key.
func TestParsePublicRefuses(t *testing.T) {
	t.Parallel()
	p384 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	other := must[[]byte](t)(cryptoutils.MarshalPublicKeyToPEM(&p384.PublicKey))
	for want, data := range map[string][]byte{
		"not PEM":               []byte("ssh-ed25519 AAAA"),
		"a private key":         pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED SIGSTORE PRIVATE KEY", Bytes: []byte("x")}),
		"P-256":                 other,
		"something follows":     append(bytes.Clone(other), other...),
		"it is no public key":   pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("x")}),
		`it is a "CERTIFICATE"`: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}),
	} {
		if _, err := key.ParsePublic(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
}

// TestLogKey makes the line that C2SP's tools read.
func TestLogKey(t *testing.T) {
	t.Parallel()
	const origin = "attestary.dev/ledger/000102030405060708090a0b0c0d0e0f"
	path := filepath.Join(t.TempDir(), "key")
	must[note.Signer](t)(key.CreateLog(path, origin, passphrase))
	signer := must[note.Signer](t)(key.OpenLog(path, passphrase))
	signed := must[[]byte](t)(note.Sign(&note.Note{Text: origin + "\n1\nroot\n"}, signer))
	vkey := strings.TrimSpace(string(must[[]byte](t)(os.ReadFile(path + ".vkey"))))
	verifier := must[note.Verifier](t)(note.NewVerifier(vkey))
	if n := must[*note.Note](t)(note.Open(signed, note.VerifierList(verifier))); n.Sigs[0].Name != origin {
		t.Errorf("it is signed by %q", n.Sigs[0].Name)
	}
}

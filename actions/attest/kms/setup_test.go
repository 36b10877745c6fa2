package kms_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"github.com/attestary/attestary/actions/attest/kms"
	"github.com/attestary/attestary/actions/secret/vault"
	"github.com/attestary/attestary/internal/sigserve"
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

const token = sigserve.TransitToken

// server starts a server, and gives the client of it that the program has.
func server(t *testing.T, token string) (*sigserve.Transit, kms.Vault) {
	t.Helper()
	v := sigserve.NewTransit(t)
	variables := map[string]string{"VAULT_ADDR": v.URL, "VAULT_TOKEN": token}
	return v, kms.Vault{Server: vault.Vault{Lookup: func(name string) (string, bool) { value, ok := variables[name]; return value, ok }}}
}

// here is the folder of this package; one of the tests goes elsewhere.
var here, _ = os.Getwd()

// plugin builds the program sigstore-kms-file, puts it into PATH, and gives the address of a key of it.
func plugin(t *testing.T, curve elliptic.Curve) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "sigstore-kms-file"), "./testdata/sigstore-kms-file")
	build.Dir = here
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	private := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(curve, rand.Reader))
	path := filepath.Join(dir, "key.pem")
	if err := os.WriteFile(path, must[[]byte](t)(cryptoutils.MarshalPrivateKeyToPEM(private)), 0o600); err != nil {
		t.Fatal(err)
	}
	return "file://" + path
}

package kms_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/sigstore/sigstore/pkg/cryptoutils"
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

const token = "hvs.the-token-of-the-runner"

// transit speaks the protocol of the transit engine of Vault and OpenBao, with keys of its own.
type transit struct {
	mu       sync.Mutex
	versions []*ecdsa.PrivateKey
	curve    elliptic.Curve
	answer   func(w http.ResponseWriter, r *http.Request) bool // instead of a signature; nil: none
}

// vault starts a server, which the environment of the test names.
func vault(t *testing.T) *transit {
	t.Helper()
	v := &transit{curve: elliptic.P256()}
	v.rotate(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/transit/keys/ledger", v.keys)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = fmt.Fprint(w, `{"errors":[]}`)
	})
	mux.HandleFunc("PUT /v1/transit/sign/ledger/sha2-256", v.sign)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Vault-Token") != token {
			w.WriteHeader(http.StatusForbidden)
			_, _ = fmt.Fprint(w, `{"errors":["permission denied"]}`)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Setenv("VAULT_ADDR", server.URL)
	t.Setenv("VAULT_TOKEN", token)
	return v
}

func (v *transit) rotate(t *testing.T) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.versions = append(v.versions, must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(v.curve, rand.Reader)))
}

func (v *transit) keys(w http.ResponseWriter, _ *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	keys := map[string]any{}
	for i, private := range v.versions {
		public, _ := cryptoutils.MarshalPublicKeyToPEM(&private.PublicKey)
		keys[strconv.Itoa(i+1)] = map[string]any{"name": "ecdsa-p256", "public_key": string(public)}
	}
	reply(w, map[string]any{"keys": keys, "latest_version": len(v.versions), "name": "ledger", "type": "ecdsa-p256"})
}

func (v *transit) sign(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.answer != nil && v.answer(w, r) {
		return
	}
	var asked struct {
		Input     []byte
		Prehashed bool
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || !asked.Prehashed {
		http.Error(w, `{"errors":["bad request"]}`, http.StatusBadRequest)
		return
	}
	sig, err := v.versions[len(v.versions)-1].Sign(rand.Reader, asked.Input, crypto.SHA256)
	if err != nil {
		http.Error(w, `{"errors":["it cannot be signed"]}`, http.StatusInternalServerError)
		return
	}
	reply(w, map[string]any{"signature": fmt.Sprintf("vault:v%d:%s", len(v.versions), base64.StdEncoding.EncodeToString(sig))})
}

func reply(w http.ResponseWriter, data any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
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

package sigserve

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
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/sigstore/sigstore/pkg/cryptoutils"
)

// TransitToken is the one that a Transit takes.
const TransitToken = "hvs.the-token-of-the-runner"

// Transit speaks the protocol of the transit engine of Vault and OpenBao, with a key of its own, "ledger". The
// real ones are not to be had from Go's module proxy.
type Transit struct {
	URL    string
	Curve  elliptic.Curve                                    // of the next key
	Answer func(w http.ResponseWriter, r *http.Request) bool // instead of a signature; nil: none

	t        testing.TB
	mu       sync.Mutex
	versions []*ecdsa.PrivateKey
}

// NewTransit starts a server, which ends with the test.
func NewTransit(t testing.TB) *Transit {
	t.Helper()
	v := &Transit{Curve: elliptic.P256(), t: t}
	v.Rotate()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/transit/keys/ledger", v.keys)
	mux.HandleFunc("POST /v1/transit/sign/ledger/sha2-256", v.sign)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, `{"errors":[]}`, http.StatusNotFound) })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Vault-Token") != TransitToken {
			http.Error(w, `{"errors":["permission denied"]}`, http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	v.URL = server.URL
	return v
}

// Rotate makes a new version of the key, which signs from now on.
func (v *Transit) Rotate() {
	private, err := ecdsa.GenerateKey(v.Curve, rand.Reader)
	if err != nil {
		v.t.Fatal(err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.versions = append(v.versions, private)
}

func (v *Transit) keys(w http.ResponseWriter, _ *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	keys := map[string]any{}
	for i, private := range v.versions {
		public, err := cryptoutils.MarshalPublicKeyToPEM(&private.PublicKey)
		if err != nil {
			http.Error(w, `{"errors":["the key cannot be written"]}`, http.StatusInternalServerError)
			return
		}
		keys[strconv.Itoa(i+1)] = map[string]any{"name": private.Curve.Params().Name, "public_key": string(public)}
	}
	Data(w, map[string]any{"keys": keys, "latest_version": len(v.versions), "name": "ledger", "type": kindOf(v.versions[0].Curve)})
}

func (v *Transit) sign(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.Answer != nil && v.Answer(w, r) {
		return
	}
	var asked struct {
		Input     []byte
		Prehashed bool
		Version   int `json:"key_version"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || !asked.Prehashed {
		http.Error(w, `{"errors":["bad request"]}`, http.StatusBadRequest)
		return
	}
	if asked.Version == 0 {
		asked.Version = len(v.versions)
	}
	if asked.Version > len(v.versions) {
		http.Error(w, `{"errors":["no such version"]}`, http.StatusBadRequest)
		return
	}
	sig, err := v.versions[asked.Version-1].Sign(rand.Reader, asked.Input, crypto.SHA256)
	if err != nil {
		http.Error(w, `{"errors":["it cannot be signed"]}`, http.StatusInternalServerError)
		return
	}
	Data(w, map[string]any{"signature": fmt.Sprintf("vault:v%d:%s", asked.Version, base64.StdEncoding.EncodeToString(sig))})
}

func kindOf(curve elliptic.Curve) string {
	return "ecdsa-" + strings.ToLower(strings.ReplaceAll(curve.Params().Name, "-", ""))
}

// Data answers as Vault does.
func Data(w http.ResponseWriter, data any) { reply(w, map[string]any{"data": data}) }

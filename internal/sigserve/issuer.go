package sigserve

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Issuer makes OpenID Connect tokens with the claims that GitHub's issuer puts into those of a workflow. It
// has GitHub's own way of handing them out, too: an address and a bearer token of the runner.
type Issuer struct {
	URL     string
	Bearer  string // what the runner shows; wrong ones are refused
	Claims  map[string]any
	Audient string // the audience that the last token was asked for

	key *rsa.PrivateKey
	t   testing.TB
}

const keyID = "the-one-key"

func newIssuer(t testing.TB) *Issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &Issuer{Bearer: rand.Text(), Claims: map[string]any{}, key: key, t: t}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.discovery)
	mux.HandleFunc("GET /jwks", i.jwks)
	mux.HandleFunc("GET /token", i.hand)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	i.URL = server.URL
	return i
}

// Request is where a job asks for a token: ACTIONS_ID_TOKEN_REQUEST_URL. What is behind it is GitHub's own
// business; here &claim.NAME=VALUE sets a claim, which GitHub knows by itself.
func (i *Issuer) Request() string { return i.URL + "/token?api-version=2.0" }

func (i *Issuer) discovery(w http.ResponseWriter, _ *http.Request) {
	reply(w, map[string]any{
		"issuer": i.URL, "jwks_uri": i.URL + "/jwks", "subject_types_supported": []string{"public"},
		"response_types_supported": []string{"id_token"}, "id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

func (i *Issuer) jwks(w http.ResponseWriter, _ *http.Request) {
	reply(w, map[string]any{"keys": []any{map[string]any{
		"kty": "RSA", "alg": "RS256", "use": "sig", "kid": keyID, "n": text(i.key.N.Bytes()), "e": text(big.NewInt(int64(i.key.E)).Bytes()),
	}}})
}

func (i *Issuer) hand(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+i.Bearer {
		http.Error(w, "the runner's token is wrong", http.StatusUnauthorized)
		return
	}
	i.Audient = r.URL.Query().Get("audience")
	claims := map[string]any{"aud": i.Audient}
	for name, values := range r.URL.Query() {
		if name, ok := strings.CutPrefix(name, "claim."); ok {
			claims[name] = values[0]
		}
	}
	reply(w, map[string]any{"count": 1, "value": i.Token(claims)})
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// Token makes a token: GitHub's claims about a job, then the issuer's own Claims, then those of the caller.
func (i *Issuer) Token(claims map[string]any) string {
	const workflow = "acme/shop/.github/workflows/site_tls.yml@refs/heads/main"
	commit, now := "1b4f2d6a0c3e5f7890a1b2c3d4e5f60718293a4b", time.Now()
	all := map[string]any{
		"iss": i.URL, "aud": "sigstore", "sub": "repo:acme/shop:ref:refs/heads/main", "jti": rand.Text(),
		"iat": now.Unix(), "nbf": now.Add(-time.Minute).Unix(), "exp": now.Add(5 * time.Minute).Unix(),
		"actor": "mara", "actor_id": "583231", "event_name": "schedule", "ref": "refs/heads/main", "ref_type": "branch", "sha": commit,
		"repository": "acme/shop", "repository_id": "6325", "repository_owner": "acme", "repository_owner_id": "1318", "repository_visibility": "private",
		"run_id": "4242", "run_number": "7", "run_attempt": "1", "runner_environment": "github-hosted",
		"workflow": "site_tls", "workflow_ref": workflow, "workflow_sha": commit, "job_workflow_ref": workflow, "job_workflow_sha": commit,
	}
	maps.Copy(all, i.Claims)
	maps.Copy(all, claims)
	return i.sign(map[string]any{"alg": "RS256", "typ": "JWT", "kid": keyID}, all)
}

func (i *Issuer) sign(header, claims map[string]any) string {
	signed := part(i.t, header) + "." + part(i.t, claims)
	digest := sha256.Sum256([]byte(signed))
	sig, err := rsa.SignPKCS1v15(rand.Reader, i.key, crypto.SHA256, digest[:])
	if err != nil {
		i.t.Fatal(err)
	}
	return signed + "." + text(sig)
}

func part(t testing.TB, v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text(data)
}

func text(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

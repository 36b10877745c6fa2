package steps_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
)

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func pemOf(t *testing.T, key any) string {
	t.Helper()
	data, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: data}))
}

// serviceAccount is a key of Google, as the file that it makes.
func serviceAccount(t *testing.T, of, key string) string {
	t.Helper()
	data, err := json.Marshal(map[string]string{
		"type": of, "project_id": "acme", "private_key_id": "k1", "private_key": key, "client_email": "runbooks@acme.iam.gserviceaccount.com",
		"token_uri": "https://oauth2.googleapis.com/token",
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func (g *giver) signed(t *testing.T, key string) engine.Call {
	t.Helper()
	call := g.call(t, "GET")
	call.Connection.Auth, call.Connection.ClientID = kind.JWTBearer, ""
	call.Secrets = map[string]engine.Secret{"client_key": engine.Conceal(key)}
	return call
}

// TestAssertions holds what is signed for a token, as the server reads it with the public key: who asks, in whose
// name, for what, at which server, and for five minutes.
func TestAssertions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		key    string
		change func(*engine.Call)
		want   map[string]any
		id     string
	}{
		"a service account":               {serviceAccount(t, "service_account", pemOf(t, rsaKey())), nil, map[string]any{"iss": "runbooks@acme.iam.gserviceaccount.com"}, "k1"},
		"in the name of an administrator": {serviceAccount(t, "service_account", pemOf(t, rsaKey())), func(c *engine.Call) { c.Connection.Subject = "ada@acme.example" }, map[string]any{"iss": "runbooks@acme.iam.gserviceaccount.com", "sub": "ada@acme.example"}, "k1"},
		"a key of a client":               {pemOf(t, rsaKey()), func(c *engine.Call) { c.Connection.ClientID = clientID }, map[string]any{"iss": clientID}, ""},
		"for another service":             {pemOf(t, rsaKey()), func(c *engine.Call) { c.Connection.ClientID, c.Connection.Audience = clientID, "https://login.example" }, map[string]any{"iss": clientID, "aud": "https://login.example"}, ""},
	} {
		g := newGiver(t, nil)
		now := time.Now()
		usual := g.give
		g.give = func(w http.ResponseWriter, r *http.Request, n int64) {
			if _, _, basic := r.BasicAuth(); basic || r.PostFormValue("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" || len(r.PostForm) != 2 {
				t.Errorf("%s: it asked with %v", name, r.PostForm)
			}
			token, err := jwt.ParseSigned(r.PostFormValue("assertion"), []jose.SignatureAlgorithm{jose.RS256})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			var got map[string]any
			if err := token.Claims(rsaKey().Public(), &got); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			want := map[string]any{"aud": g.URL + "/token", "scope": "read all", "iat": float64(now.Unix()), "exp": float64(now.Add(5 * time.Minute).Unix())}
			for claim, v := range test.want {
				want[claim] = v
			}
			for claim, v := range want {
				if got[claim] != v {
					t.Errorf("%s: %s is %v, want %v", name, claim, got[claim], v)
				}
			}
			if len(got) != len(want) || token.Headers[0].KeyID != test.id {
				t.Errorf("%s: it says %v, signed with %q", name, got, token.Headers[0].KeyID)
			}
			usual(w, r, n)
		}
		call := g.signed(t, test.key)
		call.Now = func() time.Time { return now }
		if test.change != nil {
			test.change(&call)
		}
		wantOutputs(t, runWith(t, g.machine(), call), map[string]any{"status": 200})
	}
}

// TestNoAssertion: a key that cannot sign is told apart, nothing is sent, and none of it is said.
func TestNoAssertion(t *testing.T) {
	t.Parallel()
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const noKey = "neither an RSA private key of 2048 bits or more in PEM nor the JSON file of a service account"
	for name, test := range map[string]struct{ key, words string }{
		"no key":                   {canary, noKey},
		"a file of a person":       {serviceAccount(t, "authorized_user", pemOf(t, rsaKey())), noKey},
		"a file without a key":     {serviceAccount(t, "service_account", canary), noKey},
		"a weak key":               {pemOf(t, weak), noKey},
		"a key of another kind":    {pemOf(t, curve), noKey},
		"a key that nobody claims": {pemOf(t, rsaKey()), "has no client_id"},
	} {
		g := newGiver(t, nil)
		result := runWith(t, g.machine(), g.signed(t, test.key))
		wants(t, result, evidence.Unknown, engine.ReasonSetting, test.words)
		if g.asked.Load() != 0 || strings.Contains(result.Detail, canary) {
			t.Errorf("%s: %d were asked, and it says %q", name, g.asked.Load(), result.Detail)
		}
	}
	g := newGiver(t, func(w http.ResponseWriter, _ *http.Request, _ int64) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"Invalid JWT Signature."}`)) // as Google says it
	})
	result := steps.All(g.machine())["http.request"].Run(t.Context(), g.signed(t, serviceAccount(t, "service_account", pemOf(t, rsaKey()))))
	wants(t, result, evidence.Unknown, engine.ReasonForbidden, "(invalid_grant): it does not take what was shown")
}

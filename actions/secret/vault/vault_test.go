package vault_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/actions/secret/internal/contract"
	"github.com/attestary/attestary/actions/secret/vault"
)

func TestVault(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"version 2": "kv/", "version 1": "team/old/"} {
		t.Run(name, func(t *testing.T) {
			contract.Hold(t, func(t *testing.T, value string) contract.Place {
				s := newServer(t)
				s.engines[path].data["a/place"] = map[string]any{"key": value}
				return contract.Place{Source: s.token(), At: path + "a/place#key", Missing: path + "another#key"}
			})
		})
	}
}

func read(t *testing.T, v vault.Vault, place string) (string, error) {
	t.Helper()
	answers := v.Read(t.Context(), []string{place})
	if len(answers) != 1 {
		t.Fatalf("%d answers", len(answers))
	}
	return string(answers[0].Value), answers[0].Err
}

// TestPlaces: what stands at a place, of either version, and why there is nothing.
func TestPlaces(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for place, want := range map[string]string{
		"kv/chat#hook":        "swordfish",
		"/kv/chat/#hook":      "swordfish",
		"team/old/shop#token": "herring-old",
		"team/old/shop#port":  "5432",
	} {
		if got, err := read(t, s.token(), place); got != want || err != nil {
			t.Errorf("%s: %q, %v", place, got, err)
		}
	}
	for place, want := range map[string]string{
		"kv/chat#token":         "there is something at kv/chat, and it has no member token",
		"kv/nothing#hook":       "there is nothing at this path, or its newest version was deleted",
		"kv/data/chat#hook":     "a path is written without the data/ of the HTTP API: kv/chat",
		"kv/deleted/gone#x":     "or its newest version was deleted",
		"kv/../sys/policy#x":    "is not the path of a secret",
		"kv//chat#hook":         "is not the path of a secret",
		"kv#hook":               "is an engine, and not the path of a secret in it",
		"database/creds/ro#key": `is an engine of type "database"`,
		"elsewhere/x#y":         "no policy of it allows this (status 403)",
		"team/old/shop#on":      "neither text nor number",
		"team/old/shop#list":    "neither text nor number",
		"team/old/shop#empty":   "it is empty",
	} {
		got, err := read(t, s.token(), place)
		if err == nil || got != "" || !strings.HasPrefix(err.Error(), "vault:"+place+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v; want %q", place, got, err, want)
		}
	}
}

// TestOnce: several members of one path are read at once, and an own token is left alone.
func TestOnce(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.engines["kv/"].data["chat"]["other"] = "halibut"
	answers := s.token().Read(t.Context(), []string{"kv/chat#hook", "kv/chat#other"})
	if string(answers[0].Value) != "swordfish" || string(answers[1].Value) != "halibut" {
		t.Errorf("%v", answers)
	}
	if want := []string{"GET /v1/sys/internal/ui/mounts/kv/chat", "GET /v1/kv/data/chat"}; !slices.Equal(s.asked, want) {
		t.Errorf("%q", s.asked)
	}
}

// TestLogin gets in each way, and leaves no token behind.
func TestLogin(t *testing.T) {
	t.Parallel()
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer key-of-the-job" && r.URL.Query().Get("audience") == "https://vault.acme.example" && r.URL.Query().Get("api-version") == "2" {
			fmt.Fprintf(w, `{"value": %q}`, jobToken)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer issuer.Close()
	account := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(account, []byte(podToken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	job := map[string]string{
		"VAULT_ROLE": "runner", "VAULT_AUDIENCE": "https://vault.acme.example",
		"ACTIONS_ID_TOKEN_REQUEST_URL": issuer.URL + "/token?api-version=2", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "key-of-the-job",
	}
	jobs := map[string]string{"VAULT_AUTH_PATH": "jobs", "VAULT_NAMESPACE": "acme/ops"}
	for name, value := range job {
		jobs[name] = value
	}
	for name, variables := range map[string]map[string]string{
		"AppRole":            {"VAULT_ROLE_ID": roleID, "VAULT_SECRET_ID": secretID},
		"a job of GitHub":    job,
		"mounted elsewhere":  jobs,
		"a service account":  {"VAULT_ROLE": "runner"},
		"a token with space": {"VAULT_TOKEN": rootToken + "\n"},
	} {
		s := newServer(t)
		s.namespace = variables["VAULT_NAMESPACE"]
		v := s.with(variables)
		v.ServiceAccount = account
		if got, err := read(t, v, "kv/chat#hook"); got != "swordfish" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if left := s.left(); len(left) > 0 {
			t.Errorf("%s leaves %q", name, left)
		}
		if _, err := read(t, v, "kv/nothing#hook"); err == nil || len(s.left()) > 0 {
			t.Errorf("%s, nothing found: %v, and it leaves %q", name, err, s.left())
		}
	}
}

// secrets are those of the tests: none of them may stand in an error.
func secrets() *redact.Redactor {
	r := &redact.Redactor{}
	for _, s := range []string{rootToken, "hvs.wrong-one", secretID, "wrong-secret-id", jobToken, podToken, "swordfish", "key-of-the-job"} {
		r.Learn([]byte(s))
	}
	return r
}

// TestRefused: whatever goes wrong is told in words of its own, names the place and the server, and
// repeats neither a token nor what the server said.
func TestRefused(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	answers := func(status int, body string) func(*server) {
		return func(s *server) {
			s.spoil = func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", s.URL+"/v1/elsewhere")
				w.WriteHeader(status)
				fmt.Fprint(w, body)
			}
		}
	}
	token := map[string]string{"VAULT_TOKEN": rootToken}
	for name, c := range map[string]struct {
		variables map[string]string
		spoil     func(*server)
		want      string
	}{
		"no address":          {map[string]string{"VAULT_ADDR": ""}, nil, "VAULT_ADDR does not say where the server is"},
		"no way in":           {nil, nil, "nothing says how to get in"},
		"a role, and nothing": {map[string]string{"VAULT_ROLE": "runner"}, nil, "neither a job of GitHub"},
		"not verifying":       {map[string]string{"VAULT_SKIP_VERIFY": "true", "VAULT_TOKEN": rootToken}, nil, "VAULT_SKIP_VERIFY is set"},
		"not encrypted":       {map[string]string{"VAULT_ADDR": "http://vault.acme.example:8200", "VAULT_TOKEN": rootToken}, nil, "http:// is for this machine alone"},
		"a password":          {map[string]string{"VAULT_ADDR": "https://bot:swordfish@127.0.0.1", "VAULT_TOKEN": rootToken}, nil, "VAULT_ADDR is not https://HOST:PORT"},
		"no URL":              {map[string]string{"VAULT_ADDR": "vault", "VAULT_TOKEN": rootToken}, nil, "VAULT_ADDR is not https://HOST:PORT"},
		"nobody listens":      {map[string]string{"VAULT_ADDR": "https://" + closed.Addr().String(), "VAULT_TOKEN": rootToken}, nil, "does not listen"},
		"no such name":        {map[string]string{"VAULT_ADDR": "https://vault.invalid", "VAULT_TOKEN": rootToken}, nil, "https://vault.invalid "},
		"not to be trusted":   {map[string]string{"VAULT_CACERT": "", "VAULT_TOKEN": rootToken}, nil, "no TLS that can be trusted"},
		"no certificates":     {map[string]string{"VAULT_CACERT": "/nowhere.pem", "VAULT_TOKEN": rootToken}, nil, "VAULT_CACERT: open /nowhere.pem"},
		"empty certificates":  {map[string]string{"VAULT_CACERT": "/dev/null", "VAULT_TOKEN": rootToken}, nil, "has no certificate in it"},
		"a wrong token":       {map[string]string{"VAULT_TOKEN": "hvs.wrong-one"}, nil, "does not let us in: the token has ended, or no policy of it allows this (status 403)"},
		"another namespace":   {map[string]string{"VAULT_TOKEN": rootToken, "VAULT_NAMESPACE": "other"}, nil, "there is nothing at this path"},
		"a wrong login":       {map[string]string{"VAULT_ROLE_ID": roleID, "VAULT_SECRET_ID": "wrong-secret-id"}, nil, "login by approle: "},
		"no such method":      {map[string]string{"VAULT_ROLE_ID": roleID, "VAULT_SECRET_ID": secretID, "VAULT_AUTH_PATH": "roles"}, nil, "has no method to log in at auth/roles"},
		"a wrong job": {map[string]string{"VAULT_ROLE": "runner", "ACTIONS_ID_TOKEN_REQUEST_URL": "https://" + closed.Addr().String(), "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "key-of-the-job"}, nil,
			"GitHub's issuer of tokens does not listen"},
		"an issuer that anybody hears": {map[string]string{"VAULT_ROLE": "runner", "ACTIONS_ID_TOKEN_REQUEST_URL": "http://acme.example/", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "key-of-the-job"}, nil,
			"ACTIONS_ID_TOKEN_REQUEST_URL is not encrypted"},
		"sealed":               {token, answers(503, `{"errors":["Vault is sealed"]}`), "is sealed, or being maintained (status 503)"},
		"not initialised":      {token, answers(501, ""), "is not initialised"},
		"throttled":            {token, answers(429, ""), "wants fewer requests"},
		"another status":       {token, answers(418, rootToken), "answered with status 418"},
		"sent elsewhere":       {token, answers(307, ""), "sends us to another address"},
		"no JSON":              {token, answers(200, "<html>"+rootToken), "something else than JSON"},
		"JSON of another kind": {token, answers(200, `{"data": {"path": "kv/", "type": "kv", "options": {"version": "2"}}}`), "not what a key-value engine gives"},
		"an engine elsewhere":  {token, answers(200, `{"data": {"path": "sys/", "type": "kv", "options": null}}`), "names an engine elsewhere"},
		"a flood":              {token, answers(200, strings.Repeat("x", 2<<20)), "answered with more than"},
		"no token in a login":  {map[string]string{"VAULT_ROLE_ID": roleID}, answers(200, `{"auth": null}`), "gave no token"},
		"half an answer": {token, func(s *server) {
			s.spoil = func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "100")
				fmt.Fprint(w, "{")
			}
		}, "broke off its answer"},
	} {
		s := newServer(t)
		if c.spoil != nil {
			c.spoil(s)
		}
		got, err := read(t, s.with(c.variables), "kv/chat#hook")
		if err == nil || got != "" || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "vault:kv/chat#hook: ") {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
			continue
		}
		if secrets().Found([]byte(err.Error())) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAsk: a request to any engine is made as one that got in, and what was got in with is gone afterwards.
func TestAsk(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	v := s.with(map[string]string{"VAULT_ROLE_ID": roleID, "VAULT_SECRET_ID": secretID})
	data, err := v.Ask(t.Context(), "team/old/shop", nil)
	if err != nil || !strings.Contains(string(data), "herring-old") {
		t.Errorf("%s, %v", data, err)
	}
	if _, err := v.Ask(t.Context(), "auth/token/revoke-self", []byte("{}")); err != nil {
		t.Error(err)
	}
	if left := s.left(); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
	_, err = s.with(map[string]string{"VAULT_TOKEN": "hvs.stolen"}).Ask(t.Context(), "team/old/shop", nil)
	if err == nil || strings.Contains(err.Error(), "hvs.stolen") {
		t.Errorf("with a token that opens nothing: %v", err)
	}
}

// TestEnded: a server that does not answer is waited for no longer than the run goes on, and the token
// that was got is revoked all the same.
func TestEnded(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	v := s.with(map[string]string{"VAULT_ROLE_ID": roleID, "VAULT_SECRET_ID": secretID})
	s.hang = cancel
	answer := v.Read(ctx, []string{"kv/chat#hook"})[0]
	if answer.Err == nil || !strings.Contains(answer.Err.Error(), "the run was ended") {
		t.Error(answer.Err)
	}
	if left := s.left(); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
}

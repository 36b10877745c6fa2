package vault_test

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/attestary/attestary/actions/secret/vault"
)

// server speaks the part of the protocol that is used here, over TLS on loopback: the paths, the bodies and
// the statuses are those that the API's documentation gives for Vault 1.x, which OpenBao 2.x shares. It is
// no Vault: where the two differ, this test cannot tell.
type server struct {
	*httptest.Server
	t         *testing.T
	namespace string
	guard     sync.Mutex
	engines   map[string]engine
	live      map[string]bool // tokens that open something
	asked     []string
	spoil     http.HandlerFunc // answers in place of the server, once set
	hang      func()           // is called where a secret is asked for, which then is never answered
}

// engine is a mounted engine and what lies in it, by path.
type engine struct {
	kind, version string
	data          map[string]map[string]any
}

// What opens the server in each way.
const (
	rootToken = "hvs.root-of-the-test"
	roleID    = "role-of-the-test"
	secretID  = "secret-id-of-the-test"
	jobToken  = "job.token.of-the-test"
	podToken  = "pod.token.of-the-test"
)

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, live: map[string]bool{rootToken: true}, engines: map[string]engine{
		"kv/":         {"kv", "2", map[string]map[string]any{"chat": {"hook": "swordfish"}}},
		"team/old/":   {"kv", "1", map[string]map[string]any{"shop": {"token": "herring-old", "port": 5432, "on": true, "list": []string{"x"}, "empty": ""}}},
		"database/":   {"database", "", nil},
		"kv/deleted/": {"kv", "2", map[string]map[string]any{"gone": nil}},
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/sys/internal/ui/mounts/{path...}", s.authorised(s.mounts))
	mux.HandleFunc("GET /v1/{path...}", s.authorised(s.read))
	mux.HandleFunc("POST /v1/auth/token/revoke-self", s.authorised(s.revoke))
	mux.HandleFunc("POST /v1/auth/{method}/login", s.login)
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.guard.Lock()
		defer s.guard.Unlock()
		s.asked = append(s.asked, r.Method+" "+r.URL.Path)
		switch {
		case s.spoil != nil:
			s.spoil(w, r)
		case r.Header.Get("X-Vault-Request") != "true" || r.Header.Get("X-Vault-Namespace") != s.namespace:
			problem(w, 404, "no handler for route")
		default:
			mux.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func problem(w http.ResponseWriter, status int, words string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []string{words}})
}

func tell(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

// authorised wants a token that is alive. Its refusal repeats the token: a server may.
func (s *server) authorised(then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if token := r.Header.Get("X-Vault-Token"); !s.live[token] {
			problem(w, 403, "permission denied for "+token)
			return
		}
		then(w, r)
	}
}

// engineOf is the engine with the longest path that begins this one.
func (s *server) engineOf(path string) (at string, found bool) {
	for mount := range s.engines {
		if strings.HasPrefix(path+"/", mount) && len(mount) > len(at) {
			at = mount
		}
	}
	return at, at != ""
}

func (s *server) mounts(w http.ResponseWriter, r *http.Request) {
	at, found := s.engineOf(r.PathValue("path"))
	if !found {
		problem(w, 403, "preflight capability check returned 403, please ensure client's policies grant access to path \""+r.PathValue("path")+"/\"")
		return
	}
	e := s.engines[at]
	options := map[string]string{}
	if e.version != "" {
		options["version"] = e.version
	}
	tell(w, map[string]any{"request_id": "1", "data": map[string]any{"accessor": "x", "path": at, "type": e.kind, "options": options}})
}

func (s *server) read(w http.ResponseWriter, r *http.Request) {
	if s.hang != nil {
		s.hang()
		<-r.Context().Done()
		return
	}
	at, found := s.engineOf(r.PathValue("path"))
	if !found {
		problem(w, 404, "no handler for route")
		return
	}
	e, rest := s.engines[at], strings.TrimPrefix(r.PathValue("path"), at)
	if e.version == "2" {
		path, isData := strings.CutPrefix(rest, "data/")
		members, there := e.data[path]
		if !isData || !there {
			problem(w, 404, "")
			return
		}
		metadata := map[string]any{"version": 1, "deletion_time": "", "destroyed": false}
		if members == nil { // a deleted version has a status of its own, and a body
			w.WriteHeader(404)
			metadata["deletion_time"] = "2026-03-01T12:00:00Z"
		}
		tell(w, map[string]any{"data": map[string]any{"data": members, "metadata": metadata}})
		return
	}
	members, there := e.data[rest]
	if !there {
		problem(w, 404, "")
		return
	}
	tell(w, map[string]any{"lease_id": "", "lease_duration": 2764800, "data": members})
}

func (s *server) revoke(w http.ResponseWriter, r *http.Request) {
	delete(s.live, r.Header.Get("X-Vault-Token"))
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) login(w http.ResponseWriter, r *http.Request) {
	var shown map[string]string
	if json.NewDecoder(r.Body).Decode(&shown) != nil {
		problem(w, 400, "error parsing JSON")
		return
	}
	want := map[string]map[string]string{
		"approle": {"role_id": roleID, "secret_id": secretID}, "jwt": {"role": "runner", "jwt": jobToken}, "jobs": {"role": "runner", "jwt": jobToken},
		"kubernetes": {"role": "runner", "jwt": podToken},
	}[r.PathValue("method")]
	switch {
	case want == nil:
		problem(w, 404, "no handler for route")
	case !maps.Equal(want, shown):
		problem(w, 400, fmt.Sprint("invalid role or secret ID ", shown))
	default:
		token := fmt.Sprintf("hvs.of-login-%d", len(s.asked))
		s.live[token] = true
		tell(w, map[string]any{"auth": map[string]any{"client_token": token, "lease_duration": 1200, "renewable": true}})
	}
}

// left are the tokens that are alive beside the one that was always there.
func (s *server) left() []string {
	s.guard.Lock()
	defer s.guard.Unlock()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.live)), func(token string) bool { return token == rootToken })
}

// trusted is a file with the server's certificate.
func (s *server) trusted() string {
	path := filepath.Join(s.t.TempDir(), "ca.pem")
	data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(path, data, 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// with is a Vault in an environment with these variables, beside those that lead to the server.
func (s *server) with(variables map[string]string) vault.Vault {
	all := map[string]string{"VAULT_ADDR": s.URL, "VAULT_CACERT": s.trusted()}
	maps.Copy(all, variables)
	return vault.Vault{
		Lookup:         func(name string) (string, bool) { value, ok := all[name]; return value, ok && value != "" },
		ServiceAccount: filepath.Join(s.t.TempDir(), "nothing"),
	}
}

// token is a Vault that has one.
func (s *server) token() vault.Vault { return s.with(map[string]string{"VAULT_TOKEN": rootToken}) }

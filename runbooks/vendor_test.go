package runbooks_test

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/secret"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/runbooks"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// vendor is a server on loopback that speaks as the vendor does, over TLS, at the library's connection of that name.
// Its token is swordfish.
type vendor struct {
	connection string
	server     *httptest.Server
	url        string // of what is no server over TLS; then server is nil
}

const token = "swordfish"

// newVendor starts one. Routes are patterns of http.ServeMux; whoever has not the header that is wanted gets refused.
func newVendor(t *testing.T, connection string, routes map[string]http.HandlerFunc, wants func(*http.Request) bool, refused http.HandlerFunc) vendor {
	t.Helper()
	mux := http.NewServeMux()
	for pattern, handler := range routes {
		mux.HandleFunc(pattern, handler)
	}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == granting {
			grant(w, r)
			return
		}
		if !wants(r) {
			refused(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return vendor{connection: connection, server: server}
}

// bearer is whether a request has the token as most vendors want it.
func bearer(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer "+token }

// granting is where a vendor gives tokens, and granted one of them, to whoever shows the secret of the connection.
const granting, granted = "/granting", "trout-for-a-while"

func grant(w http.ResponseWriter, r *http.Request) {
	_, secret, basic := r.BasicAuth()
	if !basic {
		secret = r.PostFormValue("client_secret")
	}
	asked := secret == token && r.PostFormValue("grant_type") == "client_credentials"
	if r.Method != http.MethodPost || !asked && !signedByGoogle(r) {
		answer(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	answer(w, http.StatusOK, map[string]any{"access_token": granted, "token_type": "Bearer", "expires_in": 3599})
}

// leased is whether a request has a token that was given for the secret.
func leased(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer "+granted }

// answer writes JSON.
func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// call is one action of a pack with its settings, as a step has them, and what must hold of what it gives: it is step.it.
type call struct {
	name      string
	action    string
	settings  string
	condition string           // "" where the step is not to get that far
	want      evidence.Outcome // of the step; passed where it is ""
}

// try runs each call for real, through the engine and over the network, against the vendor.
func (v vendor) try(t *testing.T, calls ...call) {
	t.Helper()
	for _, c := range calls {
		t.Run(c.name, func(t *testing.T) { v.tryOne(t, c) })
	}
}

func (v vendor) tryOne(t *testing.T, c call) {
	t.Helper()
	want := c.want
	if want == "" {
		want = evidence.Passed
	}
	condition := c.condition
	if condition == "" {
		condition = `step.it.outcome == "passed"`
	}
	record := v.run(t, fmt.Sprintf(`runbook "one" {
  language = 1
  title    = "One"
  owner    = role.operators
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

use %q {
  allow = [%q]
}

step %q "it" {
%s
}

check "it" {
  condition = %s
  message   = "no"
}
`, v.connection, c.action, c.action, c.settings, condition))
	for _, s := range record.Steps {
		if s.Outcome != want {
			t.Errorf("%s is %s, wanted %s: %s", c.action, s.Outcome, want, told(record))
		}
	}
	if want == evidence.Passed && record.Checks[0].Outcome != evidence.Passed {
		t.Errorf("%s is %s: %s", condition, record.Checks[0].Outcome, told(record))
	}
}

func told(record *evidence.Record) string {
	data, _ := json.Marshal(record)
	return string(data)
}

// run runs a runbook that is not of the library, beside the library's actions that it uses.
func (v vendor) run(t *testing.T, text string) *evidence.Record {
	t.Helper()
	files := packsFor(t, text)
	files["runbooks/one.runbook.hcl"] = &fstest.MapFile{Data: []byte(text)}
	result := compiler.Compile(files, compiler.Options{Runbook: "one"})
	p := result.Plan("one")
	if p == nil {
		t.Fatalf("it does not compile:\n%s", diag.Human(result.Findings, result.Project.Sources, diag.View{Width: 100}))
	}
	roots := x509.NewCertPool()
	for i := range p.Connections {
		if p.Connections[i].Name == v.connection {
			v.stand(&p.Connections[i], roots)
		}
	}
	job := engine.Job{Plan: p, Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "manual", Name: "by_hand"},
		ID: evidence.RunID{Attempt: 1, ID: "00112233445566778899aabbccddeeff", Origin: "attestary.dev/ledger/00112233445566778899aabbccddeeff"}}
	everywhere := secret.Env{Lookup: func(name string) (string, bool) { return secretOf(name), true }}
	run, err := engine.Prepare(t.Context(), job, engine.World{
		Runners: steps.All(steps.Machine{Roots: roots}), Now: time.Now, Random: rand.Reader, Env: os.LookupEnv,
		Secrets: map[string]engine.Source{"github": everywhere, "env": everywhere}, Dir: t.TempDir(), Temp: t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	finished, err := run.Do(t.Context(), engine.Start{})
	if err != nil {
		t.Fatal(err)
	}
	return finished.Record
}

// stand has a connection of the plan lead to the vendor, also where it fetches its token, and roots trust him.
func (v vendor) stand(c *plan.Connection, roots *x509.CertPool) {
	if v.server == nil {
		c.URL = v.url
		return
	}
	roots.AddCert(v.server.Certificate())
	c.URL = v.server.URL + strings.TrimPrefix(c.URL, origin(c.URL))
	if c.TokenURL != "" {
		c.TokenURL = v.server.URL + granting
	}
}

// origin is scheme and host of an address.
func origin(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

// drafts is where the library says which of its folders are no more than checked here.
var drafts = regexp.MustCompile(`(?m)^ *drafts = .*$`)

// packsFor is the library's project with the packs alone that a runbook names: the rest of the library would be checked
// again for each call.
func packsFor(t *testing.T, text string) fstest.MapFS {
	t.Helper()
	files := libraryFiles(t)
	for path, file := range files {
		system, isPack := strings.CutSuffix(path[strings.LastIndexByte(path, '/')+1:], ".action.hcl")
		if path == "runbooks/project.hcl" {
			file.Data = drafts.ReplaceAll(file.Data, nil)
		} else if !isPack || !strings.Contains(text, `"`+system+".") {
			delete(files, path)
		}
	}
	return files
}

// libraryFiles is the library as it stands in a repository.
func libraryFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(runbooks.Library(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(runbooks.Library(), path)
		files["runbooks/"+path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

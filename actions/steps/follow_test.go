package steps_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestRedirect: where an answer leads is followed to a host that the connection lists, and to nowhere else;
// and only the host of its URL is shown the secret and what the step says in its headers.
func TestRedirect(t *testing.T) {
	t.Parallel()
	other, asked := silentService(t)
	var leads string
	var status int
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/base/here" {
			fmt.Fprintf(w, "%s %s", r.Header.Get("Authorization"), r.Header.Get("X-Extra"))
			return
		}
		w.Header().Set("Location", leads)
		w.WriteHeader(status)
	}))
	defer server.Close()
	machine := steps.Machine{Roots: poolOf(server.Certificate(), other.Certificate())}
	host := func(s *httptest.Server) string { return s.Listener.Addr().String() }
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for name, test := range map[string]struct {
		leads   string
		status  int
		spoil   func(*engine.Call)
		outcome evidence.Outcome
		words   string // of the detail, or of the text where it passed
	}{
		"to a listed host":        {other.URL + "/echo?x=1", 302, nil, "passed", ""},
		"for good":                {other.URL + "/echo", 308, nil, "passed", ""},
		"to where nothing allows": {other.URL + "/secret/place", 302, func(c *engine.Call) { c.Allow = []string{"GET /from", "GET /echo"} }, "blocked", "leads to a place on 127.0.0.1 that no use section of connection service allows"},
		"out of a folder":         {other.URL + "/a/%2e%2e/b", 302, nil, "blocked", "no use section"},
		"to a host nobody listed": {"https://" + closedPort(t) + "/echo", 302, nil, "failed", "status 302: it leads elsewhere"},
		"without encryption":      {plain.URL + "/echo", 302, func(c *engine.Call) { c.Connection.Hosts = append(c.Connection.Hosts, host(plain)) }, "failed", "status 302"},
		"with a password":         {"https://me:pw@" + host(other) + "/echo", 302, nil, "failed", "status 302"},
		"to nowhere":              {"", 302, nil, "failed", "status 302"},
		"to no address":           {"https://%zz", 302, nil, "failed", "status 302"},
		"to its own host":         {"/base/here", 302, nil, "failed", "status 302"}, // which is not listed
		"to its own, listed":      {"/base/here", 307, func(c *engine.Call) { c.Connection.Hosts = []string{host(server)} }, "passed", "Bearer " + canary + " yes"},
		"to its own, not below":   {"/elsewhere", 307, func(c *engine.Call) { c.Connection.Hosts = []string{host(server)} }, "blocked", "no use section"},
		"in a ring":               {"/base/from", 302, func(c *engine.Call) { c.Connection.Hosts = []string{host(server)} }, "failed", "more than 5 times"},
		"a POST": {other.URL + "/echo", 307, func(c *engine.Call) {
			c.Settings["method"] = valueOf("POST")
			c.Allow = []string{"POST /from", "POST /echo"}
		}, "failed", "status 307"},
		"as it is wanted": {other.URL + "/echo", 302, func(c *engine.Call) { c.Settings["ok"] = valueOf([]int{302}) }, "passed", ""},
	} {
		leads, status = test.leads, test.status
		call := request(t, server.URL+"/base", "GET", "/from", given{"headers": map[string]string{"X-Extra": "yes"}})
		call.Connection.Hosts, call.Token = []string{host(other)}, engine.Conceal(canary)
		if test.spoil != nil {
			test.spoil(&call)
		}
		result := runWith(t, machine, call)
		text, _ := result.Outputs["text"].AsText()
		if said := result.Detail + text; result.Outcome != test.outcome || !strings.Contains(said, test.words) {
			t.Errorf("%s: %s %s %q", name, result.Outcome, result.Reason, said)
		}
		if target, err := url.Parse(test.leads); err == nil && strings.Contains(result.Detail, "/secret") || err == nil && target.User != nil && strings.Contains(result.Detail, "pw") {
			t.Errorf("%s: the address is told: %s", name, result.Detail)
		}
	}
	for range len(asked) {
		if got := <-asked; got != host(other)+"/echo " {
			t.Errorf("the other host was asked %q", got)
		}
	}
}

// TestRedirectWithTokenInPath: where the secret is the end of the path, a redirect to the service's own host
// stays below it, and one elsewhere does not carry it.
func TestRedirectWithTokenInPath(t *testing.T) {
	t.Parallel()
	var leads string
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/there") {
			fmt.Fprint(w, "there")
			return
		}
		http.Redirect(w, r, leads, http.StatusFound)
	}))
	defer server.Close()
	call := request(t, server.URL+"/bot", "GET", "/from", nil)
	call.Connection.Auth, call.Token, call.Connection.Hosts = "path", engine.Conceal(canary), []string{server.Listener.Addr().String()}
	machine := steps.Machine{Roots: poolOf(server.Certificate())}
	leads = "/bot/" + canary + "/there"
	wantOutputs(t, runWith(t, machine, call), map[string]any{"text": "there"})
	leads = "/bot/another/there"
	result := runWith(t, machine, call)
	wants(t, result, evidence.Blocked, engine.ReasonDenied, "no use section")
	if strings.Contains(fmt.Sprint(result), canary) {
		t.Errorf("%v", result)
	}
}

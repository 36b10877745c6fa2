package steps_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// giver is a real service on loopback, with TLS of its own, that gives tokens and takes the last one alone.
type giver struct {
	*httptest.Server
	asked, answered atomic.Int64
	ended           atomic.Bool // the last token is not taken any more
	give            func(w http.ResponseWriter, r *http.Request, n int64)
}

const (
	clientID = "app 1/+" // that an encoding changes
	granted  = "t0ken."
)

func newGiver(t *testing.T, give func(w http.ResponseWriter, r *http.Request, n int64)) *giver {
	t.Helper()
	g := &giver{give: give}
	if give == nil {
		g.give = func(w http.ResponseWriter, _ *http.Request, n int64) {
			fmt.Fprintf(w, `{"access_token":"%s%d","token_type":"Bearer","expires_in":3600}`, granted, n)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		n := g.asked.Add(1)
		g.ended.Store(false)
		g.give(w, r, n)
	})
	mux.HandleFunc("/items", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Header.Get("Authorization") != fmt.Sprintf("Bearer %s%d", granted, g.asked.Load()) || g.ended.Load() {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		g.answered.Add(1)
		fmt.Fprintf(w, `{"shown":%q}`, r.Header.Get("Authorization"))
	})
	g.Server = httptest.NewUnstartedServer(mux)
	g.Config.ErrorLog = quiet
	g.StartTLS()
	t.Cleanup(g.Close)
	return g
}

// call is a call of http.request over a connection that asks for its token.
func (g *giver) call(t *testing.T, method string) engine.Call {
	t.Helper()
	call := callOf(t, "http.request", given{"method": method, "path": "/items"})
	call.Connection = connection(g.URL, "oauth2")
	call.Connection.TokenURL, call.Connection.ClientID, call.Connection.Scope = g.URL+"/token", clientID, "read all"
	call.Secrets = map[string]engine.Secret{"client_secret": engine.Conceal(canary)}
	call.Allow = []string{method + " /items"}
	return call
}

func (g *giver) machine() steps.Machine { return steps.Machine{Roots: poolOf(g.Certificate())} }

// TestTokenAsked holds what a server of tokens is asked: the grant, with the client's secret where the connection says,
// and in the encoding of RFC 6749.
func TestTokenAsked(t *testing.T) {
	t.Parallel()
	for how, want := range map[string]string{
		"":     "grant_type=client_credentials&scope=read+all",
		"body": "client_id=app+1%2F%2B&client_secret=" + url.QueryEscape(canary) + "&grant_type=client_credentials&scope=read+all",
	} {
		g := newGiver(t, nil)
		usual := g.give
		g.give = func(w http.ResponseWriter, r *http.Request, n int64) {
			body, _ := io.ReadAll(r.Body)
			name, secret, basic := r.BasicAuth()
			if string(body) != want || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
				t.Errorf("%q: it asked %q", how, body)
			}
			if basic != (how == "") || basic && (name != url.QueryEscape(clientID) || secret != url.QueryEscape(canary)) {
				t.Errorf("%q: it was shown %q %q", how, name, secret)
			}
			usual(w, r, n)
		}
		call := g.call(t, "GET")
		call.Connection.ClientAuth = how
		wantOutputs(t, runWith(t, g.machine(), call), map[string]any{"status": 200, "text": `{"shown":"Bearer ` + granted + `1"}`})
	}
}

// TestTokenKept: one token serves many requests at once, until shortly before it ends; the next is another.
func TestTokenKept(t *testing.T) {
	t.Parallel()
	g := newGiver(t, nil)
	runner := steps.All(g.machine())["http.request"]
	now := time.Now()
	first := g.call(t, "POST")
	first.Now = func() time.Time { return now }
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { wantOutputs(t, runner.Run(t.Context(), first), map[string]any{"status": 200}) })
	}
	all.Wait()
	for _, later := range []struct {
		after time.Duration
		want  int64
	}{{58 * time.Minute, 1}, {59*time.Minute + time.Second, 2}} {
		first.Now = func() time.Time { return now.Add(later.after) }
		wantOutputs(t, runner.Run(t.Context(), first), map[string]any{"status": 200})
		if n := g.asked.Load(); n != later.want {
			t.Errorf("after %v %d tokens were asked for, want %d", later.after, n, later.want)
		}
	}
}

// TestTokenLifetimes holds how long an answer says that a token holds, in the forms in which servers say it.
func TestTokenLifetimes(t *testing.T) {
	t.Parallel()
	for says, ends := range map[string]time.Duration{
		`,"expires_in":3600`:   59 * time.Minute,
		`,"expires_in":"3600"`: 59 * time.Minute, // as Entra's first version has it
		`,"expires_in":60`:     30 * time.Second,
		`,"expires_in":null`:   4 * time.Minute,
		``:                     4 * time.Minute,
		`,"expires_in":9e9`:    24*time.Hour - time.Minute,
	} {
		g := newGiver(t, func(w http.ResponseWriter, _ *http.Request, n int64) {
			w.WriteHeader(http.StatusCreated) // as CrowdStrike does
			fmt.Fprintf(w, `{"access_token":"%s%d","token_type":"bearer"%s}`, granted, n, says)
		})
		runner, call, now := steps.All(g.machine())["http.request"], g.call(t, "GET"), time.Now()
		call.Now = func() time.Time { return now }
		begun := now
		for _, after := range []time.Duration{0, ends - time.Second, ends} {
			now = begun.Add(after)
			wantOutputs(t, runner.Run(t.Context(), call), map[string]any{"status": 200})
		}
		if n := g.asked.Load(); n != 2 {
			t.Errorf("%q: %d tokens were asked for, want another after %v", says, n, ends)
		}
	}
}

// TestTokenIsSecret: a service that tells the token which it was shown tells nobody: neither record nor journal nor
// events have it.
func TestTokenIsSecret(t *testing.T) {
	t.Parallel()
	g := newGiver(t, nil)
	to := plan.Connection{Name: "service", Kind: kind.HTTP, URL: g.URL, Auth: kind.OAuth2, TokenURL: g.URL + "/token", ClientID: clientID, ClientSecret: "token"}
	p := planFor(to)
	stepOf(p, "s", "http.request", "service", given{"method": "GET", "path": "/items"})
	sortPlan(p)
	out := runPlan(t, p, g.machine(), t.TempDir())
	if out.record.Outcome != evidence.Passed || g.answered.Load() != 1 {
		t.Fatalf("%s, %d answers", out.record.Outcome, g.answered.Load())
	}
	record, err := canon.Encode(out.record)
	if err != nil {
		t.Fatal(err)
	}
	for place, data := range map[string][]byte{"record": record, "journal": out.journal, "events": out.events.Bytes()} {
		if strings.Contains(string(data), granted) || out.redactor.Found(data) {
			t.Errorf("the token is in the %s: %.2000s", place, data)
		}
	}
	if !strings.Contains(string(record), `Bearer `+redact.Mask) {
		t.Errorf("the record does not tell what the service said: %s", record)
	}
}

// TestTokenEndsMidway: a service that stops taking a token before its time is asked once more with another, and no more
// often than that.
func TestTokenEndsMidway(t *testing.T) {
	t.Parallel()
	g := newGiver(t, nil)
	runner := steps.All(g.machine())["http.request"]
	now := time.Now()
	call := g.call(t, "POST")
	call.Settings["body"] = valueOf("{}")
	call.Now = func() time.Time { return now }
	wantOutputs(t, runner.Run(t.Context(), call), map[string]any{"status": 200})
	now = now.Add(10 * time.Minute)
	g.ended.Store(true)
	wantOutputs(t, runner.Run(t.Context(), call), map[string]any{"status": 200})
	if asked, answered := g.asked.Load(), g.answered.Load(); asked != 2 || answered != 2 {
		t.Errorf("%d tokens for %d answers", asked, answered)
	}
	g.ended.Store(true)
	wants(t, runner.Run(t.Context(), call), evidence.Unknown, engine.ReasonForbidden, "status 401: it does not let us in")
	if n := g.asked.Load(); n != 2 {
		t.Errorf("%d tokens were asked for: a service that takes none would be asked for ever", n)
	}
}

// TestNoToken: whatever goes wrong on the way to a token is unknown, says the connection and where to look, and repeats
// neither the secret nor anything of the answer.
func TestNoToken(t *testing.T) {
	t.Parallel()
	says := func(status int, header, body string) func(http.ResponseWriter, *http.Request, int64) {
		return func(w http.ResponseWriter, _ *http.Request, _ int64) {
			if name, value, told := strings.Cut(header, ": "); told {
				w.Header().Set(name, value)
			}
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	refusal := func(code string) string {
		data, _ := json.Marshal(map[string]string{"error": code, "error_description": "not " + canary})
		return string(data)
	}
	token := func(members string) string { return `{"access_token":"abcdef",` + members + `}` }
	for name, test := range map[string]struct {
		give   func(http.ResponseWriter, *http.Request, int64)
		reason engine.Reason
		words  string
	}{
		"a wrong secret":       {says(401, "", refusal("invalid_client")), engine.ReasonForbidden, "status 401 (invalid_client): it does not know the client"},
		"a scope not given":    {says(400, "", refusal("invalid_scope")), engine.ReasonForbidden, "look at scope"},
		"a client not allowed": {says(400, "", refusal("unauthorized_client")), engine.ReasonForbidden, "look at client_id"},
		"a code of its own":    {says(400, "", refusal("c0de-"+canary)), engine.ReasonStatus, "status 400"},
		"no word":              {says(403, "", "<html>"), engine.ReasonForbidden, "look at client_id and client_secret"},
		"nobody there":         {says(404, "", ""), engine.ReasonNotFound, "look at token_url"},
		"out of order":         {says(500, "", refusal("invalid_client")), engine.ReasonStatus, "status 500"},
		"too often":            {says(429, "Retry-After: 7", ""), engine.ReasonThrottled, "fewer requests"},
		"elsewhere":            {says(307, "Location: /items", ""), engine.ReasonStatus, "where the secret does not go"},
		"a page":               {says(200, "", "<html>"), engine.ReasonUnread, "not JSON"},
		"twice the same name":  {says(200, "", token(`"token_type":"Bearer","access_token":"ghijkl"`)), engine.ReasonUnread, "not JSON"},
		"no token":             {says(200, "", `{"token_type":"Bearer"}`), engine.ReasonUnread, "no access_token"},
		"a token of two lines": {says(200, "", `{"access_token":"a\r\nX-B: 2","token_type":"Bearer"}`), engine.ReasonUnread, "no header can have"},
		"a token too large":    {says(200, "", `{"access_token":"`+strings.Repeat("a", 20<<10)+`"}`), engine.ReasonUnread, "too large"},
		"of another type":      {says(200, "", token(`"token_type":"mac"`)), engine.ReasonUnread, "not of the type Bearer"},
		"of no type":           {says(200, "", token(`"expires_in":5`)), engine.ReasonUnread, "not of the type Bearer"},
		"already over":         {says(200, "", token(`"token_type":"Bearer","expires_in":0`)), engine.ReasonUnread, "expires_in"},
		"for half a second":    {says(200, "", token(`"token_type":"Bearer","expires_in":0.5`)), engine.ReasonUnread, "expires_in"},
		"for a while":          {says(200, "", token(`"token_type":"Bearer","expires_in":"a while"`)), engine.ReasonUnread, "expires_in"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGiver(t, test.give)
			result := runWith(t, g.machine(), g.call(t, "GET"))
			wants(t, result, evidence.Unknown, test.reason, test.words)
			if !strings.Contains(result.Detail, "connection service") || strings.Contains(result.Detail, canary) || strings.Contains(result.Detail, "abcdef") {
				t.Errorf("it says %q", result.Detail)
			}
			if name == "too often" && result.Wait != 7*time.Second {
				t.Errorf("it waits %v", result.Wait)
			}
			if g.answered.Load() != 0 {
				t.Error("the service was asked without a token")
			}
		})
	}
}

// TestTokenRefusedOnce: a secret that is wrong is not shown again for each item, which locks clients out.
func TestTokenRefusedOnce(t *testing.T) {
	t.Parallel()
	g := newGiver(t, func(w http.ResponseWriter, _ *http.Request, _ int64) { w.WriteHeader(http.StatusUnauthorized) })
	runner, call := steps.All(g.machine())["http.request"], g.call(t, "GET")
	now := time.Now()
	call.Now = func() time.Time { return now }
	for range 3 {
		wants(t, runner.Run(t.Context(), call), evidence.Unknown, engine.ReasonForbidden, "does not let the client in")
	}
	now = now.Add(time.Minute)
	wants(t, runner.Run(t.Context(), call), evidence.Unknown, engine.ReasonForbidden, "does not let the client in")
	if n := g.asked.Load(); n != 2 {
		t.Errorf("a refused secret was shown %d times", n)
	}
}

// TestTokenOutOfReach: the way to a token is held as every other: trusted, to an address that the connection may dial,
// and in time.
func TestTokenOutOfReach(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	g := newGiver(t, func(http.ResponseWriter, *http.Request, int64) { <-release })
	t.Cleanup(func() { close(release) })
	at := func(change func(*engine.Call)) engine.Call {
		call := g.call(t, "GET")
		change(&call)
		return call
	}
	wants(t, runWith(t, steps.Machine{Roots: poolOf()}, g.call(t, "GET")), evidence.Unknown, engine.ReasonTLS, "no token for connection service: 127.0.0.1")
	wants(t, runWith(t, g.machine(), at(func(c *engine.Call) { c.Connection.TokenURL = "https://" + closedPort(t) })), evidence.Unknown, engine.ReasonRefused, "no token")
	wants(t, runWith(t, g.machine(), at(func(c *engine.Call) { c.Connection.TokenURL = "https://me:you@127.0.0.1/" })), evidence.Unknown, engine.ReasonSetting, "URL")
	call, ctx := g.call(t, "GET"), t.Context()
	ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	wants(t, steps.All(g.machine())["http.request"].Run(ctx, call), evidence.Unknown, engine.ReasonTimeout, "no token for connection service")
}

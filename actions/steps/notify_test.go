package steps_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
)

func webhook(t *testing.T, url, text string) engine.Call {
	t.Helper()
	call := callOf(t, "notify.webhook", given{"text": text})
	call.Connection = connection(url, "")
	call.Allow = []string{"notify.webhook"}
	return call
}

// chat is a real chat on loopback. It takes messages at a secret path, and tells all that it got.
func chat(t *testing.T) (*httptest.Server, steps.Machine, <-chan string) {
	t.Helper()
	got := make(chan string, 8)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- fmt.Sprintf("%s %s %s", r.Method, r.RequestURI, body)
		switch r.URL.Path {
		case "/services/T1/B2/" + canary:
			fmt.Fprint(w, "ok")
		case "/moved/T1/B2/" + canary:
			http.Redirect(w, r, "/services/T1/B2/"+canary, http.StatusPermanentRedirect)
		default:
			http.Error(w, "no_service: "+r.URL.Path, http.StatusNotFound)
		}
	}))
	server.Config.ErrorLog = quiet
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, steps.Machine{Roots: poolOf(server.Certificate())}, got
}

// TestWebhook: the text arrives as it was written, at the address that the secret completes.
func TestWebhook(t *testing.T) {
	t.Parallel()
	server, machine, got := chat(t)
	call := webhook(t, server.URL+"/services", "Zoë said \"<b>stop</b>\"\nand left \\ \U0001F44B")
	call.Connection.Auth, call.Token = "path", engine.Conceal("T1/B2/"+canary)
	wantOutputs(t, runWith(t, machine, call), map[string]any{"status": 200})
	want := "POST /services/T1/B2/" + canary + ` {"text":"Zoë said \"<b>stop</b>\"\nand left \\ ` + "\U0001F44B" + `"}`
	if text := <-got; text != want || len(got) > 0 {
		t.Errorf("%q and %d more, want %q", text, len(got), want)
	}
}

// TestWebhookAddress: a webhook is the connection's URL as it is written, slash at the end or not.
func TestWebhookAddress(t *testing.T) {
	t.Parallel()
	server, machine, got := chat(t)
	for _, path := range []string{"", "/", "/hook", "/hook/"} {
		runWith(t, machine, webhook(t, server.URL+path, "hello"))
		if text, want := <-got, fmt.Sprintf(`POST %s {"text":"hello"}`, max(path, "/")); text != want {
			t.Errorf("%q, want %q", text, want)
		}
	}
}

// TestWebhookFails: whatever a chat answers, the secret path is told to nobody, and a message that went out
// goes out once.
func TestWebhookFails(t *testing.T) {
	t.Parallel()
	server, machine, got := chat(t)
	for name, test := range map[string]struct {
		url     string
		machine steps.Machine
		outcome evidence.Outcome
		reason  engine.Reason
		sent    int
	}{
		"no such webhook":   {server.URL + "/other", machine, evidence.Failed, engine.ReasonStatus, 1},
		"moved":             {server.URL + "/moved", machine, evidence.Failed, engine.ReasonStatus, 1}, // not followed
		"nobody listens":    {"https://" + closedPort(t), machine, evidence.Unknown, engine.ReasonRefused, 0},
		"a stranger's root": {server.URL + "/services", steps.Machine{Roots: poolOf()}, evidence.Unknown, engine.ReasonTLS, 0},
	} {
		call := webhook(t, test.url, "hello")
		call.Connection.Auth, call.Token = "path", engine.Conceal("T1/B2/"+canary)
		result := runWith(t, test.machine, call)
		if result.Outcome != test.outcome || result.Reason != test.reason || len(got) != test.sent {
			t.Errorf("%s: %s %s %q, sent %d times", name, result.Outcome, result.Reason, result.Detail, len(got))
		}
		for len(got) > 0 {
			<-got
		}
		if said := fmt.Sprint(result); strings.Contains(said, canary) || strings.Contains(said, "T1") {
			t.Errorf("%s: the secret path is told: %s", name, said)
		}
	}
}

// TestWebhookNotAllowed: no message goes out that no use section allows, or that says nothing.
func TestWebhookNotAllowed(t *testing.T) {
	t.Parallel()
	server, machine, got := chat(t)
	for name, test := range map[string]struct {
		spoil  func(*engine.Call)
		want   engine.Reason
		reason string
	}{
		"no connection":      {func(c *engine.Call) { c.Connection = nil }, engine.ReasonDenied, "no connection"},
		"of another kind":    {func(c *engine.Call) { c.Connection.Kind = "shell" }, engine.ReasonDenied, "no connection"},
		"a request instead":  {func(c *engine.Call) { c.Allow = []string{"POST /", "POST /**"} }, engine.ReasonDenied, "no use section"},
		"another action":     {func(c *engine.Call) { c.Allow = []string{"notify.webhooks", "notify"} }, engine.ReasonDenied, "no use section"},
		"nothing to tell":    {func(c *engine.Call) { c.Settings["text"] = valueOf(" \n") }, engine.ReasonSetting, "empty"},
		"without encryption": {func(c *engine.Call) { c.Connection.URL = "http://chat.example" }, engine.ReasonDenied, "http://"},
		"an auth to come":    {func(c *engine.Call) { c.Connection.Auth = "digest" }, engine.ReasonSetting, "aws-sigv4"},
		"no end of the path": {func(c *engine.Call) { c.Connection.Auth = "path" }, engine.ReasonSetting, "token"},
	} {
		call := webhook(t, server.URL, "hello")
		test.spoil(&call)
		result := runWith(t, machine, call)
		if result.Reason != test.want || !strings.Contains(result.Detail, test.reason) || len(got) > 0 {
			t.Errorf("%s: %s %s %q, sent %d times", name, result.Outcome, result.Reason, result.Detail, len(got))
		}
	}
}

package steps_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
)

// service is a real service on loopback, with TLS of its own.
func service(t *testing.T) (*httptest.Server, steps.Machine) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("X-Served-By", "test")
		_ = json.NewEncoder(w).Encode(map[string]string{
			"method": r.Method, "query": r.URL.RawQuery, "auth": r.Header.Get("Authorization"), "extra": r.Header.Get("X-Extra"), "body": string(body),
			"agent": r.UserAgent(), "cookie": r.Header.Get("Cookie"),
		})
	})
	mux.HandleFunc("/status/{status}", func(w http.ResponseWriter, r *http.Request) {
		var status int
		fmt.Sscan(r.PathValue("status"), &status)
		w.WriteHeader(status)
		fmt.Fprint(w, "not so fast")
	})
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/echo", http.StatusFound) })
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 5<<20)) })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte("half"))
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // a server sees that somebody left once it has read what they sent
		<-r.Context().Done()
	})
	mux.HandleFunc("POST /hook", func(w http.ResponseWriter, r *http.Request) {
		var message map[string]string
		if err := json.NewDecoder(r.Body).Decode(&message); err != nil || len(message) != 1 || message["text"] == "" || r.Header.Get("Content-Type") != "application/json" {
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	mux.HandleFunc("/bot/token-in-the-path/send", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `"sent"`) })
	server := httptest.NewUnstartedServer(mux)
	server.Config.ErrorLog = quiet
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, steps.Machine{Roots: poolOf(server.Certificate())}
}

func request(t *testing.T, url, method, path string, settings given) engine.Call {
	t.Helper()
	if settings == nil {
		settings = given{}
	}
	settings["method"], settings["path"] = method, path
	call := callOf(t, "http.request", settings)
	call.Connection = connection(url, "")
	call.Allow = []string{"GET /**", "POST /echo", "HEAD /echo"}
	return call
}

func TestRequest(t *testing.T) {
	t.Parallel()
	server, machine := service(t)
	answer := func(call engine.Call) map[string]string {
		t.Helper()
		result := runWith(t, machine, call)
		wantOutputs(t, result, map[string]any{"status": 200})
		got := map[string]string{}
		for _, m := range result.Outputs["json"].Members() {
			got[m.Name], _ = m.Value.AsText()
		}
		return got
	}
	got := answer(request(t, server.URL, "POST", "/echo", given{
		"query": map[string]string{"b": "1 2", "a": "x&y"}, "headers": map[string]string{"X-Extra": "yes"}, "body": "hello",
	}))
	want := map[string]string{"method": "POST", "query": "a=x%26y&b=1+2", "extra": "yes", "body": "hello", "agent": "attestary", "auth": "", "cookie": ""}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s is %q, want %q", name, got[name], text)
		}
	}
	result := runWith(t, machine, request(t, server.URL, "HEAD", "/echo", nil))
	wantOutputs(t, result, map[string]any{"json": nil, "text": ""})
	if text, _ := result.Outputs["headers"].Get("x-served-by").AsText(); text != "test" {
		t.Error("headers are not told by their names in lower case")
	}
}

func TestAuth(t *testing.T) {
	t.Parallel()
	server, machine := service(t)
	for auth, want := range map[string]string{
		"": "Bearer t0ken-t0ken", "bearer": "Bearer t0ken-t0ken", "SSWS": "SSWS t0ken-t0ken", "basic": "Basic Ym90OnQwa2VuLXQwa2Vu",
	} {
		call := request(t, server.URL, "GET", "/echo", nil)
		call.Connection.Auth, call.Connection.User, call.Token = auth, "bot", engine.Conceal("t0ken-t0ken")
		result := runWith(t, machine, call)
		if got, _ := result.Outputs["json"].Get("auth").AsText(); got != want {
			t.Errorf("%s: %q, want %q", auth, got, want)
		}
	}
	call := request(t, server.URL, "GET", "/echo", nil)
	call.Connection.Auth, call.Token = "header:X-Extra", engine.Conceal("t0ken")
	if got, _ := runWith(t, machine, call).Outputs["json"].Get("extra").AsText(); got != "t0ken" {
		t.Errorf("header: %q", got)
	}
	call = request(t, server.URL+"/bot", "GET", "/send", nil)
	call.Connection.Auth, call.Token = "path", engine.Conceal("token-in-the-path")
	wantOutputs(t, runWith(t, machine, call), map[string]any{"text": `"sent"`})
	call.Token, call.Connection.URL = engine.Conceal("/token-in-the-path"), server.URL+"/bot/"
	wantOutputs(t, runWith(t, machine, call), map[string]any{"text": `"sent"`})
	call = request(t, server.URL, "GET", "/echo", nil)
	call.Connection.Auth, call.Token = "header:Authorization", engine.Conceal("GenieKey t0ken")
	if got, _ := runWith(t, machine, call).Outputs["json"].Get("auth").AsText(); got != "GenieKey t0ken" {
		t.Errorf("header:Authorization: %q", got)
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	server, machine := service(t)
	for path, want := range map[string]engine.Result{
		"/status/204": {Outcome: evidence.Passed},
		"/status/404": {Outcome: evidence.Failed, Reason: engine.ReasonStatus},
		"/status/500": {Outcome: evidence.Failed, Reason: engine.ReasonStatus},
		"/status/401": {Outcome: evidence.Unknown, Reason: engine.ReasonForbidden},
		"/status/403": {Outcome: evidence.Unknown, Reason: engine.ReasonForbidden},
		"/status/429": {Outcome: evidence.Unknown, Reason: engine.ReasonThrottled},
		"/redirect":   {Outcome: evidence.Failed, Reason: engine.ReasonStatus}, // to a host that is not listed, its own included
		"/large":      {Outcome: evidence.Unknown, Reason: engine.ReasonTooLarge},
		"/broken":     {Outcome: evidence.Unknown, Reason: engine.ReasonNetwork},
	} {
		result := runWith(t, machine, request(t, server.URL, "GET", path, nil))
		if result.Outcome != want.Outcome || result.Reason != want.Reason {
			t.Errorf("%s: %s %s %q", path, result.Outcome, result.Reason, result.Detail)
		}
	}
	wantOutputs(t, runWith(t, machine, request(t, server.URL, "GET", "/status/404", given{"ok": []int{404}})), map[string]any{"status": 404, "text": "not so fast"})
	wantOutputs(t, runWith(t, machine, request(t, server.URL, "GET", "/status/403", given{"ok": []int{403}})), map[string]any{"status": 403})
	refused := runWith(t, machine, request(t, server.URL, "GET", "/status/200", given{"ok": []int{204}}))
	if n, _ := refused.Outputs["status"].AsInt(); refused.Outcome != evidence.Failed || n != 200 {
		t.Errorf("a retry needs the status of what failed: %+v", refused)
	}
}

// TestUnreachable: each way of not getting an answer has its own reason, and is never failed.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	server, machine := service(t)
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for name, test := range map[string]struct {
		machine steps.Machine
		url     string
		want    engine.Reason
	}{
		"nobody listens":    {machine, "https://" + closedPort(t), engine.ReasonRefused},
		"no such name":      {machine, "https://no-such-host.invalid", engine.ReasonDNS},
		"a stranger's root": {steps.Machine{Roots: poolOf()}, server.URL, engine.ReasonTLS},
		"no TLS there":      {machine, "https://" + plain.Listener.Addr().String(), engine.ReasonTLS},
	} {
		call := request(t, test.url, "GET", "/echo", nil)
		call.Token = engine.Conceal(canary)
		result := runWith(t, test.machine, call)
		// A machine without any name server cannot tell that a name leads nowhere.
		if result.Outcome != evidence.Unknown || result.Reason != test.want && !(test.want == engine.ReasonDNS && result.Reason == engine.ReasonTimeout) {
			t.Errorf("%s: %s %s %q", name, result.Outcome, result.Reason, result.Detail)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	wants(t, steps.All(machine)["http.request"].Run(ctx, request(t, server.URL, "GET", "/slow", nil)), evidence.Unknown, engine.ReasonTimeout, "")
}

// closedPort is an address on which nobody listens, and nobody can before the test has ended.
func closedPort(t *testing.T) string {
	t.Helper()
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(socket) })
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(socket)
	if err != nil {
		t.Fatal(err)
	}
	return "127.0.0.1:" + strconv.Itoa(name.(*syscall.SockaddrInet4).Port)
}

// TestRequestsNotAllowed: nothing goes out that no use section allows, or that would show a secret.
func TestRequestsNotAllowed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s %s went out", r.Method, r.URL) }))
	defer server.Close()
	header := func(name, value string) func(*engine.Call) {
		return func(c *engine.Call) { c.Settings["headers"] = valueOf(map[string]string{name: value}) }
	}
	for name, test := range map[string]struct {
		spoil  func(*engine.Call)
		want   engine.Reason
		reason string
	}{
		"no connection":             {func(c *engine.Call) { c.Connection = nil }, engine.ReasonDenied, "no connection"},
		"of another kind":           {func(c *engine.Call) { c.Connection.Kind = "shell" }, engine.ReasonDenied, "no connection"},
		"nothing is allowed":        {func(c *engine.Call) { c.Allow = nil }, engine.ReasonDenied, "no use section"},
		"another method":            {func(c *engine.Call) { c.Settings["method"] = valueOf("DELETE") }, engine.ReasonDenied, "no use section"},
		"out of the allowed folder": {func(c *engine.Call) { c.Allow = []string{"GET /a/**"}; c.Settings["path"] = valueOf("/a/../echo") }, engine.ReasonDenied, "no use section"},
		"a path with a query":       {func(c *engine.Call) { c.Settings["path"] = valueOf("/echo?x=1") }, engine.ReasonDenied, "no use section"},
		"a URL with a password":     {func(c *engine.Call) { c.Connection.URL = "http://me:secret@127.0.0.1" }, engine.ReasonSetting, "the URL"},
		"a URL that is none":        {func(c *engine.Call) { c.Connection.URL = "ftp://127.0.0.1" }, engine.ReasonSetting, "the URL"},
		"a secret without TLS":      {func(c *engine.Call) { c.Connection.URL, c.Token = "http://acme.example", engine.Conceal(canary) }, engine.ReasonDenied, "http://"},
		"anything without TLS":      {func(c *engine.Call) { c.Connection.URL = "http://169.254.169.254" }, engine.ReasonDenied, "http://"},
		"a header of two lines":     {header("X-A", "1\r\nX-B: 2"), engine.ReasonSetting, "X-A"},
		"a header that is no name":  {header("X A", "1"), engine.ReasonSetting, "X A"},
		"the host":                  {header("host", "other"), engine.ReasonSetting, "host"},
		"authorization":             {header("authorization", "x"), engine.ReasonSetting, "authorization"},
		"another method in secret":  {header("x-http-method-override", "DELETE"), engine.ReasonSetting, "x-http-method-override"},
		"another path in secret":    {header("X-Original-URL", "/admin"), engine.ReasonSetting, "X-Original-URL"},
		"an auth without a secret":  {func(c *engine.Call) { c.Connection.Auth = "bearer" }, engine.ReasonSetting, "no secret"},
		"a name without a secret":   {func(c *engine.Call) { c.Connection.Auth, c.Connection.User = "basic", "bot" }, engine.ReasonSetting, "no secret"},
		"a token without a client":  {func(c *engine.Call) { c.Connection.Auth, c.Connection.TokenURL = "oauth2", "https://127.0.0.1/" }, engine.ReasonSetting, "no client_id and client_secret"},
		"a token without TLS":       {func(c *engine.Call) { c.Connection.Auth, c.Connection.TokenURL = "oauth2", "http://acme.example/" }, engine.ReasonDenied, "http://"},
		"a token from nowhere":      {func(c *engine.Call) { c.Connection.Auth = "oauth2" }, engine.ReasonSetting, "URL"},
		"a secret as the host":      {func(c *engine.Call) { c.Connection.Auth, c.Token = "header:Host", engine.Conceal(canary) }, engine.ReasonSetting, "auth"},
		"a token of two lines":      {func(c *engine.Call) { c.Token = engine.Conceal(canary + "\nX-B: 2") }, engine.ReasonSetting, "more than one line"},
		"an auth that is none":      {func(c *engine.Call) { c.Connection.Auth, c.Token = "digest", engine.Conceal(canary) }, engine.ReasonSetting, "auth"},
		"a token that is no path":   {func(c *engine.Call) { c.Connection.Auth, c.Token = "path", engine.Conceal("../../"+canary) }, engine.ReasonSetting, "path"},
		"a token that is a URL": {func(c *engine.Call) {
			c.Connection.Auth, c.Token = "path", engine.Conceal("https://hooks.example/"+canary)
		}, engine.ReasonSetting, "path"},
	} {
		call := request(t, server.URL, "GET", "/echo", nil)
		test.spoil(&call)
		result := run(t, call)
		if result.Reason != test.want || !strings.Contains(result.Detail, test.reason) || strings.Contains(result.Detail, canary) {
			t.Errorf("%s: %s %s %q", name, result.Outcome, result.Reason, result.Detail)
		}
	}
}

package steps_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// tracker is a real server on loopback with the issues of one repository, acme/shop, in the form that GitHub
// gives them. It knows one token, and lists as many issues on a page as it is asked for.
type tracker struct {
	guard  sync.Mutex
	issues []map[string]any // the newest last
	posts  int
	refuse func(w http.ResponseWriter, r *http.Request) bool // of what is asked; nil for nothing
	lose   bool                                              // the answer to the next post
}

func (h *tracker) start(t *testing.T) (*httptest.Server, steps.Machine) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v3/repos/acme/shop/issues", h.list)
	mux.HandleFunc("POST /api/v3/repos/acme/shop/issues", h.create)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.guard.Lock()
		defer h.guard.Unlock()
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if h.refuse != nil && h.refuse(w, r) {
			return
		}
		if r.Header.Get("Authorization") != "Bearer "+canary || r.Header.Get("X-GitHub-Api-Version") == "" {
			says(w, http.StatusUnauthorized, "Bad credentials "+r.Header.Get("Authorization"), "")
			return
		}
		mux.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = quiet
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, steps.Machine{Roots: poolOf(server.Certificate())}
}

// says is an error as GitHub tells it.
func says(w http.ResponseWriter, status int, message, more string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message, "documentation_url": "https://docs.github.com/rest/" + more})
}

func (h *tracker) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	size, _ := strconv.Atoi(query.Get("per_page"))
	page, _ := strconv.Atoi(query.Get("page"))
	page = max(page, 1)
	open := []map[string]any{}
	for i := len(h.issues) - 1; i >= 0; i-- {
		if h.issues[i]["state"] == query.Get("state") {
			open = append(open, h.issues[i])
		}
	}
	from, to := min((page-1)*size, len(open)), min(page*size, len(open))
	if to < len(open) {
		query.Set("page", strconv.Itoa(page+1))
		w.Header().Set("Link", fmt.Sprintf(`<https://%s/api/v3/repositories/1/issues?%s>; rel="next"`, r.Host, query.Encode()))
	}
	_ = json.NewEncoder(w).Encode(open[from:to])
}

func (h *tracker) create(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Title, Body       string
		Labels, Assignees []string
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Title == "" {
		says(w, http.StatusUnprocessableEntity, "Validation Failed", "issues/issues#create-an-issue")
		return
	}
	h.posts++
	made := h.add(asked.Title, asked.Body, "NONE", "Bot")
	made["labels"], made["assignees"] = named("name", asked.Labels), named("login", asked.Assignees)
	if h.lose {
		h.lose = false
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(made)
}

func named(member string, names []string) []map[string]string {
	list := []map[string]string{}
	for _, name := range names {
		list = append(list, map[string]string{member: name})
	}
	return list
}

func (h *tracker) add(title, body, association, kind string) map[string]any {
	n := len(h.issues) + 1
	made := map[string]any{
		"id": 1000 + n, "node_id": "I_1", "number": n, "state": "open", "locked": false, "title": title, "body": body, "comments": 0,
		"html_url": fmt.Sprintf("https://github.example/acme/shop/issues/%d", n), "author_association": association,
		"user": map[string]any{"login": "someone", "id": 7, "type": kind}, "created_at": "2026-01-05T07:00:00Z", "updated_at": "2026-01-05T07:00:00Z",
	}
	h.issues = append(h.issues, made)
	return made
}

func issueCall(t *testing.T, server *httptest.Server, settings given) engine.Call {
	t.Helper()
	if settings["repository"] == nil {
		settings["repository"] = "acme/shop"
	}
	call := callOf(t, "issue.open", settings)
	call.Connection = &plan.Connection{Name: "forge", Kind: "github", URL: server.URL + "/api/v3"}
	call.Allow, call.Token = []string{"issue.open"}, engine.Conceal(canary)
	return call
}

// TestIssue: an issue is opened once for as long as it is open, with all that it was given; about what it is
// decides, not how it is called.
func TestIssue(t *testing.T) {
	t.Parallel()
	h := &tracker{}
	server, machine := h.start(t)
	open := func(settings given) engine.Result { return runWith(t, machine, issueCall(t, server, settings)) }
	first := given{"subject": "Mend it", "body": "It is *broken*.", "labels": []string{"security"}, "assignees": []string{"ada"}, "about": "the door"}
	wantOutputs(t, open(first), map[string]any{"number": 1, "opened": true, "url": "https://github.example/acme/shop/issues/1"})
	wantOutputs(t, open(given{"subject": "Mend it now", "about": "the door"}), map[string]any{"number": 1, "opened": false})
	wantOutputs(t, open(given{"subject": "Mend it"}), map[string]any{"number": 2, "opened": true})
	wantOutputs(t, open(given{"subject": "Mend it"}), map[string]any{"number": 2, "opened": false})
	h.issues[0]["state"] = "closed"
	wantOutputs(t, open(first), map[string]any{"number": 3, "opened": true})
	if body := h.issues[0]["body"].(string); !strings.HasPrefix(body, "<!-- attestary:issue ") || !strings.HasSuffix(body, " -->\n\nIt is *broken*.") {
		t.Errorf("%q", body)
	}
	if got := fmt.Sprint(h.issues[0]["title"], h.issues[0]["labels"], h.issues[0]["assignees"]); got != "Mend it[map[name:security]] [map[login:ada]]" {
		t.Error(got)
	}
}

// TestIssueLost: an issue whose answer was lost is found by the next attempt, and not opened twice; nor is it by
// many at once.
func TestIssueLost(t *testing.T) {
	t.Parallel()
	h := &tracker{lose: true}
	server, machine := h.start(t)
	runner, call := steps.All(machine)["issue.open"], issueCall(t, server, given{"subject": "Mend it"})
	if result := runner.Run(t.Context(), call); result.Outcome != evidence.Unknown || result.Reason != engine.ReasonNetwork {
		t.Errorf("%+v", result)
	}
	var opening sync.WaitGroup
	for range 16 {
		opening.Go(func() { wantOutputs(t, runner.Run(t.Context(), call), map[string]any{"number": 1, "opened": false}) })
	}
	opening.Wait()
	other := issueCall(t, server, given{"subject": "Mend that"})
	for range 16 {
		opening.Go(func() { wantOutputs(t, runner.Run(t.Context(), other), map[string]any{"number": 2}) })
	}
	opening.Wait()
	if h.posts != 2 {
		t.Errorf("it was opened %d times", h.posts)
	}
}

// TestIssueFound: among many open issues it is found by the first line, where somebody wrote it who may; what a
// stranger writes, or what stands further down, keeps no issue from being opened.
func TestIssueFound(t *testing.T) {
	t.Parallel()
	h := &tracker{}
	server, machine := h.start(t)
	call := issueCall(t, server, given{"subject": "Mend it"})
	wantOutputs(t, runWith(t, machine, call), map[string]any{"number": 1, "opened": true})
	marked := h.issues[0]["body"].(string)
	h.issues = nil
	h.add("Mend it", marked, "NONE", "User")
	h.add("Mend it", marked, "CONTRIBUTOR", "User")
	h.add("Another", "Somebody wrote:\n"+marked, "NONE", "Bot")
	h.add("A change", marked, "OWNER", "User")["pull_request"] = map[string]string{"url": "https://github.example/pulls/4"}
	wantOutputs(t, runWith(t, machine, call), map[string]any{"number": 5, "opened": true})
	h.issues = nil
	h.add("Mend it", marked+"\r\n\r\nEdited since.", "MEMBER", "User")
	for range 250 {
		h.add("Another", "", "NONE", "User")
	}
	wantOutputs(t, runWith(t, machine, call), map[string]any{"number": 1, "opened": false})
	for range 5000 {
		h.add("Another", "", "NONE", "User")
	}
	wants(t, runWith(t, machine, call), evidence.Unknown, engine.ReasonTooLarge, "more than 5000 open issues")
}

// TestIssueRefused: each way in which GitHub says no, without its words.
func TestIssueRefused(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 5, 7, 0, 0, 0, time.UTC)
	status := func(status int, headers ...string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			for i := 0; i+1 < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			says(w, status, canary, "overview/resources-in-the-rest-api#secondary-rate-limits")
			return true
		}
	}
	reset := strconv.FormatInt(now.Add(30*time.Minute).Unix(), 10)
	for name, test := range map[string]struct {
		refuse  func(http.ResponseWriter, *http.Request) bool
		outcome evidence.Outcome
		reason  engine.Reason
		wait    time.Duration
	}{
		"a limit":                 {status(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Limit", "60", "X-RateLimit-Reset", reset), "unknown", engine.ReasonThrottled, 30 * time.Minute},
		"a secondary limit":       {status(403, "Retry-After", "90"), "unknown", engine.ReasonThrottled, 90 * time.Second},
		"one that tells no time":  {status(403), "unknown", engine.ReasonThrottled, time.Minute},
		"too many requests":       {status(429, "Retry-After", "7"), "unknown", engine.ReasonThrottled, 7 * time.Second},
		"a token that is none":    {status(401), "unknown", engine.ReasonForbidden, 0},
		"no such repository":      {status(404), "unknown", engine.ReasonNotFound, 0},
		"no issues there":         {status(410), "failed", engine.ReasonStatus, 0},
		"what it does not take":   {status(422), "failed", engine.ReasonStatus, 0},
		"it has moved":            {status(301, "Location", "/repositories/1/issues"), "failed", engine.ReasonStatus, 0},
		"it is broken":            {status(502), "unknown", engine.ReasonStatus, 0},
		"it will be done later":   {status(202), "unknown", engine.ReasonNetwork, 0},
		"it is no GitHub":         {func(w http.ResponseWriter, _ *http.Request) bool { fmt.Fprint(w, "<html>"+canary); return true }, "unknown", engine.ReasonUnread, 0},
		"it is another interface": {func(w http.ResponseWriter, _ *http.Request) bool { fmt.Fprint(w, `{"a": "`+canary+`"}`); return true }, "unknown", engine.ReasonUnread, 0},
		"it says nothing of it": {func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPost {
				fmt.Fprint(w, `{}`)
			}
			return r.Method == http.MethodPost
		}, "unknown", engine.ReasonUnread, 0},
		"it never ends": {func(w http.ResponseWriter, _ *http.Request) bool {
			fmt.Fprintf(w, `[{"body": "%s"}]`, strings.Repeat("x", 17<<20))
			return true
		}, "unknown", engine.ReasonTooLarge, 0},
	} {
		h := &tracker{refuse: test.refuse}
		server, machine := h.start(t)
		call := issueCall(t, server, given{"subject": "Mend it"})
		call.Now = func() time.Time { return now }
		result := runWith(t, machine, call)
		if result.Outcome != test.outcome || result.Reason != test.reason || result.Wait != test.wait || strings.Contains(fmt.Sprint(result), canary) {
			t.Errorf("%s: %s %s %v %q", name, result.Outcome, result.Reason, result.Wait, result.Detail)
		}
	}
}

// TestIssueNotAllowed: nothing is asked of GitHub that no use allows, that makes no issue, or for which nobody
// has a token; and a token goes to the GitHub that it is of.
func TestIssueNotAllowed(t *testing.T) {
	t.Parallel()
	asked := 0
	h := &tracker{refuse: func(http.ResponseWriter, *http.Request) bool { asked++; return false }}
	server, machine := h.start(t)
	for name, test := range map[string]struct {
		spoil  func(*engine.Call)
		reason engine.Reason
		words  string
	}{
		"no connection":        {func(c *engine.Call) { c.Connection = nil }, engine.ReasonDenied, "no connection of kind github"},
		"of another kind":      {func(c *engine.Call) { c.Connection.Kind = "http" }, engine.ReasonDenied, "no connection of kind github"},
		"nothing is allowed":   {func(c *engine.Call) { c.Allow = []string{"issues: read", "contents: write"} }, engine.ReasonDenied, "no use section of connection forge allows issue.open"},
		"no subject":           {func(c *engine.Call) { c.Settings["subject"] = valueOf(" ") }, engine.ReasonSetting, "subject"},
		"a subject of two":     {func(c *engine.Call) { c.Settings["subject"] = valueOf("a\nb") }, engine.ReasonSetting, "subject"},
		"a long subject":       {func(c *engine.Call) { c.Settings["subject"] = valueOf(strings.Repeat("é", 257)) }, engine.ReasonSetting, "256"},
		"a long body":          {func(c *engine.Call) { c.Settings["body"] = valueOf(strings.Repeat("é", 60001)) }, engine.ReasonSetting, "60000"},
		"no repository":        {func(c *engine.Call) { delete(c.Settings, "repository") }, engine.ReasonSetting, "repository is not told"},
		"a path":               {func(c *engine.Call) { c.Settings["repository"] = valueOf("acme/shop/../..") }, engine.ReasonSetting, "OWNER/NAME"},
		"dots":                 {func(c *engine.Call) { c.Settings["repository"] = valueOf("acme/..") }, engine.ReasonSetting, "OWNER/NAME"},
		"no token":             {func(c *engine.Call) { c.Token = engine.Secret{} }, engine.ReasonSetting, "connection forge has no token"},
		"a token of two lines": {func(c *engine.Call) { c.Token = engine.Conceal(canary + "\nx: y") }, engine.ReasonSetting, "cannot be sent"},
		"no encryption":        {func(c *engine.Call) { c.Connection.URL = "http://api.github.example" }, engine.ReasonDenied, "not encrypted"},
	} {
		call := issueCall(t, server, given{"subject": "Mend it"})
		test.spoil(&call)
		result := runWith(t, machine, call)
		if result.Reason != test.reason || !strings.Contains(result.Detail, test.words) || strings.Contains(result.Detail, canary) {
			t.Errorf("%s: %s %s %q", name, result.Outcome, result.Reason, result.Detail)
		}
	}
	if asked > 0 {
		t.Errorf("it was asked %d times", asked)
	}
}

// TestIssueOfAJob: on a runner of GitHub the repository, the address and the token are those of the job; the
// token is not shown to another GitHub.
func TestIssueOfAJob(t *testing.T) {
	t.Parallel()
	h := &tracker{}
	server, machine := h.start(t)
	machine.GitHub = steps.GitHub{API: server.URL + "/api/v3", Repository: "acme/shop", Token: engine.Conceal(canary)}
	call := issueCall(t, server, given{"subject": "Mend it"})
	delete(call.Settings, "repository")
	call.Connection.URL, call.Token, call.Allow = "", engine.Secret{}, []string{"issues: write"}
	wantOutputs(t, runWith(t, machine, call), map[string]any{"number": 1, "opened": true})
	other, asked := silentService(t)
	machine.Roots.AddCert(other.Certificate())
	call.Connection.URL = other.URL
	wants(t, runWith(t, machine, call), evidence.Unknown, engine.ReasonSetting, "has no token")
	if len(asked) > 0 {
		t.Errorf("another was asked: %s", <-asked)
	}
}

package event_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/event"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// The files in testdata have the shape of GitHub's own examples of events (npm @octokit/webhooks-examples).

func file(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func parse(t *testing.T, name string, changes ...string) *event.Event {
	t.Helper()
	e, err := event.Parse(name, []byte(changed(t, file(t, name), changes)))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func changed(t *testing.T, text string, changes []string) string {
	t.Helper()
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(text, changes[i]) {
			t.Fatalf("there is no %q", changes[i])
		}
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	return text
}

var (
	ada = event.Person{ID: 583231, Login: "ada"}
	bo  = event.Person{ID: 583232, Login: "bo"}
)

// TestParse: what is taken from each event.
func TestParse(t *testing.T) {
	t.Parallel()
	here := event.Repository{ID: 7001, Owner: 9001, Name: "acme/ops", Private: true}
	at := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	body := "### Whose account?\n\nbo@example.org\n\n### Days\n\n_No response_\n\n### Groups\n\nadmins\nops\n"
	for _, want := range []*event.Event{
		{Name: "schedule", Repository: here, Schedule: "17 5 * * 1"},
		{Name: "workflow_dispatch", Repository: here, Sender: ada, Ref: "refs/heads/main", Inputs: map[string]string{"account": "bo@example.org", "days": "", "groups": "admins"}},
		{Name: "repository_dispatch", Action: "credential-theft", Repository: here, Sender: ada, Payload: expr.OfObject(map[string]expr.Value{
			"login": expr.OfText("bo@example.org"), "score": expr.ReadNumber("99.5"), "seen": expr.OfList([]expr.Value{expr.OfText("10.0.0.1")}), "sure": expr.OfBool(true), "by": expr.Nil(),
		})},
		{Name: "issues", Action: "labeled", Repository: here, Sender: ada, Label: "access-ends",
			Issue: &event.Issue{Number: 17, Author: ada, Title: "Access of bo ends", Body: body, Labels: []string{"access-ends"}, Open: true}},
		{Name: "issue_comment", Action: "created", Repository: here, Sender: bo,
			Issue:   &event.Issue{Number: 17, Author: ada, Title: "Access of bo ends", Body: body, Labels: []string{"attestary-waiting"}, Open: true},
			Comment: &event.Comment{ID: 9100, Author: bo, Body: "/approve 0123456789ab", Created: at, Modified: at}},
		{Name: "workflow_run", Action: "completed", Repository: here, Sender: bo},
	} {
		got := parse(t, want.Name)
		equal := cmp.Comparer(func(a, b expr.Value) bool { return a.Equal(b) || a.IsNull() && b.IsNull() })
		if diff := cmp.Diff(want, got, equal); diff != "" {
			t.Errorf("%s:\n%s", want.Name, diff)
		}
	}
}

// TestRefused: what an event may not be.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, event, old, new, want string }{
		{"a name twice", "issues", `"action": "labeled"`, `"action": "labeled", "action": "opened"`, `"/action" is there twice`},
		{"a name twice, deep", "issues", `"state": "open"`, `"state": "closed", "state": "open"`, `"/issue/state" is there twice`},
		{"a number as text", "issues", `"id": 583231`, `"id": "583231"`, "of another type"},
		{"half a number", "issues", `"id": 583231`, `"id": 583231.5`, "of another type"},
		{"nobody", "issues", `"id": 583231`, `"id": 0`, "sender: it does not say who"},
		{"no sender", "issues", `"sender"`, `"sent"`, "sender: it does not say who"},
		{"no author", "issues", `"user"`, `"by"`, "issue.user: it does not say who"},
		{"another letter case", "issues", `"issue": {`, `"Issue": {`, "issue: there is none"},
		{"no repository", "schedule", `"id": 7001`, `"id": -1`, "repository: it does not say which"},
		{"cut off", "schedule", "}\n", "", "it is not JSON"},
		{"something behind", "schedule", `"workflow": ".github/workflows/attestary-access-ends.yml"` + "\n}", `"workflow": ""}{}`, "it is not JSON"},
		{"a payload with a name twice", "repository_dispatch", `"sure": true`, `"login": "ada"`, "is there twice"},
		{"a payload with a hidden name twice", "repository_dispatch", `"sure": true`, `"log\u0069n": "ada"`, "is there twice"},
		{"a payload that is a list", "repository_dispatch", `"client_payload": {`, `"client_payload": [{}], "x": {`, "client_payload: it is no object"},
		{"a number beyond values", "repository_dispatch", "99.5", "1e999999", "that no value has"},
		{"a deep payload", "repository_dispatch", "99.5", strings.Repeat("[", 40) + strings.Repeat("]", 40), "within each other"},
		{"an input that is a list", "workflow_dispatch", `"days": ""`, `"days": []`, "neither text nor number"},
		{"a comment of no time", "issue_comment", `"created_at": "2026-01-05T08:00:00Z"`, `"created_at": null`, "comment: it does not say"},
		{"a comment of a bad time", "issue_comment", `"created_at": "2026-01-05T08:00:00Z"`, `"created_at": "today"`, "of another type"},
		{"a run that has begun", "workflow_run", `"completed"`, `"requested"`, "only one that is completed"},
		{"told twice", "workflow_run", `"completed"`, `"completed", "action": "completed"`, "twice"},
	} {
		text := changed(t, file(t, test.event), []string{test.old, test.new})
		_, err := event.Parse(test.event, []byte(text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
	if _, err := event.Parse("push", []byte("{}")); err == nil || !strings.Contains(err.Error(), "no run starts by it") {
		t.Error(err)
	}
	if err := parse(t, "issues").Is(7002, 9001); err == nil || !strings.Contains(err.Error(), "it is of repository 7001 of owner 9001") {
		t.Error(err)
	}
}

func ptr[T any](v T) *T { return &v }

var runbook = &plan.Plan{
	Runbook: "access-ends", Access: &plan.Access{Who: []string{"support"}},
	Inputs: []plan.Input{
		{Name: "account", Type: "string", Title: "Whose account?", Pattern: ".+@example[.]org"},
		{Name: "days", Type: "number", Title: "Days", Default: ptr(expr.OfInt(14))},
		{Name: "groups", Type: "list(string)", Title: "Groups", Default: ptr(expr.OfList(nil))},
	},
	Triggers: []plan.Trigger{
		{Kind: "event", Name: "edr", Type: "credential-theft", Map: map[string]*expr.Node{"account": expr.Ref("trigger", "event", "login")}},
		{Kind: "finding", Name: "found", Check: "mfa.everybody"},
		{Kind: "issue", Name: "asked", Label: "access-ends"},
		{Kind: "manual", Name: "form"},
		{Kind: "pull_request", Name: "change", Paths: []string{"terraform/**"}},
		{Kind: "schedule", Name: "weekly", Cron: "17 5 * * 1"},
	},
}

// TestStart: the inputs that a run gets by each way to start it, and who asked.
func TestStart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		event, trigger string
		changes        []string
		requester      *event.Person
		account        string
		groups         int
		why            string // of the inputs that are wrong, or of the start
	}{
		{event: "workflow_dispatch", trigger: "form", requester: &ada, account: "bo@example.org", groups: 1},
		{event: "workflow_dispatch", trigger: "form", changes: []string{"bo@example.org", "nobody"}, requester: &ada, why: "account: \"nobody\" does not look as it must"},
		{event: "workflow_dispatch", trigger: "form", changes: []string{`"days"`, `"hours"`}, requester: &ada, why: `"hours" is no input`},
		{event: "issues", trigger: "asked", requester: &ada, account: "bo@example.org", groups: 2},
		{event: "issues", trigger: "form", changes: []string{`"name": "access-ends"`, `"name": "first"`, `"name": "access-ends"`, `"name": "attestary-access-ends"`}, requester: &ada, account: "bo@example.org", groups: 2},
		{event: "issues", trigger: "form", why: `by getting the label "attestary-access-ends"`},
		{event: "issues", trigger: "asked", changes: []string{`"labeled"`, `"edited"`}, why: `by getting the label "access-ends"`},
		{event: "issues", trigger: "asked", changes: []string{`"state": "open"`, `"state": "closed"`}, why: "issue 17 is closed"},
		{event: "issues", trigger: "asked", changes: []string{`"state": "open"`, `"state": "open", "pull_request": {"url": "x"}`}, why: "is a pull request"},
		{event: "issues", trigger: "asked", changes: []string{`"id": 583231`, `"id": 666`}, why: "who asks for a run writes the issue too"},
		{event: "issues", trigger: "asked", changes: []string{`admins\nops`, `admins\n### Days\n\n900`}, why: `has the field "Days" twice`},
		{event: "repository_dispatch", trigger: "edr", account: "bo@example.org"},
		{event: "repository_dispatch", trigger: "edr", changes: []string{`"login": "bo@`, `"name": "bo@`}, why: "account is required"},
		{event: "repository_dispatch", trigger: "edr", changes: []string{`"login": "bo@example.org"`, `"login": ["bo@example.org"]`}, why: "account is not a text"},
		{event: "repository_dispatch", trigger: "edr", changes: []string{"credential-theft", "theft"}, why: `this one is of the type "theft"`},
		{event: "repository_dispatch", trigger: "found", why: "starts where the check mfa.everybody fails"},
		{event: "repository_dispatch", trigger: "found", changes: []string{"credential-theft", "attestary-finding-mfa.everybody"}, why: "account is required"},
		{event: "workflow_run", trigger: "change", why: "of no pull request that is open"},
		{event: "workflow_run", trigger: "form", why: "does not start by the event \"workflow_run\""},
		{event: "schedule", trigger: "weekly", why: "account is required"},
		{event: "schedule", trigger: "form", why: "does not start by the event \"schedule\""},
		{event: "schedule", trigger: "other", why: `no trigger called "other"`},
		{event: "issue_comment", trigger: "asked", why: "does not start by the event \"issue_comment\""},
	} {
		e, err := event.Parse(test.event, []byte(changed(t, file(t, test.event), test.changes)))
		if err != nil {
			t.Fatal(err)
		}
		start, err := e.Start(runbook, test.trigger)
		if err != nil {
			if test.why == "" || !strings.Contains(err.Error(), test.why) {
				t.Errorf("%s: %v, want %q", test.event, err, test.why)
			}
			continue
		}
		inputs, findings := start.Inputs(runbook)
		if diff := cmp.Diff(test.requester, start.Requester); diff != "" {
			t.Errorf("%s:\n%s", test.event, diff)
		}
		if len(findings) > 0 {
			if test.why == "" || !strings.Contains(findings[0].Message, test.why) {
				t.Errorf("%s: %v, want %q", test.event, findings, test.why)
			}
			continue
		}
		account, _ := inputs["account"].AsText()
		if test.why != "" || account != test.account || len(inputs["groups"].Items()) != test.groups {
			t.Errorf("%s: %v, want %+v", test.event, inputs, test)
		}
	}
}

// TestStartByPull: what a run is told of the pull request that it was started by.
func TestStartByPull(t *testing.T) {
	t.Parallel()
	e := parse(t, "workflow_run")
	e.Pull = &event.Pull{Number: 18, Author: "bo", Head: strings.Repeat("1", 40), Base: strings.Repeat("2", 40), FromFork: true}
	start, err := e.Start(runbook, "change")
	if err != nil || start.Requester != nil {
		t.Fatalf("%+v, %v", start, err)
	}
	if fork, ok := start.Event.Get("fork").AsBool(); !ok || !fork || !start.Event.Get("login").Equal(expr.OfText("bo")) || !start.Event.Get("head").Equal(expr.OfText(e.Pull.Head)) {
		t.Errorf("%v", start.Event)
	}
	if _, err := event.Parse("pull_request", []byte(file(t, "workflow_run"))); err == nil || !strings.Contains(err.Error(), "no run starts by it") {
		t.Errorf("the event of a pull request itself starts a run: %v", err)
	}
}

// TestTouches: files are held against patterns as the paths of a workflow are.
func TestTouches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, file string
		want          bool
	}{
		{"terraform/**", "terraform/a/b.tf", true}, {"terraform/**", "terraform.tf", false}, {"terraform/**", "x/terraform/a", false},
		{"**/*.tf", "a.tf", true}, {"**/*.tf", "a/b/c.tf", true}, {"**/*.tf", "a/b.tfvars", false},
		{"docs/*.md", "docs/a.md", true}, {"docs/*.md", "docs/a/b.md", false}, {"*", "a", true}, {"*", "a/b", false}, {"**", "a/b\nc", true},
		{"a.b", "axb", false}, {"jsx?", "js", true}, {"jsx?", "jsx", true}, {"a+b", "aab", true}, {"a+b", "a+b", false}, {"?", "?", true}, {"*?", "a?", true},
		{"docs", "docs/a", false}, {"Docs/**", "docs/a", false},
	} {
		if got := event.Touches([]string{"never", c.pattern}, []string{c.file}); got != c.want {
			t.Errorf("%q, %q: %t", c.pattern, c.file, got)
		}
	}
}

// TestStartByProgram: only a person writes an issue that starts a run.
func TestStartByProgram(t *testing.T) {
	t.Parallel()
	program := strings.ReplaceAll(file(t, "issues"), `"type": "User"`, `"type": "Bot"`)
	e, err := event.Parse("issues", []byte(program))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Start(runbook, "asked"); err == nil || !strings.Contains(err.Error(), "only a person may ask") {
		t.Error(err)
	}
}

// TestSensitive: what is sensitive came through a form only where somebody typed it there by mistake.
func TestSensitive(t *testing.T) {
	t.Parallel()
	of := &plan.Plan{Runbook: "reset", Inputs: []plan.Input{{Name: "account", Type: "string", Sensitive: true}}, Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}}}
	_, err := parse(t, "workflow_dispatch").Start(of, "form")
	if err == nil || !strings.Contains(err.Error(), "account is sensitive") || strings.Contains(err.Error(), "bo@") {
		t.Error(err)
	}
}

// FuzzParse holds that no file panics, and that what is taken from one names a repository and, but for a
// schedule, somebody.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"schedule", "workflow_dispatch", "repository_dispatch", "issues", "issue_comment", "workflow_run"} {
		f.Add(name, []byte(file(f, name)))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		e, err := event.Parse(name, data)
		if err != nil {
			return
		}
		if e.Repository.ID < 1 || e.Repository.Owner < 1 || name != "schedule" && (e.Sender.ID < 1 || e.Sender.Login == "") {
			t.Fatalf("%+v", e)
		}
		for i := range runbook.Triggers {
			if start, err := e.Start(runbook, runbook.Triggers[i].Name); err == nil {
				start.Inputs(runbook)
			}
		}
	})
}

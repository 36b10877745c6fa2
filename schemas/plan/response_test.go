package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func number(n int64) *expr.Node { return expr.Lit(expr.OfInt(n)) }

func call(name string, args ...*expr.Node) *expr.Node {
	return &expr.Node{Op: expr.OpCall, Name: name, Args: args}
}

func with(name string, value *expr.Node) map[string]*expr.Node {
	return map[string]*expr.Node{name: value}
}

// response is a plan that people take part in, and that changes things: it finds the accounts of a person
// whose credentials were stolen, asks two people, stops the attacker with actions that were written in HCL,
// and has the person called.
func response() *plan.Plan {
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "Europe/Paris",
		Runbook: "credential-theft", File: "runbooks/incident/credential-theft.runbook.hcl",
		Title: "Someone's credentials were stolen", Owner: "security", Timeout: 86400, FinishBy: 172800,
		Concurrency: &plan.Concurrency{Key: expr.Ref("input", "login"), Mode: "queue"},
		Satisfies:   []plan.Satisfies{{Framework: "nist-sp-800-53", Controls: []string{"IR-4"}, FreshFor: 7776000, Rehearsal: true}},
		Triggers: []plan.Trigger{
			{Kind: "event", Name: "edr", Type: "credential-theft", Map: with("login", expr.Ref("trigger", "event", "login"))},
			{Kind: "finding", Name: "found", Check: "sign-ins.no_stolen", Map: with("login", text("break-glass@acme.example"))},
			{Kind: "issue", Name: "reported", Label: "credential-theft"},
			{Kind: "manual", Name: "form"},
			{Kind: "pull_request", Name: "rehearsed", Paths: []string{"runbooks/actions/**", "runbooks/incident/**"}, Forks: true},
			{Kind: "schedule", Name: "drill", Cron: "0 9 1 * *", Timezone: "America/New_York", Map: with("login", text("drill@acme.example"))},
		},
		Access: &plan.Access{Who: []string{"security"}, BreakGlass: []string{"commanders"}, Gates: []plan.Gate{{
			Name: "device", Action: "fleet.device_of", Connection: "fleet", Settings: with("email", expr.Ref("run", "requester", "email")),
			MaxAge: 3600, Condition: expr.Ref("self", "encrypted"), Message: text("Your laptop is unknown, or not encrypted."),
		}}},
		Reviews: []plan.Review{{Name: "power", Effects: []kind.Effect{kind.Change, kind.Grant, kind.Destroy}, From: []string{"security"}, Min: 2}},
		Inputs: []plan.Input{
			{Name: "login", Type: "string", Title: "Work e-mail of the person", Pattern: `[a-z-]+@acme\.example`, Example: "ada@acme.example", Personal: true},
			{Name: "reason", Type: "string", Description: "What was seen.", Default: ptr(expr.OfText("other")), MaxLength: 20, OneOf: []expr.Value{expr.OfText("other"), expr.OfText("phishing")}},
		},
		Roles: []plan.Role{
			{Name: "commanders", Teams: []string{"acme/incident-commanders"}}, {Name: "it_support", Teams: []string{"acme/it-support"}},
			{Name: "security", Teams: []string{"acme/security"}},
		},
		Connections: []plan.Connection{
			{Name: "chat", Kind: "http", URL: "https://hooks.chat.example", Token: "chat_hook", Auth: "path"},
			{Name: "fleet", Kind: "http", URL: "https://fleet.acme.example", Auth: "basic", User: "attestary", Password: "fleet_password"},
			{Name: "google", Kind: "http", URL: "https://admin.googleapis.com", Auth: "jwt-bearer", TokenURL: "https://oauth2.googleapis.com/token", ClientKey: "google_key",
				Subject: "ada@acme.example", Scope: "https://www.googleapis.com/auth/admin.directory.user.readonly"},
			{Name: "guardduty", Kind: "http", URL: "https://guardduty.eu-west-1.amazonaws.com", Auth: "aws-sigv4", AccessKey: "aws_access_key", SecretKey: "aws_secret_key",
				SessionToken: "aws_session", Region: "eu-west-1", Service: "guardduty"},
			{Name: "okta", Kind: "http", URL: "https://acme.okta.example", Hosts: []string{"acme.okta.example"}, Auth: "oauth2", TokenURL: "https://login.okta.example/token",
				ClientID: "attestary", ClientSecret: "okta_client", ClientAuth: "body", Scope: "okta.users.read", Audience: "https://acme.okta.example"},
		},
		Secrets: []plan.Secret{
			{Name: "aws_access_key", From: "github:AWS_ACCESS_KEY_ID", Purpose: "say who asks AWS"},
			{Name: "aws_secret_key", From: "github:AWS_SECRET_ACCESS_KEY", Purpose: "sign what AWS is asked"},
			{Name: "aws_session", From: "github:AWS_SESSION_TOKEN", Purpose: "say for how long"},
			{Name: "chat_hook", From: "vault:kv/chat#hook", Purpose: "post to the security channel"}, {Name: "fleet_password", From: "env:FLEET_PASSWORD", Purpose: "read the health of devices"},
			{Name: "google_key", From: "github:GOOGLE_KEY", Purpose: "ask Google for a token"},
			{Name: "okta_client", From: "github:OKTA_CLIENT", Purpose: "ask for a token of Okta"}},
		Actions: responseActions(),
		Locals:  with("accounts", expr.Ref("step", "find", "users")),
		Phases: []plan.Phase{
			{Name: "contain", Title: "Stop the attacker", After: []string{"look"}, When: op(expr.OpGreater, expr.Ref("step", "find", "count"), number(0)),
				RunsOn: []string{"linux", "self-hosted"}, Steps: containSteps(),
				Approvals: []plan.Approval{{
					Name: "commander", From: []string{"commanders"}, Min: 2, Timeout: 1800, Needs: []string{"step.find"}, SkipIf: op(expr.OpEqual, expr.Ref("run", "mode"), text("rehearsal")),
					Show: &plan.Show{Title: text("Lock the person out?"), Text: text("A closed session cannot be reopened."), Table: expr.Ref("local", "accounts")},
				}},
				Checks: []plan.Check{{Name: "contained", Severity: "high", Condition: op(expr.OpEqual, expr.Ref("step", "sessions", "outcome"), text("passed")),
					Message: text("Sessions are still open.")}},
				OnFailure: &plan.OnFailure{Undo: "reverse", Notify: []string{"channel"}}},
			{Name: "look", Steps: []plan.Step{observing("find", "okta.list_users", with("login", expr.Ref("input", "login")))}},
			{Name: "recover", After: []string{"contain"}, ForEach: expr.Ref("local", "accounts"), By: "id", Parallel: 2, Limit: 20,
				Asks: []plan.Ask{{
					Name: "call", To: []string{"it_support"}, Second: []string{"security"}, Timeout: 28800, Needs: []string{"step.again"},
					Question: op(expr.OpTemplate, text("Call "), expr.Ref("each", "key"), text(". Did you reach them?")),
					When:     op(expr.OpNot, expr.Ref("step", "again", "calm")), Show: &plan.Show{Text: text("Use the number that HR has.")},
					Answers: []plan.Answer{
						{Name: "reached", Type: "bool", Title: "Reached?"},
						{Name: "method", Type: "string", OneOf: []expr.Value{expr.OfText("in person"), expr.OfText("phone")}},
						{Name: "ticket", Type: "string", Pattern: "[A-Z]+-[0-9]+", MaxLength: 20, Min: "3", Max: "20"},
					},
				}},
				Steps: []plan.Step{observing("again", "okta.list_users", with("login", expr.Ref("each", "key")))}},
		},
		Checks: []plan.Check{{Name: "in_time", Severity: "low", Condition: op(expr.OpLess, expr.Ref("phase", "contain", "duration"), number(3600)),
			Message: text("It took more than an hour.")}},
		Evidence: []plan.Evidence{{Name: "approved_by", Value: expr.Ref("approval", "commander", "approved_by"), Personal: true}},
		Notifies: []plan.Notify{{Name: "channel", Action: "notify.webhook", Connection: "chat", On: []string{"blocked", "failed", "started"},
			Text: op(expr.OpTemplate, text("Credential theft: "), expr.Ref("run", "url"))}},
		Result:   &plan.Show{Title: text("Stopped"), Table: expr.Ref("local", "accounts")},
		Confirm:  &plan.Confirm{By: []string{"security"}, Within: 172800},
		Waivable: []plan.Waivable{{Check: "in_time", MaxFor: 604800, By: []string{"security"}}},
		Moved:    []plan.Moved{{From: "step.close", To: "step.sessions"}},
	}
}

// responseActions are written in HCL: primitive ones with their settings filled in.
func responseActions() []plan.Action {
	path := func(end string) *expr.Node {
		return op(expr.OpTemplate, text("/users/"), call("urlencode", expr.Ref("setting", "id")), text(end))
	}
	id := []plan.Setting{{Name: "id", Type: "string", Description: "Okta's id of the person."}}
	return []plan.Action{
		{
			Name: "fleet.device_of", Title: "Health of the device of a person", Effect: kind.Observe, Idempotent: true, Kind: "http",
			Settings: []plan.Setting{{Name: "email", Type: "string", Pattern: ".+@acme[.]example"}},
			Outputs:  []plan.Output{{Name: "encrypted", Type: "bool"}, {Name: "seen_at", Type: "string", AsOf: true}},
			Run: plan.Call{
				Action: "http.request", Settings: map[string]*expr.Node{"method": text("GET"), "path": text("/hosts"), "query": op(expr.OpObject, text("query"), expr.Ref("setting", "email"))},
				Give: map[string]*expr.Node{"encrypted": expr.Ref("self", "json", "encrypted"), "seen_at": expr.Ref("self", "json", "seen_at")},
			},
		},
		{
			Name: "okta.end_sessions", Title: "End every session of a person", Effect: kind.Destroy, Idempotent: true, Kind: "http", Settings: id,
			Run:  plan.Call{Action: "http.request", Settings: map[string]*expr.Node{"method": text("DELETE"), "path": path("/sessions")}},
			Undo: &plan.Undo{Reason: "A closed session cannot be reopened; the person signs in again."},
		},
		{
			Name: "okta.list_users", Title: "List the accounts of a person", Effect: kind.Observe, Idempotent: true, Kind: "http",
			Settings: []plan.Setting{
				{Name: "login", Type: "string"},
				{Name: "status", Type: "string", Default: ptr(expr.OfText("ACTIVE")), OneOf: []expr.Value{expr.OfText("ACTIVE"), expr.OfText("LOCKED")}},
			},
			Outputs: []plan.Output{
				{Name: "calm", Type: "bool"}, {Name: "count", Type: "number"},
				{Name: "users", Type: "list(object({id = string}))", Labels: []kind.Label{kind.Personal, kind.Untrusted}},
			},
			Run: plan.Call{
				Action: "http.request", Paginate: "cursor:after=meta.next",
				Settings: map[string]*expr.Node{"method": text("GET"), "path": text("/users"), "query": op(expr.OpObject, text("q"), expr.Ref("setting", "login"), text("status"), expr.Ref("setting", "status"))},
				Give: map[string]*expr.Node{"calm": op(expr.OpEqual, call("length", expr.Ref("self", "json")), number(0)),
					"count": call("length", expr.Ref("self", "json")), "users": expr.Ref("self", "json")},
			},
		},
		{
			Name: "okta.suspend_user", Title: "Suspend a person", Effect: kind.Change, Idempotent: true, Kind: "http", Settings: id,
			Run: plan.Call{Action: "http.request", Settings: map[string]*expr.Node{"method": text("POST"), "path": path("/suspend")},
				Done: op(expr.OpEqual, expr.Ref("self", "json", "error"), text("already"))},
			Undo: &plan.Undo{Action: "okta.unsuspend_user", Settings: with("id", expr.Ref("setting", "id"))},
		},
		{
			Name: "okta.unsuspend_user", Title: "Give a person access again", Effect: kind.Grant, Kind: "http", Settings: id,
			Run: plan.Call{Action: "http.request", Settings: map[string]*expr.Node{"method": text("POST"), "path": path("/unsuspend")}},
		},
	}
}

func observing(name, action string, settings map[string]*expr.Node) plan.Step {
	return plan.Step{Name: name, Action: action, Effect: kind.Observe, Connection: "okta", Settings: settings, Parallel: 1, Timeout: 30, OnError: "stop"}
}

// containSteps stop the attacker, once two commanders have said yes.
func containSteps() []plan.Step {
	return []plan.Step{
		{
			Name: "sessions", Action: "okta.end_sessions", Effect: kind.Destroy, Connection: "okta", Needs: []string{"approval.commander"},
			ForEach: expr.Ref("local", "accounts"), By: "id", Limit: &plan.Limit{Count: 5}, Settings: with("id", expr.Ref("each", "key")),
			Parallel: 1, Timeout: 30, OnError: "stop",
		},
		{
			Name: "suspend", Action: "okta.suspend_user", Effect: kind.Change, Connection: "okta", Needs: []string{"approval.commander", "check.contained", "step.sessions"},
			ForEach: expr.Ref("local", "accounts"), By: "id", Limit: &plan.Limit{Percent: 10, Of: expr.Ref("step", "find", "count")},
			Settings: with("id", expr.Ref("each", "key")), Parallel: 1, Timeout: 30, OnError: "stop",
			Undo:      &plan.Undo{Action: "okta.unsuspend_user", Settings: with("id", expr.Ref("each", "key"))},
			UndoAfter: text("7d"),
		},
	}
}

// TestFacts shows what policies may ask. Suspending is undone by giving access back, so the plan grants.
func TestFacts(t *testing.T) {
	t.Parallel()
	facts := func(approvals, reviews int64, has ...string) expr.Value {
		all := map[string]expr.Value{"approvals": expr.OfInt(approvals), "reviews": expr.OfInt(reviews)}
		for _, name := range []string{"observes", "changes", "grants", "destroys"} {
			all[name] = expr.OfBool(false)
		}
		for _, name := range has {
			all[name] = expr.OfBool(true)
		}
		return expr.OfObject(all)
	}
	for _, c := range []struct {
		name   string
		change func(*plan.Plan)
		want   expr.Value
	}{
		{"as it is", func(*plan.Plan) {}, facts(2, 2, "observes", "changes", "grants", "destroys")},
		{"an undo that nothing starts", func(p *plan.Plan) {
			p.Phases[0].OnFailure, p.Step("suspend").UndoAfter = nil, nil
		}, facts(2, 2, "observes", "changes", "destroys")},
		{"an undo that comes by itself", func(p *plan.Plan) { p.Phases[0].OnFailure = nil }, facts(2, 2, "observes", "changes", "grants", "destroys")},
		{"the undo of the action", func(p *plan.Plan) {
			p.Step("suspend").Undo, p.Step("suspend").UndoAfter = nil, nil
		}, facts(2, 2, "observes", "changes", "grants", "destroys")},
		{"a gate that asks, and nothing else that does", func(p *plan.Plan) {
			p.Phases, p.Reviews = []plan.Phase{{Name: "contain", Steps: containSteps()}}, nil
		}, facts(0, 0, "observes", "changes", "grants", "destroys")},
		{"the yes comes through another step", func(p *plan.Plan) { p.Step("suspend").Needs = []string{"step.sessions"} }, facts(2, 2, "observes", "changes", "grants", "destroys")},
		{"one step waits for nobody", func(p *plan.Plan) { p.Step("suspend").Needs = nil }, facts(0, 2, "observes", "changes", "grants", "destroys")},
		{"the yes comes in an earlier phase", func(p *plan.Plan) {
			p.Phases[1].Approvals, p.Phases[0].Approvals = p.Phases[0].Approvals, nil
			p.Step("suspend").Needs = nil
		}, facts(2, 2, "observes", "changes", "grants", "destroys")},
		{"the larger of two before a step, the smaller of two steps", func(p *plan.Plan) {
			second := p.Phases[0].Approvals[0]
			second.Name, second.Min, second.Needs = "security", 3, []string{"approval.commander"}
			p.Phases[0].Approvals = append(p.Phases[0].Approvals, second)
			p.Step("sessions").Needs = []string{"approval.security"}
		}, facts(3, 2, "observes", "changes", "grants", "destroys")},
		{"nothing but looking", func(p *plan.Plan) { p.Phases[0].Steps = p.Phases[1].Steps; p.Phases[0].OnFailure = nil }, facts(0, 2, "observes")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := response()
			c.change(p)
			if diff := cmp.Diff(c.want, p.Facts(), cmp.Comparer(expr.Value.Equal)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestKind shows what whoever reads a step sees of an action that the plan brings: it is one as those of
// this program are. Text from outside may not decide what it asks, unless a rule bounds it or it is only
// one part of a path.
func TestKind(t *testing.T) {
	t.Parallel()
	p := response()
	got, ok := p.Kind("okta.list_users")
	if want := (kind.Kind{
		Name: "okta.list_users", Title: "List the accounts of a person", Effect: kind.Observe, Idempotent: true, Connection: "http",
		Fields: []kind.Field{{Name: "login", Type: "string", Required: true, Trusted: true}, {Name: "status", Type: "string", OneOf: []string{"ACTIVE", "LOCKED"}}},
		Outputs: []kind.Output{
			{Name: "calm", Type: "bool"}, {Name: "count", Type: "number"},
			{Name: "users", Type: "list(object({id = string}))", Labels: []kind.Label{kind.Personal, kind.Untrusted}},
		},
	}); !ok || !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	if k, _ := p.Kind("fleet.device_of"); k.Fields[0].Trusted || !k.Output("seen_at").AsOf {
		t.Error("a pattern bounds the setting, and an output tells when it was so")
	}
	if k, _ := p.Kind("okta.suspend_user"); k.Fields[0].Trusted || k.Fields[0].Doc == "" {
		t.Error("what is one part of a path decides nothing")
	}
	if k, ok := p.Kind("tls.probe"); !ok || k.Field("host") == nil {
		t.Error("a primitive action is not found")
	}
	if _, ok := p.Kind("okta.delete_user"); ok {
		t.Error("an action that nobody has is found")
	}
}

// TestUndoOf: the step's own undo holds before that of its action.
func TestUndoOf(t *testing.T) {
	t.Parallel()
	p := response()
	if u := p.UndoOf(p.Step("suspend")); u.Settings["id"].Path[0] != "each" {
		t.Errorf("%v is not the step's own", u)
	}
	p.Step("suspend").Undo = nil
	if u := p.UndoOf(p.Step("suspend")); u.Settings["id"].Path[0] != "setting" {
		t.Errorf("%v is not that of the action", u)
	}
	if u := p.UndoOf(p.Step("find")); u != nil {
		t.Errorf("%v takes a look back", u)
	}
}

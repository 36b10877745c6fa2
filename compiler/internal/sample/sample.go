// Package sample is a plan in which everything is said, and all ways to change one place of a plan.
//
// Tests of what shows plans to people walk it: whatever a plan can say must be told, and a field that is new
// in package plan and forgotten there fails them. Start at Full and Edits.
package sample

import (
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func ptr[T any](v T) *T { return &v }

func text(s string) *expr.Node { return expr.Lit(expr.OfText(s)) }

func op(o expr.Op, args ...*expr.Node) *expr.Node { return &expr.Node{Op: o, Args: args} }

// Full is a plan in which every field of package plan, and of an expression, is set somewhere.
func Full() *plan.Plan {
	each := &expr.Node{Op: expr.OpFor, Vars: []string{"s"}, Args: []*expr.Node{expr.Ref("step", "site"), expr.Ref("s", "host"), expr.Ref("s", "not_after"), expr.Ref("s", "public")}, Keyed: true, If: true}
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "Europe/Paris", Runbook: "tls-posture", File: "runbooks/networks/tls-posture.runbook.hcl",
		Title: "Are our certificates fine?", Summary: "Looks at every public site once a day.", Owner: "security", ReadOnly: true,
		Timeout: 3600, FinishBy: 86400, ReviewBy: "2027-01-31",
		Satisfies: []plan.Satisfies{
			{Framework: "cisa-ztmm", Function: "networks.traffic-encryption", Stage: "initial", FreshFor: 604800, Inputs: []string{"days"}, Rehearsal: true},
			{Framework: "nist-sp-800-53", Controls: []string{"SC-12", "SC-8"}, FreshFor: 86400},
		},
		Triggers: []plan.Trigger{
			{Kind: "event", Name: "alarm", Type: "alarm"},
			{Kind: "finding", Name: "found", Check: "sign-ins.none"},
			{Kind: "issue", Name: "asked", Label: "look"},
			{Kind: "manual", Name: "form"},
			{Kind: "pull_request", Name: "tried", Paths: []string{"runbooks/**"}, Forks: true},
			{Kind: "schedule", Name: "daily", Cron: "15 5 * * *", Timezone: "UTC", Map: map[string]*expr.Node{"days": expr.Lit(expr.OfInt(30))}},
		},
		Access: &plan.Access{Who: []string{"security"}, BreakGlass: []string{"security"}, Gates: []plan.Gate{{Name: "device", Action: "fleet.device_of", Connection: "fleet", MaxAge: 3600,
			Settings: map[string]*expr.Node{"email": expr.Ref("run", "requester", "email")}, Condition: expr.Ref("self", "known"), Message: text("It is unknown.")}}},
		Concurrency: &plan.Concurrency{Key: expr.Ref("input", "site"), Mode: "queue"},
		Reviews:     []plan.Review{{Name: "power", Effects: []kind.Effect{kind.Change}, From: []string{"security"}, Min: 2}},
		Actions: []plan.Action{{
			Name: "okta.suspend_user", Title: "Suspend a person", Effect: kind.Change, Idempotent: true, Kind: "http",
			Settings: []plan.Setting{{Name: "id", Type: "string", Default: ptr(expr.OfText("me")), Pattern: "[a-z]+", OneOf: []expr.Value{expr.OfText("me")}, Description: "Who."}},
			Outputs:  []plan.Output{{Name: "done", Type: "bool", Labels: []kind.Label{kind.Untrusted}, AsOf: true}},
			Run: plan.Call{Action: "http.request", Settings: map[string]*expr.Node{"method": text("POST"), "path": expr.Ref("setting", "id")}, Paginate: "link-header",
				Done: expr.Ref("self", "json", "done"), Give: map[string]*expr.Node{"done": expr.Ref("self", "json", "done")}},
			Undo: &plan.Undo{Action: "okta.unsuspend_user", Settings: map[string]*expr.Node{"id": expr.Ref("setting", "id")}, Reason: "It can be."},
		}},
		Inputs: []plan.Input{
			{Name: "days", Type: "number", Title: "Days left", Default: ptr(expr.OfInt(21)), Min: "1", Max: "90", Personal: true},
			{Name: "site", Type: "string", Description: "One of ours.", MaxLength: 40, Pattern: "[a-z.]+", Example: "shop", OneOf: []expr.Value{expr.OfText("shop"), expr.OfText("blog")}},
			{Name: "pin", Type: "string", Sensitive: true},
		},
		Roles: []plan.Role{{Name: "security", Members: []string{"octocat#583231"}, Teams: []string{"acme/security"}}},
		Connections: []plan.Connection{{Name: "inventory", Kind: "http", URL: "https://inventory.acme.example", Token: "inventory_token",
			Auth: "bearer", User: "reader", Password: "inventory_token", Hosts: []string{"cdn.acme.example"},
			TokenURL: "https://login.acme.example/token", ClientID: "attestary", ClientSecret: "inventory_token", ClientAuth: "body", ClientKey: "inventory_token", Subject: "ada@acme.example", Scope: "sites.read", Audience: "inventory",
			AccessKey: "inventory_token", SecretKey: "inventory_token", SessionToken: "inventory_token", Region: "eu-west-1", Service: "inventory"}},
		Secrets:  []plan.Secret{{Name: "inventory_token", From: "github:INVENTORY_TOKEN", Purpose: "read the list of sites"}},
		Uses:     []plan.Use{{Connection: "inventory", Allow: []string{"GET /sites"}}},
		Locals:   map[string]*expr.Node{"sites": expr.Ref("step", "list", "json", "sites")},
		Notifies: []plan.Notify{{Name: "channel", Action: "notify.webhook", Connection: "chat", On: []string{"failed"}, Text: text("Look here.")}},
		Result:   &plan.Show{Title: text("Done"), Text: text("All of it."), Table: expr.Ref("local", "sites")},
		Confirm:  &plan.Confirm{By: []string{"security"}, Within: 3600},
		Waivable: []plan.Waivable{{Check: "certificate_valid", MaxFor: 86400, By: []string{"security"}}},
		Moved:    []plan.Moved{{From: "step.all", To: "step.list"}},
		Phases: []plan.Phase{{Name: "main", Title: "All of it", After: []string{"before"}, When: expr.Ref("input", "site"), RunsOn: []string{"self-hosted"},
			ForEach: expr.Ref("local", "sites"), By: "host", Parallel: 2, Limit: 10, OnFailure: &plan.OnFailure{Undo: "reverse", Notify: []string{"channel"}},
			Approvals: []plan.Approval{{Name: "yes", From: []string{"security"}, Min: 2, Timeout: 3600, Needs: []string{"step.list"}, SkipIf: expr.Ref("step", "list", "none"),
				Show: &plan.Show{Title: text("Go on?"), Text: text("It looks."), Table: expr.Ref("local", "sites")}}},
			Asks: []plan.Ask{{Name: "why", To: []string{"security"}, Second: []string{"security"}, Question: text("Why?"), Timeout: 3600, Needs: []string{"step.list"},
				When: expr.Ref("step", "list", "none"), Show: &plan.Show{Text: text("Say it.")},
				Answers: []plan.Answer{{Name: "reason", Type: "string", Title: "Reason", OneOf: []expr.Value{expr.OfText("drill")}, Pattern: "[a-z]+", Min: "1", Max: "20", MaxLength: 20}}}},
			Checks: []plan.Check{{Name: "early", Condition: expr.Ref("step", "list", "none"), Message: text("There is none."), Severity: "low"}}, Steps: []plan.Step{
				{
					Name: "list", Action: "http.request", Title: "Ask which sites there are", Effect: kind.Observe, Connection: "inventory",
					Settings: map[string]*expr.Node{"method": text("GET"), "path": text("/sites")},
					Parallel: 1, Timeout: 30, OnError: "stop",
					Retry:   &plan.Retry{Max: 3, Delay: 2, While: op(expr.OpAtLeast, expr.Ref("self", "status"), expr.Lit(expr.OfInt(500)))},
					Expects: []plan.Expect{{Name: "answered", Condition: op(expr.OpEqual, expr.Ref("self", "status"), expr.Lit(expr.OfInt(200))), Message: text("No answer.")}},
				},
				{
					Name: "site", Action: "exec.run", Effect: kind.Observe, Needs: []string{"step.list"}, ForEach: expr.Ref("local", "sites"), By: "host",
					When:     expr.Ref("each", "value", "public"),
					Settings: map[string]*expr.Node{"argv": op(expr.OpList, text("curl"), expr.Ref("each", "value", "host")), "env": op(expr.OpObject, text("PIN"), expr.Ref("input", "pin"))},
					Parallel: 8, Timeout: 30, OnError: "continue", Limit: &plan.Limit{Count: 10, Percent: 10, Of: expr.Ref("local", "sites")},
					Undo:      &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": op(expr.OpList, text("rm"))}, Reason: "It can be."},
					UndoAfter: text("7d"),
				},
			}}},
		Checks: []plan.Check{{Name: "certificate_valid", Severity: "high", Empty: "passed", Remedy: "Renew it.", ForEach: expr.Ref("local", "sites"), By: "host",
			Condition: op(expr.OpGreater, &expr.Node{Op: expr.OpCall, Name: "length", Args: []*expr.Node{expr.Ref("each", "key")}}, expr.Ref("input", "days")), Message: text("It ends soon.")}},
		Evidence: []plan.Evidence{{Name: "sites", Description: "when each certificate ends", Personal: true, Value: each}},
	}
}

// Clone is a deep copy.
func Clone(t testing.TB, p *plan.Plan) *plan.Plan {
	t.Helper()
	data, err := canon.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	other := new(plan.Plan)
	if err := canon.Decode(data, other); err != nil {
		t.Fatal(err)
	}
	return other
}

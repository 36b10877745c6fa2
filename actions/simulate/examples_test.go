package simulate_test

import (
	"testing"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// Two runbooks as a team writes them, and the tests beside them.

var userList = "list(object({id = string, last_login = string, login = string}))"

var okta = []plan.Action{
	action("fleet.device_of", kind.Observe, []plan.Setting{{Name: "email", Type: "string"}},
		plan.Output{Name: "disk_encrypted", Type: "bool"}, plan.Output{Name: "failing_policies", Type: "number"},
		plan.Output{Name: "known", Type: "bool"}, plan.Output{Name: "seen_at", Type: "string", AsOf: true}),
	action("okta.end_sessions", kind.Destroy, []plan.Setting{{Name: "user_id", Type: "string"}}),
	action("okta.get_user", kind.Observe, []plan.Setting{{Name: "login", Type: "string"}}, plan.Output{Name: "found", Type: "bool"}, plan.Output{Name: "id", Type: "string"}),
	action("okta.list_users", kind.Observe, []plan.Setting{{Name: "last_login_before", Type: "string"}}, plan.Output{Name: "count", Type: "number"}, plan.Output{Name: "users", Type: userList}),
	undo(action("okta.suspend_user", kind.Change, []plan.Setting{{Name: "user_id", Type: "string"}}, plan.Output{Name: "account", Type: "string"}),
		"okta.unsuspend_user", "user_id", ref("setting.user_id")),
	action("okta.unsuspend_user", kind.Grant, []plan.Setting{{Name: "user_id", Type: "string"}}),
}

func revoke() *plan.Plan {
	cutOff := call("addtime", ref("run.started_at"), template("-", ref("input.days"), "d"))
	suspended := call("length", where("s", ref("step.suspend"), ref("s"), op("==", ref("s.outcome"), "passed")))
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "Europe/Paris", Runbook: "revoke-stale-access",
		File: "runbooks/identity/revoke-stale-access.runbook.hcl", Title: "Suspend accounts that nobody uses", Owner: "it_support",
		Timeout: 3600, FinishBy: 7200, Roles: []plan.Role{{Name: "it_support"}, {Name: "security"}}, Actions: okta,
		Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}, {Kind: "schedule", Name: "weekly", Cron: "0 7 * * 1"}},
		Access: &plan.Access{Who: []string{"it_support", "security"}, Gates: []plan.Gate{{
			Name: "device", Action: "fleet.device_of", Settings: settings("email", ref("run.requester.email")), MaxAge: 3600,
			Condition: op("&&", op("&&", ref("self.known"), ref("self.disk_encrypted")), op("==", ref("self.failing_policies"), 0)),
			Message:   node("Your laptop is unknown to Fleet, is not encrypted, or fails a policy. Open Fleet Desktop and mend what is red."),
		}}},
		Inputs: []plan.Input{{Name: "days", Type: "number", Default: ptr(val(90)), Min: "30", Max: "400"},
			{Name: "keep", Type: "list(string)", Default: ptr(val([]any{}))}},
		Locals: settings("kept", call("concat", []any{"break-glass@acme.example"}, ref("input.keep"))),
		Phases: []plan.Phase{{
			Name: "main", OnFailure: &plan.OnFailure{Undo: "reverse"},
			Approvals: []plan.Approval{{
				Name: "security", From: []string{"security"}, Min: 1, Timeout: 3 * 86400, Needs: []string{"step.stale"},
				SkipIf: op("==", ref("step.stale.count"), 0),
				Show: &plan.Show{Title: template("Suspend ", ref("step.stale.count"), " accounts?"),
					Table: where("u", ref("step.stale.users"), object("login", ref("u.login"), "last_seen", ref("u.last_login")), nil)},
			}},
			Steps: []plan.Step{
				{Name: "left", Action: "okta.list_users", Effect: kind.Observe, Settings: settings("last_login_before", cutOff),
					Needs: []string{"step.suspend"}, Parallel: 1, Timeout: 60, OnError: "stop"},
				{Name: "stale", Action: "okta.list_users", Effect: kind.Observe, Settings: settings("last_login_before", cutOff),
					Parallel: 1, Timeout: 60, OnError: "stop", Expects: []plan.Expect{{
						Name: "not_everyone", Condition: op("<=", ref("self.count"), 200),
						Message: template("Found ", ref("self.count"), " accounts. More than 200 means that the date is wrong; nothing was changed."),
					}}},
				{Name: "suspend", Action: "okta.suspend_user", Effect: kind.Change, Settings: settings("user_id", ref("each.value.id")),
					Needs:   []string{"approval.security", "step.stale"},
					ForEach: where("u", ref("step.stale.users"), ref("u"), op("!", call("contains", ref("local.kept"), ref("u.login")))),
					By:      "login", Parallel: 4, Limit: &plan.Limit{Count: 200}, Timeout: 60, OnError: "stop", Retry: &plan.Retry{Max: 3, Delay: 2}},
			},
		}},
		Checks: []plan.Check{{
			Name: "none_left", Condition: op("<=", ref("step.left.count"), call("length", ref("local.kept"))),
			Message: template(ref("step.left.count"), " stale accounts are still active."), Severity: "high",
		}},
		Evidence: []plan.Evidence{{Name: "left", Value: ref("step.left.count")}, {Name: "suspended", Value: suspended}},
		Result: &plan.Show{Title: node("Stale accounts"),
			Text: template("Suspended ", suspended, " of ", ref("step.stale.count"), " stale accounts. Security confirms within two days.")},
		Confirm: &plan.Confirm{By: []string{"security"}, Within: 2 * 86400},
	}
}

func theft() *plan.Plan {
	step := func(name, action string, effect kind.Effect, needs []string, set map[string]*expr.Node) plan.Step {
		return plan.Step{Name: name, Action: action, Effect: effect, Needs: needs, Settings: set, Parallel: 1, Timeout: 60, OnError: "stop"}
	}
	person := step("person", "okta.get_user", kind.Observe, nil, settings("login", ref("input.login")))
	person.Expects = []plan.Expect{{Name: "exists", Condition: ref("self.found"),
		Message: template("Okta has no user ", ref("input.login"), ". Check the address and start again.")}}
	id := settings("user_id", ref("step.person.id"))
	sessions := step("sessions", "okta.end_sessions", kind.Destroy, []string{"approval.commander", "step.person"}, id)
	sessions.Undo = &plan.Undo{Reason: "A closed session cannot be reopened; the person signs in again."}
	account := step("account", "okta.suspend_user", kind.Change, []string{"approval.commander", "step.person", "step.sessions"}, id)
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "Europe/Paris", Runbook: "credential-theft",
		File: "runbooks/incident/credential-theft.runbook.hcl", Title: "Someone's credentials were stolen", Owner: "security",
		Timeout: 3600, FinishBy: 7200, Actions: okta, Concurrency: &plan.Concurrency{Key: ref("input.login"), Mode: "queue"},
		Roles: []plan.Role{{Name: "incident_commanders"}, {Name: "it_support"}, {Name: "security"}},
		Triggers: []plan.Trigger{
			{Kind: "event", Name: "edr", Type: "credential-theft", Map: settings("login", ref("trigger.event.login"), "reason", ref("trigger.event.reason"))},
			{Kind: "manual", Name: "form"},
		},
		Access: &plan.Access{Who: []string{"it_support", "security"}},
		Inputs: []plan.Input{{Name: "login", Type: "string", Pattern: `[a-z0-9._-]+@acme\.example`, Example: "ada@acme.example", Personal: true},
			{Name: "reason", Type: "string", MaxLength: 200}},
		Phases: []plan.Phase{
			{Name: "contain", After: []string{"look"}, OnFailure: &plan.OnFailure{Undo: "reverse", Notify: []string{"channel"}},
				Approvals: []plan.Approval{{Name: "commander", From: []string{"incident_commanders"}, Min: 2, Timeout: 1800,
					Show: &plan.Show{Title: template("Lock ", ref("input.login"), "?"), Text: node("Ends all sessions and suspends the account.")}}},
				Steps: []plan.Step{account, sessions}},
			{Name: "look", Steps: []plan.Step{person}},
			{Name: "recover", After: []string{"contain"}, Asks: []plan.Ask{{
				Name: "call", To: []string{"it_support"}, Second: []string{"security"}, Timeout: 8 * 3600,
				Question: template("Call ", ref("input.login"), " on the number that HR has. Did you reach them?"),
				Answers: []plan.Answer{{Name: "reached", Type: "bool"},
					{Name: "method", Type: "string", OneOf: []expr.Value{val("phone number from HR"), val("in person"), val("video with badge")}}},
			}}},
		},
		Checks: []plan.Check{{Name: "reached", Condition: ref("ask.call.reached"), Severity: "high",
			Message: node("The person was not reached. The account stays suspended.")}},
		Notifies: []plan.Notify{{Name: "channel", Action: "notify.webhook", On: []string{"blocked", "failed", "started"},
			Text: template("Credential theft response: ", ref("run.url"))}},
		Evidence: []plan.Evidence{{Name: "contained_after", Value: ref("phase.contain.duration")}, {Name: "verified_by", Value: ref("ask.call.method")}},
	}
}

var (
	octocat = scenario.Person{Login: "octocat", Roles: []string{"security"}, Email: "octocat@acme.example"}
	bob     = map[string]any{"id": "00u2", "login": "bob@acme.example", "last_login": "never"}
	ada     = map[string]any{"id": "00u1", "login": "ada@acme.example", "last_login": "2026-01-01T00:00:00Z"}
	person  = sees("step.person", "id", "00u1", "found", true)
)

func device(encrypted bool) scenario.Mock {
	return sees("gate.device", "known", true, "disk_encrypted", encrypted, "failing_policies", 0, "seen_at", "2026-01-05T06:59:00Z")
}

func trigger(name string, inputs ...any) func(*scenario.Scenario) {
	return func(s *scenario.Scenario) {
		s.Trigger, s.Inputs = name, values{}
		for i := 0; i < len(inputs); i += 2 {
			s.Inputs[inputs[i].(string)] = val(inputs[i+1])
		}
	}
}

var stolen = trigger("edr", "login", "ada@acme.example", "reason", "session from two continents")

// TestExamples: the tests that the two runbooks have in HCL.
func TestExamples(t *testing.T) {
	t.Parallel()
	grace := scenario.Approve{Name: "security", By: []string{"grace"}}
	for name, c := range map[string]struct {
		plan  *plan.Plan
		scene *scenario.Scenario
		want  scenario.Want
	}{
		"suspends all but the exempted": {
			revoke(),
			scene(trigger("form", "days", 120, "keep", []any{"ada@acme.example"}), by("octocat"), octocat, device(true),
				sees("step.stale", "count", 2, "users", []any{ada, bob}), sees("step.left", "count", 1, "users", []any{}), grace),
			scenario.Want{Outcome: "passed", HasRan: true, Ran: []string{"step.stale", "approval.security", "step.suspend", "step.left"},
				Evidence: values{"suspended": val(1), "left": val(1)}},
		},
		"an unhealthy laptop is turned away": {
			revoke(), scene(by("octocat"), octocat, device(false)),
			scenario.Want{Outcome: "blocked", By: "gate.device"},
		},
		"a wrong date changes nothing": {
			revoke(), scene(by("octocat"), octocat, device(true), sees("step.stale", "count", 4000, "users", []any{})),
			scenario.Want{Outcome: "failed", By: "step.stale.not_everyone", HasRan: true, Ran: []string{"step.stale"}},
		},
		"on schedule, nobody is asked for a laptop": {
			revoke(), scene(trigger("weekly"), sees("step.stale", "count", 0, "users", []any{}), sees("step.left", "count", 0, "users", []any{})),
			scenario.Want{Outcome: "passed", HasRan: true, Ran: []string{"step.stale", "step.left"}},
		},
		"security says no": {
			revoke(), scene(trigger("weekly"), sees("step.stale", "count", 1, "users", []any{bob}),
				scenario.Approve{Name: "security", By: []string{"grace"}, Reject: "Bob is on parental leave"}),
			scenario.Want{Outcome: "blocked", By: "approval.security", HasRan: true, Ran: []string{"step.stale", "approval.security"}},
		},
		"contained and confirmed by voice": {
			theft(), scene(stolen, person, scenario.Approve{Name: "commander", By: []string{"grace", "linus"}},
				scenario.Answer{Name: "call", By: "bob", Second: "octocat", Values: values{"reached": val(true), "method": val("phone number from HR")}}),
			scenario.Want{Outcome: "passed", HasRan: true, Ran: []string{"step.person", "approval.commander", "step.sessions", "step.account", "ask.call"},
				Evidence: values{"verified_by": val("phone number from HR"), "contained_after": val(0)}},
		},
		"one commander is not enough": {
			theft(), scene(stolen, person, scenario.Approve{Name: "commander", By: []string{"grace"}}),
			scenario.Want{Outcome: "blocked", By: "approval.commander"},
		},
		"suspending fails, the undo is told": {
			theft(), scene(stolen, person, scenario.Approve{Name: "commander", By: []string{"grace", "linus"}}, fails("step.account", "503")),
			scenario.Want{Outcome: "failed", By: "step.account"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if different := simulate.Compare(c.want, play(t, c.plan, c.scene)); len(different) > 0 {
				t.Error(different)
			}
		})
	}
}

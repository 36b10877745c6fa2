package attest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const origin = "attestary.dev/ledger/000102030405060708090a0b0c0d0e0f"

func request(t testing.TB) attest.Request {
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "site_tls", File: "runbooks/site_tls.runbook.hcl",
		Title: "Sites", Owner: "security", ReadOnly: true, Timeout: 60, FinishBy: 3600,
		Triggers: []plan.Trigger{{Kind: "manual", Name: "start"}}, Access: &plan.Access{Who: []string{"security"}},
		Roles:  []plan.Role{{Name: "security", Members: []string{"mara"}}},
		Inputs: []plan.Input{{Name: "weeks", Type: "number"}, {Name: "days", Type: "number"}},
		Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{{
			Name: "look", Action: "file.read", Effect: "observe", Parallel: 1, Timeout: 5, OnError: "stop",
			Settings: map[string]*expr.Node{"path": expr.Lit(expr.OfText("/etc/hostname"))},
		}}}},
	}
	three := expr.OfInt(3)
	return attest.Request{
		At: noon, Plan: must[[]byte](t)(p.Encode()), Commit: strings.Repeat("7", 40), Compiler: "attestary 0.1.0",
		Run: evidence.RunID{Attempt: 1, ID: "4242", Origin: origin}, Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "manual", Name: "start"},
		Inputs: []evidence.InputValue{{Name: "weeks", Value: &three}, {Name: "days", Value: &three}},
		Rule:   "role security may start it", Seen: evidence.Seen{Origin: origin, Root: canon.Sum([]byte("root")), Size: 1},
	}
}

// TestAuthorizationStatement takes from the plan what the plan says, and brings lists into their order.
func TestAuthorizationStatement(t *testing.T) {
	t.Parallel()
	a := must[*evidence.Authorization](t)(attest.AuthorizationStatement(request(t)))
	if a.Runbook != "site_tls" || a.NotAfter != "2026-03-02T12:00:00Z" || a.FinishBy != "2026-03-01T13:00:00Z" {
		t.Errorf("runbook %s, not after %s, finish by %s", a.Runbook, a.NotAfter, a.FinishBy)
	}
	if a.Plan.Digest != canon.Sum(request(t).Plan) || a.Inputs[0].Name != "days" {
		t.Errorf("plan %v, inputs %v", a.Plan, a.Inputs)
	}
	for want, edit := range map[string]func(*attest.Request){
		"no trigger":         func(r *attest.Request) { r.Trigger.Name = "moon" },
		`no input "hours"`:   func(r *attest.Request) { r.Inputs[0].Name = "hours" },
		`"days" is missing`:  func(r *attest.Request) { r.Inputs = r.Inputs[:1] },
		"plan: ":             func(r *attest.Request) { r.Plan = r.Plan[1:] },
		"not that of the le": func(r *attest.Request) { r.Seen.Origin = strings.Replace(origin, "00", "11", 1) },
	} {
		r := request(t)
		edit(&r)
		if _, err := attest.AuthorizationStatement(r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
}

// TestRunStatement holds the record against what was authorised.
func TestRunStatement(t *testing.T) {
	t.Parallel()
	a := must[*evidence.Authorization](t)(attest.AuthorizationStatement(request(t)))
	good := evidence.Record{
		Format: evidence.RecordFormat, Plan: a.Plan.Digest, Run: a.Run, Mode: evidence.Live, Outcome: evidence.Failed,
		StartedAt: "2026-03-01T12:00:01Z", EndedAt: "2026-03-01T12:00:02Z",
		Steps: []evidence.StepRecord{{Address: "step.look", Attempts: 1, Outcome: evidence.Failed}},
	}
	result := func(record evidence.Record) attest.Result {
		return attest.Result{
			At: noon.Add(time.Minute), Record: must[[]byte](t)(record.Encode()), Authorization: must[[]byte](t)(evidence.EncodeStatement(a)),
			Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "attestary 0.1.0"},
			Seen:   evidence.Seen{Origin: origin, Root: canon.Sum([]byte("later")), Size: 2},
		}
	}
	run := must[*evidence.Run](t)(attest.RunStatement(result(good)))
	if run.Outcome != evidence.Failed || run.Authorization != canon.Sum(result(good).Authorization) || run.StartedAt != good.StartedAt {
		t.Errorf("%+v", run)
	}
	for want, edit := range map[string]func(*evidence.Record){
		"of another run":        func(r *evidence.Record) { r.Run.Attempt = 2 },
		"authorised was":        func(r *evidence.Record) { r.Plan = canon.Sum(nil) },
		"of mode rehearsal":     func(r *evidence.Record) { r.Mode = evidence.Rehearsal },
		"checks follows failed": func(r *evidence.Record) { r.Outcome = evidence.Passed },
		"checks follows unknown": func(r *evidence.Record) {
			r.Steps = []evidence.StepRecord{{Address: "step.look", Outcome: evidence.Unknown}}
		},
	} {
		record := good
		edit(&record)
		if _, err := attest.RunStatement(result(record)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
	blind := result(good)
	blind.Seen.Size = 1
	if _, err := attest.RunStatement(blind); err == nil {
		t.Error("a run that has not seen its own authorization was stated")
	}
}

package rules_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// TestStays: what a run did stays where its phase came to no good end, wants it taken back, and nobody did.
func TestStays(t *testing.T) {
	t.Parallel()
	const at = "2026-01-05T07:00:00Z"
	change := plan.Step{Name: "lend", Action: "exec.run", Effect: kind.Change, Undo: &plan.Undo{Action: "exec.run"}}
	never := plan.Step{Name: "tell", Action: "exec.run", Effect: kind.Change, Undo: &plan.Undo{Reason: "It is said."}}
	look := plan.Step{Name: "look", Action: "exec.run", Effect: kind.Observe}
	phase := plan.Phase{Name: "main", Steps: []plan.Step{change, look, never}, Approvals: []plan.Approval{{Name: "keep"}}, OnFailure: &plan.OnFailure{Undo: "reverse"}}
	step := func(address string, o evidence.Outcome) evidence.StepRecord {
		return evidence.StepRecord{Address: address, Outcome: o, StartedAt: at}
	}
	item := func(s evidence.StepRecord, key string) evidence.StepRecord { s.Key = &key; return s }
	unanswered := []evidence.AskedRecord{{Address: "approval.keep", Outcome: evidence.Blocked}}
	for name, c := range map[string]struct {
		steps []evidence.StepRecord
		asked []evidence.AskedRecord
		keeps bool // the plan takes nothing back
		mode  evidence.Mode
		want  []string
	}{
		"taken back":                  {[]evidence.StepRecord{step("step.lend", evidence.Recovered), step("step.lend.undo", evidence.Passed)}, unanswered, false, evidence.Live, nil},
		"interrupted":                 {[]evidence.StepRecord{step("step.lend", evidence.Passed), {Address: "step.look", Outcome: evidence.Skipped, Reason: evidence.ReasonInterrupted}}, nil, false, evidence.Live, []string{"step.lend"}},
		"nobody answered":             {[]evidence.StepRecord{step("step.lend", evidence.Passed), step("step.tell", evidence.Passed), step("step.look", evidence.Passed)}, unanswered, false, evidence.Live, []string{"step.lend"}},
		"not to be undone in time":    {[]evidence.StepRecord{step("step.lend", evidence.Passed), step("step.lend.undo", evidence.Failed)}, unanswered, false, evidence.Live, []string{"step.lend"}},
		"may have half-happened":      {[]evidence.StepRecord{step("step.lend", evidence.Unknown)}, nil, false, evidence.Live, []string{"step.lend"}},
		"of two items one":            {[]evidence.StepRecord{item(step("step.lend", evidence.Passed), "a"), item(step("step.lend", evidence.Failed), "b"), item(step("step.lend.undo", evidence.Passed), "b")}, nil, false, evidence.Live, []string{"step.lend[a]"}},
		"never begun":                 {[]evidence.StepRecord{{Address: "step.lend", Outcome: evidence.Skipped}}, unanswered, false, evidence.Live, nil},
		"all is well":                 {[]evidence.StepRecord{step("step.lend", evidence.Passed), step("step.look", evidence.Passed)}, nil, false, evidence.Live, nil},
		"changes are to stay":         {[]evidence.StepRecord{step("step.lend", evidence.Passed)}, unanswered, true, evidence.Live, nil},
		"a rehearsal changes nothing": {[]evidence.StepRecord{step("step.lend", evidence.Simulated)}, unanswered, false, evidence.Rehearsal, nil},
	} {
		p := &plan.Plan{Phases: []plan.Phase{phase}}
		if c.keeps {
			p.Phases[0].OnFailure = nil
		}
		if diff := cmp.Diff(c.want, rules.Stays(p, &evidence.Record{Mode: c.mode, Steps: c.steps, Asked: c.asked})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

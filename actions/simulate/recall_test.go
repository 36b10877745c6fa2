package simulate_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// TestRecall: what a record tells stands in the scenario of its run, and what it does not is a gap.
func TestRecall(t *testing.T) {
	t.Parallel()
	small := plan.Expect{Name: "small", Condition: op("<", ref("self.n"), 5), Message: template("there are ", ref("self.text"))}
	p := planOf(
		look("first", func(s *plan.Step) { s.Expects = []plan.Expect{small} }),
		look("items", needs("step.first"), func(s *plan.Step) {
			s.ForEach, s.Expects = node(object("a", 1, "b", 2)), []plan.Expect{small}
		}),
		turn("last", needs("step.items")),
		plan.Check{Name: "long", Condition: op("==", ref("step.first.text"), "x"), Message: node("no"), Severity: "high"},
		func(p *plan.Plan) {
			p.Inputs = []plan.Input{{Name: "code", Type: "string", Sensitive: true}, {Name: "days", Type: "number"}}
			p.Access.Gates = []plan.Gate{{Name: "g", Action: "lab.look", Condition: op("<", ref("self.n"), 5), Message: node("no")}}
			p.Evidence = []plan.Evidence{{Name: "list", Value: ref("step.first.list")}}
		},
	)
	kept := val([]any{"u", "v"})
	operands := func(list ...any) []expr.Operand {
		var all []expr.Operand
		for _, v := range list {
			all = append(all, expr.OperandOf(val(v)))
		}
		return all
	}
	judged := func(outcome evidence.Outcome, n int) []evidence.ExpectRecord {
		return []evidence.ExpectRecord{{Name: "small", Outcome: outcome, Operands: operands(n, 5)}}
	}
	record := &evidence.Record{
		Outcome: evidence.Failed,
		Steps: []evidence.StepRecord{
			{Address: "step.first", StartedAt: "2026-02-01T07:00:01Z", Outcome: evidence.Passed, Expects: judged(evidence.Passed, 2)},
			{Address: "step.gone", StartedAt: "2026-02-01T07:00:01Z", Outcome: evidence.Passed}, // of no plan
			{Address: "step.items", Key: ptr("a"), StartedAt: "2026-02-01T07:00:02Z", Outcome: evidence.Failed, Expects: judged(evidence.Failed, 7)},
			{Address: "step.items", Key: ptr("b"), StartedAt: "2026-02-01T07:00:02Z", Outcome: evidence.Failed, Reason: "timeout"},
			{Address: "step.last", Outcome: evidence.Skipped},
		},
		Checks:   []evidence.CheckRecord{{Name: "long", Outcome: evidence.Passed, Operands: operands("x", "x")}},
		Evidence: []evidence.EvidenceValue{{Name: "list", Value: &kept}},
	}
	days := val(3)
	asked := &evidence.Authorization{
		At: "2026-02-01T07:00:00Z", Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "manual", Name: "form"}, Requester: &evidence.By{Login: "bob"},
		Inputs: []evidence.InputValue{{Name: "code"}, {Name: "days", Value: &days}},
	}
	got, gaps := simulate.Recall(p, asked, record)
	want := &scenario.Scenario{
		Runbook: "test", Trigger: "form", Requester: "bob", At: asked.At, Inputs: values{"days": days},
		Mocks: []scenario.Mock{
			{Address: "gate.g"},
			sees("step.first", "n", 2, "text", "x", "list", kept),
			of("a", sees("step.items", "n", 7)),
			of("b", fails("step.items", "timeout")),
		},
		Want: scenario.Want{
			Outcome: "failed", By: "step.items.small", Evidence: values{"list": kept},
			HasRan: true, Ran: []string{"step.first", "step.gone", "step.items"},
		},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b expr.Value) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var told []string
	for _, g := range gaps {
		told = append(told, fmt.Sprintf("%s: %s", g.Place, g.Missing))
	}
	if diff := cmp.Diff([]string{
		`mock "gate.g": n = … is not in the record: fill it in (number)`,
		`: the input code was given and is not in the record: fill it in`,
		`mock "step.items" "a": text = … is not in the record: fill it in (string)`,
	}, told); diff != "" {
		t.Errorf("gaps -want +got:\n%s", diff)
	}
}

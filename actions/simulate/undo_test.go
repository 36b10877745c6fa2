package simulate_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func phaseOf(name string, onFailure *plan.OnFailure, steps ...plan.Step) plan.Phase {
	return plan.Phase{Name: name, Steps: steps, OnFailure: onFailure}
}

// TestUndo: under on_failure, what changed or may have half-happened is taken back, newest first. A run of
// which every change was undone is recovered; else what failed stays failed.
func TestUndo(t *testing.T) {
	t.Parallel()
	reverse := &plan.OnFailure{Undo: "reverse"}
	own := func(u plan.Undo) func(*plan.Step) { return func(s *plan.Step) { s.Undo = &u } }
	never := own(plan.Undo{Reason: "it is gone"})
	noUndo := func(s *plan.Step) {
		s.Action, s.Effect = "http.request", kind.Change
		s.Settings = settings("method", "POST", "path", "/")
	}
	bFails := fails("step.b", "409")
	ab := func(more ...func(*plan.Step)) []any {
		return []any{reverse, turn("a", more...), turn("b", needs("step.a"))}
	}
	const failed = "failed by step.b: 409"
	for name, c := range map[string]struct {
		row
		parts, undone string
	}{
		"nothing failed": {row{planOf(ab()...), scene(), "passed", "step.a step.b"}, "step.a passed, step.b passed", ""},
		"all is undone": {row{planOf(ab()...), scene(bFails), "recovered by step.b: 409", "step.a step.b"},
			"step.a recovered, step.b recovered", "step.b passed, step.a passed"},
		"without on_failure the changes stay": {row{planOf(turn("a"), turn("b", needs("step.a"))), scene(bFails), failed, "step.a step.b"}, "step.a passed, step.b failed", ""},
		"undo none":                           {row{planOf(&plan.OnFailure{Undo: "none"}, turn("a"), turn("b", needs("step.a"))), scene(bFails), failed, "step.a step.b"}, "step.a passed, step.b failed", ""},
		"one cannot be undone": {row{planOf(ab(never)...), scene(bFails), failed, "step.a step.b"},
			"step.a passed, step.b failed", "step.b passed, step.a failed"},
		"nobody says how": {row{planOf(ab(noUndo)...), scene(bFails), failed, "step.a step.b"},
			"step.a passed, step.b failed", "step.b passed, step.a failed"},
		"an undo fails": {row{planOf(ab()...), scene(bFails, fails("step.a.undo", "503")), failed, "step.a step.b"},
			"step.a passed, step.b failed", "step.b passed, step.a failed"},
		"the step's own, of what it gave": {row{planOf(ab(own(plan.Undo{Action: "lab.turn", Settings: settings("to", ref("self.state"))}))...),
			scene(bFails, sees("step.a", "state", "on")), "recovered by step.b: 409", "step.a step.b"}, "step.a recovered, step.b recovered", "step.b passed, step.a passed"},
		"a setting of it is unknown": {row{planOf(ab(own(plan.Undo{Action: "lab.turn", Settings: settings("to", template("x", ref("self.state")))}))...),
			scene(bFails), failed, "step.a step.b"}, "step.a passed, step.b failed", "step.b passed, step.a failed"},
		"what did not start is not undone": {row{planOf(reverse, turn("a"), turn("b", needs("step.a")), turn("c", needs("step.b"))), scene(fails("step.a", "409")),
			"recovered by step.a: 409", "step.a"}, "step.a recovered, step.b skipped, step.c skipped", "step.a passed"},
		"what looked is not undone, and stays failed": {row{planOf(reverse, turn("a"), look("b", needs("step.a"))), scene(bFails), failed, "step.a step.b"},
			"step.a recovered, step.b failed", "step.a passed"},
		"items, newest first": {row{planOf(reverse, turn("a", over([]any{"x", "y", "z"}))), scene(of("y", fails("step.a", "409"))), "recovered by step.a: y: 409", "step.a"},
			"step.a[x] recovered, step.a[y] recovered, step.a[z] skipped", "step.a[y] passed, step.a[x] passed"},
		"after a no": {row{planOf(reverse, turn("a"), plan.Approval{Name: "yes", From: []string{"ops"}, Needs: []string{"step.a"}}), scene(), "blocked by approval.yes: 0 of 1 people said yes in time; the test has no section approve \"yes\"", "step.a approval.yes"},
			"step.a recovered, approval.yes blocked", "step.a passed"},
		"after a check of the phase": {row{planOf(plan.Phase{Name: "one", OnFailure: reverse, Steps: []plan.Step{turn("a")}, Checks: []plan.Check{check("c", op("==", ref("step.a.outcome"), "failed"))}}), scene(),
			`failed by check.c: no (step.a.outcome == "failed" does not hold: step.a.outcome is "passed")`, "step.a"}, "step.a recovered, check.c failed", "step.a passed"},
		"a change of another phase is left": {row{planOf(phaseOf("one", nil, turn("a")), func(p *plan.Plan) {
			p.Phases = append(p.Phases, plan.Phase{Name: "two", After: []string{"one"}, OnFailure: reverse, Steps: []plan.Step{turn("b")}})
		}), scene(bFails), failed, "step.a step.b"}, "step.a passed, step.b failed", "step.b passed"},
		"a rehearsal has nothing to undo": {row{planOf(reverse, turn("a"), look("b", needs("step.a"))), scene(rehearsal, bFails), failed, "step.b"}, "step.a simulated, step.b failed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hold(t, map[string]row{"": c.row})
			r := play(t, c.plan, c.scene)
			if got := outcomes(r.Parts); got != c.parts {
				t.Errorf("%s, want %s", got, c.parts)
			}
			if got := outcomes(r.Undone); got != c.undone {
				t.Errorf("undone %s, want %s", got, c.undone)
			}
		})
	}
}

// TestAfterUndo: what was undone is not passed any more for evidence, and its phase tells people.
func TestAfterUndo(t *testing.T) {
	t.Parallel()
	p := planOf(&plan.OnFailure{Undo: "reverse", Notify: []string{"people"}}, turn("a"), turn("b", needs("step.a")), func(p *plan.Plan) {
		p.Evidence = []plan.Evidence{{Name: "a", Value: ref("step.a.outcome")}, {Name: "phase", Value: ref("phase.main.outcome")}, {Name: "state", Value: ref("step.a.state")}}
		p.Notifies = []plan.Notify{{Name: "people", Action: "notify.webhook", On: []string{"failed"}, Text: template(ref("step.a.outcome"), " ", ref("step.b.outcome"))}}
	})
	r := play(t, p, scene(sees("step.a", "state", "on"), fails("step.b", "409")))
	for name, want := range (values{"a": val("recovered"), "state": expr.Nil(), "phase": val("recovered")}) {
		if !r.Evidence[name].Equal(want) {
			t.Errorf("%s: %v", name, r.Evidence[name])
		}
	}
	if len(r.Told) != 2 || r.Told[0].On != "on_failure" || r.Told[0].Text != "recovered failed" || r.Told[1].On != "failed" || r.Told[1].Text != "recovered recovered" {
		t.Errorf("%+v", r.Told)
	}
}

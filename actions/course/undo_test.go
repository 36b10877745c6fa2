package course_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

func own(u *plan.Undo) func(*plan.Step) { return func(s *plan.Step) { s.Undo = u } }

// TestUndo: where a part of a phase did not come to a good end and it says so, what its steps changed is
// taken back, newest first, one after the other.
func TestUndo(t *testing.T) {
	t.Parallel()
	abc := func(more ...any) *plan.Plan {
		return planOf(append([]any{turn("a"), turn("b", needs("step.a")), turn("c", needs("step.b"))}, more...)...)
	}
	hold(t, map[string]story{
		"newest first; what failed may have half-happened": {plan: abc(reverse), lines: `
			> step.a
			step.a passed > step.b
			step.b passed > step.c
			step.c failed > step.c.undo
			step.c.undo passed > step.b.undo
			step.b.undo passed > step.a.undo
			step.a.undo passed >
			= recovered: step.a recovered, step.b recovered, step.c recovered, step.c.undo passed, step.b.undo passed, step.a.undo passed`},
		"in the order in which they ended": {plan: planOf(reverse, turn("a"), turn("b"), look("c", needs("step.a", "step.b"))), lines: `
			> step.a step.b
			step.b passed >
			step.a passed > step.c
			step.c failed > step.a.undo
			step.a.undo passed > step.b.undo
			step.b.undo passed >
			= failed: step.b recovered, step.a recovered, step.c failed, step.a.undo passed, step.b.undo passed`},
		"without on_failure the changes stay": {plan: abc(), lines: `
			> step.a
			step.a passed > step.b
			step.b failed >
			= failed: step.a passed, step.b failed, step.c skipped needs`},
		"one that cannot be taken back leaves the run failed; the others are taken back": {plan: abc(reverse), lines: `
			> step.a
			step.a passed > step.b
			step.b passed > step.c
			step.c failed > step.c.undo
			step.c.undo failed > step.b.undo
			step.b.undo unknown > step.a.undo
			step.a.undo passed >
			= failed: step.a recovered, step.b passed, step.c failed, step.c.undo failed, step.b.undo unknown, step.a.undo passed`},
		"nobody says how, or that it cannot be": {plan: planOf(reverse, turn("a", own(&plan.Undo{Reason: "it is gone"})), turn("b", needs("step.a"))), lines: `
			> step.a
			step.a passed > step.b
			step.b blocked >
			= failed: step.a passed, step.b blocked, step.a.undo failed irrevocable`},
		"what was not allowed has changed nothing": {plan: abc(reverse), lines: `
			> step.a
			step.a blocked >
			= blocked: step.a blocked, step.b skipped needs, step.c skipped needs`},
		"what looked is not taken back": {plan: planOf(reverse, turn("a"), look("b", needs("step.a"))), lines: `
			> step.a
			step.a passed > step.b
			step.b failed > step.a.undo
			step.a.undo passed >
			= failed: step.a recovered, step.b failed, step.a.undo passed`},
		"items, newest first": {plan: planOf(reverse, turn("a", over([]string{"x", "y", "z"}))), lines: `
			> step.a[x]
			step.a[x] passed > step.a[y]
			step.a[y] failed > step.a.undo[y]
			step.a.undo[y] passed > step.a.undo[x]
			step.a.undo[x] passed >
			= recovered: step.a[x] recovered, step.a[y] recovered, step.a[z] skipped stopped, step.a.undo[y] passed, step.a.undo[x] passed`},
		"all jobs of the phase, once the last has ended": {plan: planOf(phase("one", reverse, each([]string{"eu", "us"}, 2), turn("a", goesOn))), lines: `
			> step.a[eu] step.a[us]
			step.a[us] failed >
			step.a[eu] passed > step.a.undo[eu]
			step.a.undo[eu] passed > step.a.undo[us]
			step.a.undo[us] passed >
			= recovered: step.a[us] recovered, step.a[eu] recovered, step.a.undo[eu] passed, step.a.undo[us] passed`},
		"a change of another phase stays, and the phase after does not begin": {
			plan: planOf(phase("one", turn("a")), phase("two", after("one"), reverse, turn("b")), phase("zed", after("two"), turn("z"))), lines: `
			> step.a
			step.a passed > step.b
			step.b failed > step.b.undo
			step.b.undo passed >
			= failed: step.a passed, step.b failed, step.b.undo passed, phase.zed skipped needs, step.z skipped phase`},
		"after a no": {plan: planOf(reverse, turn("a"), approval("ok", 1, "step.a")), lines: `
			> step.a
			step.a passed > approval.ok
			approval.ok bob no > step.a.undo
			step.a.undo passed >
			= blocked: step.a recovered, approval.ok blocked rejected, step.a.undo passed`},
		"after a check of the phase": {plan: planOf(phase("one", reverse, turn("a"), check("k", false))), lines: `
			> step.a
			step.a passed > step.a.undo
			step.a.undo passed >
			= failed: check.k failed, step.a recovered, step.a.undo passed`},
	})
}

// TestLocalsAfterUndo: a local that was asked for before something was taken back is another after it.
func TestLocalsAfterUndo(t *testing.T) {
	t.Parallel()
	c := tell(t, story{plan: planOf(reverse, turn("a"), look("b", needs("step.a"), when(is("local.came", "passed"))), func(p *plan.Plan) {
		p.Locals = map[string]*expr.Node{"came": ref("local.of_a"), "of_a": ref("step.a.outcome")}
		p.Evidence = []plan.Evidence{{Name: "came", Value: ref("local.came")}}
	}), lines: `
		> step.a
		step.a passed > step.b
		step.b failed > step.a.undo
		step.a.undo passed >
		= failed: step.a recovered, step.b failed, step.a.undo passed`})
	if got := c.Evidence()["came"]; !got.Equal(val("recovered")) {
		t.Errorf("%v", got)
	}
}

// TestUndoOfAnAction: the undo that an action brings along sees what the action gave: the id of what it made.
func TestUndoOfAnAction(t *testing.T) {
	t.Parallel()
	p := planOf(reverse, turn("a"))
	for i := range p.Actions {
		if p.Actions[i].Name == "lab.turn" {
			p.Actions[i].Undo.Settings = map[string]*expr.Node{"to": op(expr.OpTemplate, "not ", ref("self.state"))}
		}
	}
	told := (&story{plan: p}).begin()
	told.line(nil)
	told.line(strings.Fields("step.a failed state=7"))
	if undo := told.open["step.a.undo"]; undo == nil || !undo.Settings["to"].Equal(val("not 7")) {
		t.Errorf("%+v", undo)
	}
}

// TestUndoSettings: what takes a step back sees what the step gave, also where that failed; what an action
// says of its own undo sees what the action was given, too.
func TestUndoSettings(t *testing.T) {
	t.Parallel()
	run := turn("a", own(&plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": op(expr.OpList, "back", op(expr.OpTemplate, "from ", ref("self.exit")))}}))
	run.Action, run.Settings = "exec.run", map[string]*expr.Node{"argv": op(expr.OpList, "there")}
	for name, test := range map[string]struct {
		step   plan.Step
		argv   expr.Value
		action string
		of     string
	}{
		"its own":          {run, val([]string{"back", "from 3"}), "exec.run", ""},
		"that of its kind": {turn("a"), expr.Nil(), "lab.turn", "lab.turn"},
	} {
		told := (&story{plan: planOf(reverse, test.step)}).begin()
		told.line(nil)
		told.line(strings.Fields("step.a failed exit=3"))
		undo := told.open["step.a.undo"]
		if undo == nil || undo.Action != test.action || undo.TakesBack != test.of || !undo.Settings["argv"].Equal(test.argv) {
			t.Errorf("%s: %+v", name, undo)
		}
	}
}

package simulate_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// TestHostile: a plan and a scenario from a stranger end soon, and with an answer.
func TestHostile(t *testing.T) {
	t.Parallel()
	wide := func(n int, more ...func(*plan.Step)) []any {
		var steps []any
		for i := range n {
			steps = append(steps, turn(fmt.Sprintf("s%03d", i), more...))
		}
		return steps
	}
	chain := func(n int) []any {
		steps := wide(n)
		for i := 1; i < n; i++ {
			s := steps[i].(plan.Step)
			for j := range i {
				s.Needs = append(s.Needs, fmt.Sprintf("step.s%03d", j))
			}
			steps[i] = s
		}
		return steps
	}
	jobs := plan.Phase{Name: "jobs", ForEach: node(many(9000)), Parallel: 1}
	for i := range 10 {
		jobs.Steps = append(jobs.Steps, turn(fmt.Sprintf("s%d", i)))
	}
	var mocks []any
	for i := range 9000 {
		mocks = append(mocks, of(fmt.Sprintf("item-%05d", i), sees("step.s000")))
	}
	long := expr.Lit(val(many(9000)))
	slow := check("c", op("==", call("length", where("a", long, where("b", long, where("c", long, 1, nil), nil), nil)), 0))
	const tooMuch = "the run has more than 100000 items in all, which is more than one run may have"
	for name, c := range map[string]struct {
		plan *plan.Plan
		s    *scenario.Scenario
		want string
	}{
		"items within items":        {planOf(wide(400, over(many(10000)), goesOn)...), scene(), "unknown by step.s009: " + tooMuch},
		"each waits for all before": {planOf(chain(1000)...), scene(), "passed"},
		"as many jobs as there are": {planOf(jobs), scene(), "passed"},
		"a mock for each of them":   {planOf(wide(1, over(many(9000)))...), scene(mocks...), "passed"},
		"all of them are undone":    {planOf(append(wide(1, over(many(9000)), goesOn), &plan.OnFailure{Undo: "reverse"})...), scene(fails("step.s000", "no")), "recovered by step.s000: item-00000: no"},
		"an expression without end": {planOf(turn("a"), slow), scene(), "unknown by check.c: no (this takes too much time or memory to compute)"},
		"locals without end": {planOf(turn("a", when(op("==", call("length", ref("local.x")), 0))), func(p *plan.Plan) {
			p.Locals = settings("x", where("a", long, where("b", long, where("c", long, 1, nil), nil), nil))
		}), scene(), "unknown by step.a: when: this takes too much time or memory to compute"},
		"a gate whose age is not told": {planOf(turn("x"), func(p *plan.Plan) {
			p.Access.Gates = []plan.Gate{{Name: "a", Action: "lab.peek", MaxAge: 60, Condition: node(true), Message: node("no")}}
		}), scene(by("bob"), sees("gate.a", "state", "on")), "blocked by gate.a: how old its answer is cannot be told: lab.peek has no output that says as of when it was true"},
		"no access section":          {planOf(turn("x"), func(p *plan.Plan) { p.Access = nil }), scene(by("eve")), "blocked by access: eve has none of the roles: nobody may start it by hand"},
		"a local that needs itself":  {planOf(turn("x", when(ref("local.ring"))), func(p *plan.Plan) { p.Locals = settings("ring", op("!", ref("local.ring"))) }), scene(), "unknown by step.x: when: local.ring needs itself"},
		"a plan of nothing":          {&plan.Plan{Triggers: planOf().Triggers}, scene(), "passed"},
		"references to nothing":      {planOf(turn("a", when(ref("step.x.y"))), check("c", ref("phase.x.outcome"))), scene(), "unknown by step.a: when: it is null"},
		"an undo of no such action":  {planOf(&plan.OnFailure{Undo: "reverse"}, turn("a", func(s *plan.Step) { s.Undo = &plan.Undo{Action: "no.such"} })), scene(fails("step.a", "no")), "recovered by step.a: no"},
		"an action that is not told": {planOf(turn("a", func(s *plan.Step) { s.Action = "no.such" })), scene(), "passed"},
	} {
		if got := ending(playAny(t, c.plan, c.s)); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestSame: one scenario has one answer.
func TestSame(t *testing.T) {
	t.Parallel()
	s := scene(stolen, person, yes("commander", "grace", "linus"), fails("step.account", "503"))
	first := play(t, theft(), s)
	for range 20 {
		if diff := cmp.Diff(first, play(t, theft(), s)); diff != "" {
			t.Fatal(diff)
		}
	}
	if got := outcomes(first.Undone); got != "step.account passed, step.sessions failed" {
		t.Error(got)
	}
	if _, problems := simulate.Run(theft(), s); problems != nil {
		t.Error(problems)
	}
}

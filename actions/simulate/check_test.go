package simulate_test

import (
	"slices"
	"testing"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/plan"
)

func check(name string, condition any, more ...func(*plan.Check)) plan.Check {
	c := plan.Check{Name: name, Condition: node(condition), Message: node("no"), Severity: "low"}
	for _, change := range more {
		change(&c)
	}
	return c
}

// TestChecks: passed, failed or unknown, last and also after failure; severity decides nothing.
func TestChecks(t *testing.T) {
	t.Parallel()
	each := func(v any) func(*plan.Check) { return func(c *plan.Check) { c.ForEach = node(v) } }
	empty := func(c *plan.Check) { c.Empty = "passed" }
	high := func(c *plan.Check) { c.Severity = "high" }
	small := op("<", ref("step.a.n"), 5)
	three := sees("step.a", "n", 3)
	hold(t, map[string]row{
		"passed":                         {planOf(look("a"), check("c", small)), scene(three), "passed", "step.a"},
		"failed":                         {planOf(look("a"), check("c", small)), scene(sees("step.a", "n", 5)), "failed by check.c: no (step.a.n < 5 does not hold: step.a.n is 5)", "step.a"},
		"whatever its severity":          {planOf(look("a"), check("c", small, high)), scene(sees("step.a", "n", 5)), "failed by check.c: no (step.a.n < 5 does not hold: step.a.n is 5)", "step.a"},
		"unknown, for it meets null":     {planOf(look("a"), check("c", small)), scene(sees("step.a")), "unknown by check.c: no (step.a.n is null)", "step.a"},
		"a failure decides over unknown": {planOf(look("a"), check("b", small), check("c", false)), scene(sees("step.a")), "failed by check.c: no (false does not hold)", "step.a"},
		"the step decides, it was first": {planOf(look("a"), check("c", false)), scene(fails("step.a", "404")), "failed by step.a: 404", "step.a"},
		"a fallback may fail a check":    {planOf(look("a"), check("c", op("<", call("default", ref("step.a.n"), 9), 5))), scene(sees("step.a")), "failed by check.c: no (default(step.a.n, 9) < 5 does not hold: default(step.a.n, 9) is 9)", "step.a"},
		"and not pass it":                {planOf(look("a"), check("c", op("<", call("default", ref("step.a.n"), 1), 5))), scene(sees("step.a")), "unknown by check.c: no (it would pass only with a fallback of default())", "step.a"},
		"each item":                      {planOf(look("a"), check("c", op("<", call("length", ref("each.value")), 3), each(ref("step.a.list")))), scene(sees("step.a", "list", []any{"ab", "abc"})), `failed by check.c: abc: no (length(each.value) < 3 does not hold: length(each.value) is 3)`, "step.a"},
		"nothing was judged":             {planOf(look("a"), check("c", true, each(ref("step.a.list")))), scene(sees("step.a", "list", []any{})), "unknown by check.c: there is nothing to judge", "step.a"},
		"unless empty passes":            {planOf(look("a"), check("c", true, each(ref("step.a.list")), empty)), scene(sees("step.a", "list", []any{})), "passed", "step.a"},
		"empty passes, null does not":    {planOf(look("a"), check("c", true, each(ref("step.a.list")), empty)), scene(sees("step.a")), "unknown by check.c: its for_each is null: what it mentions was not given, or did not come to its end", "step.a"},
		"a check of a check":             {planOf(look("a"), check("b", ref("check.c.passed")), check("c", small)), scene(three), "passed", "step.a"},
		"checks in a ring":               {planOf(look("a"), check("b", ref("check.c.passed")), check("c", ref("check.b.passed"))), scene(three), "unknown by check.b: no (a check could not be judged)", "step.a"},
		"a check of what was not reached": {planOf(look("a", goesOn), look("b", needs("step.a")), check("c", op("==", ref("step.b.outcome"), "skipped"))), scene(fails("step.a", "404")),
			"failed by step.a: 404", "step.a"},
	})
}

// TestPhaseChecks: a check of a phase is judged as soon as what it mentions is there.
func TestPhaseChecks(t *testing.T) {
	t.Parallel()
	p := planOf(plan.Phase{Name: "one", Steps: []plan.Step{look("a"), look("b")}, Checks: []plan.Check{
		check("all", op("&&", ref("check.first.passed"), op("==", ref("step.b.outcome"), "passed"))), check("first", op("<", ref("local.n"), 5)),
	}}, check("last", ref("check.all.passed")), func(p *plan.Plan) { p.Locals = settings("n", ref("step.a.n")) })
	r := play(t, p, scene(sees("step.a", "n", 1), sees("step.b")))
	if got, want := outcomes(r.Parts), "step.a passed, check.first passed, step.b passed, check.all passed, check.last passed"; got != want {
		t.Error(got)
	}
}

// TestEvidence: computed last, also after failure; what is not known is null.
func TestEvidence(t *testing.T) {
	t.Parallel()
	p := planOf(plan.Phase{Name: "one", Steps: []plan.Step{look("a"), look("b", needs("step.a"))}}, check("c", op("<", ref("step.a.n"), 5)), func(p *plan.Plan) {
		p.Evidence = []plan.Evidence{
			{Name: "check", Value: ref("check.c.passed")}, {Name: "known", Value: ref("step.a.n")}, {Name: "outcome", Value: ref("step.b.outcome")},
			{Name: "partly", Value: list(ref("step.a.n"), op("+", ref("step.a.n"), ref("step.b.n")))}, {Name: "phase", Value: ref("phase.one")}, {Name: "unknown", Value: op("+", 1, ref("step.b.n"))},
		}
	})
	r := play(t, p, scene(sees("step.a", "n", 7), fails("step.b", "404")))
	want := values{
		"check": val(false), "known": val(7), "outcome": val("failed"), "partly": val(nil), "unknown": val(nil),
		"phase": val(map[string]any{"outcome": "failed", "started_at": "2026-01-05T07:00:00Z", "ended_at": "2026-01-05T07:00:00Z", "duration": 0}),
	}
	for name := range want {
		if !r.Evidence[name].Equal(want[name]) {
			t.Errorf("%s: %v", name, r.Evidence[name])
		}
	}
}

// TestReached: what a scenario tried, of all that it could. What was judged without an answer, and what a
// rehearsal left alone, is not tried.
func TestReached(t *testing.T) {
	t.Parallel()
	p := planOf(look("a"), turn("b", needs("approval.yes")), plan.Approval{Name: "yes", From: []string{"ops"}, Needs: []string{"step.a"}},
		plan.Ask{Name: "why", To: []string{"ops"}, Needs: []string{"step.b"}, Question: node("?")},
		check("good", op("<", ref("step.a.n"), 5)), check("lost", op("==", ref("step.a.text"), "x")),
		func(p *plan.Plan) {
			p.Access.Gates = []plan.Gate{{Name: "g", Action: "lab.look", Condition: node(true), Message: node("no")}}
		})
	all := []string{"approval.yes", "ask.why", "check.good", "check.lost", "gate.g", "step.a", "step.b"}
	if got := simulate.Reachable(p); !slices.Equal(got, all) {
		t.Error(got)
	}
	r := play(t, p, scene(by("eve"), sees("gate.g"), sees("step.a", "n", 1)))
	for _, address := range all {
		if want := address != "ask.why" && address != "check.lost" && address != "step.b"; r.Reached[address] != want {
			t.Errorf("%s: %t", address, r.Reached[address])
		}
	}
}

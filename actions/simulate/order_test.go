package simulate_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/plan"
)

// seen mocks steps as seeing nothing in particular.
func seen(names ...string) []any {
	var all []any
	for _, name := range names {
		all = append(all, sees("step."+name))
	}
	return all
}

func when(condition any) func(*plan.Step) { return func(s *plan.Step) { s.When = node(condition) } }

func goesOn(s *plan.Step) { s.OnError = "continue" }

// TestOrder: what waits for what, and which of those that may start does.
func TestOrder(t *testing.T) {
	t.Parallel()
	hold(t, map[string]row{
		"by address where nothing waits": {planOf(look("c"), look("a"), look("b")), scene(seen("a", "b", "c")...), "passed", "step.a step.b step.c"},
		"approvals and asks come before steps by address": {
			planOf(look("a"), plan.Approval{Name: "yes", From: []string{"ops"}, Min: 1}, plan.Ask{Name: "why", To: []string{"ops"}, Question: node("?")}),
			scene(append(seen("a"), yes("yes", "bob"), answer("why", "bob", "x", "yes"))...), "passed", "approval.yes ask.why step.a",
		},
		"after what it needs":                     {planOf(look("a", needs("step.c")), look("b"), look("c")), scene(seen("a", "b", "c")...), "passed", "step.b step.c step.a"},
		"by address where two wait for the same":  {planOf(look("a", needs("step.c")), look("c"), look("d", needs("step.c"))), scene(seen("a", "c", "d")...), "passed", "step.c step.a step.d"},
		"a skipped step counts as done":           {planOf(look("a", when(false)), look("b", needs("step.a"))), scene(seen("b")...), "passed", "step.b"},
		"when is unknown: does not count as done": {planOf(look("a", when(nil), goesOn), look("b", needs("step.a"))), scene(seen("b")...), "unknown by step.a: when: it is null", ""},
		"what waits for a failure is skipped, all else goes on": {
			planOf(look("a", goesOn), look("b", needs("step.a")), look("c"), look("d", needs("step.b"))), scene(append(seen("c"), fails("step.a", "404"))...),
			"failed by step.a: 404", "step.a step.c",
		},
		"a failure that stops the run": {planOf(look("a"), look("b")), scene(fails("step.a", "404")), "failed by step.a: 404", "step.a"},
		"what waits for a no is skipped, all else goes on": {
			planOf(plan.Approval{Name: "yes", From: []string{"ops"}, Min: 1}, turn("a", needs("approval.yes")), look("b")), scene(seen("b")...),
			"blocked by approval.yes: 0 of 1 people said yes in time; the test has no section approve \"yes\"", "approval.yes step.b",
		},
	})
}

// TestPhases: a phase begins when those before it have ended, to the last part.
func TestPhases(t *testing.T) {
	t.Parallel()
	first := func(more ...func(*plan.Phase)) plan.Phase {
		f := plan.Phase{Name: "first", Steps: []plan.Step{look("z")}}
		for _, change := range more {
			change(&f)
		}
		return f
	}
	second := plan.Phase{Name: "second", After: []string{"first"}, Steps: []plan.Step{look("a")}}
	failing := func(f *plan.Phase) {
		f.Checks = []plan.Check{{Name: "c", Condition: op("==", ref("step.z.n"), 1), Message: node("no"), Severity: "low"}}
	}
	over := func(v any) func(*plan.Phase) { return func(f *plan.Phase) { f.ForEach, f.Parallel = node(v), 1 } }
	hold(t, map[string]row{
		"after the phase before":    {planOf(first(), second), scene(seen("a", "z")...), "passed", "step.z step.a"},
		"a phase that is skipped":   {planOf(first(func(f *plan.Phase) { f.When = node(false) }), second), scene(seen("a")...), "passed", "step.a"},
		"a when that is not known":  {planOf(first(func(f *plan.Phase) { f.When = node(nil) }), second), scene(), "unknown by phase.first: when: it is null", ""},
		"a phase that fails":        {planOf(first(), second), scene(fails("step.z", "500")), "failed by step.z: 500", "step.z"},
		"a check is part of it":     {planOf(first(failing), second), scene(sees("step.z", "n", 2)), "failed by check.c: no (step.z.n == 1 does not hold: step.z.n is 2)", "step.z"},
		"one job for each item":     {planOf(first(over([]any{"eu", "us"})), second), scene(seen("a", "z")...), "passed", "step.z step.a"},
		"jobs of one key":           {planOf(first(over([]any{"eu", "eu"})), second), scene(), "unknown by phase.first: two items have the key \"eu\": each needs its own", ""},
		"no job at all":             {planOf(first(over([]any{})), second), scene(seen("a")...), "passed", "step.a"},
		"more jobs than its limit":  {planOf(first(over([]any{"eu", "us"}), func(f *plan.Phase) { f.Limit = 1 }), second), scene(), "failed by phase.first: it has 2 items, and may touch at most 1", ""},
		"one job fails":             {planOf(first(over([]any{"eu", "us"})), second), scene(of("us", fails("step.z", "500")), sees("step.z")), "failed by step.z: us: 500", "step.z"},
		"a phase and a need across": {planOf(first(), plan.Phase{Name: "other", Steps: []plan.Step{look("b", needs("step.z"))}}), scene(seen("b", "z")...), "passed", "step.z step.b"},
	})
}

// TestJobs: the parts of a job see their item and each other; all others see them through the phase.
func TestJobs(t *testing.T) {
	t.Parallel()
	p := planOf(
		plan.Phase{Name: "regions", ForEach: node(map[string]any{"eu": 1, "us": 2}), Parallel: 2, Steps: []plan.Step{
			look("a", func(s *plan.Step) { s.Settings = settings("at", ref("each.key")) }),
			look("b", needs("step.a"), when(op("==", ref("step.a.n"), ref("each.value")))),
		}},
		plan.Phase{Name: "then", After: []string{"regions"}, Steps: []plan.Step{look("z")}},
		func(p *plan.Plan) {
			p.Evidence = []plan.Evidence{{Name: "eu", Value: ref("phase.regions.eu.step.b.outcome")},
				{Name: "us", Value: ref("phase.regions.us.step.a.n")}, {Name: "whole", Value: ref("phase.regions.us.outcome")}}
		},
	)
	r := play(t, p, scene(of("eu", sees("step.a", "n", 1)), of("us", sees("step.a", "n", 7)), sees("step.b"), sees("step.z")))
	want := "step.a[eu] passed, step.b[eu] passed, step.a[us] passed, step.b[us] skipped, step.z passed"
	if got := outcomes(r.Parts); got != want || r.Outcome != "passed" {
		t.Errorf("%s, %s", r.Outcome, got)
	}
	for name, want := range (values{"eu": val("passed"), "us": val(7), "whole": val("passed")}) {
		if !r.Evidence[name].Equal(want) {
			t.Errorf("%s: %v", name, r.Evidence[name])
		}
	}
}

package course_test

import (
	"fmt"
	"testing"

	"github.com/attestary/attestary/schemas/plan"
)

// TestOrder: what waits for what. Everything else starts at once, the smallest address first.
func TestOrder(t *testing.T) {
	t.Parallel()
	hold(t, map[string]story{
		"what waits for nothing starts at once": {plan: planOf(look("b"), look("c"), look("a")), lines: `
			> step.a step.b step.c
			step.b passed >
			step.a passed >
			step.c passed >
			= passed: step.b passed, step.a passed, step.c passed`},
		"a part waits for all that it needs": {plan: planOf(look("a", needs("step.b", "step.c")), look("b"), look("c")), lines: `
			> step.b step.c
			step.c passed >
			step.b passed > step.a
			step.a passed >
			= passed: step.c passed, step.b passed, step.a passed`},
		"its own when says no: it counts as done": {plan: planOf(look("a", when(false)), look("b", needs("step.a"))), lines: `
			> step.b
			step.b passed >
			= passed: step.a skipped when, step.b passed`},
		"its when is not known: it does not": {plan: planOf(look("a", when(nil), goesOn), look("b", needs("step.a"))), lines: `
			>
			= unknown: step.a unknown when, step.b skipped needs`},
		"nor does what failed, and so on": {plan: planOf(look("a", goesOn), look("b", needs("step.a")), look("c", needs("step.b")), look("d")), lines: `
			> step.a step.d
			step.a failed >
			step.d passed >
			= failed: step.a failed, step.b skipped needs, step.c skipped needs, step.d passed`},
		"what stops the run: nothing more starts, what is under way comes to its end": {plan: planOf(look("a"), look("b"), look("c", needs("step.b"))), lines: `
			> step.a step.b
			step.a failed >
			step.b passed >
			= failed: step.a failed, step.b passed, step.c skipped stopped`},
		"what is unknown stops it too": {plan: planOf(look("a"), look("b", needs("step.a")), look("c")), lines: `
			> step.a step.c
			step.a unknown >
			step.c passed >
			= unknown: step.a unknown, step.b skipped needs, step.c passed`},
		"a when sees what was seen": {plan: planOf(look("a"), look("b", needs("step.a"), when(is("step.a.n", 3)))), lines: `
			> step.a
			step.a passed n=3 > step.b
			step.b passed >
			= passed: step.a passed, step.b passed`},
		"what failed has seen nothing": {plan: planOf(look("a", goesOn), approval("ok", 1, "step.a"), check("c", is("step.a.n", 3))), lines: `
			> step.a
			step.a failed n=3 >
			= failed: step.a failed, approval.ok skipped needs, check.c unknown`},
	})
}

// TestItems: for_each makes one of each, by key, as many at once as parallel says.
func TestItems(t *testing.T) {
	t.Parallel()
	two := func(s *plan.Step) { s.Parallel = 2 }
	bad := func(name string, items any, why string) story {
		return story{plan: planOf(look("a", over(items)), look("b", needs("step.a"))), lines: `
			>
			= unknown: step.a unknown ` + why + `, step.b skipped needs`}
	}
	hold(t, map[string]story{
		"one after the other": {plan: planOf(look("a", over([]string{"y", "x"})), look("b", needs("step.a"))), lines: `
			> step.a[x]
			step.a[x] passed > step.a[y]
			step.a[y] passed > step.b
			step.b passed >
			= passed: step.a[x] passed, step.a[y] passed, step.b passed`},
		"two at once": {plan: planOf(look("a", over([]string{"x", "y", "z"}), two)), lines: `
			> step.a[x] step.a[y]
			step.a[y] passed > step.a[z]
			step.a[x] passed >
			step.a[z] passed >
			= passed: step.a[y] passed, step.a[x] passed, step.a[z] passed`},
		"one that fails stops the others": {plan: planOf(look("a", over([]string{"x", "y", "z"}), two)), lines: `
			> step.a[x] step.a[y]
			step.a[x] failed >
			step.a[y] passed >
			= failed: step.a[x] failed, step.a[z] skipped stopped, step.a[y] passed`},
		"unless the step goes on; it is not done all the same": {plan: planOf(look("a", over([]string{"x", "y"}), goesOn), look("b", needs("step.a"))), lines: `
			> step.a[x]
			step.a[x] failed > step.a[y]
			step.a[y] passed >
			= failed: step.a[x] failed, step.a[y] passed, step.b skipped needs`},
		"each item has its own when, before the first begins": {plan: planOf(look("a", over([]string{"x", "y", "z"}), when(is("each.key", "y")))), lines: `
			> step.a[y]
			step.a[y] passed >
			= passed: step.a[x] skipped when, step.a[z] skipped when, step.a[y] passed`},
		"a when that is not known for one of them keeps all from starting": {
			plan: planOf(look("l"), turn("a", needs("step.l"), over([]string{"x", "y"}), when(is("step.l.n", 1)))), lines: `
			> step.l
			step.l passed >
			= unknown: step.l passed, step.a[x] unknown when, step.a[y] skipped stopped`},
		"what was seen": {plan: planOf(look("l"), look("a", needs("step.l"), over(ref("step.l.list")))), lines: `
			> step.l
			step.l passed list=p,q > step.a[p]
			step.a[p] passed > step.a[q]
			step.a[q] passed >
			= passed: step.l passed, step.a[p] passed, step.a[q] passed`},
		"nothing to go over counts as done": {plan: planOf(look("a", over([]string{})), look("b", needs("step.a"))), lines: `
			> step.b
			step.b passed >
			= passed: step.a skipped empty, step.b passed`},
		"null is not nothing":     bad("a", nil, "items"),
		"nor is a text":           bad("a", "x", "items"),
		"each needs its own key":  bad("a", []string{"x", "x"}, "key"),
		"and none that is no key": bad("a", []string{""}, "key"),
	})
}

// TestTooMuchToEnd: what a record cannot tell would never end, so it does not begin.
func TestTooMuchToEnd(t *testing.T) {
	t.Parallel()
	grants := func(n int) *plan.Plan {
		var who []string
		for i := range n {
			who = append(who, fmt.Sprintf("person-%03d", i))
		}
		return planOf(turn("a", over(who), func(s *plan.Step) { s.UndoAfter, s.Parallel = node("7d"), 1000 }))
	}
	for n, want := range map[int]bool{100: true, 200: false} {
		told := (&story{plan: grants(n)}).begin()
		told.line(nil)
		if got := len(told.open) == n; got != want {
			t.Errorf("of %d there begin %d: %s", n, len(told.open), told.ending())
		}
	}
}

// TestLimits: a step that would touch too much fails before it touches anything.
func TestLimits(t *testing.T) {
	t.Parallel()
	turns := func(l plan.Limit) *plan.Plan {
		return planOf(look("l"), turn("a", needs("step.l"), over([]string{"x", "y"}), goesOn, func(s *plan.Step) { s.Limit = &l }), look("b", needs("step.a")))
	}
	percent := func(n int64, of any) plan.Limit { return plan.Limit{Percent: n, Of: node(of)} }
	const (
		goes = `
			> step.l
			step.l passed list=1,2,3,4 n=3 > step.a[x]
			step.a[x] passed > step.a[y]
			step.a[y] passed > step.b
			step.b passed >
			= passed: step.l passed, step.a[x] passed, step.a[y] passed, step.b passed`
		fails = `
			> step.l
			step.l passed list=1,2,3,4 n=3 >
			= failed: step.l passed, step.a failed limit, step.b skipped needs`
		unknown = `
			> step.l
			step.l passed list=1,2,3,4 n=3 >
			= unknown: step.l passed, step.a unknown limit, step.b skipped needs`
	)
	hold(t, map[string]story{
		"as many as it may":               {plan: turns(plan.Limit{Count: 2}), lines: goes},
		"one more":                        {plan: turns(plan.Limit{Count: 1}), lines: fails},
		"half of four":                    {plan: turns(percent(50, ref("step.l.list"))), lines: goes},
		"a quarter of four":               {plan: turns(percent(25, ref("step.l.list"))), lines: fails},
		"of a number, rounded down":       {plan: turns(percent(66, ref("step.l.n"))), lines: fails},
		"two thirds of it are two":        {plan: turns(percent(67, ref("step.l.n"))), lines: goes},
		"of what is not known: unknown":   {plan: turns(percent(50, nil)), lines: unknown},
		"of less than nothing: unknown":   {plan: turns(percent(50, -4)), lines: unknown},
		"of a text: unknown":              {plan: turns(percent(50, "4")), lines: unknown},
		"of nothing: nothing may be done": {plan: turns(percent(100, []string{})), lines: fails},
	})
}

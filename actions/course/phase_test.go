package course_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

func phase(name string, parts ...any) plan.Phase {
	f := plan.Phase{Name: name}
	for _, part := range parts {
		switch part := part.(type) {
		case plan.Step:
			f.Steps = append(f.Steps, part)
		case plan.Approval:
			f.Approvals = append(f.Approvals, part)
		case plan.Ask:
			f.Asks = append(f.Asks, part)
		case plan.Check:
			f.Checks = append(f.Checks, part)
		case *plan.OnFailure:
			f.OnFailure = part
		case func(*plan.Phase):
			part(&f)
		default:
			panic("not a part of a phase")
		}
	}
	return f
}

func after(phases ...string) func(*plan.Phase) { return func(f *plan.Phase) { f.After = phases } }

// each makes a phase one of so many jobs at once.
func each(items any, parallel int64) func(*plan.Phase) {
	return func(f *plan.Phase) { f.ForEach, f.Parallel = node(items), parallel }
}

// TestPhases: a phase begins when those before it have come to their end, to the last part.
func TestPhases(t *testing.T) {
	t.Parallel()
	one := func(more ...any) plan.Phase { return phase("one", append([]any{look("a"), look("b")}, more...)...) }
	two := phase("two", after("one"), look("c"))
	hold(t, map[string]story{
		"after the last part of the one before": {plan: planOf(one(), two), lines: `
			> step.a step.b
			step.b passed >
			step.a passed > step.c
			step.c passed >
			= passed: step.b passed, step.a passed, step.c passed`},
		"a need reaches into another phase, and does not wait for the rest of it": {plan: planOf(one(), phase("two", look("c", needs("step.b")))), lines: `
			> step.a step.b
			step.b passed > step.c
			step.c passed >
			step.a passed >
			= passed: step.b passed, step.c passed, step.a passed`},
		"a phase that fails": {plan: planOf(phase("one", look("a", goesOn)), two), lines: `
			> step.a
			step.a failed >
			= failed: step.a failed, phase.two skipped needs, step.c skipped phase`},
		"a phase whose own when says no counts as done": {plan: planOf(one(func(f *plan.Phase) { f.When = node(false) }), two), lines: `
			> step.c
			step.c passed >
			= passed: phase.one skipped when, step.a skipped phase, step.b skipped phase, step.c passed`},
		"one whose when is not known does not": {plan: planOf(one(func(f *plan.Phase) { f.When = node(nil) }), two), lines: `
			>
			= unknown: phase.one unknown when, step.a skipped phase, step.b skipped phase, phase.two skipped needs, step.c skipped phase`},
		"its when waits for what it mentions": {plan: planOf(one(), phase("two", after("one"), look("c"), func(f *plan.Phase) { f.When = is("step.a.n", 2) })), lines: `
			> step.a step.b
			step.a passed n=2 >
			step.b passed > step.c
			step.c passed >
			= passed: step.a passed, step.b passed, step.c passed`},
		"a check is part of it, and judged as soon as what it mentions is there": {plan: planOf(one(check("k", is("step.b.n", 2))), two), lines: `
			> step.a step.b
			step.b passed n=1 >
			step.a passed >
			= failed: step.b passed, check.k failed, step.a passed, phase.two skipped needs, step.c skipped phase`},
		"a check that mentions another of its phase": {plan: planOf(one(check("j", ref("check.k.passed")), check("k", is("step.b.n", 2)))), lines: `
			> step.a step.b
			step.b passed n=2 >
			step.a passed >
			= passed: step.b passed, check.k passed, check.j passed, step.a passed`},
		"a check of a phase that does not run is not judged": {plan: planOf(one(check("k", true), func(f *plan.Phase) { f.When = node(false) })), lines: `
			>
			= passed: phase.one skipped when, check.k skipped phase, step.a skipped phase, step.b skipped phase`},
		"a check judges what did not go well, too": {plan: planOf(phase("one", look("a", goesOn), check("k", is("step.a.outcome", "failed")))), lines: `
			> step.a
			step.a failed >
			= failed: step.a failed, check.k passed`},
	})
}

// TestJobs: a phase with for_each is one job for each item, so many at once as it says. The parts of a job
// wait for each other, and see each other and their item.
func TestJobs(t *testing.T) {
	t.Parallel()
	regions := func(parallel int64, more ...any) plan.Phase {
		return phase("one", append([]any{each([]string{"eu", "us"}, parallel), look("a", goesOn), look("b", needs("step.a"), when(is("step.a.n", 1)), goesOn)}, more...)...)
	}
	two := phase("two", after("one"), look("c"))
	hold(t, map[string]story{
		"side by side": {plan: planOf(regions(2), two), lines: `
			> step.a[eu] step.a[us]
			step.a[us] passed n=1 > step.b[us]
			step.b[us] passed >
			step.a[eu] passed n=1 > step.b[eu]
			step.b[eu] passed > step.c
			step.c passed >
			= passed: step.a[us] passed, step.b[us] passed, step.a[eu] passed, step.b[eu] passed, step.c passed`},
		"one after the other, by key": {plan: planOf(regions(1), two), lines: `
			> step.a[eu]
			step.a[eu] passed n=1 > step.b[eu]
			step.b[eu] passed > step.a[us]
			step.a[us] passed n=2 > step.c
			step.c passed >
			= passed: step.a[eu] passed, step.b[eu] passed, step.a[us] passed, step.b[us] skipped when, step.c passed`},
		"a job that fails leaves the others alone; their phase is not done": {plan: planOf(regions(2), two), lines: `
			> step.a[eu] step.a[us]
			step.a[eu] failed >
			step.a[us] passed n=1 > step.b[us]
			step.b[us] passed >
			= failed: step.a[eu] failed, step.b[eu] skipped needs, step.a[us] passed, step.b[us] passed, phase.two skipped needs, step.c skipped phase`},
		"what needs a part of it from elsewhere waits for all jobs": {plan: planOf(regions(2), phase("two", look("c", needs("step.a")))), lines: `
			> step.a[eu] step.a[us]
			step.a[eu] passed >
			step.a[us] passed > step.c
			step.c passed >
			= unknown: step.a[eu] passed, step.b[eu] unknown when, step.a[us] passed, step.b[us] unknown when, step.c passed`},
		"items of a step in a job": {plan: planOf(phase("one", each([]string{"eu", "us"}, 2), look("a", over([]string{"x", "y"})))), lines: `
			> step.a[eu/x] step.a[us/x]
			step.a[eu/x] passed > step.a[eu/y]
			step.a[us/x] passed > step.a[us/y]
			step.a[us/y] passed >
			step.a[eu/y] passed >
			= passed: step.a[eu/x] passed, step.a[us/x] passed, step.a[us/y] passed, step.a[eu/y] passed`},
		"each job asks for itself": {plan: planOf(phase("one", each([]string{"eu", "us"}, 2), approval("ok", 1), look("a", needs("approval.ok")))), lines: `
			> approval.ok[eu] approval.ok[us]
			approval.ok[us] bob yes > step.a[us]
			approval.ok[eu] bob no >
			step.a[us] passed >
			= blocked: approval.ok[us] passed, approval.ok[eu] blocked rejected, step.a[eu] skipped needs, step.a[us] passed`},
		"more jobs than the limit of the phase": {plan: planOf(regions(1, func(f *plan.Phase) { f.Limit = 1 })), lines: `
			>
			= failed: phase.one failed limit, step.a skipped phase, step.b skipped phase`},
		"no job counts as done": {plan: planOf(regions(1, each([]string{}, 1)), two), lines: `
			> step.c
			step.c passed >
			= passed: phase.one skipped empty, step.a skipped phase, step.b skipped phase, step.c passed`},
		"jobs that are not known do not": {plan: planOf(regions(1, each(nil, 1)), two), lines: `
			>
			= unknown: phase.one unknown items, step.a skipped phase, step.b skipped phase, phase.two skipped needs, step.c skipped phase`},
		"what stops the run stops jobs that have not begun": {plan: planOf(phase("one", each([]string{"eu", "us"}, 1), look("a"))), lines: `
			> step.a[eu]
			step.a[eu] failed >
			= failed: step.a[eu] failed, step.a[us] skipped stopped`},
	})
}

// TestWhatPhasesAre: what others see of them. Their times are those of what was told: that somebody looked
// later whether anything could start changes none of them.
func TestWhatPhasesAre(t *testing.T) {
	t.Parallel()
	p := planOf(phase("one", each([]string{"eu"}, 1), look("a"), approval("ok", 1, "step.a")), phase("two", after("one"), look("b")), func(p *plan.Plan) {
		for _, path := range []string{"phase.one.eu.duration", "phase.one.eu.started_at", "phase.one.eu.step.a.n", "phase.two.ended_at", "phase.two.outcome"} {
			p.Evidence = append(p.Evidence, plan.Evidence{Name: "e" + string(rune('0'+len(p.Evidence))), Value: ref(path)})
		}
	})
	c := tell(t, story{plan: p, lines: `
		> step.a[eu]
		step.a[eu] passed n=7 > approval.ok[eu]
		time passes >
		approval.ok[eu] bob yes 10m ago > step.b
		step.b passed >
		= passed: step.a[eu] passed, approval.ok[eu] passed, step.b passed`})
	for name, want := range map[string]expr.Value{
		"e0": val(53 * 60), "e1": val("2026-01-05T07:00:00Z"), "e2": val(7), "e3": val("2026-01-05T08:04:00Z"), "e4": val("passed"),
	} {
		if got := c.Evidence()[name]; !got.Equal(want) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

package course_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/plan"
)

// TestHalts: what ends a run before its time. Nothing more starts, and people are asked no more. Where it
// took too long, or a gate has shut, what it changed is taken back; where somebody interrupts it, the
// changes stay, and the record says so.
func TestHalts(t *testing.T) {
	t.Parallel()
	p := planOf(reverse, turn("a"), turn("b", needs("step.a"), over([]string{"x", "y"})), look("c", needs("step.b")), approval("ok", 1, "step.a"))
	two := planOf(reverse, turn("a"), turn("b", needs("step.a")), turn("c", needs("step.b")))
	hold(t, map[string]story{
		"took too long": {plan: p, lines: `
			> step.a
			step.a passed > approval.ok step.b[x]
			halt timeout >
			step.b[x] unknown > step.b.undo[x]
			step.b.undo[x] passed > step.a.undo
			step.a.undo passed >
			= unknown: step.a recovered, approval.ok unknown timeout, step.b[y] unknown timeout, step.b[x] recovered, step.c skipped needs, step.b.undo[x] passed, step.a.undo passed`},
		"interrupted": {plan: p, lines: `
			> step.a
			step.a passed > approval.ok step.b[x]
			halt interrupted >
			approval.ok bob yes ! approval.ok does not wait for an answer any more
			step.b[x] unknown >
			= interrupted: step.a passed, approval.ok skipped interrupted, step.b[y] skipped interrupted, step.b[x] unknown, step.c skipped needs`},
		"interrupted while something is taken back: the rest stays": {plan: two, lines: `
			> step.a
			step.a passed > step.b
			step.b passed > step.c
			step.c failed > step.c.undo
			halt interrupted >
			step.c.undo passed >
			= interrupted: step.a passed, step.b passed, step.c failed, step.c.undo passed, step.b.undo skipped interrupted, step.a.undo skipped interrupted`},
		"interrupted after it took too long": {plan: two, lines: `
			> step.a
			step.a passed > step.b
			halt timeout >
			step.b unknown > step.b.undo
			halt interrupted >
			step.b.undo unknown >
			= interrupted: step.a passed, step.b unknown, step.c skipped needs, step.b.undo unknown, step.a.undo skipped interrupted`},
		"a gate has shut": {plan: p, lines: `
			> step.a
			step.a passed > approval.ok step.b[x]
			gate.device shut >
			step.b[x] passed > step.b.undo[x]
			step.b.undo[x] passed > step.a.undo
			step.a.undo passed >
			= blocked: step.a recovered, gate.device blocked gate, approval.ok skipped gate, step.b[y] skipped gate, step.b[x] recovered, step.c skipped needs, step.b.undo[x] passed, step.a.undo passed`},
		"the first word counts": {plan: two, lines: `
			> step.a
			gate.device shut >
			halt timeout >
			step.a passed > step.a.undo
			step.a.undo passed >
			= blocked: gate.device blocked gate, step.a recovered, step.b skipped gate, step.c skipped needs, step.a.undo passed`},
		"phases that have not begun": {plan: planOf(phase("one", look("a")), phase("two", after("one"), look("b"))), lines: `
			> step.a
			halt timeout >
			step.a passed >
			= unknown: step.a passed, phase.two unknown timeout, step.b skipped phase`},
	})
}

// TestChecksLast: checks outside phases come last, also after failure and in a run that was ended; evidence
// that is not known is null.
func TestChecksLast(t *testing.T) {
	t.Parallel()
	many := check("many", is("each.value", "x"))
	many.ForEach = ref("step.a.list")
	empty := many
	empty.Name, empty.Empty = "none", "passed"
	p := planOf(look("a"), look("b"), check("about_b", is("step.b.outcome", "passed")), many, empty, check("other", ref("check.many.passed")), func(p *plan.Plan) {
		p.Evidence = []plan.Evidence{{Name: "n", Value: ref("step.a.n")}}
	})
	hold(t, map[string]story{
		"each item": {plan: p, lines: `
			> step.a step.b
			step.a passed list=x,y >
			step.b passed >
			= failed: step.a passed, step.b passed, check.about_b passed, check.many[x] passed, check.many[y] failed, check.none[x] passed, check.none[y] failed, check.other failed`},
		"nothing to judge is unknown, unless it says that it passes": {plan: p, lines: `
			> step.a step.b
			step.a passed list= >
			step.b passed >
			= unknown: step.a passed, step.b passed, check.about_b passed, check.many unknown, check.none passed, check.other unknown`},
		"after a failure": {plan: p, lines: `
			> step.a step.b
			step.a failed list=x n=1 >
			step.b passed >
			= failed: step.a failed, step.b passed, check.about_b passed, check.many unknown, check.none unknown, check.other unknown`},
	})
}

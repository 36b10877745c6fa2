package course_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// byAda is a run that ada asked for.
func byAda(f *course.Facts) { f.Requester = &course.Requester{ID: "ada", Login: "ada"} }

// TestApprovals: so many distinct people, none of them the one who asked for the run, and no no.
func TestApprovals(t *testing.T) {
	t.Parallel()
	two := planOf(approval("ok", 2), turn("a", needs("approval.ok")), look("b"))
	skip := func(v any) *plan.Plan {
		a := approval("ok", 1)
		a.SkipIf = node(v)
		return planOf(a, turn("a", needs("approval.ok")))
	}
	hold(t, map[string]story{
		"two people; what does not wait for them goes on": {plan: two, lines: `
			> approval.ok step.b
			step.b passed >
			approval.ok bob yes >
			approval.ok eve yes > step.a
			step.a passed >
			= passed: step.b passed, approval.ok passed, step.a passed`},
		"one person twice is one": {plan: two, lines: `
			> approval.ok step.b
			approval.ok bob yes >
			approval.ok bob yes ! bob has answered already
			approval.ok eve yes > step.a
			step.a passed >
			step.b passed >
			= passed: approval.ok passed, step.a passed, step.b passed`},
		"who asked for the run does not count, however they write themselves": {plan: two, facts: byAda, lines: `
			> approval.ok step.b
			approval.ok ada yes ! ada asked for the run, so their own yes does not count
			approval.ok ADA no ! ADA asked for the run, so their own yes does not count
			approval.ok bob yes >
			step.b passed >
			approval.ok expires >
			= blocked: step.b passed, approval.ok blocked unanswered, step.a skipped needs`},
		"a single no is a no": {plan: two, lines: `
			> approval.ok step.b
			approval.ok bob yes >
			approval.ok eve no >
			step.b passed >
			= blocked: approval.ok blocked rejected, step.a skipped needs, step.b passed`},
		"who comes after the last yes comes too late": {plan: two, lines: `
			> approval.ok step.b
			approval.ok bob yes >
			approval.ok eve yes > step.a
			approval.ok zoe no ! approval.ok does not wait for an answer any more
			step.a passed >
			step.b passed >
			= passed: approval.ok passed, step.a passed, step.b passed`},
		"nobody in time": {plan: two, lines: `
			> approval.ok step.b
			approval.ok expires >
			approval.ok bob yes ! approval.ok does not wait for an answer any more
			step.b passed >
			= blocked: approval.ok blocked unanswered, step.a skipped needs, step.b passed`},
		"what stops the run takes the question back": {plan: two, lines: `
			> approval.ok step.b
			step.b failed >
			approval.ok bob yes ! approval.ok does not wait for an answer any more
			= failed: step.b failed, approval.ok skipped stopped, step.a skipped needs`},
		"it is skipped by its own condition": {plan: skip(true), lines: `
			> step.a
			step.a passed >
			= passed: approval.ok skipped when, step.a passed`},
		"a condition that is not known skips nothing": {plan: skip(nil), lines: `
			>
			= unknown: approval.ok unknown when, step.a skipped needs`},
		"a rehearsal asks nobody, and changes nothing": {plan: two, facts: func(f *course.Facts) { f.Mode = evidence.Rehearsal }, lines: `
			> step.b
			step.b passed >
			= passed: approval.ok simulated, step.a simulated, step.b passed`},
	})
}

// TestAsks: an answer keeps its rules, and a second person, where one is wanted, gives the same.
func TestAsks(t *testing.T) {
	t.Parallel()
	one := planOf(ask("way"), look("a", needs("ask.way"), when(is("ask.way.x", "left"))))
	second := planOf(func(p *plan.Plan) {
		a := ask("way")
		a.Second = []string{"ops"}
		p.Phases = []plan.Phase{phase("main", a, look("a", needs("ask.way")))}
	})
	hold(t, map[string]story{
		"an answer": {plan: one, lines: `
			> ask.way
			ask.way bob left > step.a
			step.a passed >
			= passed: ask.way passed, step.a passed`},
		"what is seen of it": {plan: one, lines: `
			> ask.way
			ask.way bob right >
			= passed: ask.way passed, step.a skipped when`},
		"one that breaks its rules does not count": {plan: one, lines: `
			> ask.way
			ask.way bob up ! x: "up" is not allowed: allowed are left, right.
			ask.way bob left > step.a
			step.a passed >
			= passed: ask.way passed, step.a passed`},
		"nobody in time": {plan: one, lines: `
			> ask.way
			ask.way expires >
			= blocked: ask.way blocked unanswered, step.a skipped needs`},
		"a second person who says the same": {plan: second, lines: `
			> ask.way
			ask.way bob left >
			ask.way eve left > step.a
			step.a passed >
			= passed: ask.way passed, step.a passed`},
		"a second person who says something else does not count": {plan: second, lines: `
			> ask.way
			ask.way bob left >
			ask.way eve right ! eve gives other answers than bob did
			ask.way expires >
			= blocked: ask.way blocked unanswered, step.a skipped needs`},
		"the first may think again, and is no second": {plan: second, lines: `
			> ask.way
			ask.way bob left >
			ask.way bob right >
			ask.way eve left ! eve gives other answers than bob did
			ask.way eve right > step.a
			step.a passed >
			= passed: ask.way passed, step.a passed`},
	})
}

// TestTargets: a yes is bound to the items that were known when it was asked for. Where they are others when
// their step comes, it is blocked.
func TestTargets(t *testing.T) {
	t.Parallel()
	// l says what there is, and m, after the yes, says it again.
	p := func(items string, more ...any) *plan.Plan {
		return planOf(append([]any{look("l"), look("m", needs("approval.ok")), approval("ok", 1, "step.l"), turn("a", needs("approval.ok", "step.l", "step.m"), over(ref(items)))}, more...)...)
	}
	hold(t, map[string]story{
		"the same": {plan: p("step.l.list"), lines: `
			> step.l
			step.l passed list=x,y > approval.ok
			approval.ok bob yes > step.m
			step.m passed > step.a[x]
			step.a[x] passed > step.a[y]
			step.a[y] passed >
			= passed: step.l passed, approval.ok passed, step.m passed, step.a[x] passed, step.a[y] passed`},
		"not known when it was asked for: whoever said yes was not shown them": {plan: p("step.m.list"), lines: `
			> step.l
			step.l passed > approval.ok
			approval.ok bob yes > step.m
			step.m passed list=x > step.a[x]
			step.a[x] passed >
			= passed: step.l passed, approval.ok passed, step.m passed, step.a[x] passed`},
	})
	perhaps := &expr.Node{Op: expr.OpCall, Name: "default", Args: []*expr.Node{ref("step.m.list"), node([]string{"x"})}}
	hold(t, map[string]story{
		"others": {plan: planOf(look("m", needs("approval.ok")), approval("ok", 1), turn("a", needs("approval.ok", "step.m"), over(perhaps))), lines: `
			> approval.ok
			approval.ok bob yes > step.m
			step.m passed list=x,y >
			= blocked: approval.ok passed, step.m passed, step.a blocked differs`},
		"others than one of several yeses was for": {plan: planOf(
			phase("one", each([]string{"eu", "us"}, 1), approval("ok", 1)), phase("two", look("m")),
			phase("zed", after("one", "two"), func(f *plan.Phase) { f.ForEach, f.Parallel = perhaps, 1 }, turn("a"))), lines: `
			> approval.ok[eu] step.m
			step.m passed list=y >
			approval.ok[eu] bob yes > approval.ok[us]
			approval.ok[us] bob yes >
			= blocked: step.m passed, approval.ok[eu] passed, approval.ok[us] passed, phase.zed blocked differs, step.a skipped phase`},
	})
}

// TestShown: people see what is known when they are asked, and the items that wait for them.
func TestShown(t *testing.T) {
	t.Parallel()
	a := approval("ok", 1, "step.l")
	a.Show = &plan.Show{Title: op(expr.OpTemplate, "Touch ", ref("step.l.n"), "?"), Text: op(expr.OpTemplate, "because ", ref("step.a.outcome")), Table: ref("step.l.list")}
	told := (&story{plan: planOf(look("l"), a, turn("a", needs("approval.ok", "step.l"), over(ref("step.l.list"))))}).begin()
	told.line(nil)
	told.line(strings.Fields("step.l passed list=x,y n=2"))
	want := course.Shown{
		Address: "approval.ok", Title: "Touch 2?", Text: "", Table: val([]string{"x", "y"}), Targets: map[string][]string{"step.a": {"x", "y"}},
	}
	if diff := cmp.Diff(want, *told.course.Waiting()[0].Shown); diff != "" {
		t.Error(diff)
	}
}

package course_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/internal/lab"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// TestAgain: a course that is told what another was told stands where that one stands, whenever somebody
// asked it in between whether anything could start. That is how a run goes on whose process was killed.
func TestAgain(t *testing.T) {
	t.Parallel()
	p := planOf(
		phase("one", reverse, each([]string{"eu", "us"}, 2), turn("a", over([]string{"x", "y"}), goesOn), approval("ok", 2, "step.a"), check("k", is("step.a.x.outcome", "passed"))),
		phase("two", after("one"), look("b")), check("long", op(expr.OpLess, ref("phase.one.eu.duration"), 3000)),
		func(p *plan.Plan) {
			p.Evidence = []plan.Evidence{{Name: "eu", Value: ref("phase.one.eu.ended_at")}, {Name: "us", Value: ref("phase.one.us.duration")}}
			p.Notifies = []plan.Notify{{Name: "n", Action: "notify.webhook", On: plan.NotifyOn, Text: node("look")}}
		})
	lines := strings.Split(`step.a[us/x] passed
		step.a[eu/x] passed
		step.a[eu/y] passed
		time passes
		approval.ok[eu] bob yes 30m ago
		step.a[us/y] failed
		approval.ok[eu] eve yes
		step.a.undo[us/y] passed
		time passes
		step.a.undo[eu/y] failed
		step.a.undo[eu/x] passed
		halt timeout
		step.a.undo[us/x] passed`, "\n")
	for n := range len(lines) + 1 {
		live := (&story{plan: p}).begin()
		live.line(nil)
		for _, line := range lines[:n] {
			if got := live.line(strings.Fields(line)); strings.Contains(got, "!") {
				t.Fatal(got)
			}
		}
		again := (&story{plan: p}).begin()
		for _, e := range live.told {
			if e.start == nil {
				again.at = e.at
				again.say(e.words)
				continue
			}
			task := again.course.Again(*e.start, e.at)
			if task == nil {
				t.Fatalf("%v cannot start again", *e.start)
			}
			again.open[nameOf(*e.start)] = task
		}
		if diff := cmp.Diff(standing(live.course), standing(again.course)); diff != "" {
			t.Errorf("after %d lines: %s", n, diff)
		}
	}
}

// standing is all that a course tells of where it stands.
func standing(c *course.Course) string {
	var all []string
	for _, e := range c.Ended(0) {
		all = append(all, fmt.Sprint(nameOf(e.Place), e.Outcome, e.Reason, e.By, e.Why, e.Started, e.Finished, e.Attempts))
	}
	for _, t := range c.Waiting() {
		votes, wanted := t.Votes()
		all = append(all, fmt.Sprint("waits: ", nameOf(t.Place()), t.Since(), votes, wanted))
	}
	for _, n := range c.Notices(0) {
		all = append(all, "told: "+n.Name+" "+n.State+" "+n.Words)
	}
	for _, name := range []string{"eu", "us"} {
		text, _ := c.Evidence()[name].AsText()
		all = append(all, name+" "+text)
	}
	return strings.Join(append(all, fmt.Sprint(c.Done(), c.Halted(), c.Stuck())), "\n")
}

// TestAgainOfAnother: what cannot start does not.
func TestAgainOfAnother(t *testing.T) {
	t.Parallel()
	told := (&story{plan: planOf(look("a"), look("b", needs("step.a")))}).begin()
	for _, place := range []course.Place{{Address: "step.b"}, {Address: "step.a", Key: "x"}, {Address: "step.c"}} {
		if task := told.course.Again(place, morning); task != nil {
			t.Errorf("%v starts", place)
		}
	}
}

// TestTold: who is told of what, and what is read at the end. A rehearsal tells nobody.
func TestTold(t *testing.T) {
	t.Parallel()
	p := planOf(turn("a"), approval("ok", 1, "step.a"), &plan.OnFailure{Undo: "none", Notify: []string{"all"}}, func(p *plan.Plan) {
		p.Notifies = []plan.Notify{
			{Name: "all", Action: "notify.webhook", On: plan.NotifyOn, Text: op(expr.OpTemplate, "a ", ref("step.a.outcome"))},
			{Name: "end", Action: "notify.webhook", On: []string{"blocked"}, Text: node("it is over")},
		}
		p.Result = &plan.Show{Text: op(expr.OpTemplate, "it came to ", ref("approval.ok.outcome"))}
	})
	for name, test := range map[string]struct {
		mode evidence.Mode
		last string
		want []string
	}{
		"a yes":       {evidence.Live, "yes", []string{"all started ", "all waiting a passed", "all passed a passed"}},
		"a no":        {evidence.Live, "no", []string{"all started ", "all waiting a passed", "all on_failure a passed", "all blocked a passed", "end blocked it is over"}},
		"a rehearsal": {evidence.Rehearsal, "", nil},
	} {
		told := (&story{plan: p, facts: func(f *course.Facts) { f.Mode = test.mode }}).begin()
		told.line(nil)
		if test.last != "" {
			told.line(strings.Fields("step.a passed"))
			told.line(strings.Fields("approval.ok bob " + test.last))
		}
		var got []string
		for _, n := range told.course.Notices(0) {
			got = append(got, n.Name+" "+n.State+" "+n.Words)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		shown := told.course.Shown()
		if last := shown[len(shown)-1]; last.Address != "result" || !strings.HasPrefix(last.Text, "it came to ") {
			t.Errorf("%s: %+v", name, last)
		}
	}
}

// TestGates: a person needs a role, and every gate's yes, each young enough.
func TestGates(t *testing.T) {
	t.Parallel()
	p := planOf(look("a"), func(p *plan.Plan) {
		p.Actions = slices.Insert(p.Actions, 0, lab.Action("lab.age", "observe", nil, plan.Output{Name: "seen", Type: "string", AsOf: true}))
		p.Access.Gates = []plan.Gate{{Name: "g", Action: "lab.age", MaxAge: 60, Condition: op(expr.OpEqual, ref("run.requester.login"), "ada"), Message: node("not you")}}
	})
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	if course.MayStart(p, []string{"others"}) || !course.MayStart(p, []string{"others", "ops"}) || course.MayStart(planOf(func(p *plan.Plan) { p.Access = nil }), []string{"ops"}) {
		t.Error("not only ops may start it")
	}
	for name, test := range map[string]struct {
		login, seen, want string
	}{
		"young enough":    {"ada", "2026-01-05T06:59:00Z", ""},
		"somebody else":   {"bob", "2026-01-05T06:59:00Z", `not you (run.requester.login == "ada" does not hold: run.requester.login is "bob")`},
		"too old":         {"ada", "2026-01-05T06:58:59Z", "its answer is too old: seen is 2026-01-05T06:58:59Z, and it may be 1 minute old at most"},
		"of a later time": {"ada", "2026-01-05T07:00:01Z", "its answer is of a time to come: seen is 2026-01-05T07:00:01Z"},
	} {
		door := course.NewDoor(p, course.Facts{At: morning, Requester: &course.Requester{ID: "1", Login: test.login}})
		if got := door.Refuses(&p.Access.Gates[0], map[string]expr.Value{"seen": val(test.seen)}, morning); got != test.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

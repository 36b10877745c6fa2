package engine_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

func TestOrder(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		plan *plan.Plan
		want string
	}{
		"by address where nothing waits":         {planOf([]plan.Step{step("c"), step("a"), step("b")}), "a b c"},
		"after what it needs":                    {planOf([]plan.Step{step("a", "c"), step("b"), step("c")}), "b c a"},
		"by address where two wait for the same": {planOf([]plan.Step{step("a", "c"), step("c"), step("d", "c")}), "c a d"},
		"after the phase before": {planOf([]plan.Step{step("z")}, func(p *plan.Plan) {
			p.Phases = append(p.Phases, plan.Phase{Name: "next", After: []string{"main"}, Steps: []plan.Step{step("a")}})
		}), "z a"},
	} {
		var order log
		w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
			order.add(call)
			return says()
		})
		w.Parallel = 1
		if r := do(t, w, jobOf(test.plan)); r.Outcome != evidence.Passed {
			t.Errorf("%s: %s", name, r.Outcome)
		}
		if got := strings.Join(order.names, " "); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// TestAtOnce: what does not wait for each other runs together; here each waits to see the others.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	all.Add(3)
	w := worldOf(t, func(ctx context.Context, call engine.Call) engine.Result {
		all.Done()
		all.Wait()
		return says()
	})
	do(t, w, jobOf(planOf([]plan.Step{step("a"), step("b"), step("c")})))
}

// TestRoom: where nobody says how many, requests wait for their answers 64 at a time, while programs, which
// keep this machine at work, are fewer; parallel bounds both.
func TestRoom(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 200 {
		many = append(many, fmt.Sprintf("item-%03d", i))
	}
	request := step("request")
	request.Action = "http.request"
	request.Settings = map[string]*expr.Node{"method": text("GET"), "path": text("/")}
	for name, test := range map[string]struct {
		step           plan.Step
		parallel, want int64
	}{
		"requests":     {request, 1000, 64},
		"few requests": {request, 3, 3},
		"programs":     {step("program"), 1000, int64(max(8, 2*runtime.GOMAXPROCS(0)))},
	} {
		synctest.Test(t, func(t *testing.T) {
			var (
				guard     sync.Mutex
				now, most int64
			)
			count := func(n int64) {
				guard.Lock()
				defer guard.Unlock()
				now += n
				most = max(most, now)
			}
			w := worldOf(t, func(context.Context, engine.Call) engine.Result {
				count(1)
				time.Sleep(time.Second) // until all that may have begun
				count(-1)
				return engine.Result{Outcome: evidence.Failed, Reason: engine.ReasonStatus}
			})
			w.Parallel, w.Runners["http.request"] = 0, w.Runners["exec.run"]
			s := test.step
			s.ForEach, s.Parallel, s.OnError = listOf(many...), test.parallel, "continue"
			do(t, w, jobOf(planOf([]plan.Step{s})))
			if most != test.want {
				t.Errorf("%s: %d at once, want %d", name, most, test.want)
			}
		})
	}
}

func TestWhatFollowsAFailure(t *testing.T) {
	t.Parallel()
	bad := func(name, onError string, needs ...string) plan.Step {
		s := step(name, needs...)
		s.OnError = onError
		return s
	}
	w := func() *world {
		return worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
			name, _ := call.Settings["argv"].Items()[0].AsText()
			switch {
			case strings.HasPrefix(name, "bad"):
				return fails(engine.ReasonExit)
			case strings.HasPrefix(name, "dark"):
				return engine.Result{Outcome: evidence.Unknown, Reason: engine.ReasonForbidden}
			case strings.HasPrefix(name, "no"):
				return engine.Result{Outcome: evidence.Blocked, Reason: engine.ReasonDenied}
			}
			return says()
		})
	}
	for name, test := range map[string]struct {
		steps   []plan.Step
		want    []string
		overall evidence.Outcome
	}{
		"what needs it is skipped, and so on; the rest goes on": {
			[]plan.Step{bad("bad", "continue"), step("b", "bad"), step("c", "b"), step("d")},
			[]string{"b: skipped needs", "bad: failed exit", "c: skipped needs", "d: passed"}, evidence.Failed,
		},
		"stop: nothing new starts": {
			[]plan.Step{bad("bad", "stop"), step("fine"), step("later", "fine")},
			[]string{"bad: failed exit", "fine: skipped stopped", "later: skipped needs"}, evidence.Failed,
		},
		"could not look": {
			[]plan.Step{bad("dark", "continue"), step("b", "dark")}, []string{"b: skipped needs", "dark: unknown forbidden"}, evidence.Unknown,
		},
		"not allowed": {
			[]plan.Step{bad("no", "continue"), bad("dark", "continue")}, []string{"dark: unknown forbidden", "no: blocked denied"}, evidence.Blocked,
		},
		"failed decides over blocked": {
			[]plan.Step{bad("no", "continue"), bad("bad", "continue")}, []string{"bad: failed exit", "no: blocked denied"}, evidence.Failed,
		},
	} {
		world := w()
		world.Parallel = 1
		r := do(t, world, jobOf(planOf(test.steps)))
		if diff := cmp.Diff(test.want, outcomes(r)); diff != "" || r.Outcome != test.overall {
			t.Errorf("%s: %s %s", name, r.Outcome, diff)
		}
	}
}

func TestWhen(t *testing.T) {
	t.Parallel()
	when := func(n *expr.Node, s plan.Step) plan.Step {
		s.When = n
		s.OnError = "continue"
		return s
	}
	r := do(t, worldOf(t, func(context.Context, engine.Call) engine.Result { return says() }), jobOf(planOf([]plan.Step{
		when(expr.Lit(expr.OfBool(false)), step("a")), step("after_a", "a"),
		when(op(expr.OpEqual, expr.Ref("step", "after_a", "exit"), expr.Lit(expr.OfInt(0))), step("b", "after_a")),
		when(expr.Ref("step", "a", "json"), step("c", "a")), step("after_c", "c"),
	})))
	want := []string{"a: skipped when", "after_a: passed", "after_c: skipped needs", "b: passed", "c: unknown when"}
	if diff := cmp.Diff(want, outcomes(r)); diff != "" || r.Outcome != evidence.Unknown {
		t.Error(r.Outcome, diff)
	}
}

func TestRehearsal(t *testing.T) {
	t.Parallel()
	var ran log
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		ran.add(call)
		return says()
	})
	w.Runners["notify.webhook"] = runner(func(context.Context, engine.Call) engine.Result {
		t.Error("a rehearsal told people something")
		return fails(engine.ReasonStatus)
	})
	tell := step("tell", "look")
	tell.Action, tell.Settings = "notify.webhook", map[string]*expr.Node{"text": text("it is done")}
	job := jobOf(planOf([]plan.Step{step("look"), change(step("act", "look")), step("look_again", "act"), tell}))
	job.Mode = evidence.Rehearsal
	r := do(t, w, job)
	want := []string{"act: simulated", "look: passed", "look_again: passed", "tell: simulated"}
	if diff := cmp.Diff(want, outcomes(r)); diff != "" || r.Outcome != evidence.Passed {
		t.Error(r.Outcome, diff)
	}
	if slices.Contains(ran.names, "act") {
		t.Error("a rehearsal changed something")
	}
}

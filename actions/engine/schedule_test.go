package engine_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
		"by address where nothing waits": {planOf([]plan.Step{step("c"), step("a"), step("b")}), "a b c"},
		"after what it needs":            {planOf([]plan.Step{step("a", "c"), step("b"), step("c")}), "b c a"},
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

func TestForEach(t *testing.T) {
	t.Parallel()
	each := func(over *expr.Node, by string) plan.Step {
		s := step("s")
		s.ForEach, s.By, s.OnError, s.Parallel = over, by, "continue", 2
		s.Settings["argv"] = op(expr.OpList, text("s"), expr.Ref("each", "key"))
		return s
	}
	object := func(pairs ...string) *expr.Node {
		n := op(expr.OpObject)
		for _, p := range pairs {
			n.Args = append(n.Args, text(p))
		}
		return n
	}
	for name, test := range map[string]struct {
		over *expr.Node
		by   string
		want []string
	}{
		"a map, by key":                   {object("b", "2", "bad", "0", "a", "1"), "", []string{"s[a]: passed", "s[b]: passed", "s[bad]: failed exit"}},
		"a list, by a member":             {op(expr.OpList, object("id", "y"), object("id", "x")), "id", []string{"s[x]: passed", "s[y]: passed"}},
		"a list of texts":                 {listOf("q", "p"), "", []string{"s[p]: passed", "s[q]: passed"}},
		"two items of one key":            {op(expr.OpList, object("id", "x"), object("id", "x")), "id", []string{"s: unknown key"}},
		"an item without a key":           {op(expr.OpList, object("id", "x"), object("no", "x")), "id", []string{"s: unknown key"}},
		"a key too long for a record":     {listOf(strings.Repeat("k", 201)), "", []string{"s: unknown key"}},
		"nothing to go over":              {op(expr.OpList), "", []string{"s: skipped empty"}},
		"null":                            {expr.Lit(expr.Nil()), "", []string{"s: unknown items"}},
		"neither a map nor a list":        {text("x"), "", []string{"s: unknown items"}},
		"a list of what cannot be a key":  {op(expr.OpList, op(expr.OpList)), "", []string{"s: unknown key"}},
		"a member that cannot be the key": {op(expr.OpList, text("x")), "id", []string{"s: unknown key"}},
	} {
		var now, most atomic.Int64
		w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			time.Sleep(time.Millisecond)
			if key, _ := call.Settings["argv"].Items()[1].AsText(); key == "bad" {
				return fails(engine.ReasonExit)
			}
			return says()
		})
		r := do(t, w, jobOf(planOf([]plan.Step{each(test.over, test.by)})))
		if diff := cmp.Diff(test.want, outcomes(r)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if most.Load() > 2 {
			t.Errorf("%s: %d at once; parallel is 2", name, most.Load())
		}
	}
}

// TestOutputsOfItems: with for_each, step.X is a map; what did not pass has null for each output.
func TestOutputsOfItems(t *testing.T) {
	t.Parallel()
	s := step("s")
	s.ForEach, s.OnError = listOf("bad", "good"), "continue"
	s.Settings["argv"] = op(expr.OpList, expr.Ref("each", "value"))
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		name, _ := call.Settings["argv"].Items()[0].AsText()
		result := says("I am " + name)
		if name == "bad" {
			result.Outcome, result.Reason = evidence.Failed, engine.ReasonExit
		}
		return result
	})
	of := func(name string, path ...string) plan.Evidence {
		return plan.Evidence{Name: name, Value: expr.Ref(append([]string{"step", "s"}, path...)...)}
	}
	r := do(t, w, jobOf(planOf([]plan.Step{s}, func(p *plan.Plan) {
		p.Evidence = []plan.Evidence{of("bad_outcome", "bad", "outcome"), of("bad_words", "bad", "stdout"), of("good_words", "good", "stdout")}
	})))
	want := []string{"failed", "null", "I am good"}
	var got []string
	for _, e := range r.Evidence {
		words := "null"
		if e.Value != nil {
			words, _ = e.Value.AsText()
		}
		got = append(got, words)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRehearsal(t *testing.T) {
	t.Parallel()
	var ran log
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		ran.add(call)
		return says()
	})
	job := jobOf(planOf([]plan.Step{step("look"), change(step("act", "look")), step("look_again", "act")}))
	job.Mode = evidence.Rehearsal
	r := do(t, w, job)
	want := []string{"act: simulated", "look: passed", "look_again: passed"}
	if diff := cmp.Diff(want, outcomes(r)); diff != "" || r.Outcome != evidence.Passed {
		t.Error(r.Outcome, diff)
	}
	if slices.Contains(ran.names, "act") {
		t.Error("a rehearsal changed something")
	}
}

func TestRetry(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		retry    *plan.Retry
		bad      int // attempts that fail
		attempts int64
		waited   time.Duration
		want     evidence.Outcome
	}{
		"none":              {nil, 1, 1, 0, evidence.Failed},
		"until it passes":   {&plan.Retry{Max: 5, Delay: 7}, 2, 3, 14 * time.Second, evidence.Passed},
		"as often as told":  {&plan.Retry{Max: 3, Delay: 1}, 9, 3, 2 * time.Second, evidence.Failed},
		"while it is worth": {&plan.Retry{Max: 5, While: op(expr.OpEqual, expr.Ref("self", "exit"), expr.Lit(expr.OfInt(75)))}, 9, 1, 0, evidence.Failed},
		"while unknown":     {&plan.Retry{Max: 5, While: expr.Ref("self", "json")}, 9, 1, 0, evidence.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bad := test.bad
				w := worldOf(t, func(context.Context, engine.Call) engine.Result {
					result := says()
					if bad--; bad >= 0 {
						result.Outcome, result.Reason = evidence.Failed, engine.ReasonExit
					}
					return result
				})
				s := step("s")
				s.Retry = test.retry
				begun := time.Now()
				r := do(t, w, jobOf(planOf([]plan.Step{s})))
				if r.Steps[0].Attempts != test.attempts || r.Outcome != test.want || time.Since(begun) != test.waited {
					t.Errorf("%s after %d attempts and %s", r.Outcome, r.Steps[0].Attempts, time.Since(begun))
				}
			})
		})
	}
}

// until waits as an action does that is not done before its context ends.
func until(ctx context.Context, _ engine.Call) engine.Result {
	<-ctx.Done()
	return engine.Result{Outcome: evidence.Unknown, Reason: engine.ReasonNetwork}
}

// deaf is an action that does not end when its context does.
func deaf(context.Context, engine.Call) engine.Result {
	time.Sleep(time.Hour)
	return says()
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	slow := step("slow")
	slow.OnError, slow.Timeout = "continue", 20
	for name, test := range map[string]struct {
		run    runner
		steps  []plan.Step
		within int64 // the run
		took   time.Duration
		want   []string
		reason string
	}{
		"of a step":              {until, []plan.Step{slow}, 3600, 20 * time.Second, []string{"slow: unknown timeout"}, ""},
		"of the run":             {until, []plan.Step{slow, step("then", "slow")}, 5, 5 * time.Second, []string{"slow: unknown timeout", "then: skipped needs"}, "timeout"},
		"an action without ears": {deaf, []plan.Step{slow}, 3600, 35 * time.Second, []string{"slow: unknown timeout"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				r := do(t, worldOf(t, test.run), jobOf(planOf(test.steps, func(p *plan.Plan) { p.Timeout = test.within })))
				if diff := cmp.Diff(test.want, outcomes(r)); diff != "" || r.Outcome != evidence.Unknown || r.Reason != test.reason {
					t.Error(r.Outcome, r.Reason, diff)
				}
				if took := time.Since(begun); took != test.took {
					t.Errorf("it took %s, not %s", took, test.took)
				}
				time.Sleep(2 * time.Hour) // until the deaf one is done
			})
		})
	}
}

func TestInterrupt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := worldOf(t, func(ctx context.Context, call engine.Call) engine.Result {
			if name, _ := call.Settings["argv"].Items()[0].AsText(); name == "quick" {
				return says()
			}
			return until(ctx, call)
		})
		run, err := engine.Prepare(jobOf(planOf([]plan.Step{step("quick"), change(step("slow", "quick")), step("then", "slow"), step("apart", "quick")})), w.World)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		finished, err := run.Do(ctx, engine.Start{})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"apart: unknown interrupted", "quick: passed", "slow: unknown interrupted", "then: skipped needs"}
		if diff := cmp.Diff(want, outcomes(finished.Record)); diff != "" || finished.Record.Outcome != evidence.Interrupted {
			t.Error(finished.Record.Outcome, diff)
		}
	})
}

func TestPanic(t *testing.T) {
	t.Parallel()
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { panic("a mistake of ours") })
	r := do(t, w, jobOf(planOf([]plan.Step{step("s")})))
	if diff := cmp.Diff([]string{"s: unknown panic"}, outcomes(r)); diff != "" {
		t.Error(diff)
	}
}

// TestContractOfRunners: what an action gives beside or in place of what it declares does not pass.
func TestContractOfRunners(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(map[string]expr.Value){
		"another type":    func(o map[string]expr.Value) { o["exit"] = expr.OfText("0") },
		"one is missing":  func(o map[string]expr.Value) { delete(o, "lines") },
		"one is too much": func(o map[string]expr.Value) { o["more"] = expr.OfText("") },
		"one is unknown":  func(o map[string]expr.Value) { o["stdout"] = expr.UnknownOf("why") },
	} {
		w := worldOf(t, func(context.Context, engine.Call) engine.Result {
			result := says()
			spoil(result.Outputs)
			return result
		})
		r := do(t, w, jobOf(planOf([]plan.Step{step("s")})))
		if diff := cmp.Diff([]string{"s: unknown outputs"}, outcomes(r)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestSettings: an action never sees a setting that is unknown, of another type, or null where it is
// required; it is not even started.
func TestSettings(t *testing.T) {
	t.Parallel()
	for name, node := range map[string]*expr.Node{
		"null":         expr.Lit(expr.Nil()),
		"null within":  op(expr.OpList, op(expr.OpTemplate, text("x"), expr.Ref("run", "url"))),
		"another type": text("ls -l"),
	} {
		s := step("s")
		s.Settings["argv"] = node
		w := worldOf(t, func(context.Context, engine.Call) engine.Result {
			t.Errorf("%s: it was started", name)
			return says()
		})
		r := do(t, w, jobOf(planOf([]plan.Step{s})))
		if diff := cmp.Diff([]string{"s: unknown setting"}, outcomes(r)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

package engine_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

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
		"not there yet":     {&plan.Retry{Max: 4, Delay: 3, While: op(expr.OpEqual, expr.Ref("self", "exit"), expr.Lit(expr.OfInt(0)))}, 0, 4, 9 * time.Second, evidence.Passed},
		"there at once":     {&plan.Retry{Max: 4, Delay: 3, While: op(expr.OpEqual, expr.Ref("self", "exit"), expr.Lit(expr.OfInt(75)))}, 0, 1, 0, evidence.Passed},
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

// A step that waits and is kept from looking again has not waited: what it saw last is no pass, or whoever asks for
// silence would be told of one. An attempt was under way here when the time was over, and passed.
func TestWaitCutShort(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		within  int64         // the run
		stopped time.Duration // by a person
		reason  string
	}{"the run took too long": {5, time.Hour, "timeout"}, "somebody interrupts": {3600, 5 * time.Second, "interrupted"}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := worldOf(t, func(ctx context.Context, _ engine.Call) engine.Result {
					<-ctx.Done()
					return says()
				})
				s := step("s")
				s.Timeout, s.Retry = 600, &plan.Retry{Max: 4, Delay: 3, While: op(expr.OpEqual, expr.Ref("self", "exit"), expr.Lit(expr.OfInt(0)))}
				run, err := engine.Prepare(t.Context(), jobOf(planOf([]plan.Step{s}, func(p *plan.Plan) { p.Timeout = test.within })), w.World)
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), test.stopped)
				defer cancel()
				finished, err := run.Do(ctx, engine.Start{})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]string{"s: unknown " + test.reason}, outcomes(finished.Record)); diff != "" || finished.Record.Outcome == evidence.Passed {
					t.Error(finished.Record.Outcome, diff)
				}
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
		run, err := engine.Prepare(t.Context(), jobOf(planOf([]plan.Step{step("quick"), change(step("slow", "quick")), step("then", "slow"), step("apart", "quick")})), w.World)
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

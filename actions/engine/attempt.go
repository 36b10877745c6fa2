package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// attempted is what came of one attempt at a task.
type attempted struct {
	task   *course.Task
	number int64
	result Result
}

// attempt makes one attempt, after a pause. It gives an answer over done whatever happens: an action that does not
// return when it should is given up, and what it says later is not heard.
func (d *drive) attempt(ctx context.Context, a attempted, pause time.Duration) {
	if !sleep(ctx, pause) {
		a.number--
		a.result = Result{Outcome: evidence.Unknown, Reason: ended(ctx), Detail: "it was not tried again"}
		d.done <- a
		return
	}
	limited, cancel := context.WithTimeout(ctx, time.Duration(a.task.Step.Timeout)*time.Second)
	defer cancel()
	deed := d.run.deedOfTask(a.task)
	var said atomic.Bool
	answer := func(result Result) {
		if said.CompareAndSwap(false, true) {
			d.done <- a.with(result, ctx, limited)
		}
	}
	keep := context.AfterFunc(limited, func() { time.AfterFunc(graceful, func() { answer(endless(deed)) }) })
	defer keep()
	answer(d.run.once(limited, deed))
}

func (r *Run) deedOfTask(t *course.Task) deed {
	return deed{
		action: t.Action, effect: r.effectOf(t), connection: t.Connection, settings: t.Settings, takesBack: t.TakesBack, asked: r.asked[t.Address],
	}
}

// with is the attempt once it came to a result: ctx bounds the run, and limited the attempt.
func (a attempted) with(result Result, ctx, limited context.Context) attempted {
	a.result = result
	switch {
	case result.Outcome == evidence.Passed:
	case ctx.Err() != nil:
		a.result.Outcome, a.result.Reason = evidence.Unknown, ended(ctx)
	case limited.Err() != nil:
		a.result.Outcome, a.result.Reason = evidence.Unknown, ReasonTimeout
		a.result.Detail = fmt.Sprintf("not done within %d seconds", a.task.Step.Timeout)
	}
	return a
}

// effectOf is what the plan says that a task does. An undo states no effect: it is its action's, and that
// of a request follows from its method.
func (r *Run) effectOf(t *course.Task) kind.Effect {
	if !t.Undo {
		return t.Step.Effect
	}
	method, _ := t.Settings["method"].AsText()
	if t.Action == "http.request" && (method == "GET" || method == "HEAD") {
		return kind.Observe
	}
	return r.kindOf(t.Action).Effect
}

// acts tells whether somebody notices what a task does.
func (r *Run) acts(t *course.Task) bool { return r.kindOf(t.Action).Acts(r.effectOf(t)) }

// patience is how long at most a service may ask to be left alone. The run's own timeout bounds it too.
const patience = 10 * time.Minute

// pause is how long to wait before another attempt: as the plan says, or longer where the service asks for it.
func pause(retry *plan.Retry, result Result) time.Duration {
	return max(time.Duration(retry.Delay)*time.Second, min(result.Wait, patience))
}

// sleep waits; it tells whether the whole time has passed.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// errRunTimeout is the cause where the whole run took too long.
var errRunTimeout = errors.New("the run has taken as long as it may")

// ended is why a context ended: the run took too long, or somebody ended it.
func ended(ctx context.Context) Reason {
	if errors.Is(context.Cause(ctx), errRunTimeout) {
		return ReasonTimeout
	}
	return ReasonInterrupted
}

// answer is what an attempt comes to, once its expectations are judged.
func (d *drive) answer(a attempted) course.Answer {
	judged := course.Judgement{Outcome: a.result.Outcome, Why: a.result.Detail}
	reason := a.result.Reason
	if a.result.Outcome == evidence.Passed {
		reason = ""
		if judged = d.course.Judge(a.task, a.result.Outputs); judged.Outcome != evidence.Passed {
			reason = course.ReasonExpect
		}
	}
	return d.run.sealed(course.Answer{
		At: d.now(), Outcome: judged.Outcome, Reason: reason, By: judged.By, Why: d.run.redactor.Text(cmp.Or(judged.Why, a.result.Detail)),
		Attempts: a.number, Expects: judged.Expects, Outputs: a.result.Outputs,
	})
}

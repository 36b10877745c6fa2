package engine

import (
	"context"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// attempts runs one item as often as its step says, and fills in the answer.
func (r *Run) attempts(ctx context.Context, a answer) answer {
	step := a.part.step
	var result Result
	call, problem := r.call(step, a.item)
	if problem != "" {
		result = Result{Outcome: evidence.Unknown, Reason: ReasonSetting, Detail: problem}
	}
	for problem == "" {
		a.record.Attempts++
		result, a.record.Expects = r.attempt(ctx, step, a.item, call)
		if !r.again(ctx, step, a, result) {
			break
		}
		r.tell(Event{
			Kind: StepRetried, Address: a.record.Address, Key: a.item.Key, Title: step.Title, Attempt: a.record.Attempts + 1,
			Outcome: result.Outcome, Reason: result.Reason, Detail: result.Detail,
		})
		if !sleep(ctx, time.Duration(step.Retry.Delay)*time.Second) {
			break
		}
	}
	if result.Outcome != evidence.Passed && ctx.Err() != nil {
		result.Outcome, result.Reason = evidence.Unknown, ended(ctx)
	}
	a.record.Outcome, a.record.Reason, a.detail = result.Outcome, string(result.Reason), result.Detail
	a.record.EndedAt = instantAfter(r.world.Now(), a.record.StartedAt)
	if result.Outcome == evidence.Passed {
		a.record.Reason = ""
		a.value = withOutcome(step.Action, result.Outputs, evidence.Passed)
	}
	return a
}

// again tells whether the step wants another attempt after this result.
func (r *Run) again(ctx context.Context, step *plan.Step, a answer, result Result) bool {
	tryable := result.Outcome == evidence.Failed || result.Outcome == evidence.Unknown
	if step.Retry == nil || !tryable || a.record.Attempts >= step.Retry.Max || ctx.Err() != nil {
		return false
	}
	if step.Retry.While == nil {
		return true
	}
	yes, _ := expr.Eval(step.Retry.While, withSelf(r, a.item, result.Outputs)).AsBool()
	return yes
}

// sleep waits; it tells whether the whole time has passed.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// call computes the settings of an item, and what else an attempt gets. problem tells which setting
// cannot be computed, or is not what the action takes; "" for none.
func (r *Run) call(step *plan.Step, it rules.Item) (call Call, problem string) {
	settings, problem := rules.Settings(r.job.Plan, step.Action, step.Settings, scopeOf(r, it))
	if problem != "" {
		return Call{}, problem
	}
	if k, _ := kind.Lookup(step.Action); k.Tells {
		for name, v := range settings {
			settings[name] = r.redactor.Value(v) // people will read it
		}
	}
	call = Call{
		Action: step.Action, Effect: step.Effect, Settings: settings, Dir: r.world.Dir, Home: r.home, Now: r.world.Now,
	}
	call.Path, _ = r.world.Env("PATH")
	call.Connection, call.Allow = r.connection(step)
	if call.Connection != nil {
		call.Token, call.Password = r.secrets[call.Connection.Token], r.secrets[call.Connection.Password]
	}
	return call, ""
}

// attempt makes one attempt and judges the step's expectations on what it gave.
func (r *Run) attempt(ctx context.Context, step *plan.Step, it rules.Item, call Call) (Result, []evidence.ExpectRecord) {
	limited, cancel := context.WithTimeout(ctx, time.Duration(step.Timeout)*time.Second)
	defer cancel()
	result := r.guarded(limited, call)
	if result.Outcome != evidence.Passed {
		if limited.Err() != nil && ctx.Err() == nil {
			result.Outcome, result.Reason = evidence.Unknown, ReasonTimeout
			result.Detail = fmt.Sprintf("not done within %d seconds", step.Timeout)
		}
		return result, nil
	}
	return r.expect(step, it, result)
}

// graceful is how long an action has to return after its context has ended.
const graceful = 15 * time.Second

// guarded calls the runner. One that panics, or that does not return when it should, gives unknown.
func (r *Run) guarded(ctx context.Context, call Call) Result {
	answered := make(chan Result, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				answered <- Result{Outcome: evidence.Unknown, Reason: ReasonPanic, Detail: fmt.Sprintf("%s broke down: %v\n%s", call.Action, p, debug.Stack())}
			}
		}()
		answered <- r.world.Runners[call.Action].Run(ctx, call)
	}()
	select {
	case result := <-answered:
		return r.hold(call.Action, result)
	case <-ctx.Done():
	}
	select {
	case result := <-answered:
		return r.hold(call.Action, result)
	case <-time.After(graceful):
		return Result{Outcome: evidence.Unknown, Reason: ReasonTimeout, Detail: call.Action + " does not end"}
	}
}

// hold masks what an action gave, and holds it to what its kind declares.
func (r *Run) hold(action string, result Result) Result {
	result.Detail = r.redactor.Text(result.Detail)
	k, _ := kind.Lookup(action)
	held := map[string]expr.Value{}
	problem := ""
	for _, o := range k.Outputs {
		v, given := result.Outputs[o.Name]
		v = r.redactor.Value(v)
		switch err := v.Conforms(expr.MustType(o.Type)); {
		case !given && result.Outcome == evidence.Passed:
			problem = o.Name + " is missing"
		case err != nil:
			problem = o.Name + " " + err.Error()
			v = expr.Nil()
		}
		held[o.Name] = v
	}
	if len(result.Outputs) > len(held) {
		problem = "it gave outputs that it does not declare"
	}
	if !slices.Contains([]evidence.Outcome{evidence.Passed, evidence.Failed, evidence.Blocked, evidence.Unknown}, result.Outcome) {
		problem, result.Outcome = fmt.Sprintf("it came to %q", result.Outcome), evidence.Passed // so far; the problem decides
	}
	result.Outputs = held
	if problem != "" && result.Outcome == evidence.Passed {
		return Result{Outcome: evidence.Unknown, Reason: ReasonOutputs, Detail: problem, Outputs: held}
	}
	return result
}

// expect judges the expectations. One that fails makes the step failed, else one that cannot be judged
// makes it unknown.
func (r *Run) expect(step *plan.Step, it rules.Item, result Result) (Result, []evidence.ExpectRecord) {
	var records []evidence.ExpectRecord
	about := withSelf(r, it, result.Outputs)
	for _, e := range step.Expects {
		j := expr.Judge(e.Condition, about)
		outcome := evidence.Outcome(j.Outcome)
		records = append(records, evidence.ExpectRecord{Name: e.Name, Outcome: outcome, Operands: j.Operands})
		if outcome == evidence.Failed || outcome == evidence.Unknown && result.Outcome == evidence.Passed {
			result.Outcome, result.Reason = outcome, ReasonExpect
			result.Detail = rules.Message(e.Message, about, j.Why)
		}
	}
	return result, records
}

// withSelf is scopeOf, and in it what the item's action gave.
func withSelf(r *Run, it rules.Item, outputs map[string]expr.Value) scope {
	s := scopeOf(r, it)
	self := expr.OfObject(maps.Clone(outputs))
	s.self = &self
	return s
}

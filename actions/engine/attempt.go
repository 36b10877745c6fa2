package engine

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// attempts runs one item as often as its step says, and fills in the answer.
func (r *Run) attempts(ctx context.Context, a answer) answer {
	step := a.part.step
	var result Result
	settings, problem := rules.Settings(r.job.Plan, step.Action, step.Settings, scopeOf(r, a.item))
	if problem != "" {
		result = Result{Outcome: evidence.Unknown, Reason: ReasonSetting, Detail: r.redactor.Text(problem)}
	}
	for problem == "" {
		a.record.Attempts++
		result, a.record.Expects = r.attempt(ctx, step, a.item, settings)
		if !r.again(ctx, step, a, result) {
			break
		}
		r.tell(Event{
			Kind: StepRetried, Address: a.record.Address, Key: a.item.Key, Title: step.Title, Attempt: a.record.Attempts + 1,
			Outcome: result.Outcome, Reason: result.Reason, Detail: result.Detail,
		})
		if !sleep(ctx, pause(step.Retry, result)) {
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
		a.value = r.withOutcome(step.Action, result.Outputs, evidence.Passed)
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

// patience is how long at most a service may ask to be left alone. The run's own timeout bounds it too.
const patience = 10 * time.Minute

// pause is how long to wait before another attempt: as the plan says, or longer where the service asks for it.
func pause(retry *plan.Retry, result Result) time.Duration {
	return max(time.Duration(retry.Delay)*time.Second, min(result.Wait, patience))
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

// attempt makes one attempt and judges the step's expectations on what it gave.
func (r *Run) attempt(ctx context.Context, step *plan.Step, it rules.Item, settings map[string]expr.Value) (Result, []evidence.ExpectRecord) {
	limited, cancel := context.WithTimeout(ctx, time.Duration(step.Timeout)*time.Second)
	defer cancel()
	result := r.act(limited, deed{action: step.Action, effect: step.Effect, connection: step.Connection, settings: settings})
	if result.Outcome != evidence.Passed {
		if limited.Err() != nil && ctx.Err() == nil {
			result.Outcome, result.Reason = evidence.Unknown, ReasonTimeout
			result.Detail = fmt.Sprintf("not done within %d seconds", step.Timeout)
		}
		return result, nil
	}
	return r.expect(step, it, result)
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

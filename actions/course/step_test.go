package course_test

import (
	"testing"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// TestExpectations: one that fails makes the step failed, else one that cannot be judged makes it unknown;
// the first of those decides.
func TestExpectations(t *testing.T) {
	t.Parallel()
	expects := func(conditions ...any) plan.Step {
		return look("a", func(s *plan.Step) {
			for i, c := range conditions {
				s.Expects = append(s.Expects, plan.Expect{Name: "e" + string(rune('0'+i)), Condition: node(c), Message: node("no")})
			}
		})
	}
	three, two := is("self.n", 3), is("self.n", 2)
	for name, test := range map[string]struct {
		step    plan.Step
		outputs map[string]expr.Value
		want    evidence.Outcome
		by      string
	}{
		"held":                        {expects(three), map[string]expr.Value{"n": val(3)}, evidence.Passed, ""},
		"not held":                    {expects(three, two), map[string]expr.Value{"n": val(3)}, evidence.Failed, "step.a.e1"},
		"not to be judged":            {expects(three), nil, evidence.Unknown, "step.a.e0"},
		"failed decides over unknown": {expects(three, false, two), nil, evidence.Failed, "step.a.e1"},
		"the first of two decides":    {expects(two, is("self.n", 1)), map[string]expr.Value{"n": val(3)}, evidence.Failed, "step.a.e0"},
	} {
		told := (&story{plan: planOf(test.step)}).begin()
		told.line(nil)
		j := told.course.Judge(told.open["step.a"], test.outputs)
		if j.Outcome != test.want || j.By != test.by || len(j.Expects) != len(test.step.Expects) {
			t.Errorf("%s: %+v", name, j)
		}
	}
}

// TestRetries: what failed or could not look is tried again, so often, while it is worth it, and not in a
// run that is ended before its time. What was not allowed never is, and nor is what takes back.
func TestRetries(t *testing.T) {
	t.Parallel()
	retry := func(r *plan.Retry) *plan.Plan {
		return planOf(reverse, turn("z"), look("a", func(s *plan.Step) { s.Retry = r }))
	}
	busy := map[string]expr.Value{"n": val(503)}
	for name, test := range map[string]struct {
		retry    *plan.Retry
		attempts int64
		outcome  evidence.Outcome
		halt     course.Reason
		want     bool
	}{
		"the first failed":             {&plan.Retry{Max: 3}, 1, evidence.Failed, "", true},
		"the second could not look":    {&plan.Retry{Max: 3}, 2, evidence.Unknown, "", true},
		"the last":                     {&plan.Retry{Max: 3}, 3, evidence.Failed, "", false},
		"it passed":                    {&plan.Retry{Max: 3}, 1, evidence.Passed, "", false},
		"it was not allowed":           {&plan.Retry{Max: 3}, 1, evidence.Blocked, "", false},
		"nobody asks for it":           {nil, 1, evidence.Failed, "", false},
		"while it is busy":             {&plan.Retry{Max: 3, While: is("self.n", 503)}, 1, evidence.Failed, "", true},
		"it is not busy":               {&plan.Retry{Max: 3, While: is("self.n", 429)}, 1, evidence.Failed, "", false},
		"whether it is, is not known":  {&plan.Retry{Max: 3, While: is("self.list", 429)}, 1, evidence.Failed, "", false},
		"the run has taken too long":   {&plan.Retry{Max: 3}, 1, evidence.Failed, course.ReasonTimeout, false},
		"somebody interrupted the run": {&plan.Retry{Max: 3}, 1, evidence.Failed, course.ReasonInterrupted, false},
	} {
		told := (&story{plan: retry(test.retry)}).begin()
		told.line(nil)
		if test.halt != "" {
			told.course.Halt(test.halt, told.at)
		}
		if got, cut := told.course.Retries(told.open["step.a"], test.attempts, test.outcome, busy); got != test.want || cut != test.halt {
			t.Errorf("%s: %v %s", name, got, cut)
		}
	}
}

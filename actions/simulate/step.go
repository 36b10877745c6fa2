package simulate

import (
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// Steps. when, expect and retry are those of one item.

// do lets one item of a step come to its end.
func (pl *player) do(s *plan.Step, e *ended) {
	about := pl.scopeOf(e)
	if s.When != nil && !pl.goesOn(s.When, about, e) {
		return
	}
	k, _ := pl.plan.Kind(s.Action)
	acts := k.Acts(s.Effect)
	if acts && pl.scenario.Rehearsal {
		e.Outcome, e.Why = evidence.Simulated, "a rehearsal changes nothing, and tells nobody"
		return
	}
	pl.started(e.of)
	settings, problem := rules.Settings(pl.plan, s.Action, s.Settings, about)
	if problem != "" {
		e.Outcome, e.Why = evidence.Unknown, problem
		return
	}
	e.settings, e.changed = settings, s.Effect != kind.Observe
	mock := pl.mock(e.Address, e.Key)
	switch {
	case mock == nil && !acts:
		pl.unmocked(e.Address, s.Action)
		e.Outcome, e.Why = evidence.Unknown, "the test does not say what it sees"
	case mock == nil:
		e.Outcome = evidence.Passed // and nothing is known of its outputs, so no expectation is asked
	case mock.Fails != "":
		e.Outcome, e.Why = evidence.Failed, mock.Fails // at each attempt: a mock never changes
	default:
		e.outputs = mock.Outputs
		pl.expect(s, e)
	}
}

// goesOn judges the when of a step or an ask. Null or unknown does not go on, and does not count as done.
func (pl *player) goesOn(when *expr.Node, about scope, e *ended) bool {
	v := pl.eval(when, about)
	yes, known := v.AsBool()
	switch {
	case !known:
		e.Outcome, e.Why = evidence.Unknown, "when: "+unknownWhy(v)
	case !yes:
		e.Outcome, e.Why, e.own = evidence.Skipped, "when", true
	}
	return known && yes
}

// expect judges what a step gave. An expectation that fails makes the step failed, else one that cannot
// be judged makes it unknown.
func (pl *player) expect(s *plan.Step, e *ended) {
	about := pl.scopeOf(e)
	self := pl.outputs(s.Action, e.outputs)
	about.self = &self
	e.Outcome = evidence.Passed
	for _, x := range s.Expects {
		j := expr.Judge(x.Condition, about)
		outcome := evidence.Outcome(j.Outcome)
		if outcome == evidence.Failed && e.Outcome != evidence.Failed || outcome == evidence.Unknown && e.Outcome == evidence.Passed {
			e.Outcome, e.By, e.Why = outcome, e.Address+"."+x.Name, rules.Message(x.Message, about, j.Why)
		}
	}
}

// outputs are those that an action declares: null where the mock does not tell them.
func (pl *player) outputs(action string, told map[string]expr.Value) expr.Value {
	k, _ := pl.plan.Kind(action)
	members := map[string]expr.Value{}
	for _, o := range k.Outputs {
		members[o.Name] = told[o.Name]
	}
	return expr.OfObject(members)
}

// mockOf names a mock.
type mockOf struct {
	address, key string
	keyed        bool
}

// mock is what the scenario says of an address: for the very item, else for all.
func (pl *player) mock(address, key string) *scenario.Mock {
	if m := pl.mocks[mockOf{address, key, true}]; m != nil {
		return m
	}
	return pl.mocks[mockOf{address, "", false}]
}

// unknownWhy is why a value is of no use where a yes or no, or a number, is asked for.
func unknownWhy(v expr.Value) string {
	switch {
	case v.IsNull():
		return "it is null"
	case v.Whole():
		return "it is a " + v.Kind().String()
	}
	return v.Reason()
}

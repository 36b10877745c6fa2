package simulate

import (
	"fmt"
	"math/big"
	"strings"

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
	changes := s.Effect != kind.Observe && !tells(s.Action)
	if changes && pl.scenario.Rehearsal {
		e.Outcome, e.Why = evidence.Simulated, "a rehearsal changes nothing"
		return
	}
	pl.started(e.of)
	settings, problem := rules.Settings(pl.plan, s.Action, s.Settings, about)
	if problem != "" {
		e.Outcome, e.Why = evidence.Unknown, problem
		return
	}
	e.settings, e.changed = settings, changes
	mock := pl.mock(e.Address, e.Key)
	switch {
	case mock == nil && s.Effect == kind.Observe && !tells(s.Action):
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

// overLimit tells in words how a step has more items than it may touch, or why that is not known.
func (pl *player) overLimit(l *plan.Limit, n int, job *job) (over, unknown string) {
	if l == nil {
		return "", ""
	}
	if l.Of == nil {
		if int64(n) > l.Count {
			over = tooMany(n, l.Count)
		}
		return over, ""
	}
	of := pl.eval(l.Of, scope{player: pl, job: job})
	most, known := percent(of, l.Percent)
	switch {
	case !known:
		return "", "limit_of: " + unknownWhy(of)
	case big.NewInt(int64(n)).Cmp(most) > 0:
		return fmt.Sprintf("it has %d items, and may touch at most %s: %d%% of %s", n, most, l.Percent, counted(of)), ""
	}
	return "", ""
}

func tooMany(n int, most int64) string {
	return fmt.Sprintf("it has %d items, and may touch at most %d", n, most)
}

// percent is so many hundredths of a number, or of how many something has, rounded down.
func percent(of expr.Value, hundredths int64) (most *big.Int, known bool) {
	whole, ok := new(big.Rat).SetString(counted(of))
	if !ok || !of.Whole() || whole.Sign() < 0 {
		return nil, false
	}
	part := whole.Mul(whole, big.NewRat(hundredths, 100))
	return new(big.Int).Quo(part.Num(), part.Denom()), true
}

// counted is a number as text, or how many items a list or an object has; "" for all else.
func counted(v expr.Value) string {
	switch v.Kind() {
	case expr.Number:
		return v.AsNumber().Text('f')
	case expr.List:
		return fmt.Sprint(len(v.Items()))
	case expr.Object:
		return fmt.Sprint(len(v.Members()))
	}
	return ""
}

// tells says of an action that it tells people: that is no change, and there is nothing to see.
func tells(action string) bool { return strings.HasPrefix(action, "notify.") || action == "issue.open" }

// mock is what the scenario says of an address: for the very item, else for all.
func (pl *player) mock(address, key string) *scenario.Mock {
	var found *scenario.Mock
	for i := range pl.scenario.Mocks {
		m := &pl.scenario.Mocks[i]
		if m.Address == address && m.Keyed && m.Key == key {
			return m
		}
		if m.Address == address && !m.Keyed {
			found = m
		}
	}
	return found
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

// Package simulate plays a plan through one scenario and says what came of it: it is how the tests of a
// runbook run.
//
// What a plan means stands in package course, which the engine drives too; here it is driven in the
// plainest way. A step asks nobody: what it gives stands in the scenario (Mock). No time passes: everything
// happens at the scenario's instant. Nothing runs at once: of all that may start, the part with the
// smallest address does, and comes to its end before the next one starts. So a scenario has one answer, on
// every machine. What only time or another run would bring is not here: timeouts, delays, concurrency,
// undo_after, confirm.
//
// It promises what the engine promises: deny is the default, and unknown is never a pass. It refuses a
// scenario that does not fit its plan (Problem): a test that mocks what does not exist, or leaves open
// what the outside would say, proves nothing. It is pure: no clock, network, environment or randomness,
// and no HCL. The plan must keep its own rules (plan.Plan.Check).
//
// Start at Run and Compare.
package simulate

import (
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// Result is what came of a scenario.
type Result struct {
	Outcome evidence.Outcome
	// By is the address of what decided the outcome, "" where it is passed: "input.days", "access",
	// "gate.device", "phase.look", "step.account", "step.stale.not_everyone" (an expectation),
	// "approval.security", "ask.call", "check.reached".
	By  string
	Why string // the same for people: the plan's own message, or a reason

	Ran      []string              // addresses of steps, approvals and asks, in the order in which they started
	Parts    []Part                // everything that came to an end, in that order
	Undone   []Part                // what was taken back, newest first, and whether that went well
	Evidence map[string]expr.Value // each of the plan's; null where it is not known
	Told     []Told                // notifies
	Shown    []Shown               // what people were shown, the result last

	// Reached are the addresses of the gates, steps, approvals, asks and checks that the scenario tried:
	// what started, and what was judged with an answer of yes or no. Reachable are all of them.
	Reached map[string]bool
}

// Part is one part of a run that came to its end, or one item of it.
type Part struct {
	Address string
	Key     string // of the item, or of the phase's; "" for none
	Outcome evidence.Outcome
	By      string // what decided: Address itself, or one of its expectations
	Why     string // for people; "" where it passed
}

// Told is a notify that told people.
type Told struct {
	Name string
	On   string // one of plan.NotifyOn, or on_failure
	Text string // "" where it could not be computed
}

// Shown is what a person was shown. What could not be computed is "" or null.
type Shown struct {
	Address     string // of the approval or ask; "result" for the end
	Question    string
	Title, Text string
	Table       expr.Value
}

// Run plays the plan through the scenario. Where the scenario does not fit the plan it gives every
// problem, in the scenario's order, and no result.
func Run(p *plan.Plan, s *scenario.Scenario) (*Result, []Problem) {
	pl := &player{
		plan: p, scenario: s, mocks: map[mockOf]*scenario.Mock{}, untold: map[string]bool{}, tank: expr.NewTank(maxEvaluations),
		result: &Result{Ran: []string{}, Evidence: map[string]expr.Value{}, Reached: map[string]bool{}},
	}
	if pl.fit(); len(pl.problems) > 0 {
		return nil, pl.problems
	}
	if pl.admitted() {
		pl.course = course.New(p, pl.facts())
		pl.play()
		pl.fitKeys()
		pl.conclude()
	}
	pl.fitCost()
	if len(pl.problems) > 0 {
		return nil, pl.problems
	}
	return pl.result, nil
}

// maxAll is how many items and parts one scenario may have, all together: a test ends soon.
const maxAll = 100_000

// maxEvaluations is how many times the work of the most expensive expression one scenario may take: enough for
// 10,000 items with three thousand units each, where a few hundred are usual, and a second or two.
const maxEvaluations = 8

// fitCost tells that what the run computes took too much: what was unknown for want of it proves nothing.
func (pl *player) fitCost() {
	if pl.tank.Empty() {
		pl.problem("runbook", "The runbook computes more in this test than a test may. Give it fewer items, or make the expressions for each item smaller.")
	}
}

// player is one plan on its way through one scenario.
type player struct {
	plan     *plan.Plan
	scenario *scenario.Scenario
	trigger  *plan.Trigger
	at       time.Time
	by       *course.Requester // nil for a run that starts by itself
	inputs   map[string]expr.Value
	mocks    map[mockOf]*scenario.Mock

	course   *course.Course
	tank     *expr.Tank      // of all expressions of the scenario
	untold   map[string]bool // addresses of which the scenario does not say what they see
	problems []Problem
	result   *Result
}

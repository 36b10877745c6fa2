// Package simulate plays a plan through one scenario and says what came of it: it is how the tests of a
// runbook run, and the reference of what a plan means.
//
// Each rule of the language about a run stands here once, in the plainest form that we could give it; the
// engine, which does the same for real, is held to it. A step asks nobody: what it gives stands in the
// scenario (Mock). No time passes: everything happens at the scenario's instant. Nothing runs at once:
// of all that may start, the part with the smallest address does, and comes to its end before the next
// one starts. So a scenario has one answer, on every machine. What only time or another run would bring
// is not here: timeouts, delays, concurrency, undo_after, confirm.
//
//	Access, Inputs                     access.go
//	Order                              order.go, and items.go for for_each and limit
//	Jobs and waits                     phase.go
//	Effects, and what a mock gives     step.go
//	approvals and asks                 people.go
//	checks                             check.go
//	Undo                               undo.go
//	References, Null and unknown       scope.go, value.go
//	outcome, evidence, notify, result  conclude.go
//	Tests: what does not fit, compare  fit.go, fitmock.go, compare.go
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
		plan: p, scenario: s, mocks: map[mockOf]*scenario.Mock{}, untold: map[string]bool{}, settled: -1,
		home: map[string]*phase{}, keys: map[string]map[string]bool{}, judged: map[string]*judged{},
		tank: expr.NewTank(maxEvaluations), result: &Result{Ran: []string{}, Evidence: map[string]expr.Value{}, Reached: map[string]bool{}},
	}
	pl.forget()
	if pl.fit(); len(pl.problems) > 0 {
		return nil, pl.problems
	}
	if pl.admitted() {
		pl.tell("started")
		pl.play()
		pl.fitKeys()
		pl.settleUndone()
		pl.judgeLast()
	}
	pl.conclude()
	pl.fitCost()
	if len(pl.problems) > 0 {
		return nil, pl.problems
	}
	return pl.result, nil
}

// player is one plan on its way through one scenario.
type player struct {
	plan     *plan.Plan
	scenario *scenario.Scenario
	trigger  *plan.Trigger
	at       time.Time
	by       *requester // nil for a run that starts by itself
	inputs   map[string]expr.Value
	mocks    map[mockOf]*scenario.Mock

	phases  []*phase          // by name
	home    map[string]*phase // of each part, by its address
	parts   []*part           // those that have not come to their end, by address and then by the key of their phase
	halted  bool              // a step failed that stops the run: nothing more starts
	moves   int               // grows when a part or phase begins or ends
	settled int               // what moves was when everything had been looked at
	items   int               // how many items and parts there were in all
	ending  bool              // all parts have come to their end

	ended    []*ended // in the order in which they came to their end
	judged   map[string]*judged
	locals   map[*job]expr.Scope        // thrown away whenever something new is known
	keys     map[string]map[string]bool // address → the keys that its items had
	tank     *expr.Tank                 // of all expressions of the scenario
	untold   map[string]bool            // addresses of which the scenario does not say what they see
	problems []Problem
	result   *Result
}

// requester is the person who asked for the run.
type requester struct {
	login, email string
	roles        []string
}

// Package scenario is one test of a runbook as data: who starts it with what, what the outside world
// would answer, and what must come of it.
//
// The compiler makes scenarios of *.runbooktest.hcl files; package actions/simulate plays a plan through
// one and says what came of it. So the tests of a runbook need no HCL where they are run, and no network,
// clock or secret either: everything that a run would learn stands in the scenario.
//
// Start at Scenario.
package scenario

import "github.com/attestary/attestary/schemas/expr"

// Scenario is one test of one runbook.
type Scenario struct {
	Name      string // a sentence
	File      string // the test's file, and the line of its section, for reports
	Line      int
	Runbook   string
	Trigger   string                // name of one of the runbook's triggers; "" where it has only one
	Event     expr.Value            // what trigger.event is; null: the inputs are given as they are
	Inputs    map[string]expr.Value // those that the test gives; defaults and the trigger's map fill the rest
	Requester string                // login; "" for a run that starts by itself
	At        string                // instant at which the run is asked for
	Rehearsal bool
	People    []Person
	Mocks     []Mock
	Approvals []Approve
	Answers   []Answer
	Want      Want
}

// DefaultAt is the instant of a scenario that names none.
const DefaultAt = "2026-01-05T07:00:00Z"

// Person is somebody whom the scenario knows. Whom it names without a Person has the role that is asked
// for, and no e-mail.
type Person struct {
	Login string
	Roles []string
	Email string // "" is unknown
}

// Mock is what an action gives, in place of asking the outside.
type Mock struct {
	Address string                // "step.stale", "gate.device"
	Key     string                // of the one item that it is for; "" for all
	Keyed   bool                  // whether Key is given
	Outputs map[string]expr.Value // those that it does not have are null
	Fails   string                // why it fails; "" where it does not
}

// Approve is people who answer an approval.
type Approve struct {
	Name   string // of the approval
	By     []string
	Reject string // the reason of a no; "" is a yes
}

// Answer is a person who answers an ask.
type Answer struct {
	Name   string // of the ask
	By     string
	Second string
	Values map[string]expr.Value
}

// Want is what must come of the scenario. What is not given is not asked.
type Want struct {
	Outcome  string   // passed, failed, blocked, recovered, unknown, interrupted
	By       string   // address of what decided the outcome
	Ran      []string // addresses, in the order in which they started
	HasRan   bool     // whether Ran is given: an empty list says that nothing ran
	Evidence map[string]expr.Value
}

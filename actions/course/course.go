// Package course is where a run of a plan stands: what may start now, and what came of it, as it follows
// from the plan and from what the run was told so far.
//
// Each rule of the language about a run stands here, once. The package does nothing and asks nobody: who
// drives it takes the next task (Next), does it, and tells what came of it (Finish, Vote, Reply). The
// engine does so with real actions, many at once; the simulator with what a test says, one after the
// other. So a test and a run mean the same, and a run that was killed goes on by telling a new course what
// the old one was told: same things told in the same order, same course.
//
//	Order                              order.go, and items.go for for_each and limit
//	Jobs and waits                     phase.go, and apart.go for jobs on machines of their own
//	Effects, when, expect, retry       step.go
//	approvals and asks                 people.go
//	Access: roles and gates            access.go
//	checks                             check.go
//	Undo                               undo.go, undoafter.go for what ends by itself later
//	References, Null and unknown       scope.go, value.go
//	outcome, evidence, notify, result  conclude.go
//
// It promises what the language promises: deny is the default, and unknown is never a pass. It is pure: no
// clock, network, environment or randomness, and no HCL; every instant is told. A course is not safe for
// concurrent use: whoever does many things at once tells of them one at a time. The plan must keep its own
// rules (plan.Plan.Check).
//
// Start at New, Next and Finish.
package course

import (
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Facts is what is known of a run when it begins.
type Facts struct {
	ID        string // of the run
	URL       string // where a person can look at it; "" where nowhere
	Mode      evidence.Mode
	Trigger   evidence.TriggerRef
	Event     expr.Value            // what came with the trigger; null where nothing did
	Requester *Requester            // nil for a run that starts by itself
	Inputs    map[string]expr.Value // every input of the plan
	At        time.Time

	Apart    bool       // each phase runs in a process of its own, and sees those before it alone; see apart.go
	Serial   bool       // one job of a phase at a time, whatever the phase says
	MaxItems int        // how many items and parts there may be in all; 0 for no bound
	Tank     *expr.Tank // of all expressions; nil for no bound
}

// Requester is the person who asked for the run.
type Requester struct {
	ID    string // people are compared by it; of a person without one it is the login
	Login string
	Email string // "" where it is not known
	Roles []string
	// Vague: somebody may have more roles than these, by teams that nobody could be asked about.
	Vague bool
}

// Course is where one run stands.
type Course struct {
	plan  *plan.Plan
	facts Facts
	clock time.Time // the newest instant that was told

	phases  []*phase          // by name
	home    map[string]*phase // of each part, by its address
	parts   []*part           // those that have not come to their end, by address and then by the key of their phase
	waiting []*Task           // people who were asked, and have not answered yet
	halted  Reason            // why nothing more starts; "" while it may
	halts   bool              // some job or phase has a reason of its own for that
	moves   int               // grows when a part or phase begins or ends
	settled int               // what moves was when everything had been looked at
	items   int               // how many items and parts there were in all
	due     int               // how many bytes what ends by itself needs in the record
	closing bool              // all parts have come to their end

	ended   []*Ended // in the order in which they came to their end
	undone  []*Ended // what was taken back, in that order
	notices []Notice
	shown   []Shown
	judged  map[string]*judged
	kinds   map[string]*kind.Kind
	frozen  map[Place][][]string       // the keys of a for_each that people said yes to, each time
	locals  map[*job]expr.Scope        // thrown away whenever something new is known
	fixed   map[string]expr.Value      // locals about which nothing new can be known
	waits   map[string]*fixing         // when a local is one of those
	keys    map[string]map[string]bool // address → the keys that its items had
}

// New is the course of a run that has just begun.
func New(p *plan.Plan, facts Facts) *Course {
	c := &Course{
		plan: p, facts: facts, clock: facts.At, settled: -1,
		home: map[string]*phase{}, judged: map[string]*judged{}, keys: map[string]map[string]bool{}, frozen: map[Place][][]string{}, kinds: map[string]*kind.Kind{},
		fixed: map[string]expr.Value{}, waits: map[string]*fixing{},
	}
	c.forget()
	c.lay()
	c.tell("started")
	c.settle()
	return c
}

// Task is one thing to do: an attempt at an item of a step or at its undo, or a question to people.
// Exactly one of Step, Approval and Ask is set.
type Task struct {
	Address  string // "step.x", "step.x.undo", "approval.x", "ask.x"
	Job      string // the key of its phase's job; "" where the phase has no for_each
	Key      string // of the item; "" where the step has no for_each
	Step     *plan.Step
	Approval *plan.Approval
	Ask      *plan.Ask

	// What is to be done, for a step.
	Undo       bool
	Action     string
	Connection string // "" for none
	TakesBack  string // the action whose own undo this is; "" for all else
	Settings   map[string]expr.Value

	Shown *Shown // what people are asked, for an approval or an ask

	ended *Ended
	votes []Vote // those that count
	reply *Reply // the first of two
}

// Place names the task among all of the run.
func (t *Task) Place() Place { return Place{t.Address, t.Job, t.Key} }

// Items is how many items the for_each of the step has in this job; 0 without one.
func (t *Task) Items() int { return t.ended.Items() }

// Items is how many items the for_each of the step has in this job; 0 without one, and where it never came
// to have any.
func (e *Ended) Items() int {
	if e.of == nil || strings.HasSuffix(e.Address, UndoSuffix) {
		return 0
	}
	return e.of.items
}

// Place is the name of an item: of a step, in a job of its phase.
type Place struct{ Address, Job, Key string }

// Ended is one item of a part, a check or a phase that came to its end.
type Ended struct {
	Place
	Outcome  evidence.Outcome
	Reason   Reason // "" where it passed
	By       string // what decided: the address itself, or one of its expectations
	Why      string // for people; "" where it passed
	Started  time.Time
	Finished time.Time
	Attempts int64
	Expects  []evidence.ExpectRecord
	Check    *plan.Check    // for a check
	Operands []expr.Operand // of a check
	Keyed    bool           // Key is that of an item
	Asked    *Task          // what people were asked; nil where nobody was

	of       *part                 // nil for what is no part
	each     expr.Value            // each.value
	own      bool                  // it was skipped by its own when or skip_if, or because there is nothing to do
	outputs  map[string]expr.Value // what it gave, also where that did not pass
	changed  bool                  // it changed something, or may have half-happened
	settings map[string]expr.Value
	until    expr.Value // undo_after: a length of time, a date or an instant
	undone   bool
	passed   bool // before it was undone
}

// Ended gives everything that came to its end since so many things had.
func (c *Course) Ended(since int) []*Ended { return c.ended[since:] }

// Done tells that nothing is left to do, and nobody is waited for.
func (c *Course) Done() bool { return c.closing }

// Waiting are the questions to people that are open.
func (c *Course) Waiting() []*Task { return c.waiting }

// Halt ends the run before its time: nothing more starts, but what takes back; where somebody interrupts
// it, not even that. What is under way is told as ever.
func (c *Course) Halt(why Reason, at time.Time) {
	if c.halted == "" || c.halted == ReasonStopped || why == ReasonInterrupted {
		c.halted = why
	}
	c.tick(at)
	c.moves++
	c.settle()
}

// Halted is why nothing more starts, "" while it may.
func (c *Course) Halted() Reason { return c.halted }

func (c *Course) tick(at time.Time) {
	if at.After(c.clock) {
		c.clock = at
	}
}

// kindOf is what there is to know of an action. To make that of one which is written in HCL takes a walk
// through all its expressions.
func (c *Course) kindOf(action string) *kind.Kind {
	if k := c.kinds[action]; k != nil {
		return k
	}
	k, _ := c.plan.Kind(action)
	c.kinds[action] = &k
	return &k
}

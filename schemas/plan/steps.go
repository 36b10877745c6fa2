package plan

import (
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// What a run does: phases of steps, and what happens when one of them fails.

// Phase is a part of the runbook that runs as one job; with ForEach, as one job for each item.
type Phase struct {
	Name      string     `json:"name"`
	Title     string     `json:"title,omitempty"`
	After     []string   `json:"after,omitempty"` // phases
	When      *expr.Node `json:"when,omitzero"`
	RunsOn    []string   `json:"runs_on,omitempty"` // labels of the runner, all of them
	ForEach   *expr.Node `json:"for_each,omitzero"`
	By        string     `json:"by,omitempty"`
	Parallel  int64      `json:"parallel,omitzero"` // jobs at once; 0 where there is no for_each
	Limit     int64      `json:"limit,omitzero"`    // most items; 0: no limit
	Steps     []Step     `json:"steps,omitempty"`   // by name, as are all parts below
	Approvals []Approval `json:"approvals,omitempty"`
	Asks      []Ask      `json:"asks,omitempty"`
	Checks    []Check    `json:"checks,omitempty"` // judged as soon as what they mention is there
	OnFailure *OnFailure `json:"on_failure,omitzero"`
}

// OnFailure says what happens when a part of the phase did not come to a good end.
type OnFailure struct {
	Undo   string   `json:"undo"`             // reverse, none
	Notify []string `json:"notify,omitempty"` // names of notifies
}

// Step is one action. Its address is "step." and its name, unique in the runbook.
type Step struct {
	Name       string                `json:"name"`
	Action     string                `json:"action"` // of package kind, or one of the plan's Actions
	Title      string                `json:"title,omitempty"`
	Effect     kind.Effect           `json:"effect"`
	Connection string                `json:"connection,omitempty"`
	Settings   map[string]*expr.Node `json:"settings,omitempty"`
	Needs      []string              `json:"needs,omitempty"` // addresses: stated ones and all that its expressions mention, through locals too
	When       *expr.Node            `json:"when,omitzero"`
	ForEach    *expr.Node            `json:"for_each,omitzero"`
	By         string                `json:"by,omitempty"` // for a list: the member that is the key
	Parallel   int64                 `json:"parallel"`     // 1 or more
	Timeout    int64                 `json:"timeout"`      // of one attempt at one item
	Limit      *Limit                `json:"limit,omitzero"`
	OnError    string                `json:"on_error"` // stop, continue
	Retry      *Retry                `json:"retry,omitzero"`
	Expects    []Expect              `json:"expects,omitempty"` // by name
	Undo       *Undo                 `json:"undo,omitzero"`     // nil: that of its action, if it has one
	UndoAfter  *expr.Node            `json:"undo_after,omitzero"`
}

// Limit is the most items that a step may touch; more stop the run before the first. Exactly one of Count
// and Percent is set.
type Limit struct {
	Count   int64      `json:"count,omitzero"`
	Percent int64      `json:"percent,omitzero"` // of Of, rounded down
	Of      *expr.Node `json:"of,omitzero"`      // a number, or something that is counted
}

// Undo takes back what a step did: an action, or, without one, the reason why nothing can.
type Undo struct {
	Action   string                `json:"action,omitempty"`
	Settings map[string]*expr.Node `json:"settings,omitempty"` // of a step's own: may mention what the step may, and its outputs (self)
	Reason   string                `json:"reason,omitempty"`
}

// Retry says how often a failed step is tried again.
type Retry struct {
	Max   int64      `json:"max"` // attempts, the first included
	Delay int64      `json:"delay"`
	While *expr.Node `json:"while,omitzero"`
}

// Expect is a condition on the outputs of its own step (self).
type Expect struct {
	Name      string     `json:"name"`
	Condition *expr.Node `json:"condition"`
	Message   *expr.Node `json:"message"`
}

// Check is a condition over what the run saw. It never changes anything.
type Check struct {
	Name      string     `json:"name"`
	Condition *expr.Node `json:"condition"`
	Message   *expr.Node `json:"message"`
	Severity  string     `json:"severity"` // low, medium, high
	ForEach   *expr.Node `json:"for_each,omitzero"`
	By        string     `json:"by,omitempty"`
	Empty     string     `json:"empty,omitempty"` // "passed": a check of nothing passes
	Remedy    string     `json:"remedy,omitempty"`
}

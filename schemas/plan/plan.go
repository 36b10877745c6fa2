// Package plan is the intent: one compiled runbook, which people review and runners execute.
//
// A plan is a closed document. Everything that decides what would happen stands in it: the steps and
// their settings as expressions (package expr), the inputs and their rules, who may start it, which
// connections and secrets (by name and place, never by value) it may use, and which cells of a
// framework it claims to prove. Its SHA-256 (Digest) is what reviewers say yes to, what an
// authorization names, and what an auditor compiles again.
//
// The encoding is that of package canon. What does not change the meaning does not change the bytes:
// comments, layout, the order of sections and the place of a line are not in a plan. Where a part
// stands in the HCL is told by the compiler beside the plan, not in it.
//
// A plan is closed: every input, role, connection, secret, local and step that it mentions stands in it,
// and what a step mentions stands in its Needs, so that an engine may order by Needs alone. Parse holds
// all of that (see Plan.Check) and accepts exactly what Encode writes.
//
// An action that a team wrote in HCL is part of the plan too (Action), down to the primitive one of package
// kind that does it.
//
// Start at Plan and Parse. Lengths of time are whole seconds; dates are YYYY-MM-DD. schema.json is the
// same contract as a JSON Schema, example.json one plan in the one encoding.
package plan

import "github.com/attestary/attestary/schemas/expr"

// Format names this version of the document. A change that an old reader would misread is a new one.
const Format = "https://attestary.dev/plan/v1"

// MediaType is Format as a media type.
const MediaType = "application/vnd.attestary.plan.v1+json"

// Plan is one compiled runbook. Lists without an order of their own are sorted by name.
type Plan struct {
	Format   string `json:"format"`
	Project  string `json:"project"`
	Timezone string `json:"timezone"` // IANA name; schedules and texts are in it
	Runbook  string `json:"runbook"`
	File     string `json:"file"` // slash path of the runbook below the repository's root
	Title    string `json:"title"`
	Summary  string `json:"summary,omitempty"`
	Owner    string `json:"owner"` // a role
	ReadOnly bool   `json:"read_only,omitzero"`
	Timeout  int64  `json:"timeout"`             // of the whole run
	FinishBy int64  `json:"finish_by"`           // after the authorization; a run without result by then counts as failed
	ReviewBy string `json:"review_by,omitempty"` // the date by which the owner looks at the runbook again

	Concurrency *Concurrency `json:"concurrency,omitzero"`

	Satisfies   []Satisfies           `json:"satisfies,omitempty"` // by framework, function, stage
	Triggers    []Trigger             `json:"triggers,omitempty"`  // by kind, name
	Access      *Access               `json:"access,omitzero"`
	Reviews     []Review              `json:"reviews,omitempty"` // those of the project that the plan's effects ask for
	Inputs      []Input               `json:"inputs,omitempty"`  // as written: a form shows them so
	Roles       []Role                `json:"roles,omitempty"`   // at least those that the plan names
	Connections []Connection          `json:"connections,omitempty"`
	Secrets     []Secret              `json:"secrets,omitempty"`
	Uses        []Use                 `json:"uses,omitempty"`
	Actions     []Action              `json:"actions,omitempty"` // those written in HCL that the plan mentions, by name
	Locals      map[string]*expr.Node `json:"locals,omitempty"`  // those not known at review time

	Phases   []Phase    `json:"phases"`             // by name; loose parts are the one phase "main"
	Checks   []Check    `json:"checks,omitempty"`   // those outside phases, by name: judged last
	Evidence []Evidence `json:"evidence,omitempty"` // by name
	Notifies []Notify   `json:"notifies,omitempty"` // by name
	Result   *Show      `json:"result,omitzero"`    // what the one who started the run reads at the end; never signed
	Confirm  *Confirm   `json:"confirm,omitzero"`
	Waivable []Waivable `json:"waivable,omitempty"` // by check
	Moved    []Moved    `json:"moved,omitempty"`    // by from
}

// Concurrency says which runs exclude each other: those for which Key gives the same.
type Concurrency struct {
	Key  *expr.Node `json:"key"`
	Mode string     `json:"mode"` // queue, refuse
}

// Satisfies claims that a passing run proves a stage of a function, or a list of controls.
type Satisfies struct {
	Framework string   `json:"framework"`
	Function  string   `json:"function,omitempty"`
	Stage     string   `json:"stage,omitempty"`    // traditional, initial, advanced, optimal
	Controls  []string `json:"controls,omitempty"` // in place of a function and its stage
	FreshFor  int64    `json:"fresh_for,omitzero"` // how long a passing run counts
	Inputs    []string `json:"inputs,omitempty"`   // that may differ from their defaults
	Rehearsal bool     `json:"rehearsal,omitzero"`
}

// Trigger starts a run. Which members are set follows from Kind.
type Trigger struct {
	Kind     string                `json:"kind"` // schedule, manual, event, issue, pull_request, finding
	Name     string                `json:"name"`
	Cron     string                `json:"cron,omitempty"`     // schedule: five fields; "every" is lowered to it
	Timezone string                `json:"timezone,omitempty"` // schedule: in place of the plan's
	Type     string                `json:"type,omitempty"`     // event: the type of a repository_dispatch
	Label    string                `json:"label,omitempty"`    // issue: that the issue gets
	Paths    []string              `json:"paths,omitempty"`    // pull_request: patterns of files
	Forks    bool                  `json:"forks,omitzero"`     // pull_request: one from a fork starts it too
	Check    string                `json:"check,omitempty"`    // finding: RUNBOOK.CHECK that failed
	Map      map[string]*expr.Node `json:"map,omitempty"`      // input → its value
}

// Evidence is a value that the record keeps.
type Evidence struct {
	Name        string     `json:"name"`
	Description string     `json:"description,omitempty"`
	Personal    bool       `json:"personal,omitzero"`
	Value       *expr.Node `json:"value"`
}

// Moved tells that the part at an address has another since: the diff compares the two.
type Moved struct {
	From string `json:"from"` // "step.old"
	To   string `json:"to"`
}

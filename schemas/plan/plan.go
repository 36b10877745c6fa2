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
// Start at Plan and Parse. Lengths of time are whole seconds; dates are YYYY-MM-DD. schema.json is the
// same contract as a JSON Schema, example.json one plan in the one encoding.
package plan

import (
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

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

	Satisfies   []Satisfies           `json:"satisfies,omitempty"` // by framework, function, stage
	Triggers    []Trigger             `json:"triggers,omitempty"`  // by kind, name
	Access      *Access               `json:"access,omitzero"`
	Inputs      []Input               `json:"inputs,omitempty"` // as written: a form shows them so
	Roles       []Role                `json:"roles,omitempty"`  // at least those that Owner and Access name
	Connections []Connection          `json:"connections,omitempty"`
	Secrets     []Secret              `json:"secrets,omitempty"`
	Uses        []Use                 `json:"uses,omitempty"`
	Locals      map[string]*expr.Node `json:"locals,omitempty"` // those not known at review time

	Phases   []Phase    `json:"phases"`             // by name; loose steps are the one phase "main"
	Checks   []Check    `json:"checks,omitempty"`   // by name
	Evidence []Evidence `json:"evidence,omitempty"` // by name
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

// Trigger starts a run.
type Trigger struct {
	Kind string                `json:"kind"` // schedule, manual
	Name string                `json:"name"`
	Cron string                `json:"cron,omitempty"` // five fields, in the plan's timezone; "every" is lowered to it
	Map  map[string]*expr.Node `json:"map,omitempty"`  // input → its value
}

// Access says who may start the runbook by hand.
type Access struct {
	Who        []string `json:"who"` // roles
	BreakGlass []string `json:"break_glass,omitempty"`
}

// Input is a value that the one who starts the run gives, and the rules it must keep.
type Input struct {
	Name        string       `json:"name"`
	Type        string       `json:"type"` // string, number, bool, date, duration, list(string)
	Title       string       `json:"title,omitempty"`
	Description string       `json:"description,omitempty"`
	Default     *expr.Value  `json:"default,omitzero"` // absent: required
	Min         string       `json:"min,omitempty"`    // a number, date or length of time, as text
	Max         string       `json:"max,omitempty"`
	MaxLength   int64        `json:"max_length,omitzero"`
	Pattern     string       `json:"pattern,omitempty"` // RE2, against the whole value
	OneOf       []expr.Value `json:"one_of,omitempty"`
	Example     string       `json:"example,omitempty"`
	Sensitive   bool         `json:"sensitive,omitzero"`
	Personal    bool         `json:"personal,omitzero"`
}

// Role is a named set of people.
type Role struct {
	Name    string   `json:"name"`
	Members []string `json:"members,omitempty"` // login or login#id
	Teams   []string `json:"teams,omitempty"`
}

// Connection says how a named service of the team's stack is reached.
type Connection struct {
	Name     string   `json:"name"`
	Kind     string   `json:"kind"` // http, shell
	URL      string   `json:"url,omitempty"`
	Token    string   `json:"token,omitempty"` // name of a secret
	Auth     string   `json:"auth,omitempty"`
	User     string   `json:"user,omitempty"`
	Password string   `json:"password,omitempty"` // name of a secret
	Hosts    []string `json:"hosts,omitempty"`
}

// Secret says where a secret is found. Its value never comes near a plan.
type Secret struct {
	Name    string `json:"name"`
	From    string `json:"from"` // env:NAME, file:PATH, github:NAME
	Purpose string `json:"purpose"`
}

// Use is the power that the runbook asks for on a connection: an allow-list.
type Use struct {
	Connection string   `json:"connection"`
	Allow      []string `json:"allow"`
}

// Phase is a part of the runbook that runs as one job.
type Phase struct {
	Name  string   `json:"name"`
	Title string   `json:"title,omitempty"`
	After []string `json:"after,omitempty"`
	Steps []Step   `json:"steps"` // by name
}

// Step is one action. Its address is "step." and its name, unique in the runbook.
type Step struct {
	Name       string                `json:"name"`
	Action     string                `json:"action"`
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
	OnError    string                `json:"on_error"`     // stop, continue
	Retry      *Retry                `json:"retry,omitzero"`
	Expects    []Expect              `json:"expects,omitempty"` // by name
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

// Check is a condition over everything that the run saw. It never changes anything.
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

// Evidence is a value that the record keeps.
type Evidence struct {
	Name        string     `json:"name"`
	Description string     `json:"description,omitempty"`
	Personal    bool       `json:"personal,omitzero"`
	Value       *expr.Node `json:"value"`
}

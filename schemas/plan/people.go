package plan

import (
	"cmp"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Who must say yes, and to what: reviews of the pull request, access to a run, and the people that a run
// asks on its way.

// Role is a named set of people.
type Role struct {
	Name    string   `json:"name"`
	Members []string `json:"members,omitempty"` // login or login#id
	Teams   []string `json:"teams,omitempty"`
}

// Review is a rule of the project that applies to the plan: so many people of these roles must have
// reviewed the pull request, because the plan has one of these effects.
type Review struct {
	Name    string        `json:"name"`
	Effects []kind.Effect `json:"effects"` // in the order observe, change, grant, destroy
	From    []string      `json:"from"`    // roles
	Min     int64         `json:"min"`
}

// Access says who may start the runbook by hand.
type Access struct {
	Who        []string `json:"who"` // roles
	BreakGlass []string `json:"break_glass,omitempty"`
	Gates      []Gate   `json:"gates,omitempty"` // by name
}

// Gate is a condition on the request of a person: an action that only observes is asked, and the
// condition judges what it gave (self).
type Gate struct {
	Name       string                `json:"name"`
	Action     string                `json:"action"`
	Connection string                `json:"connection,omitempty"`
	Settings   map[string]*expr.Node `json:"settings,omitempty"`
	MaxAge     int64                 `json:"max_age,omitzero"` // of the output that is as_of; 0: any
	Condition  *expr.Node            `json:"condition"`
	Message    *expr.Node            `json:"message"`
}

// Approval is people who must say yes inside the run. Its address is "approval." and its name.
type Approval struct {
	Name    string     `json:"name"`
	From    []string   `json:"from"` // roles
	Min     int64      `json:"min"`  // distinct people
	Timeout int64      `json:"timeout"`
	Needs   []string   `json:"needs,omitempty"` // addresses, as a step's
	SkipIf  *expr.Node `json:"skip_if,omitzero"`
	Show    *Show      `json:"show,omitzero"`
}

// Ask is a question to a person inside the run. Its address is "ask." and its name. It never answers
// itself: out of time is blocked.
type Ask struct {
	Name     string     `json:"name"`
	To       []string   `json:"to"`               // roles
	Second   []string   `json:"second,omitempty"` // roles of a second person, who gives the same answers
	Question *expr.Node `json:"question"`
	Timeout  int64      `json:"timeout"`
	Needs    []string   `json:"needs,omitempty"`
	When     *expr.Node `json:"when,omitzero"`
	Answers  []Answer   `json:"answers"` // as written
	Show     *Show      `json:"show,omitzero"`
}

// Answer is one thing that an ask wants to know, and the rules that it must keep, as an Input's.
type Answer struct {
	Name      string       `json:"name"`
	Type      string       `json:"type"` // as of an Input
	Title     string       `json:"title,omitempty"`
	OneOf     []expr.Value `json:"one_of,omitempty"`
	Pattern   string       `json:"pattern,omitempty"`
	Min       string       `json:"min,omitempty"`
	Max       string       `json:"max,omitempty"`
	MaxLength int64        `json:"max_length,omitzero"`
}

// Show is what a person is shown: before they answer, or at the end of the run. Each part may be absent.
type Show struct {
	Title *expr.Node `json:"title,omitzero"`
	Text  *expr.Node `json:"text,omitzero"`
	Table *expr.Node `json:"table,omitzero"` // a list of objects
}

// Confirm keeps the run open until a second person tells what they saw.
type Confirm struct {
	By     []string `json:"by"` // roles
	Within int64    `json:"within"`
}

// Waivable is a check that may be waived for a while.
type Waivable struct {
	Check  string   `json:"check"`
	MaxFor int64    `json:"max_for,omitzero"`
	By     []string `json:"by,omitempty"` // roles
}

// usuallyWaived is the longest term of a waiver where the runbook does not say: 30 days.
const usuallyWaived = 30 * 24 * 60 * 60

// Longest is how many seconds a waiver of the check lasts at most.
func (w *Waivable) Longest() int64 { return cmp.Or(w.MaxFor, usuallyWaived) }

// Waivers are the roles that may waive the check: where the runbook does not say, the one that owns it.
func (p *Plan) Waivers(w *Waivable) []string {
	if len(w.By) == 0 {
		return []string{p.Owner}
	}
	return w.By
}

// Notify tells people when the run comes to one of these states.
type Notify struct {
	Name       string     `json:"name"`
	Action     string     `json:"action"`
	Connection string     `json:"connection,omitempty"`
	On         []string   `json:"on"` // of NotifyOn, sorted
	Text       *expr.Node `json:"text"`
}

// NotifyOn are the states of a run that a Notify may tell of, sorted.
var NotifyOn = []string{"blocked", "failed", "missed", "passed", "started", "waiting"}

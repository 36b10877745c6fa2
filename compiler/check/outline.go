package check

import (
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// Outline is what the other files of a project may ask of a runbook, and nothing else: what Between and
// Suite read. So a runbook that was judged need not be kept.
type Outline struct {
	At      diag.Range `json:"at"`              // of its name
	Broken  bool       `json:"broken,omitzero"` // as of a syntax.Runbook
	Checks  []string   `json:"checks,omitempty"`
	Name    string     `json:"name"`
	Started []Started  `json:"started,omitempty"`
}

// named are the checks as a trigger names them.
func (o *Outline) named() []string {
	names := make([]string, len(o.Checks))
	for i, check := range o.Checks {
		names[i] = o.Name + "." + check
	}
	return names
}

// Started is a trigger that the failure of another runbook's check pulls.
type Started struct {
	At      diag.Range `json:"at"`
	Check   string     `json:"check"`
	CheckAt diag.Range `json:"check_at"`
	Name    string     `json:"name"`
}

// OutlineOf is the outline of r.
func OutlineOf(r *syntax.Runbook) *Outline {
	o := &Outline{At: r.Name.Range, Broken: r.Broken, Name: r.Name.Value}
	for _, c := range r.Checks {
		o.Checks = append(o.Checks, c.Name.Value)
	}
	for _, t := range r.Triggers {
		if t.Kind.Value == "finding" && t.Check.Given() && t.Check.Expr == nil {
			o.Started = append(o.Started, Started{t.Range, t.Check.Value, t.Check.Range, t.Name.Value})
		}
	}
	return o
}

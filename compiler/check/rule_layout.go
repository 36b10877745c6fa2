package check

import (
	"fmt"
	"regexp"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

var runnerForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$`)

// layout (RB1040, RB1041, RB3024) holds that a runbook has phases or loose parts, not both, so that every part has
// its place in the order, that there is something to do in each phase, and that its machine can be found.
func (c *checker) layout() {
	if len(c.Tree.Phases) == 0 {
		return
	}
	if what, at := c.loose(); what != "" {
		c.report(diag.New("RB1040", at, fmt.Sprintf("This %s stands outside phases, and the runbook has phases.", what)).
			WithRelated(c.Tree.Phases[0].Range, "the first phase").
			WithWhy("Nothing would say when it comes.").
			WithHelp("Move it into a phase; or take the phases away, and let needs say the order."))
	}
	for _, f := range c.Tree.Phases {
		for _, e := range c.entries(f.RunsOn) {
			c.shaped("phase."+f.Name.Value, e, "a label of a machine", runnerForm, "letters, digits, _, . and -: ubuntu-latest")
		}
	}
	busy := map[*syntax.Phase]bool{}
	for _, p := range c.Parts() {
		busy[p.Phase] = busy[p.Phase] || p.Kind != "check"
	}
	for _, f := range c.Tree.Phases {
		if !busy[f] && !c.Tree.Broken {
			c.report(diag.New("RB1041", f.Range, fmt.Sprintf("The phase %s has nothing to do: no step, approval or ask.", f.Name.Value)).At("phase." + f.Name.Value).
				WithHelp("Put a part into it, or remove it."))
		}
	}
}

// loose is the first part outside phases that must stand in one, and where; "" where there is none.
func (c *checker) loose() (what string, at diag.Range) {
	for _, p := range c.Parts() {
		if p.Phase == nil && p.Kind != "check" {
			return p.Kind, p.Name.Range
		}
	}
	if c.Tree.OnFailure != nil {
		return "on_failure", c.Tree.OnFailure.Range
	}
	return "", diag.Range{}
}

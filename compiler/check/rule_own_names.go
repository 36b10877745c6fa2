package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// ownNames (RB3042) holds that no setting of an action is called like one that every step has, and no output
// like what every step gives: the name would mean two things in one place.
func (c *checker) ownNames(a *syntax.Action) {
	for _, s := range a.Settings {
		if kind.IsOfStep(s.Name.Value) {
			c.report(diag.New("RB3042", s.Name.Range, fmt.Sprintf("Every step has %s already, so no action can have a setting of that name.", s.Name.Value)).
				WithHelp("Give the setting another name."))
		}
	}
	for _, o := range a.Outputs {
		if kind.IsOfOutcome(o.Name.Value) {
			c.report(diag.New("RB3042", o.Name.Range, fmt.Sprintf("Every step gives %s already, so no action can have an output of that name.", o.Name.Value)).
				WithHelp("Give the output another name."))
		}
	}
}

package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
)

// maxGuesses is for how many unknown controls of a runbook the nearest of a thousand is looked for.
const maxGuesses = 20

// controls (RB9005, RB9006) holds a claim of controls.
func (c *checker) controls(s *syntax.Satisfies, set *catalog.Set, address string) {
	if len(set.Controls) == 0 {
		return
	}
	for _, e := range c.entries(s.Controls) {
		label := e.text
		control, known := set.Control(label)
		if !known {
			d := diag.New("RB9005", e.at, fmt.Sprintf("%s has no control %s.", s.Framework.Value, label)).At(address)
			var near []string
			if c.guesses++; c.guesses <= maxGuesses {
				near = set.NearControl(label)
			}
			c.report(maybe(d, label, near).WithHelp("Write the label as its publisher does: " + exampleLabel(set) + "."))
		} else if control.Withdrawn {
			d := diag.New("RB9006", e.at, fmt.Sprintf("%s was withdrawn.", label)).At(address).
				WithHelp("Its publisher names no successor; remove it.")
			if len(control.Successors) > 0 {
				d = d.WithHelp("What it asked for is now in " + strings.Join(control.Successors, ", ") + ".")
			}
			c.report(d)
		}
	}
}

// exampleLabel shows how a framework writes its labels: one with all parts where it has some.
func exampleLabel(set *catalog.Set) string {
	if _, ok := set.Control("AC-2(3)"); ok {
		return "AC-2(3)"
	}
	return set.Controls[0].Label
}

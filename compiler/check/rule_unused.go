package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
)

// unused (RB2020, RB2021) warns of inputs and locals that nothing mentions. An input that a person fills
// in is used by whoever reads the record; one that only a schedule could give is not.
func (c *checker) unused() {
	if c.Tree.Broken || c.lost {
		return
	}
	for _, in := range c.Tree.Inputs {
		if address := "input." + in.Name.Value; !c.used[address] && !c.startedByHand() {
			c.report(diag.New("RB2020", in.Name.Range, fmt.Sprintf("Nothing uses the input %s, and nobody is asked for it.", in.Name.Value)).At(address).
				WithHelp("Mention it as " + address + ", or remove it."))
		}
	}
	for _, a := range c.Tree.Locals {
		if address := "local." + a.Name.Value; !c.used[address] {
			c.report(diag.New("RB2021", a.Name.Range, fmt.Sprintf("Nothing uses the local %s.", a.Name.Value)).At(address).
				WithHelp("Mention it as " + address + ", or remove it."))
		}
	}
}

// startedByHand tells whether a person is asked for the inputs: with a form, or at the command line where
// there is no trigger at all.
func (c *checker) startedByHand() bool {
	for _, t := range c.Tree.Triggers {
		if t.Kind.Value == "manual" {
			return true
		}
	}
	return len(c.Tree.Triggers) == 0
}

package check

import (
	"github.com/attestary/attestary/compiler/diag"
)

// triggerless (RB4007) tells of a runbook that claims something and that nothing starts. attestary run
// starts any runbook, and one with a sensitive input has no other way, so it is no more than a note.
func (c *checker) triggerless() {
	if len(c.Tree.Triggers) > 0 || len(c.Tree.Satisfies) == 0 || c.Tree.Broken {
		return
	}
	for _, in := range c.Tree.Inputs {
		if sensitive, _ := c.Truth(in.Sensitive); sensitive {
			return
		}
	}
	c.report(diag.New("RB4007", c.Tree.Range, "Nothing starts this runbook: it has no trigger.").
		WithWhy("Its claims are shown only where somebody remembers to type attestary run.").
		WithHelp(`Add a trigger "schedule" with every = "monday 07:00", or a trigger "manual" with an access section.`))
}

package check

import (
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// access (RB4003) holds that a runbook which people may start says who may. Deny is the default, so
// without it nobody could.
func (c *checker) access() {
	if a := c.Tree.Access; a != nil && a.Who.Given() && len(a.Who.Values) == 0 && !c.Tree.Broken {
		c.report(diag.New("RB4003", a.Who.Range, "who is empty, so nobody may start this runbook.").At("access").
			WithHelp("Name a role: who = [role.NAME]."))
	}
	for _, t := range c.Tree.Triggers {
		if scope.ByHand(t) && c.Tree.Access == nil && !c.Tree.Broken {
			c.report(diag.New("RB4003", t.Range, "People may start this runbook, and nothing says who.").At("trigger." + t.Name.Value).
				WithWhy("Deny is the default: without it nobody may.").
				WithHelp("Add a section: access { who = [role.NAME] }, on lines of their own."))
			return
		}
	}
}

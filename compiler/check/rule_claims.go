package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
)

// claims (RB9009, RB9010; its parts have files of their own) holds what the runbook claims to prove against the frameworks: that what it
// names exists, that it names it once, and that a run of it could ever show it.
func (c *checker) claims() {
	first := map[[3]string]diag.Range{}
	for _, s := range c.Tree.Satisfies {
		c.claim(s)
		function, _ := c.Text(s.Function)
		stage, _ := c.Text(s.Stage)
		if parsed, ok := catalog.ParseStage(stage); ok {
			stage = parsed.String()
		}
		key := [3]string{s.Framework.Value, function, stage}
		if before, twice := first[key]; twice {
			c.report(diag.New("RB9010", s.Range, "This is claimed twice.").WithRelated(before, "the first time").
				WithHelp("Keep one section for it, with all controls in one list."))
			continue
		}
		first[key] = s.Range
	}
	if len(c.Tree.Satisfies) > 0 && len(c.Tree.Checks) == 0 && !c.Tree.Broken {
		c.report(diag.New("RB9009", c.Tree.Satisfies[0].Range, "This runbook claims something, and has no check that could fail.").
			WithWhy("A run that judges nothing passes always, so it proves nothing; verify does not count it.").
			WithHelp("Add a check whose condition is what the claim means."))
	}
}

func (c *checker) claim(s *syntax.Satisfies) {
	address := "satisfies." + s.Framework.Value
	set, ok := c.Project.Framework(s.Framework.Value)
	if !ok {
		if s.Framework.Value != "" {
			d := diag.New("RB9001", s.Framework.Range, fmt.Sprintf("There is no framework %s.", s.Framework.Value)).At(address)
			c.report(suggest(d, s.Framework.Value, c.Project.FrameworkIDs(), "The frameworks are"))
		}
		return
	}
	c.listed(s, address)
	c.form(s, set, address)
	c.function(s, set, address)
	if stage, ok := c.stage(s, address); ok {
		c.described(s, set, stage, address)
		if c.reachable(s, stage, address) {
			c.freshness(s, stage, address)
		}
	}
	c.controls(s, set, address)
}

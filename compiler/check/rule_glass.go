package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// glass (RB4049) warns where only one person may break the glass and nobody else could confirm that: every report
// would tell of it for ever. Where a role has a team, only the forge knows.
func (c *checker) glass() {
	access := c.Tree.Access
	if access == nil || len(access.BreakGlass.Values) == 0 || c.Project.Tree.Broken || c.Tree.Broken {
		return
	}
	confirm := access.BreakGlass.Values
	if c.Tree.Confirm != nil {
		confirm = slices.Concat(confirm, c.Tree.Confirm.By.Values)
	}
	logins, all := people(c.Project, syntax.Refs{Values: confirm})
	if !all || len(logins) != 1 {
		return
	}
	c.report(diag.New("RB4049", access.BreakGlass.Range, fmt.Sprintf("Only %s may break the glass, and nobody else could confirm it.", logins[0])).At("access").
		WithWhy("A broken glass is a finding of every report until a second person has confirmed it.").
		WithHelp("Name a role with more people, or another one."))
}

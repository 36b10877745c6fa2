package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
)

// confirms (RB4048) warns of a confirmation that only one person can give, who may be the one who started or
// approved the run: who confirms has done neither.
func (c *checker) confirms() {
	confirm := c.Tree.Confirm
	if confirm == nil || c.Project.Tree.Broken || !c.somebody(confirm.By, "confirm") {
		return
	}
	logins, all := people(c.Project, confirm.By)
	if !all || len(logins) != 1 {
		return
	}
	did := ""
	if c.starter(logins) != "" {
		did = "start the run"
	}
	for _, a := range c.Tree.Approvals {
		if approvers, _ := people(c.Project, a.From); slices.Contains(approvers, logins[0]) && did == "" {
			did = "approve it"
		}
	}
	if did != "" {
		c.report(diag.New("RB4048", confirm.By.Range, fmt.Sprintf("Only %s can confirm the run, and may %s too.", logins[0], did)).At("confirm").
			WithWhy("Who confirms a run has neither asked for it nor approved it, so it would stay open.").
			WithHelp("Name a role with more people, or another one."))
	}
}

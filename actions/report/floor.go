package report

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

// byItself is the kind of trigger that needs nobody. Whatever kinds come later count as started by hand
// until somebody decides otherwise here.
const byItself = "schedule"

// floor is what a cell asks of the way its runs start.
//
//	initial    may be started by hand
//	advanced   starts by itself
//	optimal    starts by itself at least daily, and has no human step
type floor struct {
	bySelf    bool
	rehearsal bool // the claim is the rehearsal itself
}

// unable says why no run of the runbook could ever meet the stage, and what would mend it; "" where one
// could.
func (c *claim) unable() (reason, step string) {
	name := c.book.plan.Runbook
	switch {
	case c.stage >= catalog.Advanced && len(c.book.schedules) == 0:
		return fmt.Sprintf("It cannot prove %s: that stage asks for runs that start by themselves, and the runbook has no schedule.", c.stage),
			fmt.Sprintf("Give %s a schedule.", name)
	case c.stage == catalog.Optimal && asksPeople(c.book.plan):
		return "It cannot prove optimal: that stage asks for runs without a human step, and the runbook waits for people.",
			fmt.Sprintf("Claim advanced in %s, or take the approvals and questions out of it.", name)
	case c.stage == catalog.Optimal && !daily(c.book.schedules):
		return "It cannot prove optimal: that stage asks for a run on every day, and the schedule leaves days out.",
			fmt.Sprintf("Let the schedule of %s start it on every day.", name)
	}
	return "", ""
}

// asksPeople tells whether a run of the plan may wait for somebody.
func asksPeople(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Phases, func(f plan.Phase) bool { return len(f.Approvals)+len(f.Asks) > 0 })
}

package report

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

// onSchedule is the kind of trigger whose occurrences are declared, so that one which did not come is missed.
//
// Events and findings start runs that nobody asks for, too. Yet whoever may write to the
// repository can send such an event, and an authorization does not tell who did. So a run that one of them
// started counts, and lowers a cell where it fails; but it answers no occurrence, and where the runbook has a
// schedule, it displaces neither a failure of the schedule nor a miss.
const onSchedule = "schedule"

// floor is what a cell asks of the way its runs start.
//
//	initial    may be started by hand
//	advanced   starts by itself
//	optimal    starts by itself at least daily or on events, and has no human step
type floor struct {
	bySelf    bool
	rehearsal bool // the claim is the rehearsal itself
}

// unable says why no run of the runbook could ever meet the stage, and what would mend it; "" where one
// could.
func (c *claim) unable() (reason, step string) {
	name := c.book.plan.Runbook
	switch {
	case c.stage >= catalog.Advanced && c.book.starter() == "":
		return fmt.Sprintf("It cannot prove %s: that stage asks for runs that start by themselves, and only people start the runbook.", c.stage),
			fmt.Sprintf("Give %s a schedule.", name)
	case c.stage == catalog.Optimal && asksPeople(c.book.plan):
		return "It cannot prove optimal: that stage asks for runs without a human step, and the runbook waits for people.",
			fmt.Sprintf("Claim advanced in %s, or take the approvals and questions out of it.", name)
	case c.stage == catalog.Optimal && !daily(c.book.schedules) && !onEvents(c.book.plan):
		return "It cannot prove optimal: that stage asks for a run on every day, and the schedule leaves days out.",
			fmt.Sprintf("Let the schedule of %s start it on every day.", name)
	}
	return "", ""
}

// asksPeople tells whether a run of the plan may wait for somebody.
func asksPeople(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Phases, func(f plan.Phase) bool { return len(f.Approvals)+len(f.Asks) > 0 })
}

// onEvents tells whether something that happens starts the runbook, at whatever time.
func onEvents(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Triggers, func(t plan.Trigger) bool { return t.Kind != onSchedule && plan.StartsItself(t.Kind) })
}

// starter is the first trigger that starts the runbook without anybody; "" where only people start it.
func (b *book) starter() string {
	for _, t := range b.plan.Triggers {
		if plan.StartsItself(t.Kind) {
			return t.Name
		}
	}
	return ""
}

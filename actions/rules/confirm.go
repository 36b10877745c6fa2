package rules

import (
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Confirmations: a second person looks at what a run did. A plan may ask for it (confirm), and a broken glass
// always does.
//
// Whoever confirms a broken glass has to judge it, and has to be somebody else: a member of a role that may
// break the glass of this plan, or of one that confirms its runs, who neither asked for the run, nor broke its
// glass, nor approved it. Those are the people whom the reviewed plan itself trusts with what is past its
// rules; nobody else can be told from it. There is no last day for it: a glass that was confirmed late is told
// of better than one that never was.

// Confirmable is a run as its confirmation is judged by.
type Confirmable struct {
	Requester *evidence.By
	Approvers []evidence.By // who said yes inside the run
	Broke     []evidence.By // who broke its glass
	Result    *evidence.Run
	Same      func(a, b evidence.By) bool // as that of a Question
}

// Confirming are the roles that may confirm the run; none where nobody is asked to.
func (run *Confirmable) Confirming(p *plan.Plan) []string {
	var roles []string
	if p.Confirm != nil {
		roles = slices.Clone(p.Confirm.By)
	}
	if p.Access != nil && len(run.Broke) > 0 {
		roles = append(roles, p.Access.BreakGlass...)
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// Unconfirming tells why a confirmation does not count; "" where it does. The second person is neither the
// one who asked for the run nor one who approved it or broke its glass, and speaks within the plan's time
// after its end, unless it is about a broken glass.
func Unconfirming(p *plan.Plan, run Confirmable, c *evidence.Confirmation) string {
	if run.Same == nil {
		run.Same = Same
	}
	their := func(by evidence.By) bool { return run.Same(by, c.By) }
	roles := run.Confirming(p)
	switch {
	case len(roles) == 0:
		return "is of a plan that wants none"
	case !slices.ContainsFunc(roles, func(role string) bool { return Holds(p, role, c.By) }):
		return "is by somebody who has none of the roles " + strings.Join(roles, ", ")
	case slices.ContainsFunc(run.Broke, their):
		return "is by somebody who had broken its glass"
	case run.Requester != nil && their(*run.Requester):
		return "is by the one who asked for the run"
	case slices.ContainsFunc(run.Approvers, their):
		return "is by somebody who had approved it"
	case len(run.Broke) == 0 && late(p, run.Result, c):
		return "came too late"
	}
	return ""
}

func late(p *plan.Plan, run *evidence.Run, c *evidence.Confirmation) bool {
	end, err := evidence.ParseInstant(run.EndedAt)
	at, atErr := evidence.ParseInstant(c.At)
	return err != nil || atErr != nil || at.After(end.Add(time.Duration(p.Confirm.Within)*time.Second))
}

package verify

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// What an authorization could say to make a run look better than its plan lets it: all of it is signed by the one
// who might want to.

// misfit tells why an input is not told as its plan has it; "" if it is. A run with its inputs at their defaults
// counts for more than others.
func misfit(in *plan.Input, v evidence.InputValue) string {
	switch {
	case in == nil:
		return fmt.Sprintf("it tells input %q, which its plan does not have", v.Name)
	case v.Value == nil && !in.Sensitive && !in.Personal:
		return fmt.Sprintf("it does not tell the value of input %q, which is no secret", v.Name)
	case v.Default && in.Default == nil:
		return fmt.Sprintf("it calls the value of input %q the default, and its plan has none", v.Name)
	case v.Value != nil && v.Default != (in.Default != nil && in.Default.Equal(*v.Value)):
		return fmt.Sprintf("it says that the value of input %q is the default of its plan, or that it is not; the other is so", v.Name)
	}
	return ""
}

// startWithin is how long an authorization stands, beside the time that people have.
const startWithin = 24 * 60 * 60

// overlong tells where a run may take longer than its plan says: whoever withholds a result would be late later.
func overlong(p *plan.Plan, a *evidence.Authorization) (out []string) {
	at := seconds(a.At)
	if seconds(a.FinishBy)-at > p.FinishBy {
		out = append(out, fmt.Sprintf("it gives the run until %s; its plan gives it %d seconds from %s", a.FinishBy, p.FinishBy, a.At))
	}
	waits := int64(startWithin)
	for _, x := range p.AllApprovals() {
		waits += x.Timeout
	}
	for _, x := range p.AllAsks() {
		waits += x.Timeout
	}
	if seconds(a.NotAfter)-at > waits {
		out = append(out, fmt.Sprintf("it stands until %s; for its plan one stands for %d seconds at most, from %s", a.NotAfter, waits, a.At))
	}
	return out
}

// unasked tells where somebody started a run who may not, or who was not asked what the plan asks.
func unasked(p *plan.Plan, a *evidence.Authorization) (out []string) {
	byHand := a.Trigger.ByPerson() || a.Run.Attempt > 1 && a.Requester != nil // whom the forge told for that attempt
	switch {
	case a.Undoes != nil:
		return nil
	case byHand && a.Requester == nil:
		return []string{"a person started it, and it does not tell who"}
	case !byHand && a.Requester != nil:
		return []string{fmt.Sprintf("%s asked for it, and it was started by %s %q, which nobody asks for", a.Requester.Login, a.Trigger.Kind, a.Trigger.Name)}
	case !byHand || a.Mode != evidence.Live || pastRules(a):
		return nil
	case p.Access == nil || !mayAsk(p, *a.Requester):
		out = append(out, fmt.Sprintf("%s asked for it, who has none of the roles that may", a.Requester.Login))
	}
	if p.Access == nil {
		return out
	}
	for _, g := range p.Access.Gates {
		if !slices.Contains(a.Gates, evidence.Gate{Name: g.Name, Outcome: evidence.Passed}) {
			out = append(out, fmt.Sprintf("gate %s of its plan did not let the request pass, or was not asked", g.Name))
		}
	}
	return out
}

// mayAsk tells whether somebody may start the runbook by hand. Who is in a team, only the forge knew.
func mayAsk(p *plan.Plan, by evidence.By) bool {
	roles := rules.Named(p, by)
	return slices.ContainsFunc(p.Access.Who, func(who string) bool {
		return slices.Contains(roles, who) || rules.InTeam(p, who, by)
	})
}

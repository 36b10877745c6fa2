package conduct

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Told is what a forge tells of people, where it keeps the reviews and knows who is in a team. The signer asked
// it, and testifies to it.
type Told struct {
	// Roles are the plan's, with the people of their teams as members, each by number; nil: as the plan has them.
	Roles []plan.Role
	// Teams are those of which it is known who is in them.
	Teams []string
	// Reviews are the standing words of people about exactly this plan, in place of those that the ledger has.
	Reviews []*evidence.Review
	// Doubts are why nobody can tell more: who is in a team, who pushed. They make nobody's word count.
	Doubts []string
}

// judged is the plan by which people are judged. It is not the one that runs: its roles may have more members.
func (r Request) judged() *plan.Plan {
	if r.Told == nil || r.Told.Roles == nil {
		return r.Plan
	}
	known := *r.Plan
	known.Roles = r.Told.Roles
	return &known
}

// vague tells whether the one who asks may have a role of the plan by a team of which nobody could tell who is in it.
func (r Request) vague() bool {
	by := r.Requester.By
	return slices.ContainsFunc(r.Plan.Roles, func(role plan.Role) bool {
		unknown := slices.ContainsFunc(role.Teams, func(team string) bool { return r.Told == nil || !slices.Contains(r.Told.Teams, team) })
		return unknown && rules.InTeam(r.Plan, role.Name, by) && !rules.Holds(r.judged(), role.Name, by)
	})
}

// doubts ends a refusal with what nobody can tell.
func (r Request) doubts() string {
	if r.Told == nil || len(r.Told.Doubts) == 0 {
		return ""
	}
	return "; nobody can tell more: " + strings.Join(r.Told.Doubts, "; ")
}

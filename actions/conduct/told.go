package conduct

import (
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Told is what a forge tells of people, where it keeps the reviews and knows who is in a team. The signer asked
// it, and testifies to it.
type Told struct {
	// Roles are the plan's, with the people of their teams as members, each by number; nil: as the plan has them.
	Roles []plan.Role
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

// doubts ends a refusal with what nobody can tell.
func (r Request) doubts() string {
	if r.Told == nil || len(r.Told.Doubts) == 0 {
		return ""
	}
	return "; nobody can tell more: " + strings.Join(r.Told.Doubts, "; ")
}

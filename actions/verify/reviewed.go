package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// reviewed is what was said of one plan so far, by those who may review it: no more than its roles have
// members.
type reviewed struct {
	words   []standing // the newest of each
	unknown bool       // somebody spoke of whom the policy cannot tell who they are
}

// standing is a review, and where it stands.
type standing struct {
	*evidence.Review
	entry int64
}

// unreviewed takes a review back: from here on no run may count it.
func (p *people) unreviewed(entry int64) {
	for _, r := range p.reviews {
		r.words = slices.DeleteFunc(r.words, func(w standing) bool { return w.entry == entry })
	}
}

// reviewed takes a review. Who may not review the plan has said nothing.
func (p *people) reviewed(e *entry, said *evidence.Review) {
	if e.plan == nil || !rules.MayReview(e.plan, said.By) {
		return
	}
	key := sumOf(said.Plan.Digest)
	r := p.reviews[key]
	if r == nil {
		r = &reviewed{}
		p.reviews[key] = r
	}
	if !e.verified {
		r.unknown = true
		return
	}
	if i := slices.IndexFunc(r.words, func(w standing) bool { return p.trust.same(w.By, said.By) }); i >= 0 {
		r.words[i] = standing{said, e.index}
	} else {
		r.words = append(r.words, standing{said, e.index})
	}
}

// judgeReviews holds the reviews that an authorization counts against the plan and the ledger. Whether a
// reviewer had a hand in the change, the ledger alone does not tell: hands.go does, where the source is there.
//
// It gives what is missing where the run was let past its rules: then its glass must be broken.
func (p *people) judgeReviews(e *entry) (past string) {
	a, known := e.authorization, p.reviews[sumOf(e.authorization.Plan.Digest)]
	if known == nil {
		known = &reviewed{}
	}
	for _, rule := range e.plan.Reviews {
		n := p.reviewers(e.plan, rule, a)
		missing := fmt.Sprintf("review.%s: %d of %d people reviewed the plan who count", rule.Name, n, rule.Min)
		switch {
		case n >= rule.Min:
		case pastRules(a):
			past = missing
		default:
			e.refute(review, missing)
		}
	}
	for _, counted := range a.Reviews {
		if counted.By.How == "forge" {
			continue // its signer testifies to them
		}
		i := slices.IndexFunc(known.words, func(w standing) bool { return w.By.ID == counted.By.ID })
		switch {
		case i >= 0 && known.words[i].Answer == evidence.No:
			e.refute(review, fmt.Sprintf("it counts a review by %s, who had said no", counted.By.Login))
		case i < 0 && !known.unknown:
			e.refute(review, fmt.Sprintf("it counts a review by %s, and none of theirs stands before it", counted.By.Login))
		case i >= 0:
			e.reviews = append(e.reviews, known.words[i].entry)
		}
	}
	if p.Source != nil {
		if past == "" && !pastRules(a) {
			p.changes = append(p.changes, counted{e.index, e.file.id})
		}
		return past
	}
	e.skips = append(e.skips, skip{review, "whether a reviewer had a hand in what they reviewed needs the repository's history; this verification looked at the ledger alone"})
	return past
}

// pastRules tells whether an authorization says of itself that it goes past the rules.
func pastRules(a *evidence.Authorization) bool {
	return strings.HasPrefix(a.Rule, "access.break_glass")
}

// reviewers counts the people whose reviews count for a rule. Of one whom the plan does not list the signer says
// that the forge told they are in a team.
func (p *people) reviewers(of *plan.Plan, rule plan.Review, a *evidence.Authorization) int64 {
	var found []evidence.By
	for _, r := range a.Reviews {
		again := slices.ContainsFunc(found, func(by evidence.By) bool { return p.trust.same(by, r.By) })
		own := a.Requester != nil && p.trust.same(*a.Requester, r.By)
		if !again && !own && slices.Contains(rule.From, r.Role) && (rules.Holds(of, r.Role, r.By) || rules.InTeam(of, r.Role, r.By)) {
			found = append(found, r.By)
		}
	}
	return int64(len(found))
}

package verify

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// people judges claim 8: what passed because people said yes has enough of them, distinct, in the roles that
// the plan asks, none of them the one who asked for the run, about what was shown to them. Whose yes counts
// is judged by the plan, which names their keys; whether it is theirs, by the policy.
//
// It keeps places, and reads words again when their run is judged: some forty bytes for each.
type people struct {
	*judge
	runs    map[sum]*asking   // whose plan asks people, until nothing more can be said of them
	reviews map[sum]*reviewed // by plan
	changes []counted         // authorizations that count reviews, whose authors are still to be looked for
	known   map[evidence.By]*evidence.By
	glasses []brokenAt // in the order of the ledger
}

// asking is a run that asks people, or whose glass may be broken. Behind its result it keeps what a
// confirmation is judged by.
type asking struct {
	authorization int64
	at            object
	words         []word
	past          string         // why it was let past its rules; "" where it was not
	result        int64          // 0: none yet
	statement     sum            // of the result
	ended         int64          // by its own clock
	approvers     []*evidence.By // of those that p.known holds
	glass         *glass         // nil: it was not broken
}

// maxWords is how many answers to one run are judged: they are in memory together.
const maxWords = 10_000

// word is an approval.
type word struct {
	entry    int64
	at       object
	verified bool
}

func newPeople(j *judge) *people {
	return &people{judge: j, runs: map[sum]*asking{}, reviews: map[sum]*reviewed{}, known: map[evidence.By]*evidence.By{}}
}

func asksPeople(p *plan.Plan) bool {
	for _, f := range p.Phases {
		if len(f.Approvals)+len(f.Asks) > 0 {
			return true
		}
	}
	return false
}

// confirmable tells whether a second person may have something to say behind the result of a run.
func confirmable(p *plan.Plan) bool {
	return p.Confirm != nil || p.Access != nil && len(p.Access.BreakGlass) > 0
}

// authorized takes an authorization, and judges the reviews that it counts.
func (p *people) authorized(e *entry) {
	if e.plan == nil || e.file == nil {
		return
	}
	past := ""
	if len(e.plan.Reviews) > 0 {
		p.tally.judged(review, 1)
		past = p.judgeReviews(e)
	}
	if pastRules(e.authorization) && past == "" {
		past = "it was let past its rules (" + e.authorization.Rule + ")"
	}
	if asksPeople(e.plan) || confirmable(e.plan) || past != "" {
		p.runs[sumOf(e.leaf.Run)] = &asking{authorization: e.index, at: e.file.id, past: past}
	}
}

// spoke takes the word of a person. state is that of its run.
func (p *people) spoke(ctx context.Context, e *entry, state *runState) error {
	switch said := e.spoken.(type) {
	case *evidence.Review:
		p.tally.judged(plan7a, 1)
		p.reviewed(e, said)
		return nil
	case *evidence.Waiver:
		p.exceptions.waived(e, said)
		return nil
	case *evidence.Revocation:
		return p.exceptions.revokes(ctx, e, said)
	}
	if state == nil {
		return nil
	}
	if by := e.spoken.Speaker(); by.How == "forge" && !state.forge {
		e.refute(signature, fmt.Sprintf("it tells of %s as a forge would, and its run, entry %d, is of no forge", by.Login, state.entry))
		return nil
	}
	known := p.plans.get(ctx, state.plan.digest())
	if known.err != nil || known.plan == nil {
		e.leave(review)
		return known.err
	}
	switch said := e.spoken.(type) {
	case *evidence.Approval:
		p.approved(e, said, known.plan)
	case *evidence.Breakglass:
		p.broke(e, said, known.plan)
	case *evidence.Confirmation:
		return p.confirmed(ctx, e, said, known.plan)
	case *evidence.Disposition:
		p.disposed(e, said, known.plan)
	}
	return nil
}

// approved keeps an answer until the result of its run is there. One that is not by whom it names is no answer.
func (p *people) approved(e *entry, said *evidence.Approval, of *plan.Plan) {
	if rules.Asked(of, said.Name) == nil {
		e.refute(content, fmt.Sprintf("it answers %s, which its plan does not have", said.Name))
		return
	}
	run := p.runs[sumOf(e.leaf.Run)]
	if run == nil || run.result > 0 || !e.verified && len(e.skips) == 0 {
		return // claims 9 and 4 tell
	}
	if len(run.words) == maxWords {
		e.refute(content, fmt.Sprintf("it is the answer after %d others to one run", maxWords))
		return
	}
	run.words = append(run.words, word{e.index, e.file.id, e.verified})
}

// concluded takes a result, and judges whatever passed in it because people said yes.
func (p *people) concluded(ctx context.Context, e *entry) error {
	key := sumOf(e.leaf.Run)
	run := p.runs[key]
	if run == nil || run.result > 0 {
		return nil
	}
	if e.plan == nil || e.record == nil || e.file == nil {
		e.leave(review)
		return nil
	}
	if err := p.questions(ctx, e, run); err != nil {
		return err
	}
	if run.past != "" {
		p.pastRules(e, run)
	}
	if !confirmable(e.plan) {
		delete(p.runs, key)
		return nil
	}
	run.result, run.statement, run.ended, run.words, run.past = e.index, sumOf(e.leaf.Statement), seconds(e.run.EndedAt), nil, ""
	return nil
}

// questions judges the approvals and asks of a run.
func (p *people) questions(ctx context.Context, e *entry, run *asking) error {
	if !asksPeople(e.plan) {
		return nil
	}
	a, err := again[*evidence.Authorization](ctx, p.judge, run.authorization, run.at)
	if err != nil {
		return err
	}
	said, err := p.heard(ctx, run)
	if err != nil {
		return err
	}
	for i := range e.record.Asked {
		p.tally.judged(review, 1)
		p.answered(e, &e.record.Asked[i], question(&e.record.Asked[i], e, a, p.trust), said)
	}
	p.unasked(e, run.glass.holds())
	if confirmable(e.plan) {
		run.approvers = p.remember(said.approvers(e.plan))
	}
	return nil
}

// remember gives the one copy of each that is kept: those who may say yes are as few as the members of roles.
func (p *people) remember(people []evidence.By) (kept []*evidence.By) {
	for _, by := range people {
		if p.known[by] == nil {
			p.known[by] = &by
		}
		kept = append(kept, p.known[by])
	}
	return kept
}

// confirmed judges whether a confirmation counts. One that does not count takes nothing from the run: it is
// as if it had not been said.
func (p *people) confirmed(ctx context.Context, e *entry, c *evidence.Confirmation, of *plan.Plan) error {
	p.tally.judged(review, 1)
	run := p.runs[sumOf(e.leaf.Run)]
	switch {
	case of.Confirm == nil && (run == nil || run.glass == nil):
		e.refute(content, "it confirms a run whose plan wants no confirmation")
	case run == nil || run.result == 0: // claim 9 tells
	case sumOf(c.Result) != run.statement:
		e.refute(order, fmt.Sprintf("it names result %s; entry %d, which is that of its run, is %s", c.Result, run.result, run.statement.digest()))
	case e.verified:
		a, err := again[*evidence.Authorization](ctx, p.judge, run.authorization, run.at)
		if err != nil {
			return err
		}
		if e.confirms = rules.Unconfirming(of, run.confirmable(a, p.trust), c) == ""; e.confirms {
			p.seenTo(run, c, e.index)
		}
	}
	return nil
}

// confirmable is the run as its confirmation is judged by.
func (run *asking) confirmable(a *evidence.Authorization, t *trust) rules.Confirmable {
	c := rules.Confirmable{Requester: a.Requester, Result: &evidence.Run{EndedAt: instant(run.ended)}, Same: t.same}
	for _, by := range run.approvers {
		c.Approvers = append(c.Approvers, *by)
	}
	if run.glass != nil {
		for _, by := range run.glass.by {
			c.Broke = append(c.Broke, *by)
		}
	}
	return c
}

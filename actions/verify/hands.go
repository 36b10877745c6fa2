package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Whether a reviewer had a hand in what they reviewed (claim 8), as the history of the source tells. What
// counts is the change that last made the plan what it is: the newest commit of the branch's first-parent line,
// at or before the recorded one, whose runbook compiled to something else before. What was reviewed is that
// commit, or the head that it merged, and compiles to the same plan; who wrote it are the authors and co-authors
// of all commits that came with it.
//
// Git lets everybody write any name. So only names that the policy lists say who somebody is: one whom it does
// not list may be anybody, and then nothing is held.

// counted is an authorization that counts reviews.
type counted struct {
	entry int64
	at    object
}

// change is what last made a plan what it is.
type change struct {
	merge, base object   // base is zero where the branch begins with it
	heads       []object // that were merged
	hands       []hand
}

// hand is one who wrote a part of a change.
type hand struct {
	name, email string
	commit      object
}

// changeKey names a change: who wrote it is looked for once.
type changeKey struct {
	commit object
	plan   sum
}

// wrote judges the authorizations that count reviews, by who wrote what was reviewed.
func (p *people) wrote(ctx context.Context, h *history) error {
	known := map[changeKey]*change{}
	for _, c := range p.changes {
		a, err := again[*evidence.Authorization](ctx, p.judge, c.entry, c.at)
		if err != nil {
			return err
		}
		of := p.plans.get(ctx, a.Plan.Digest)
		if of.err != nil || of.plan == nil {
			return of.err
		}
		if err := p.weigh(ctx, h, c.entry, a, of.plan, known); err != nil {
			return err
		}
	}
	if len(p.changes) > 0 {
		p.tally.note(review, fmt.Sprintf("who wrote what was reviewed was looked for in %s: the authors and co-authors of what brought it there, as git names them (%d)", h.source.Branch, len(known)))
	}
	return nil
}

// weigh counts again, of the reviews of one authorization, those by people who had no hand in the change.
func (p *people) weigh(ctx context.Context, h *history, entry int64, a *evidence.Authorization, of *plan.Plan, known map[changeKey]*change) error {
	commit, err := ledger.ParseHash(a.Commit)
	if err != nil {
		return nil // claim 7b tells
	}
	key := changeKey{commit, sumOf(a.Plan.Digest)}
	ch := known[key]
	if ch == nil {
		if ch, err = h.change(ctx, commit, a.Runbook, key.plan); err != nil {
			return p.sources.unless(review, entry, err)
		}
		known[key] = ch
	}
	clean, open := *a, *a
	clean.Reviews, open.Reviews = nil, nil
	var against, doubt string
	for _, r := range a.Reviews {
		why, err := p.hindered(ctx, h, ch, r, a.Runbook, key.plan)
		var u unseen
		switch {
		case errors.As(err, &u):
			doubt, open.Reviews = u.why, append(open.Reviews, r)
		case err != nil:
			return err
		case why != "":
			against = why
		default:
			clean.Reviews, open.Reviews = append(clean.Reviews, r), append(open.Reviews, r)
		}
	}
	for _, rule := range of.Reviews {
		n := p.reviewers(of, rule, &clean)
		switch {
		case n >= rule.Min:
		case p.reviewers(of, rule, &open) >= rule.Min:
			p.tally.skip(review, fmt.Sprintf("entry %d: %s", entry, doubt))
		case against != "":
			p.tally.refute(fault{review, entry, "", fmt.Sprintf("review.%s: %d of %d people reviewed the plan who had no hand in it: %s", rule.Name, n, rule.Min, against)})
		}
	}
	return nil
}

// hindered tells why a review does not count for a change; "" where it does. An unseen error where nobody can tell.
func (p *people) hindered(ctx context.Context, h *history, ch *change, r evidence.ReviewCount, runbook string, of sum) (string, error) {
	head, err := ledger.ParseHash(r.Commit)
	if err != nil {
		return "", unseenf("the review by %s is of commit %.80q", plain(r.By.Login), r.Commit)
	}
	b, err := h.build(ctx, head)
	switch {
	case err != nil:
		return "", err
	case b.plans[runbook] != of:
		return fmt.Sprintf("%s reviewed commit %s, which compiles to another plan", plain(r.By.Login), head), nil
	case !h.merged(ch, head):
		return "", unseenf("%s reviewed commit %s, and commit %s brought the plan to %s; whether it is what was reviewed only a forge knows", plain(r.By.Login), head, ch.merge, h.source.Branch)
	}
	for _, wrote := range ch.hands {
		switch own, known := p.wroteIt(wrote, r.By); {
		case own:
			return fmt.Sprintf("%s is an author of commit %s", plain(r.By.Login), wrote.commit), nil
		case !known:
			return "", unseenf("%s <%s>, an author of commit %s, or %s, who reviewed it, is nobody whom the policy lists, so they may be one person", plain(wrote.name), plain(wrote.email), wrote.commit, plain(r.By.Login))
		}
	}
	return "", nil
}

// merged tells whether a reviewed head is what the change brought: a head that it merged, or a commit of the
// branch from the change on (before the next one: it compiles to the same plan).
func (h *history) merged(ch *change, head object) bool {
	if slices.Contains(ch.heads, head) {
		return true
	}
	at, ok := h.place[head]
	return ok && at <= h.place[ch.merge]
}

// wroteIt tells whether one who wrote and one who reviewed are one person, and whether that can be told.
func (p *people) wroteIt(w hand, by evidence.By) (own, known bool) {
	reviewer, listed := p.trust.person(by)
	id := forgeID(w.email)
	if id != "" && by.How == "forge" {
		if rules.Same(by, evidence.By{How: "forge", ID: id}) {
			return true, true
		}
	}
	author, ok := p.trust.writer(w.email)
	return ok && listed && author == reviewer, ok && listed || id != "" && by.How == "forge"
}

// change finds what last made the plan of a runbook what it is at a commit.
func (h *history) change(ctx context.Context, commit object, runbook string, of sum) (*change, error) {
	at, ok := h.place[commit]
	if !ok {
		return nil, unseenf("commit %s is not on the first-parent line of %s, so nobody can see here how it got its plan", commit, h.source.Branch)
	}
	for ; int(at)+1 < len(h.line); at++ {
		before, err := h.build(ctx, h.line[at+1])
		if err != nil {
			return nil, err
		}
		if before.plans[runbook] != of {
			break
		}
	}
	if int(at)+1 == len(h.line) && h.short != "" {
		return nil, unseen{h.short}
	}
	ch := &change{merge: h.line[at]}
	if int(at)+1 < len(h.line) {
		ch.base = h.line[at+1]
	}
	c, err := h.git.commit(ctx, ch.merge)
	if err != nil {
		return nil, err
	}
	tips := []object{ch.merge}
	if len(c.parents) > 1 { // to merge is not to write
		tips, ch.heads = c.parents[1:], c.parents[1:]
	}
	ch.hands, err = h.between(ctx, tips, ch.base)
	return ch, err
}

package verify

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// exceptions judges what people say about what the ledger shows: waivers, by the plan that they name; revocations,
// by what they take back. Who may is claim 8, what may be claim 10, and that a revocation speaks of what was there
// is claim 9. What holds is passed on: a waiver at the end, for it may be taken back until then.
type exceptions struct {
	*judge
	waivers []verdict.Waiver     // the newest that stand
	revoked []verdict.Revocation // the newest
	count   int64                // of all revocations that hold

	tile []byte // the one that was read again last, and its path
	path string
}

// waived judges a waiver, whose plan was read before.
func (x *exceptions) waived(e *entry, w *evidence.Waiver) {
	for _, id := range []string{plan7a, review, content} {
		x.tally.judged(id, 1)
	}
	if e.plan == nil {
		return // claim 7a tells
	}
	if why := rules.Unwaivable(e.plan, w); why != "" {
		e.refute(content, "it "+why)
	} else if why := rules.Unwaiving(e.plan, w, x.trust.same); why != "" {
		e.refute(review, "it "+why)
	}
}

// revokes judges a revocation, and notes what it takes back.
func (x *exceptions) revokes(ctx context.Context, e *entry, r *evidence.Revocation) error {
	for _, id := range []string{review, order, content} {
		x.tally.judged(id, 1)
	}
	for _, named := range r.Entries {
		if named.Index >= e.index || named.Index >= r.Seen.Size {
			e.refute(order, fmt.Sprintf("it takes back entry %d, and has seen %d entries", named.Index, min(r.Seen.Size, e.index)))
			continue
		}
		leaf, err := x.leaf(ctx, named.Index)
		switch {
		case err != nil:
			return err
		case leaf.Bundle != named.Bundle:
			e.refute(content, fmt.Sprintf("it takes back entry %d as %s, and there stands %s", named.Index, named.Bundle, leaf.Bundle))
			continue
		}
		if why := rules.Unrevocable(leaf.Kind); why != "" {
			e.refute(content, fmt.Sprintf("it takes back entry %d, which %s", named.Index, why))
			continue
		}
		if err := x.takesBack(ctx, e, r, named.Index, leaf); err != nil {
			return err
		}
	}
	return nil
}

// takesBack holds that an entry is for this person to take back.
func (x *exceptions) takesBack(ctx context.Context, e *entry, r *evidence.Revocation, index int64, leaf evidence.Leaf) error {
	said, err := x.stored(ctx, index, leaf)
	if err != nil {
		return err
	}
	back := verdict.Revoked{Entry: index, Kind: leaf.Kind}
	of, err := x.planOf(ctx, said, leaf.Run, &back)
	switch {
	case err != nil:
		return err
	case of == nil:
		e.leave(review) // why its plan cannot be read, claims 1, 2, 7a and 9 tell
	case !rules.MayRevoke(of, said, r.By):
		e.refute(review, fmt.Sprintf("%s takes back entry %d, a %s of %s; that is for the role %s, which owns it, or for whoever said it",
			r.By.Login, index, leaf.Kind, of.Runbook, of.Owner))
	default:
		back.Runbook = of.Runbook
		e.revoked, e.fallen = append(e.revoked, back), append(e.fallen, sumOf(leaf.Run))
	}
	return nil
}

// planOf is the plan that an entry is of; nil where there is none to be had.
func (x *exceptions) planOf(ctx context.Context, said evidence.Predicate, run canon.Digest, back *verdict.Revoked) (*plan.Plan, error) {
	var digest canon.Digest
	switch p := said.(type) {
	case *evidence.Review:
		digest = p.Plan.Digest
	case *evidence.Waiver:
		digest = p.Plan.Digest
	case *evidence.Denial:
		digest = p.Plan.Digest
	default:
		state := x.orders.run(run)
		if state == nil {
			return nil, nil
		}
		authorization := state.entry
		digest, back.Run = state.plan.digest(), &authorization
	}
	known := x.plans.get(ctx, digest)
	return known.plan, known.err
}

// leaf reads the leaf at an index that has passed by.
func (x *exceptions) leaf(ctx context.Context, index int64) (evidence.Leaf, error) {
	n := index / tileWidth
	path := tilePath(tlog.Tile{H: tileHeight, L: -1, N: n, W: int(min(tileWidth, x.checkpoint.Size-n*tileWidth))})
	if path != x.path {
		data, err := x.git.blob(ctx, x.listing.top[path])
		if err != nil {
			return evidence.Leaf{}, fmt.Errorf("%s, read again: %w", path, err)
		}
		x.tile, x.path = data, path
	}
	tile := leaves{rest: x.tile}
	var raw []byte
	for i := n * tileWidth; i <= index; i++ {
		raw = tile.cut()
	}
	leaf, _ := evidence.ParseLeaf(raw) // what is none has no bundle, and claim 1 has told of it
	return leaf, nil
}

// stored reads the statement of an entry that has passed by; nil where there is none, of which others told.
func (x *exceptions) stored(ctx context.Context, index int64, leaf evidence.Leaf) (evidence.Predicate, error) {
	for _, f := range x.listing.entry(leaf.Place("", "").Name()) {
		data, err := x.git.blob(ctx, f.id)
		if err != nil && !isUnfit(err) {
			return nil, fmt.Errorf("entry %d, read again: %w", index, err)
		}
		if err != nil || !leaf.Bundle.Names(data) {
			continue
		}
		b, err := evidence.ParseBundle(data)
		if err != nil || b.Envelope == nil {
			return nil, nil
		}
		said, err := evidence.ParseStatement(b.Envelope.Payload)
		if err != nil {
			return nil, nil
		}
		return said, nil
	}
	return nil, nil
}

// take passes on an exception that holds: it is by whom it names, and nothing was wrong with it.
func (x *exceptions) take(e *entry) error {
	if len(e.faults) > 0 || !e.verified {
		return nil
	}
	switch p := e.spoken.(type) {
	case *evidence.Waiver:
		if e.plan != nil { // of a plan that cannot be read nobody knows what may be let go
			x.waivers = newest(x.waivers, waiverOf(e, p))
		}
	case *evidence.Revocation:
		return x.revoke(e, p)
	}
	return nil
}

func (x *exceptions) revoke(e *entry, r *evidence.Revocation) error {
	if len(e.revoked) != len(r.Entries) {
		return nil // it could not be judged whole, and says so
	}
	for i, back := range e.revoked {
		if back.Run != nil {
			x.loans.revoked(e.fallen[i])
		}
		switch back.Kind {
		case evidence.KindConfirmation:
			x.people.unseen(back.Entry)
		case evidence.KindWaiver:
			x.waivers = slices.DeleteFunc(x.waivers, func(w verdict.Waiver) bool { return w.Entry == back.Entry })
		case evidence.KindReview:
			x.people.unreviewed(back.Entry)
		}
	}
	told := verdict.Revocation{Entry: e.index, At: r.At, By: r.By, Reason: r.Reason, Revoked: e.revoked, Path: e.path}
	x.revoked, x.count = newest(x.revoked, told), x.count+1
	if x.Revoked == nil {
		return nil
	}
	return x.Revoked(told)
}

// newest keeps as many as a verdict lists.
func newest[T any](list []T, one T) []T {
	if len(list) == verdict.MaxExceptions {
		list = slices.Delete(list, 0, 1)
	}
	return append(list, one)
}

// waiverOf is what a score needs of a waiver. It starts when it was there at the latest: nobody grants one for the
// time before. Where nothing timed tells that, it starts when it says.
func waiverOf(e *entry, w *evidence.Waiver) verdict.Waiver {
	_, check := w.Waives()
	from := w.At
	if e.upper != 0 {
		from = instant(e.upper)
	}
	return verdict.Waiver{Entry: e.index, Check: w.CheckOf, Scope: w.Scope, At: w.At, From: from, Expires: w.Expires,
		Longest: e.plan.WaivableCheck(check).Longest(), Owner: w.Owner, Approver: w.By, Role: w.Role, Reason: w.Reason, Path: e.path}
}

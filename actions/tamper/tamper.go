// Package tamper cheats on a copy of a ledger, in every way that it knows, and has each copy verified: so its
// owner sees that verification is awake, on their own ledger and with their own policy.
//
// The copy is a view (copy.go): what is changed stands in memory, and everything else is read where it is.
// Nothing is ever written to the store; its interface has no way to.
//
// A way to cheat (ways.go, strangers.go) is what anybody could do who can write to the branch and does not
// hold a trusted key. What the holder of a key can make up is another matter, and no verification of their
// signatures tells; the tamper corpus of package verify has those.
//
// Start at Try.
package tamper

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/verdict"
)

// Result is one attempt, and what told of it.
type Result struct {
	Name string // of the way
	Says string // what was done, and to which file
	// Skipped is why this ledger has nothing to do it to; "" where it was done.
	Skipped string
	// Claims are those that were refuted, in their order: none, where nobody would have noticed.
	Claims []verdict.Claim
}

// Caught tells whether verification told of the attempt. One that was not made was not caught.
func (r Result) Caught() bool { return len(r.Claims) > 0 }

// ErrRefuted says that the ledger is wrong already: it cannot show what a change to it would do.
var ErrRefuted = errors.New("the ledger itself is refuted, so that nothing can be shown on it")

// errNothing says that a ledger does not have what a way changes.
type errNothing struct{ why string }

func (e errNothing) Error() string { return e.why }

// Try cheats on copies of the ledger in every way and tells each of the result, which may be an error that ends it.
// The subject is as for an audit; its Store is the ledger.
func Try(ctx context.Context, s verify.Subject, each func(Result) error) error {
	s.Runs, s.Sized, s.Source = nil, nil, nil
	before, err := verify.Verify(ctx, s)
	if err != nil {
		return err
	}
	if before.Status() == verdict.StatusRefuted || before.Tree.Size == 0 {
		return ErrRefuted
	}
	found, err := look(ctx, s.Store)
	if err != nil {
		return fmt.Errorf("looking for what can be changed: %w", err)
	}
	for _, w := range slices.Concat(flips(found), ways, strangers) {
		r, err := w.try(ctx, s, found, before)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

// way is one way to cheat: it changes the copy and says what it did.
type way struct {
	name string
	kept bool // the auditor has the checkpoint of before
	do   func(context.Context, *cheat) (string, error)
}

// cheat is a copy on which one way is tried.
type cheat struct {
	*copied
	*found
}

func (w way) try(ctx context.Context, s verify.Subject, f *found, before *verdict.Verdict) (Result, error) {
	c := &cheat{newCopy(s.Store, f.tip, f.root), f}
	r := Result{Name: w.name}
	says, err := w.do(ctx, c)
	var nothing errNothing
	if errors.As(err, &nothing) {
		r.Skipped = nothing.why
		return r, nil
	}
	if err != nil {
		return r, err
	}
	r.Says, s.Store = says, c.copied
	if w.kept {
		s.Kept = append(slices.Clip(s.Kept), verify.Kept{Name: "of before", Text: []byte(before.Checkpoint)})
	}
	after, err := verify.Verify(ctx, s)
	if err != nil {
		return r, err
	}
	for _, claim := range after.Claims {
		if claim.Outcome == verdict.Refuted {
			r.Claims = append(r.Claims, claim)
		}
	}
	return r, nil
}

// found is what a ledger has that can be changed.
type found struct {
	tip, root    ledger.Hash // the newest commit, and its tree
	parent       ledger.Hash // of that commit; zero where there is none here
	parentTree   ledger.Hash
	checkpoint   ledger.Checkpoint
	bundles      []ledger.Entry // one of each kind, the newest; without their bytes
	record, plan string         // paths of blobs
	tiles        []string       // one of each level; entry tiles first
}

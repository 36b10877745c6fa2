// Package verify judges a ledger, at the auditor's desk: a numbered list of claims, each held, refuted
// or not judged, and why.
//
// It promises: what it holds, it has computed again from the bytes of the tip's tree and from what the
// auditor brought (the policy, the checkpoints kept from before). It trusts no file's name, no git
// history, no index, no field that is not signed. Editing any byte of any file of the ledger refutes a
// claim and names the file. What it cannot judge it says it did not judge; not judged is never held.
//
// It refuses to know more than it is given: no network, no process, no clock, no environment. Time and
// trust come in as values, so the same tree, policy and clock give the same verdict everywhere.
//
// It streams. Entries are read once, in the order of their leaves: what concerns one alone is judged on
// all cores (stream.go), what concerns its place by one goroutine, in order. Memory is at most 64 MB and
// about 100 bytes an entry: the places of files (listing.go), one line for each run (claim_order.go), and
// the arithmetic of the tree (roots.go). The signatures of a key that has signed often are verified with a table of
// its multiples (package samekey).
//
// Beside the claims it gathers findings: broken glasses that nobody has confirmed (glass.go), and changes for a
// while that nobody has taken back (loans.go).
//
// One claim is one file: claim_form.go (1), claim_chain.go (2), claim_growth.go (3), claim_signature.go
// (4; certified.go by certificate), claim_identity.go (5), claim_time.go (6), claim_plan.go (7a),
// claim_source.go (7b, 7c), claim_review.go (8; hands.go tells who wrote what was reviewed), claim_order.go (9),
// claim_content.go (10), claim_complete.go and claim_forge.go (11). Those of the source are judged when all entries have passed; what
// people say against what is there, exceptions.go; published scores, score.go. The table of all claims, with those that this version does not
// judge, is claims.go. Start at Verify and Policy.
package verify

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/verdict"
)

// Subject is what is to be verified, and by what. Store and Policy are required. The store is asked by
// many goroutines at once.
type Subject struct {
	Store  ledger.Reader
	Policy Policy
	// Source is the repository of the runbooks; nil: claims that need it are not judged.
	Source *Source
	// Logs holds a whole bundle against the logs of a trusted root file, where that lists any: why it does not
	// hold; "" where it does. It is asked by many goroutines at once. Nil: such a bundle's signature is not judged.
	Logs func(root, bundle []byte) string
	// Forge lists the workflow runs of the repository, which claim 11 then holds against the ledger, and requires;
	// nil: nobody asks.
	Forge Forge
	// Exposed are secrets that stand where every workflow gets them, as somebody saw who asked the forge; they are
	// findings.
	Exposed []verdict.Exposed
	// Kept are the checkpoints that the auditor has from before: the ledger must continue each of them.
	Kept []Kept
	// Judged is a verdict that the auditor kept. What it covers is not judged again, where the branch still shows that
	// it is unchanged (since.go); the verdict then has Since. Nil: all is judged.
	Judged *verdict.Verdict
	// Whole is told why all is read although something was judged before. Nil: nobody listens.
	Whole func(why string)
	// AsOf is the auditor's clock. It decides which unfinished runs are late, which undos are missed, and no claim.
	AsOf time.Time
	// Runs is told every run whose own entries hold, in the order of the authorizations, while the ledger
	// streams by: whatever it gathers is void unless the verdict is Sound. It is never called twice at
	// once. Nil: nobody listens. An error of it ends the verification.
	Runs func(verdict.Run) error
	// Loans is told of every change that was to end by itself: when a run took it back, or, at the end, that none
	// did. Otherwise as Runs.
	Loans func(verdict.Loan) error
	// Revoked is told every revocation that holds, in the order of the ledger; it may come long after the runs that
	// it takes back were told. Like Runs, it is never called twice at once. Nil: nobody listens.
	Revoked func(verdict.Revocation) error
	// Missed is told every occurrence of a schedule that nothing was authorised or refused for, schedule by schedule,
	// each in the order of time. Nil: nobody listens.
	Missed func(runbook, trigger string, due time.Time)
	// Sized is told how many entries the checkpoint names before they are read, so that whoever owns the
	// process can give it room (Room). Nil: nobody listens.
	Sized func(entries int64)
	// Commits is how many trees of the branch's commits are looked at for older checkpoints; commits are
	// walked ten times as many, because one that repeats a tree costs little. Where there are more, claim
	// 3 is not judged. 0: as many as the ledger has entries, which is what appends make, and 10,000 more.
	Commits int
	// Waiting is how many runs are kept in memory behind one that has no result yet; those beyond are read
	// again when their turn comes. 0: 4,096.
	Waiting int
	// Workers is how many goroutines judge entries; 0: one for each core.
	Workers int
}

// Kept is the text of an older checkpoint, and what to call it in a fault.
type Kept struct {
	Name string
	Text []byte
}

// Verify judges every claim on the tip of the store. An error means that it could not look: a store
// that cannot be read, a policy that is none. Whatever is wrong with the ledger itself is in the verdict.
func Verify(ctx context.Context, s Subject) (*verdict.Verdict, error) {
	if s.Store == nil {
		return nil, errors.New("verify: there is no store to look into")
	}
	trust, err := s.Policy.compile()
	if err != nil {
		return nil, fmt.Errorf("trust policy: %w", err)
	}
	if s.Judged != nil && s.Judged.Checkpoint != "" {
		s.Kept = append(slices.Clip(s.Kept), Kept{Name: "of the kept verdict", Text: []byte(s.Judged.Checkpoint)})
	}
	if s.Workers < 1 {
		s.Workers = runtime.GOMAXPROCS(0)
	}
	if s.Waiting < 1 {
		s.Waiting = 4096
	}
	return newJudge(s, trust).verdict(ctx)
}

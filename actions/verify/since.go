package verify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/verdict"
)

// A second verification reads what came since the first. The auditor keeps the verdict: it names a state (size and
// root) and the commit that had it. What is left to do:
//
//   - The commit must be behind the tip, first parent by first parent, and hold that very checkpoint. It is by its
//     commit that files are known to be those that were judged: the checkpoint alone names bundles and not where they
//     stand, and whoever rewrites the branch could leave it a commit with the old checkpoint and other files.
//   - The two trees are walked side by side (walkbeside.go). No file of then may differ or be gone, but for what an
//     append replaces. Where a disposition removed one, all is read.
//   - All leaves are read again, old ones too: they are small. Their root must be the one that was kept, and they tell
//     which old entries a new one has to do with (scan.go): those are judged again, in their order, by the same code.
//   - Everything that is new is judged as ever.
//   - What judges now is what judged then (judgedBy), and no claim is held that was not held then: of the old entries
//     nobody would have judged it.
//
// Wherever one of these does not hold, or more is asked than that, all is read, as if nothing had been kept.

// since is the state from which on entries are judged.
type since struct {
	commit, tree object
	checkpoint   ledger.Checkpoint
	kept         *verdict.Verdict
}

// maxBehind is how many commits are looked at for the one that was judged.
const maxBehind = 1_000_000

// errWhole says why all is read.
type errWhole struct{ why string }

func (e errWhole) Error() string { return e.why }

// resume finds the state that was judged before; nil where all is to be read, which it tells.
func (j *judge) resume(ctx context.Context) (*since, error) {
	if j.Judged == nil {
		return nil, nil
	}
	s, err := j.judgedThen(ctx)
	var whole errWhole
	if errors.As(err, &whole) {
		j.whole(whole.why)
		return nil, nil
	}
	return s, err
}

// whole lets all be read, and tells who asked for less.
func (j *judge) whole(why string) {
	j.since = nil
	if j.listing != nil {
		j.listing.forget()
	}
	if j.Whole != nil {
		j.Whole(why)
	}
}

// judgedThen walks from the tip to the commit that was judged.
func (j *judge) judgedThen(ctx context.Context) (*since, error) {
	if why := j.wanting(); why != "" {
		return nil, errWhole{why}
	}
	want, err := ledger.ParseHash(j.Judged.Commit)
	if err != nil {
		return nil, errWhole{"the kept verdict names no commit"}
	}
	c := j.tip
	for n := 0; c.id != want; n++ {
		if len(c.parents) == 0 || n == maxBehind {
			return nil, errWhole{fmt.Sprintf("commit %s, which was judged then, is not behind the tip of this branch", want)}
		}
		next := c.parents[0]
		switch c, err = j.git.commit(ctx, next); {
		case isUnfit(err) || errors.Is(err, ledger.ErrNotFound):
			return nil, errWhole{fmt.Sprintf("commit %s, which was judged then, is not behind the tip as far as this clone has it (%s is missing)", want, next)}
		case err != nil:
			return nil, err
		}
	}
	s := &since{commit: c.id, tree: c.tree, kept: j.Judged}
	_, text, err := j.stateOf(ctx, c)
	if err != nil && !isUnfit(err) && !errors.Is(err, ledger.ErrNotFound) {
		return nil, err
	}
	if s.checkpoint, err = parseCheckpoint(text); err != nil || string(text) != j.Judged.Checkpoint {
		return nil, errWhole{fmt.Sprintf("commit %s does not hold the checkpoint that was judged then", want)}
	}
	return s, nil
}

// wanting tells what is asked for that takes every entry.
func (j *judge) wanting() string {
	switch k := j.Judged; {
	case k.Refuted() || k.Unheld():
		return "the kept verdict is not one of a ledger that holds"
	case k.JudgedBy != j.judgedBy():
		return "it was judged by another trust policy, branch of runbooks or program then"
	case !j.heldThen():
		return "a claim that is required was not held then"
	case j.Runs != nil || j.Loans != nil || j.Revoked != nil:
		return "somebody wants to hear of every run"
	case j.Forge != nil || j.tally.claims[completeClaim].Required:
		return "claim 11 (completeness) is required, and takes every entry"
	}
	return ""
}

// judgedBy names what judges entries. Whatever differs in it may judge an old one otherwise.
func (j *judge) judgedBy() canon.Digest {
	by := struct {
		Policy          Policy
		Branch, Version string
	}{Policy: j.Policy}
	by.Policy.Require = nil
	if j.Source != nil {
		by.Branch, by.Version = j.Source.Branch, j.Source.Version
	}
	data, err := json.Marshal(by)
	if err != nil {
		panic("verify: a policy as JSON: " + err.Error())
	}
	return canon.Sum(data)
}

// heldThen tells whether the kept verdict holds every claim that is required now.
func (j *judge) heldThen() bool {
	for id, c := range j.tally.claims {
		if then := j.Judged.Claim(id); c.Required && (then == nil || then.Outcome != verdict.Held) {
			return false
		}
	}
	return true
}

// judgedBefore tells whether an entry was judged before.
func (j *judge) judgedBefore(e *entry) bool {
	return j.since != nil && e.index < j.since.checkpoint.Size
}

// disposed tells whether a blob is gone that a disposition names. Whether it may be, all entries tell: an old one may
// name it as its record or plan, which a new one calls evidence.
func (j *judge) disposed() bool {
	return slices.ContainsFunc(j.listing.gone, func(path string) bool {
		digest, blob := blobOf(path)
		return blob && j.dispositions.named[sumOf(digest)]
	})
}

// unchanged holds that whatever stood there when the ledger was judged stands there still.
func (j *judge) unchanged() {
	for _, path := range j.listing.changed {
		if j.listing.standsFor(path) {
			j.chains.refute(path, "its bytes are others than those that were judged when the checkpoint was kept")
		}
	}
	for _, path := range j.listing.gone {
		switch _, blob := blobOf(path); {
		case blob:
			j.chains.refute(path, "it was there when the checkpoint was kept, and is gone; no disposition names it")
		case isEntry(path):
			j.chains.refute(path, "it was there when the checkpoint was kept, and is gone")
		}
	}
}

// told tells of every claim that is held on what it was held: never on what was not looked at. One that was not held
// then is not judged.
func (s *since) told(claims []verdict.Claim) {
	for i := range claims {
		c := &claims[i]
		if c.Outcome != verdict.Held {
			continue
		}
		if then := s.kept.Claim(c.ID); then == nil || then.Outcome != verdict.Held {
			c.Outcome, c.Why = verdict.NotJudged, fmt.Sprintf(verdict.NotThen, s.checkpoint.Size)
			continue
		}
		why := fmt.Sprintf(verdict.NotAgain, s.checkpoint.Size)
		if c.Why != "" {
			why = c.Why + "; " + why
		}
		c.Why = why
	}
}

// tiers adds the tiers of then: of an entry that is not judged again nobody looks whether it became a better one.
func (s *since) tiers(claimed, late int64) (int64, int64) {
	signed := int64(0)
	for _, t := range s.kept.Tiers {
		if t.Tier == verdict.TierSigned {
			signed += t.Entries
		}
	}
	if len(s.kept.Tiers) == 0 && s.kept.Tier == verdict.TierSigned {
		signed = s.checkpoint.Size
	}
	return claimed + s.checkpoint.Size, late + signed
}

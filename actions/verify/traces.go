package verify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify/samekey"
	"github.com/attestary/attestary/schemas/evidence"
)

// traces gathers the older checkpoints that are known before the entries stream by: those that the
// auditor kept, and those of the branch's own commits, as far as the clone has them.
func (j *judge) traces(ctx context.Context) error {
	for _, k := range j.Kept {
		t := trace{name: k.Name}
		var err error
		if t.checkpoint, err = parseCheckpoint(k.Text); err != nil {
			return fmt.Errorf("%s: %w", t.from(), err)
		}
		if t.checkpoint.Origin != j.checkpoint.Origin {
			j.tally.refute(fault{growth, noEntry, checkpointPath, fmt.Sprintf("%s is of ledger %q; this is %q", t.from(), t.checkpoint.Origin, j.checkpoint.Origin)})
			continue
		}
		j.growths.ask(t)
	}
	return j.commits(ctx)
}

// past is how far the branch's commits could be seen.
type past struct {
	commits int    // that were read, the tip among them
	bound   bool   // there are more, which were not looked at
	missing object // a commit that another names and this clone does not have; zero: there is none
	skipped string // what was found and could be no trace
}

// slack is how many commits more than entries a ledger may have before its past is too long to look at.
const slack = 10_000

// repeats is how many commits are walked for each tree that is looked at.
const repeats = 10

// commits walks everything that the branch's history holds: whoever wants to hide a state of the ledger
// decides behind which parent, and how far down. A tree that was looked at is not looked at again.
func (j *judge) commits(ctx context.Context) error {
	most := j.Commits
	if most < 1 {
		most = len(j.listing.files) + slack
	}
	known, trees := map[object]bool{j.tip.id: true}, map[object]bool{j.tip.tree: true}
	if s := j.since; s != nil && !j.listing.newScores { // a score is of a state, which may stand behind
		known[s.commit] = true
	}
	p := &j.growths.past
	p.commits = 1
	for queue := []commit{j.tip}; len(queue) > 0; queue = queue[1:] {
		j.appended(queue[0])
		for _, id := range queue[0].parents {
			if known[id] {
				continue
			}
			if len(known) >= most*repeats || len(trees) > most {
				p.bound = true
				return nil
			}
			known[id] = true
			parent, ok, err := j.parent(ctx, id)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			p.commits++
			queue = append(queue, parent)
			if trees[parent.tree] {
				continue
			}
			trees[parent.tree] = true
			if err := j.committed(ctx, parent); err != nil {
				return err
			}
		}
	}
	return nil
}

// appended takes a merge, which is refuted: an append makes a commit with one parent, and the first has none.
func (j *judge) appended(c commit) {
	if n := len(c.parents); n > 1 {
		j.tally.judged(growth, 1)
		j.growths.merges = append(j.growths.merges, merged{c.id, n})
	}
}

// parent reads a commit that another names; false where the clone does not have it.
func (j *judge) parent(ctx context.Context, id object) (commit, bool, error) {
	c, err := j.git.commit(ctx, id)
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		j.growths.past.missing = id
		return commit{}, false, nil
	case isUnfit(err):
		j.tally.refute(fault{growth, noEntry, checkpointPath, fmt.Sprintf("commit %s cannot be looked behind: %v", id, err)})
		return commit{}, false, nil
	}
	return c, err == nil, err
}

// committed asks for the checkpoint of one commit. One whose checkpoint does not parse, is too large or is
// of another ledger is no trace: anybody with write access could have pushed it, and it says nothing of
// this ledger.
func (j *judge) committed(ctx context.Context, c commit) error {
	_, text, err := j.stateOf(ctx, c)
	if isUnfit(err) {
		if p := &j.growths.past; p.skipped == "" {
			p.skipped = fmt.Sprintf("commit %s was passed by: %v", c.id, err)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("commit %s: %w", c.id, err)
	}
	older, err := parseCheckpoint(text)
	if err != nil || older.Origin != j.checkpoint.Origin {
		return nil
	}
	older.Origin = j.checkpoint.Origin // so that the text need not be kept for it
	j.growths.ask(trace{checkpoint: older, commit: c.id})
	j.cover(older.Size, c.id)
	j.scores.was(older, c.id)
	return nil
}

// stateOf gives the files and the checkpoint of a commit; no text where it has none.
func (j *judge) stateOf(ctx context.Context, c commit) (map[string]object, []byte, error) {
	files, err := j.git.files(ctx, c.tree)
	if err != nil {
		return nil, nil, err
	}
	id, ok := files[checkpointPath]
	if !ok {
		return files, nil, nil
	}
	text, err := j.git.blob(ctx, id)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", checkpointPath, err)
	}
	return files, text, nil
}

// signedThen tells whether the checkpoint of an older commit is one that a trusted key signed. It is
// asked only where that checkpoint contradicts the tip; one that fits needs no signature to fit.
func (j *judge) signedThen(ctx context.Context, t trace) bool {
	c, err := j.git.commit(ctx, t.commit)
	if err != nil {
		return false
	}
	files, text, err := j.stateOf(ctx, c)
	if err != nil {
		return false
	}
	data, err := j.git.blob(ctx, files[signaturePath])
	if err != nil {
		return false
	}
	b, err := evidence.ParseBundle(data)
	if err != nil {
		return false
	}
	if hint, leaf := b.Verification.Hint(), t.checkpoint.Size-1; j.signsCheckpoint(b, text, leaf) == "" {
		return j.rotations.counts(hint, leaf) == ""
	}
	return j.signedSince(ctx, c.tree, b, text)
}

// signedSince tells whether the checkpoint of an older commit is signed with a key that came in by rotations
// which that commit has, and the tip lacks.
func (j *judge) signedSince(ctx context.Context, tree object, b *evidence.Bundle, text []byte) bool {
	sum := sha256.Sum256(text)
	if b.Message == nil || !bytes.Equal(b.Message.Digest.Digest, sum[:]) {
		return false
	}
	key, err := j.introducedThen(ctx, tree, b.Verification.Hint())
	if errors.Is(err, errLooks) {
		j.tally.skip(growth, err.Error())
	}
	return err == nil && key != nil && verifies(samekey.New(key, samekey.Never), "", signedOf(b, sum)) == ""
}

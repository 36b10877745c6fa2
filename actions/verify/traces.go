package verify

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// traces gathers the older checkpoints that are known before the entries stream by: those that the
// auditor kept, and those of the branch's own commits, first parents only, as far as the clone has them.
func (j *judge) traces(ctx context.Context) error {
	for _, k := range j.Kept {
		from := fmt.Sprintf("the kept checkpoint %s", k.Name)
		c, err := parseCheckpoint(k.Text)
		if err != nil {
			return fmt.Errorf("%s: %w", from, err)
		}
		if c.Origin != j.checkpoint.Origin {
			j.tally.refute(fault{growth, noEntry, checkpointPath, fmt.Sprintf("%s is of ledger %q; this is %q", from, c.Origin, j.checkpoint.Origin)})
			continue
		}
		j.growths.ask(trace{checkpoint: c, from: from})
	}
	return j.commits(ctx)
}

// commits walks the branch. A commit whose checkpoint does not parse or is of another ledger is no
// trace: anybody with write access could have pushed it, and it says nothing of this ledger.
func (j *judge) commits(ctx context.Context) error {
	last, at := j.listing.top[checkpointPath], j.tip
	for range j.Commits {
		parent, ok, err := j.git.parent(ctx, at)
		if err != nil || !ok {
			return err
		}
		at = parent
		if err := j.committed(ctx, at, &last); err != nil {
			return err
		}
	}
	return nil
}

// committed asks for the checkpoint of one commit, unless the commit after it had the same.
func (j *judge) committed(ctx context.Context, c commit, last *object) error {
	files, err := j.git.files(ctx, c.tree)
	if err != nil {
		return fmt.Errorf("commit %s: %w", c.id, err)
	}
	id, ok := files[checkpointPath]
	if !ok || id == *last {
		return nil
	}
	*last = id
	text, err := j.git.blob(ctx, id)
	if err != nil {
		return fmt.Errorf("commit %s: %w", c.id, err)
	}
	older, err := parseCheckpoint(text)
	if err != nil || older.Origin != j.checkpoint.Origin {
		return nil
	}
	j.growths.ask(trace{checkpoint: older, from: "commit " + c.id.String(), signed: func() bool {
		return j.signedThen(ctx, files[signaturePath], text, older)
	}})
	return nil
}

// signedThen tells whether the checkpoint of an older commit is one that a trusted key signed. It is
// asked only where that checkpoint contradicts the tip; one that fits needs no signature to fit.
func (j *judge) signedThen(ctx context.Context, id object, text []byte, c ledger.Checkpoint) bool {
	data, err := j.git.blob(ctx, id)
	if err != nil {
		return false
	}
	b, err := evidence.ParseBundle(data)
	return err == nil && j.signatures.checkpoint(b, text, c.Size-1) == ""
}

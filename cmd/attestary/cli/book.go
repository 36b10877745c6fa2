package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/keyless"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"golang.org/x/mod/sumdb/note"
)

// book is the ledger as a desk uses it: a writer, and what this machine remembers of it.
type book struct {
	writer   ledger.Writer
	remember func(ledger.Checkpoint) error
	random   io.Reader
	forge    conduct.Forge
	branch   string
	logKey   func(origin string) (note.Signer, error)
	meet     func(ledger.Item) error // is shown everything that was appended, for whose word it is
	stamped  stamped
	identity *keyless.Identity // whom certificates name that sign here; nil where a key signs
}

// stamped is the newest entry that this process wrote and somebody stamped: what is written later was not there yet
// at that time. What others wrote meanwhile would have to be searched for, and what is not named claims nothing.
type stamped struct {
	entry  int64
	bundle canon.Digest // "": there is none
}

var _ conduct.Ledger = (*book)(nil)

// Seen implements conduct.Ledger.
func (b *book) Seen(ctx context.Context) (evidence.Seen, error) {
	checkpoint, err := b.writer.Look(ctx)
	if errors.Is(err, ledger.ErrEmpty) && b.writer.Known == (ledger.Checkpoint{}) {
		if err := b.begin(ctx); err != nil {
			return evidence.Seen{}, err
		}
		checkpoint, err = b.writer.Look(ctx)
	}
	if err != nil && b.identity != nil {
		if err = b.comeAfter(ctx, err); err == nil {
			checkpoint, err = b.writer.Look(ctx)
		}
	}
	if err != nil {
		return evidence.Seen{}, b.notOurs(ctx, err)
	}
	seen := checkpoint.Seen()
	if newest := b.stamped; newest.bundle != "" && newest.entry < seen.Size {
		seen.Entry, seen.Bundle = &newest.entry, &newest.bundle
	}
	return seen, b.remember(checkpoint)
}

// note remembers the newest of some items that carries a stamp.
func (b *book) note(items []ledger.Item, placed []ledger.Placed) {
	for i, item := range items {
		bundle, err := evidence.ParseBundle(item.Bundle)
		if err == nil && bundle.Verification.Timestamps != nil && (b.stamped.bundle == "" || placed[i].Index > b.stamped.entry) {
			b.stamped = stamped{placed[i].Index, canon.Sum(item.Bundle)}
		}
	}
}

// notOurs is for a ledger that the writer does not want to continue: what is wrong with it is for an
// audit to say, and nothing is written until then.
func (b *book) notOurs(ctx context.Context, err error) error {
	var known problem
	if errors.Is(err, attest.ErrAnotherKey) || errors.Is(err, ledger.ErrNotIntroduced) {
		return b.notIntroduced(ctx)
	}
	if err = friendly(err); errors.As(err, &known) {
		return err
	}
	return problem{couldNotLook, fmt.Sprintf("the ledger at origin cannot be continued, so nothing was run: %v", err),
		fetching(b.branch) + " && attestary verify   (and attestary ledger mend, where the tip is not good)"}
}

// begin writes entry 0. Where somebody else was faster, theirs is the ledger.
func (b *book) begin(ctx context.Context) error {
	var name [16]byte
	if _, err := io.ReadFull(b.random, name[:]); err != nil {
		return err
	}
	said := attest.LedgerStatement(attest.Genesis{At: b.writer.Now(), Random: name, Owner: b.forge.Owner, Repository: b.forge.Repository})
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return err
	}
	bundle, err := attest.Seal(ctx, b.writer.Signer, statement)
	if err != nil {
		return err
	}
	if b.writer.LogKey, err = b.logKey(said.Origin); err != nil {
		return err
	}
	first := ledger.Item{Bundle: bundle}
	receipt, err := b.writer.Append(ctx, first)
	if err == nil {
		b.note([]ledger.Item{first}, receipt.Placed)
	}
	if _, lookErr := b.writer.Look(ctx); err != nil && lookErr == nil {
		b.writer.LogKey = nil
		return nil
	}
	return friendly(err)
}

// Append implements conduct.Ledger.
func (b *book) Append(ctx context.Context, items ...ledger.Item) error {
	if err := b.withLogKey(ctx); err != nil {
		return err
	}
	receipt, err := b.writer.Append(ctx, items...)
	if err != nil {
		return friendly(err)
	}
	b.note(items, receipt.Placed)
	for _, item := range items {
		if err := b.meet(item); err != nil {
			return err
		}
	}
	return b.remember(receipt.Checkpoint)
}

// withLogKey finds the log key of the ledger that is there.
func (b *book) withLogKey(ctx context.Context) error {
	if b.writer.LogKey != nil {
		return nil
	}
	checkpoint, err := b.writer.Look(ctx)
	if err != nil {
		return friendly(err)
	}
	b.writer.LogKey, err = b.logKey(checkpoint.Origin)
	return err
}

// Holds implements conduct.Ledger.
func (b *book) Holds(ctx context.Context, kind evidence.Kind, of *evidence.Authorization) (bool, error) {
	held, err := b.writer.Holds(ctx, kind, of)
	return held, friendly(err)
}

// Approvals implements conduct.Answers.
func (b *book) Approvals(ctx context.Context, a *evidence.Authorization) ([]ledger.Answered, error) {
	answers, err := b.writer.Approvals(ctx, a)
	return answers, friendly(err)
}

// Reviews implements conduct.Ledger.
func (b *book) Reviews(ctx context.Context, plan canon.Digest) ([]*evidence.Review, error) {
	reviews, err := b.writer.Reviews(ctx, plan)
	return reviews, friendly(err)
}

package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/evidence"
	"golang.org/x/mod/sumdb/note"
)

// Writer appends to a ledger. Store, Signer, Trust, Now and Wait are required. It is for one goroutine;
// many writers, in many processes, may have the same branch.
type Writer struct {
	Store  Store
	Signer attest.Signer // signs checkpoints
	LogKey note.Signer   // adds the line that C2SP tools read; nil: none
	Trust  attest.Verifier
	// Known is the newest checkpoint that this machine has verified; zero: none. What does not continue
	// it is refused. Look and Append bring it forward; the caller keeps it for the next time.
	Known Checkpoint
	Now   func() time.Time
	// Wait waits for a random part of most (full jitter), or until ctx is done.
	Wait func(ctx context.Context, most time.Duration) error
}

// Receipt tells where things are after Append.
type Receipt struct {
	Checkpoint Checkpoint
	Commit     Hash
	Placed     []Placed // for each item
}

// Placed is the place of one item.
type Placed struct {
	Index int64
	Path  string
	New   bool // false: it was in already
}

const (
	firstWait = 200 * time.Millisecond
	longWait  = 4 * time.Second
	// maxRounds bounds how often somebody else may be faster: every round, one of them got something done.
	maxRounds = 1000
	// maxFailures bounds how often in a row a store may fail.
	maxFailures = 3
	// maxStuck bounds how often in a row a branch may be said to have moved that stands where it stood.
	maxStuck = 40
	// maxSkew is how far behind the last writer's clock ours may be: no two clocks are the same.
	maxSkew = time.Minute
)

// Look reads the newest checkpoint, verifies it as Append would, and brings Known forward. ErrEmpty
// where there is no ledger.
func (w *Writer) Look(ctx context.Context) (Checkpoint, error) {
	t, err := w.look(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	return t.checkpoint, nil
}

func (w *Writer) look(ctx context.Context, paths ...string) (*tip, error) {
	head, err := w.Store.Head(ctx)
	if errors.Is(err, ErrEmpty) && w.Known != (Checkpoint{}) {
		return nil, fmt.Errorf("%w, and this machine has seen %d entries of it: it was removed", ErrEmpty, w.Known.Size)
	}
	if err != nil {
		return nil, err
	}
	t, err := readTip(ctx, w.Store, head, w.Trust, paths...)
	if err != nil {
		return nil, err
	}
	if w.Known != (Checkpoint{}) {
		if err := t.continues(ctx, w.Known); err != nil {
			return nil, fmt.Errorf("the ledger is not the one that this machine has verified before: %w", err)
		}
	}
	w.Known = t.checkpoint
	return t, nil
}

// Append brings items into the ledger, all in one commit, in their order. What is in already stays where
// it is. On return without error all of them are in, durably; after an error some writers' entries may
// be in, and Append with the same items finds out and goes on.
//
// The first item of a new ledger is its ledger statement.
func (w *Writer) Append(ctx context.Context, items ...Item) (Receipt, error) {
	var entries []*entry
	for _, item := range items {
		e, err := prepare(item, w.Trust, w.Now())
		if err != nil {
			return Receipt{}, err
		}
		entries = append(entries, e)
	}
	failures, stuck, wait := 0, 0, firstWait
	var at Hash
	for range maxRounds {
		receipt, err := w.try(ctx, entries)
		if receipt.Commit != at {
			at, stuck = receipt.Commit, 0
		}
		stuck++
		switch {
		case err == nil:
			w.Known = receipt.Checkpoint
			return receipt, nil
		case errors.Is(err, ErrMoved) && stuck >= maxStuck:
			return Receipt{}, fmt.Errorf("the branch stays at commit %s, and nobody may move it: a process that died may have left a lock behind (%w)", at, err)
		case errors.Is(err, ErrMoved):
			failures = 0
		case !isFailure(err):
			return Receipt{}, err
		default:
			if failures++; failures == maxFailures {
				return Receipt{}, err
			}
		}
		if err := w.Wait(ctx, wait); err != nil {
			return Receipt{}, err
		}
		wait = min(2*wait, longWait)
	}
	return Receipt{}, fmt.Errorf("%d times in a row somebody else was faster", maxRounds)
}

// swapFailure is an error of a swap that may have happened or not. Trying again finds out.
type swapFailure struct{ err error }

func (f swapFailure) Error() string { return f.err.Error() }
func (f swapFailure) Unwrap() error { return f.err }

func isFailure(err error) bool {
	var f swapFailure
	return errors.As(err, &f)
}

// try is one round: look, write, swap. The receipt of one that failed tells the tip that it saw.
func (w *Writer) try(ctx context.Context, entries []*entry) (Receipt, error) {
	t, err := w.look(ctx, touched(entries)...)
	if errors.Is(err, ErrEmpty) && w.Known == (Checkpoint{}) {
		t, err = w.begin(entries)
	}
	if err != nil {
		return Receipt{}, err
	}
	next := &successor{tip: t, store: w.Store, reigns: t.signer}
	if err := next.add(ctx, entries); err != nil {
		return Receipt{}, err
	}
	if next.added == 0 {
		return Receipt{t.checkpoint, t.id, next.placed}, nil
	}
	if err := w.onTime(t); err != nil {
		return Receipt{}, err
	}
	receipt, err := w.swap(ctx, next)
	if err != nil {
		receipt.Commit = t.id
	}
	return receipt, err
}

// begin is the state before entry 0.
func (w *Writer) begin(entries []*entry) (*tip, error) {
	if len(entries) == 0 || entries[0].leaf.Kind != evidence.KindLedger {
		return nil, fmt.Errorf("%w: its first entry is a ledger statement", ErrEmpty)
	}
	origin := entries[0].predicate.Saw().Origin
	return &tip{
		checkpoint: Checkpoint{Origin: origin, Root: emptyRoot}, edge: new(edge),
		tree: &tree{store: w.Store, root: &folder{open: map[string]*folder{}}},
	}, nil
}

// onTime refuses a clock that stands before the last entry: what is written now would seem older.
func (w *Writer) onTime(t *tip) error {
	now := w.Now()
	if !t.id.IsZero() && now.Before(t.commit.at.Add(-maxSkew)) {
		return fmt.Errorf("this machine's clock says %s, and entry %d was written at %s: set the clock, then try again",
			now.UTC().Format(time.RFC3339), t.checkpoint.Size-1, t.commit.at.Format(time.RFC3339))
	}
	return nil
}

func (w *Writer) swap(ctx context.Context, next *successor) (Receipt, error) {
	checkpoint, err := next.seal(ctx, w.Signer, w.LogKey)
	if err != nil {
		return Receipt{}, err
	}
	id, err := next.commit(ctx, w.Now())
	if err != nil {
		return Receipt{}, swapFailure{err}
	}
	next.made, next.sealed = id, checkpoint
	switch err := w.Store.Swap(ctx, next.tip.id, id); {
	case err == nil:
		return Receipt{checkpoint, id, next.placed}, nil
	case errors.Is(err, ErrMoved), errors.Is(err, ErrRefused), ctx.Err() != nil:
		return Receipt{}, err
	default:
		return Receipt{}, swapFailure{err}
	}
}

package conduct

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Waiting is a run that is on disk and, as far as this machine knows, not yet in the ledger.
type Waiting struct {
	Path      string // its folder
	Runbook   string
	Key       canon.Digest // of the run; "" where it cannot be told
	Alive     bool         // its process is still running: nothing to do but wait
	Open      bool         // it has begun and not ended: Resume goes on with it, Seal records it as interrupted
	FinishBy  string       // or, where that is sooner, as long as its glass is broken
	Questions []*Question  // what people are asked, where it waits for them
}

// ErrAlive tells that a run is still going on, so that there is nothing to seal.
var ErrAlive = errors.New("the run is still going on")

// errForgotten is for a ledger that was set back: the evidence stays on disk until it has its entry again.
var errForgotten = errors.New("the run has begun, and the ledger does not have its authorization any more")

// Left lists the runs that lie in the desk's folder. One that cannot be read is listed all the same, so
// that nothing is forgotten in silence.
func (d *Desk) Left() ([]Waiting, error) {
	entries, err := os.ReadDir(d.Folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var left []Waiting
	for _, entry := range entries {
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), draft) {
			continue
		}
		w := look(filepath.Join(d.Folder, entry.Name()))
		left = append(left, w)
	}
	return left, nil
}

// look tells of the run in a folder what can be told.
func look(path string) Waiting {
	w := Waiting{Path: path}
	f, a, err := reopen(path)
	if err != nil {
		return w
	}
	w.Alive = f.alive()
	if a == nil {
		return w
	}
	w.Runbook, w.Key, w.FinishBy = a.Runbook, a.Run.Key(), a.FinishBy
	if result, _, err := f.result(); err != nil || result != nil {
		return w
	}
	if past, err := engine.ReadJournal(f.journal()); err == nil {
		w.Open = !past.Ended()
		if !past.Until.IsZero() {
			w.FinishBy = min(w.FinishBy, evidence.FormatInstant(past.Until))
		}
		past.Close()
	}
	w.Questions, _ = f.questions()
	return w
}

// Find gives the one run on this machine whose key begins like that; "" is any.
func (d *Desk) Find(key string) (found []Waiting, err error) {
	left, err := d.Left()
	return slices.DeleteFunc(left, func(w Waiting) bool { return w.Key == "" || !strings.HasPrefix(w.Key.Hex(), strings.ToLower(key)) }), err
}

// Seal brings what a folder holds into the ledger: the result that could not be recorded, or, for a run
// that was killed, that it was interrupted. A run that never got as far as the ledger is cleared away.
// Doing it twice changes nothing.
func (d *Desk) Seal(ctx context.Context, w Waiting) error { return d.SealAll(ctx, []Waiting{w})[0] }

// SealAll does so for many, in one go at the ledger, and gives what became of each. One that the ledger does
// not take keeps no other out.
func (d *Desk) SealAll(ctx context.Context, all []Waiting) []error {
	errs, left := make([]error, len(all)), make([]*leftover, len(all))
	var items []ledger.Item
	for i, w := range all {
		if left[i], errs[i] = d.pickUp(ctx, w); errs[i] == nil && left[i].item != nil {
			items = append(items, *left[i].item)
		}
	}
	together := len(items) > 1 && d.Ledger.Append(ctx, items...) == nil
	for i, l := range left {
		if errs[i] != nil {
			continue
		}
		if l.item != nil && !together {
			errs[i] = d.bringIn(ctx, l)
		}
		if errs[i] == nil {
			errs[i] = l.folder.remove()
		}
	}
	return errs
}

// leftover is a folder that an earlier process left, and what of it is missing in the ledger.
type leftover struct {
	folder  *folder
	runbook string
	item    *ledger.Item // nil: nothing
}

// pickUp looks what a folder holds.
func (d *Desk) pickUp(ctx context.Context, w Waiting) (*leftover, error) {
	f, a, err := reopen(w.Path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.Path, err)
	}
	if f.alive() {
		return nil, fmt.Errorf("%s: %w", w.Path, ErrAlive)
	}
	l := &leftover{folder: f}
	if a == nil {
		return l, nil // it ended before anything was asked of the ledger
	}
	l.runbook = a.Runbook
	recorded, err := d.Ledger.Holds(ctx, evidence.KindRun, a)
	if err != nil || recorded {
		return l, err
	}
	authorised, err := d.Ledger.Holds(ctx, evidence.KindAuthorization, a)
	switch {
	case err != nil:
		return nil, err
	case !authorised && f.begun():
		return nil, fmt.Errorf("%s: %w", a.Runbook, errForgotten)
	case !authorised:
		return l, nil // it never ran
	}
	if l.item, err = d.result(ctx, f, a); err != nil {
		return nil, fmt.Errorf("%s: %w", a.Runbook, err)
	}
	return l, nil
}

// bringIn appends the result of one run.
func (d *Desk) bringIn(ctx context.Context, l *leftover) error {
	if err := d.Ledger.Append(ctx, *l.item); err != nil {
		return fmt.Errorf("%s: %w: %w", l.runbook, ErrNotRecorded, err)
	}
	return nil
}

// result gives the result that was kept, or makes and keeps the one of an interrupted run.
func (d *Desk) result(ctx context.Context, f *folder, a *evidence.Authorization) (*ledger.Item, error) {
	bundle, blobs, err := f.result()
	if err != nil {
		return nil, err
	}
	if bundle != nil {
		item := f.item(bundle, blobs)
		return &item, nil
	}
	past, err := engine.ReadJournal(f.journal())
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, engine.ErrEmpty):
		past = engine.NeverBegan(a, d.World.Now())
	case err != nil:
		return nil, err
	default:
		defer past.Close() // until then nobody else makes its record
	}
	of, err := plan.Parse(f.plan)
	if err != nil {
		return nil, err
	}
	record, named, err := past.Record(of, d.World.Now(), d.Random)
	if err != nil {
		return nil, err
	}
	return d.keep(ctx, f, &engine.Finished{Record: record, Blobs: named})
}

// settle is for an authorization whose append failed: it may be in the ledger all the same, and then
// the run must not be left open. Where the ledger cannot be asked the folder stays, for Seal.
func (d *Desk) settle(ctx context.Context, f *folder) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer stop()
	_, a, err := reopen(f.path)
	if err != nil || a == nil {
		return errors.Join(err, f.remove())
	}
	held, err := d.Ledger.Holds(ctx, evidence.KindAuthorization, a)
	if err != nil {
		return nil
	}
	if !held {
		return f.remove()
	}
	if err := f.lock.Close(); err != nil {
		return err
	}
	return d.Seal(ctx, f.Waiting())
}

// reopen reads a folder that an earlier process left. The authorization is nil where there is none.
func reopen(path string) (*folder, *evidence.Authorization, error) {
	f := &folder{path: path}
	var err error
	f.authorization, err = os.ReadFile(filepath.Join(path, authorizationFile))
	if errors.Is(err, os.ErrNotExist) {
		return f, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if f.plan, err = os.ReadFile(filepath.Join(path, planFile)); err != nil {
		return nil, nil, err
	}
	bundle, err := evidence.ParseBundle(f.authorization)
	if err != nil {
		return nil, nil, err
	}
	if bundle.Envelope == nil {
		return nil, nil, errors.New("its authorization signs no statement")
	}
	f.statement = bundle.Envelope.Payload
	said, err := evidence.ParseStatement(f.statement)
	if err != nil {
		return nil, nil, err
	}
	a, ok := said.(*evidence.Authorization)
	if !ok {
		return nil, nil, fmt.Errorf("its statement is a %s, not an authorization", said.Kind())
	}
	f.glass = pastRules(a)
	return f, a, nil
}

// alive tells whether the process that writes the journal still runs.
func (f *folder) alive() bool {
	past, err := engine.ReadJournal(f.journal())
	if err != nil {
		return errors.Is(err, engine.ErrAlive)
	}
	past.Close()
	return false
}

// begun tells whether the journal says, or may say, that the run was more than authorised.
func (f *folder) begun() bool {
	past, err := engine.ReadJournal(f.journal())
	if err != nil {
		return !errors.Is(err, os.ErrNotExist) && !errors.Is(err, engine.ErrEmpty)
	}
	past.Close()
	return true
}

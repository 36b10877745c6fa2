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
	FinishBy  string
	Questions []*Question // what people are asked, where it waits for them
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
		if !entry.IsDir() {
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
func (d *Desk) Seal(ctx context.Context, w Waiting) error {
	f, a, err := reopen(w.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", w.Path, err)
	}
	if f.alive() {
		return fmt.Errorf("%s: %w", w.Path, ErrAlive)
	}
	if a == nil {
		return f.remove() // it ended before anything was asked of the ledger
	}
	recorded, err := d.Ledger.Holds(ctx, evidence.KindRun, a.Run.Key())
	if err != nil {
		return err
	}
	if recorded {
		return f.remove()
	}
	authorised, err := d.Ledger.Holds(ctx, evidence.KindAuthorization, a.Run.Key())
	switch {
	case err != nil:
		return err
	case !authorised && f.begun():
		return fmt.Errorf("%s: %w", a.Runbook, errForgotten)
	case !authorised:
		return f.remove() // it never ran
	}
	if err := d.bringIn(ctx, f, a); err != nil {
		return fmt.Errorf("%s: %w", a.Runbook, err)
	}
	return f.remove()
}

// bringIn appends the result that was kept, or makes the one of an interrupted run.
func (d *Desk) bringIn(ctx context.Context, f *folder, a *evidence.Authorization) error {
	bundle, blobs, err := f.result()
	if err != nil {
		return err
	}
	if bundle != nil {
		return d.Ledger.Append(ctx, f.item(bundle, blobs))
	}
	past, err := engine.ReadJournal(f.journal())
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, engine.ErrEmpty):
		past = engine.NeverBegan(a, d.World.Now())
	case err != nil:
		return err
	default:
		defer past.Close() // until then nobody else makes its record
	}
	of, err := plan.Parse(f.plan)
	if err != nil {
		return err
	}
	record, named, err := past.Record(of, d.World.Now(), d.Random)
	if err != nil {
		return err
	}
	return d.record(ctx, f, &engine.Finished{Record: record, Blobs: named})
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
	held, err := d.Ledger.Holds(ctx, evidence.KindAuthorization, a.Run.Key())
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

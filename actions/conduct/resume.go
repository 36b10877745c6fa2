package conduct

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Going on with a run that waits for people, or whose process ended before it did.

// Resume is one wish to go on with a run.
type Resume struct {
	Path   string                     // its folder
	Inputs map[string]expr.Value      // those that are sensitive: no disk has kept them
	Again  func(engine.HalfDone) bool // for what may have half-happened; nil asks nobody
}

// ErrMissing tells that sensitive inputs must be given anew.
type ErrMissing struct{ Inputs []string }

func (e ErrMissing) Error() string {
	return fmt.Sprintf("these inputs must be given again: %q", e.Inputs)
}

// Resume goes on with a run, under the authorization that it has. What was finished is proven by the journal
// and never repeated. As of Run, the result is there whenever something has run.
func (d *Desk) Resume(ctx context.Context, r Resume) (*Result, error) {
	f, a, err := reopen(r.Path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", r.Path, err)
	case a == nil:
		return nil, fmt.Errorf("%s: the run was never authorised", r.Path)
	}
	if err := d.mayGoOn(ctx, a); err != nil {
		return nil, fmt.Errorf("%s: %w", a.Runbook, err)
	}
	past, err := engine.ReadJournal(f.journal())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Runbook, err)
	}
	if past.Ended() {
		return nil, errors.Join(fmt.Errorf("%s: %w", a.Runbook, ErrEnded), past.Close())
	}
	if err := isWhole(a, past.Until, d.World.Now()); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", a.Runbook, err), past.Close())
	}
	run, start, err := d.again(ctx, f, a, past, r)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", a.Runbook, err), past.Close())
	}
	defer f.lock.Close()
	defer run.Forget()
	return d.execute(ctx, f, run, start)
}

// ErrEnded tells that a run has ended, and only its result is not in the ledger.
var ErrEnded = errors.New("the run has ended; what is left is to record it")

// ErrOver tells that the time of a run is over, so that it cannot go on; Seal records it.
var ErrOver = errors.New("its time is over")

// mayGoOn holds that the ledger knows the run as one that is open, and that its time is not over.
func (d *Desk) mayGoOn(ctx context.Context, a *evidence.Authorization) error {
	recorded, err := d.Ledger.Holds(ctx, evidence.KindRun, a)
	if err != nil {
		return err
	}
	if recorded {
		return errors.New("its result is in the ledger already")
	}
	authorised, err := d.Ledger.Holds(ctx, evidence.KindAuthorization, a)
	if err != nil {
		return err
	}
	if !authorised {
		return errForgotten
	}
	if now := evidence.FormatInstant(d.World.Now()); now > a.FinishBy {
		return fmt.Errorf("%w: it should have finished by %s, and counts as failed since", ErrOver, a.FinishBy)
	}
	return nil
}

// again prepares the run once more, as its journal and its authorization have it.
func (d *Desk) again(ctx context.Context, f *folder, a *evidence.Authorization, past *engine.Past, r Resume) (*engine.Run, engine.Start, error) {
	p, err := plan.Parse(f.plan)
	if err != nil {
		return nil, engine.Start{}, err
	}
	if now := evidence.FormatInstant(d.World.Now()); !past.Begun() && now > a.NotAfter {
		return nil, engine.Start{}, fmt.Errorf("its first step was to start before %s; it cannot go on", a.NotAfter)
	}
	job := past.Job(p)
	missing := slices.DeleteFunc(slices.Clone(past.Sensitive), func(name string) bool { _, given := r.Inputs[name]; return given })
	if len(missing) > 0 {
		return nil, engine.Start{}, ErrMissing{missing}
	}
	for _, name := range past.Sensitive {
		job.Inputs[name] = r.Inputs[name]
	}
	run, err := engine.Prepare(ctx, job, d.World)
	if err != nil {
		return nil, engine.Start{}, err
	}
	if f.lock, err = past.Journal(); err != nil {
		return nil, engine.Start{}, err
	}
	start := d.start(f, p, a)
	start.Past, start.Again = past, r.Again
	return run, start, nil
}

// start is what a run of this folder needs beside its plan.
func (d *Desk) start(f *folder, p *plan.Plan, a *evidence.Authorization) engine.Start {
	return engine.Start{
		Journal: f.lock, Authorization: canon.Sum(f.statement), Inbox: d.inbox(f, p, a), Wait: d.Wait, Poll: poll,
	}
}

// poll is how often a run that waits in its process looks for answers.
const poll = time.Second

// keepQuestions writes down what people are asked.
func (d *Desk) keepQuestions(ctx context.Context, f *folder, a *evidence.Authorization, open []engine.Question) (all []*Question, err error) {
	for _, of := range open {
		q, err := d.ask(ctx, f, a, of)
		if err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	return all, f.settleQuestions(open)
}

package conduct

import (
	"context"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Ending is what a run changed for a while, and whose time is over. It is taken back in a run of its own, which
// nobody asks for: people said yes to it when they said yes to the plan.
type Ending struct {
	Plan   *plan.Plan
	Commit string                // of the run that made the changes
	Run    canon.Digest          // its key
	Inputs []evidence.InputValue // as its authorization tells them
	Due    []engine.Due
}

// End takes back what is due. As of Run, the result is there whenever something has run.
func (d *Desk) End(ctx context.Context, of Ending) (*Result, error) {
	req := Request{
		Plan: of.Plan, Commit: of.Commit, Mode: evidence.Live, undoes: &of,
		Trigger: plan.Trigger{Kind: evidence.UndoTrigger.Kind, Name: evidence.UndoTrigger.Name},
	}
	permit := permit{rule: "undo_after of run " + of.Run.Hex()[:16]}
	seen, err := d.Ledger.Seen(ctx)
	if err != nil {
		return nil, err
	}
	id, err := d.newID(seen.Origin)
	if err != nil {
		return nil, err
	}
	run, err := engine.Prepare(ctx, d.job(req, permit, id), d.World)
	if err != nil {
		return nil, err
	}
	defer run.Forget()
	f, err := d.open(id, req.Plan)
	if err != nil {
		return nil, err
	}
	defer f.lock.Close()
	if err := d.authorize(ctx, f, authorization{req, permit, id, seen}); err != nil {
		return nil, err
	}
	return d.finish(ctx, f, func(start engine.Start) (*engine.Finished, error) { return run.TakeBack(ctx, start, of.Due) },
		engine.Start{Journal: f.lock, Authorization: canon.Sum(f.statement)})
}

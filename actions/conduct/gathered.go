package conduct

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/plan"
)

// Attested is a run that was put together from what its jobs left.
type Attested struct {
	*Result
	Open    []engine.Question // what people are still to answer, where there is no record
	Refused []*engine.Refused // what jobs left that does not fit: nothing is known of these
	// Bundle is the run's statement, and Blobs what it names: they are there also where the ledger did not take
	// them, and can be brought in later.
	Bundle []byte
	Blobs  [][]byte
}

// Attest puts together what the jobs of a run left, signs what came of it and appends it. It does so whatever
// came of it: what no job tells is unknown, and never a pass.
func (d *Desk) Attest(ctx context.Context, s *Shown, g engine.Gathering, of *plan.Plan) (*Attested, error) {
	g.Opening = s.Opening
	got, gathered := engine.Gather(s.Opening.Job(of), d.World, g)
	if got == nil || got.Finished == nil {
		return nil, gathered
	}
	all := &Attested{Refused: got.Refused, Result: &Result{Run: s.Authorization.Run, Record: got.Record, Whole: got.Whole(), Shown: got.Shown}}
	if got.Record == nil {
		all.Open = got.Waiting
		return all, gathered
	}
	var err error
	f := &folder{authorization: s.papers.Authorization, statement: s.Statement, continued: s.Continued}
	if all.Bundle, all.Blobs, err = d.seal(ctx, f, got.Finished); err != nil {
		return all, fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	if err := d.Ledger.Append(ctx, f.item(all.Bundle, all.Blobs)); err != nil {
		return all, fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	return all, gathered
}

package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// A disposition and the removal of its blob are one change: no state of the ledger has the one without the other.
// The commits before it still hold the bytes; that is for whoever keeps the repository.

// ErrNotThere says that a disposition is about a blob that the ledger does not hold.
var ErrNotThere = errors.New("the ledger does not hold that blob (any more)")

// dispose gives a disposition its place: behind the result of the run whose evidence goes.
func (e *entry) dispose(bundle []byte, d *evidence.Disposition) error {
	a, err := e.follow(bundle, "", d.Run)
	if err != nil {
		return err
	}
	e.after = append(e.after, stands{evidence.KindRun, e.sibling(a, evidence.KindRun), d.Result})
	e.erases = evidence.BlobPath(d.Blob.Digest)
	return nil
}

// erase takes the blob of a disposition out of the tree, where the record of its run names it as evidence.
func (s *successor) erase(ctx context.Context, e *entry) error {
	d, ok := e.predicate.(*evidence.Disposition)
	if !ok {
		return nil
	}
	record, err := s.recordOf(ctx, e.after[len(e.after)-1].path)
	if err != nil {
		return err
	}
	if what, ok := record.Erasable(d.Blob.Digest); !ok || what != d.What {
		return fmt.Errorf("the record of its run does not name blob %s as %s", d.Blob.Digest, d.What)
	}
	if err := s.tip.tree.reach(ctx, e.erases); err != nil {
		return err
	}
	if _, ok := s.tip.tree.file(e.erases); !ok {
		return fmt.Errorf("%w: %s", ErrNotThere, d.Blob.Digest)
	}
	s.tip.tree.remove(e.erases)
	return nil
}

// recordOf reads the record of the run whose result stands at a path that was reached.
func (s *successor) recordOf(ctx context.Context, result string) (*evidence.Record, error) {
	data, err := s.tip.tree.read(ctx, result)
	if err != nil {
		return nil, err
	}
	said, _, err := unsealed(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", result, err)
	}
	run, ok := said.(*evidence.Run)
	if !ok {
		return nil, fmt.Errorf("%s: it is a %s statement", result, said.Kind())
	}
	path := evidence.BlobPath(run.Record.Digest)
	if err := s.tip.tree.reach(ctx, path); err != nil {
		return nil, err
	}
	if data, err = s.tip.tree.read(ctx, path); err != nil {
		return nil, err
	}
	if canon.Sum(data) != run.Record.Digest {
		return nil, fmt.Errorf("%s: its bytes have digest %s", path, canon.Sum(data))
	}
	return evidence.ParseRecord(data)
}

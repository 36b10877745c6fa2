package verify

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Entries are judged in two rooms. What concerns an entry alone (its form, signature, blobs, content)
// is judged by many goroutines at once; what concerns its place among the others (chain, growth,
// order) by one, in the order of the leaves. Batches keep the two in step: a bounded number of them is
// on the way, so memory does not grow with the ledger.

// batch is a few entries on their way from one room to the other.
type batch struct {
	entries []*entry
	judged  chan struct{} // closed when every entry was judged alone
}

const batchSize = 32

// step judges one entry.
type step func(context.Context, *entry) error

// stream reads entries with next, judges each alone with many workers, and hands them to together in
// order. next gives nil after the last one. What judges alone does so in steps, each on a whole batch: one
// signature needs all of a processor's nearest memory, and so does what comes between two of them. The
// first error ends all of it.
func stream(ctx context.Context, workers int, next func(context.Context) (*entry, error),
	alone []step, together step) error {
	group, ctx := errgroup.WithContext(ctx)
	work, inOrder := make(chan *batch), make(chan *batch, 2*workers)
	group.Go(func() error {
		defer close(work)
		defer close(inOrder)
		return produce(ctx, next, work, inOrder)
	})
	for range workers {
		group.Go(func() error {
			for b := range work {
				for _, do := range alone {
					for _, e := range b.entries {
						if err := do(ctx, e); err != nil {
							return err
						}
					}
				}
				close(b.judged)
			}
			return nil
		})
	}
	group.Go(func() error { return consume(ctx, inOrder, together) })
	return group.Wait()
}

func produce(ctx context.Context, next func(context.Context) (*entry, error), work, inOrder chan<- *batch) error {
	for {
		b := &batch{judged: make(chan struct{})}
		for len(b.entries) < batchSize {
			e, err := next(ctx)
			if err != nil {
				return err
			}
			if e == nil {
				break
			}
			b.entries = append(b.entries, e)
		}
		if len(b.entries) == 0 {
			return nil
		}
		for _, to := range []chan<- *batch{inOrder, work} {
			select {
			case to <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

func consume(ctx context.Context, inOrder <-chan *batch, together step) error {
	for b := range inOrder {
		select {
		case <-b.judged:
		case <-ctx.Done():
			return ctx.Err()
		}
		for _, e := range b.entries {
			if err := together(ctx, e); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

package ledger

import (
	"context"
	"errors"
)

// places are where an object may be, the nearest first.
type places []Reader

// Head implements Reader: of several places there is none.
func (places) Head(context.Context) (Hash, error) { return Hash{}, ErrEmpty }

// Get implements Reader.
func (r places) Get(ctx context.Context, h Hash) ([]byte, error) {
	for _, from := range r {
		if from == nil {
			continue
		}
		object, err := from.Get(ctx, h)
		if !errors.Is(err, ErrNotFound) {
			return object, err
		}
	}
	return nil, ErrNotFound
}

// layered is a store that reads elsewhere what it does not have.
type layered struct {
	Store
	from Reader
}

// Get implements Store.
func (l layered) Get(ctx context.Context, h Hash) ([]byte, error) {
	return places{l.from, l.Store}.Get(ctx, h)
}

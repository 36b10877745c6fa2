package forge

import (
	"context"
	"errors"

	"github.com/attestary/attestary/actions/forge/road"
)

// Write does what must not be done twice. look tells whether it is done already; it is asked whenever the forge
// failed after something was sent, as that may have landed. look is not asked before the first time: who wants
// that asks by themselves.
func Write[T any](ctx context.Context, c *Client, look func(context.Context) (done T, ok bool, err error), do func(context.Context) (T, error)) (T, error) {
	for n := 1; ; n++ {
		done, err := do(ctx)
		if err == nil || !unsure(err) {
			return done, err
		}
		found, ok, lookErr := look(ctx)
		if lookErr == nil && ok {
			return found, nil
		}
		if n == road.Attempts || lookErr != nil || ctx.Err() != nil {
			return done, errors.Join(err, lookErr)
		}
		if c.road.Pause(ctx, n) != nil {
			return done, err
		}
	}
}

// unsure tells whether what was sent may have been done although an error was reported.
func unsure(err error) bool { return errors.Is(err, ErrBroken) || errors.Is(err, ErrUnread) }

package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/compiler"
)

// The two sides of a rotation: each is a key in a file, or one that a key management system keeps.

// whichKeys are the files of both keys.
func (w *World) whichKeys(compiled *compiler.Result, r rotating) (rotating, error) {
	if w.Getenv("ATTESTARY_KEY") != "" {
		return r, usage("ATTESTARY_KEY holds a key, and a rotation takes two: rotate where both lie as files, and without ATTESTARY_KEY")
	}
	own, err := w.ownSide(compiled)
	if err != nil {
		return r, err
	}
	for _, side := range []*string{&r.from, &r.to} {
		switch {
		case *side == "":
			*side = own
		case !isKMS(*side):
			*side = w.path(*side)
		}
	}
	if r.from == r.to {
		return r, problem{wrongUsage, fmt.Sprintf("%s cannot give way to itself: name the new key, or, where project.hcl names the new one already, the old key with --from", r.from),
			"attestary key rotate NEW.key"}
	}
	if _, err := os.Stat(r.from); errors.Is(err, fs.ErrNotExist) && !isKMS(r.from) {
		return r, problem{wrongUsage, "there is no key " + r.from + " that could give way to another", "attestary key rotate --help"}
	}
	return r, nil
}

// ownSide is the key that the project signs with: a file, or a key management system's.
func (w *World) ownSide(compiled *compiler.Result) (string, error) {
	if store := compiled.Project.Store; store != nil && isKMS(store.Sign.Value) {
		return store.Sign.Value, nil
	}
	return w.keyPath(compiled)
}

func isKMS(side string) bool { return strings.HasPrefix(side, "kms:") }

func (w *World) openSide(ctx context.Context, side string) (*hand, error) {
	if address, ok := strings.CutPrefix(side, "kms:"); ok {
		return w.withKMS(ctx, address)
	}
	passphrase, err := w.passphrase(ctx, side, opening)
	if err != nil {
		return nil, err
	}
	k, err := key.Open(side, passphrase)
	if err != nil {
		return nil, friendly(err)
	}
	return byKey(k, passphrase), nil
}

// openOrMake opens the new key; one in a file is made where it is not there.
func (w *World) openOrMake(ctx context.Context, side string) (*hand, error) {
	if _, err := os.Stat(side); isKMS(side) || !errors.Is(err, fs.ErrNotExist) {
		return w.openSide(ctx, side)
	}
	passphrase, err := w.passphrase(ctx, side, choosing)
	if err != nil {
		return nil, err
	}
	if err := w.createKey(side, passphrase); err != nil {
		return nil, err
	}
	k, err := key.Open(side, passphrase)
	if err != nil {
		return nil, friendly(err)
	}
	return byKey(k, passphrase), nil
}

// signAs is how project.hcl names a key.
func (w *World) signAs(side string) string {
	if isKMS(side) {
		return side
	}
	if home, err := w.home(); err == nil {
		if rel, err := filepath.Rel(home, side); err == nil && filepath.IsLocal(rel) {
			return "key:" + rel
		}
	}
	return "key:" + side
}

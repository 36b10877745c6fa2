package verify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/attestary/attestary/actions/ledger"
)

// object names a git object.
type object = ledger.Hash

// objects reads objects of a known type.
type objects struct{ store ledger.Reader }

// into is a store that can put an object into memory that its caller has.
type into interface {
	// GetInto is Get, where the object may come to stand in that memory, if it has room.
	GetInto(ctx context.Context, h ledger.Hash, there []byte) ([]byte, error)
}

// commit is what verification wants of a commit.
type commit struct {
	id, tree object
	parents  []object
}

func (o objects) body(ctx context.Context, id object, kind string) ([]byte, error) {
	return o.bodyInto(ctx, id, kind, nil)
}

func (o objects) bodyInto(ctx context.Context, id object, kind string, there []byte) ([]byte, error) {
	data, err := o.get(ctx, id, there)
	if err != nil {
		return nil, err
	}
	got, body, err := ledger.Unframe(data)
	if err != nil {
		return nil, fmt.Errorf("object %s: %w", id, err)
	}
	if got != kind {
		return nil, fmt.Errorf("%w: a %s where a %s should be", errKind, got, kind)
	}
	return body, nil
}

func (o objects) get(ctx context.Context, id object, there []byte) ([]byte, error) {
	if s, ok := o.store.(into); ok {
		return s.GetInto(ctx, id, there)
	}
	return o.store.Get(ctx, id)
}

// errKind says that a tree or a commit names an object of another kind.
var errKind = errors.New("it is something else")

// isUnfit tells whether an object could be read, and is none that a ledger has there. Anybody who can
// push can make one: it is a fault of the ledger. Every other error means that we could not look.
func isUnfit(err error) bool { return errors.Is(err, ledger.ErrTooLarge) || errors.Is(err, errKind) }

func (o objects) blob(ctx context.Context, id object) ([]byte, error) { return o.body(ctx, id, "blob") }

// blobInto is blob for bytes that are parsed and forgotten.
func (o objects) blobInto(ctx context.Context, id object, there []byte) ([]byte, error) {
	return o.bodyInto(ctx, id, "blob", there)
}

// scratch is room for a file that is parsed and forgotten: nearly every bundle and record. Memory that was
// used just now is near the processor; new memory is not, and must be collected.
type scratch [16 << 10]byte

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// commit reads a commit's tree and parents; who wrote it, when and why decides nothing.
func (o objects) commit(ctx context.Context, id object) (commit, error) {
	body, err := o.body(ctx, id, "commit")
	if err != nil {
		return commit{}, err
	}
	c := commit{id: id}
	for line := range strings.Lines(string(body)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if key != "tree" && key != "parent" {
			break
		}
		named, err := ledger.ParseHash(value)
		if err != nil {
			return commit{}, fmt.Errorf("commit %s: its %s: %w", id, key, err)
		}
		if key == "tree" {
			c.tree = named
		} else {
			c.parents = append(c.parents, named)
		}
	}
	return c, nil
}

// files gives the plain files of a tree's top, by name.
func (o objects) files(ctx context.Context, id object) (map[string]object, error) {
	body, err := o.body(ctx, id, "tree")
	if err != nil {
		return nil, err
	}
	entries, err := parseTree(body)
	if err != nil {
		return nil, nil // it is no ledger's tree, and so no trace of one
	}
	files := map[string]object{}
	for _, e := range entries {
		if e.mode == modeFile {
			files[e.name] = e.id
		}
	}
	return files, nil
}

package verify

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
)

// object names a git object.
type object = ledger.Hash

// objects reads objects of a known type.
type objects struct{ store ledger.Reader }

// commit is what verification wants of a commit.
type commit struct {
	id, tree object
	parents  []object
}

func (o objects) body(ctx context.Context, id object, kind string) ([]byte, error) {
	data, err := o.store.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	got, body, err := ledger.Unframe(data)
	if err != nil || got != kind {
		return nil, fmt.Errorf("object %s is not a %s", id, kind)
	}
	return body, nil
}

func (o objects) blob(ctx context.Context, id object) ([]byte, error) { return o.body(ctx, id, "blob") }

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

// parent gives the first parent of a commit; false where there is none, or where a shallow clone ends.
func (o objects) parent(ctx context.Context, c commit) (commit, bool, error) {
	if len(c.parents) == 0 {
		return commit{}, false, nil
	}
	parent, err := o.commit(ctx, c.parents[0])
	if errors.Is(err, ledger.ErrNotFound) {
		return commit{}, false, nil
	}
	return parent, err == nil, err
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

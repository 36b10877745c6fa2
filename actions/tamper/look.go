package tamper

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// look finds what a ledger has that can be changed: one of each.
func look(ctx context.Context, store ledger.Reader) (*found, error) {
	snapshot, err := ledger.Open(ctx, store)
	if err != nil {
		return nil, err
	}
	f := &found{tip: snapshot.Commit, root: snapshot.Tree, checkpoint: snapshot.Checkpoint}
	newest := map[evidence.Kind]ledger.Entry{}
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		entry.Bundle = nil
		newest[entry.Leaf.Kind] = entry
		switch said := entry.Statement.(type) {
		case *evidence.Authorization:
			f.plan = evidence.BlobPath(said.Plan.Digest)
		case *evidence.Run:
			f.record = evidence.BlobPath(said.Record.Digest)
		}
	}
	for _, entry := range newest {
		f.bundles = append(f.bundles, entry)
	}
	slices.SortFunc(f.bundles, func(a, b ledger.Entry) int { return cmp.Compare(a.Index, b.Index) })
	if err := f.lookForTiles(ctx, snapshot); err != nil {
		return nil, err
	}
	return f, f.lookBehind(ctx, store)
}

// lookForTiles takes one tile of each level.
func (f *found) lookForTiles(ctx context.Context, snapshot *ledger.Snapshot) error {
	seen := map[string]bool{}
	for file, err := range snapshot.Files(ctx) {
		if err != nil {
			return err
		}
		level, _, tile := strings.Cut(strings.TrimPrefix(file.Path, "tile/"), "/")
		if tile && strings.HasPrefix(file.Path, "tile/") && !seen[level] {
			seen[level] = true
			f.tiles = append(f.tiles, file.Path)
		}
	}
	slices.SortFunc(f.tiles, func(a, b string) int { return -cmp.Compare(a, b) }) // "entries" stands behind all digits
	return nil
}

// lookBehind finds the state before the newest, where the clone has it.
func (f *found) lookBehind(ctx context.Context, store ledger.Reader) error {
	data, err := store.Get(ctx, f.tip)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(data)) {
		if value, ok := strings.CutPrefix(line, "parent "); ok {
			if f.parent, err = ledger.ParseHash(strings.TrimSpace(value)); err != nil {
				return err
			}
			break
		}
	}
	if f.parent.IsZero() {
		return nil
	}
	before, err := ledger.OpenAt(ctx, store, f.parent)
	if errors.Is(err, ledger.ErrNotFound) {
		f.parent = ledger.Hash{}
		return nil
	}
	if err == nil {
		f.parentTree = before.Tree
	}
	return err
}

func sortLines(lines []ledger.Line) {
	key := func(l ledger.Line) string {
		if l.Mode == ledger.Folder {
			return l.Name + "/"
		}
		return l.Name
	}
	slices.SortFunc(lines, func(a, b ledger.Line) int { return cmp.Compare(key(a), key(b)) })
}

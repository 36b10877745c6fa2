package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"golang.org/x/mod/sumdb/tlog"
)

// Holds tells whether the newest state has the entry of that kind of the run that was authorised so, of which
// there is at most one. The tip is verified as for Append, and the entry is proven to stand below its root.
//
// Its place follows from the authorization. So it reads the folders on one path; and, where the entry is
// there, the leaves from the newest back to its own.
func (w *Writer) Holds(ctx context.Context, kind evidence.Kind, a *evidence.Authorization) (bool, error) {
	leaf := evidence.Leaf{Kind: kind, Run: a.Run.Key(), V: 1}
	path := leaf.Place(a.Runbook, a.At).Path()
	t, err := w.look(ctx, path)
	if errors.Is(err, ErrEmpty) && w.Known == (Checkpoint{}) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, ok := t.tree.file(path); !ok {
		return false, nil
	}
	bundle, err := t.tree.read(ctx, path)
	if err != nil {
		return false, err
	}
	_, statement, err := unsealed(bundle)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	leaf.Bundle, leaf.Statement = canon.Sum(bundle), statement
	raw, err := leaf.Encode()
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	found, err := t.find(ctx, map[string]bool{string(raw): true})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s stands in the tree, and has no leaf: somebody put it there who may not sign", path)
	}
	return err == nil, err
}

// find gives the index of each leaf that is in the ledger, proven to stand below the root. It goes back from
// the newest leaf, and no farther than it must. The leaves that it finds are taken out of wanted.
func (t *tip) find(ctx context.Context, wanted map[string]bool) (map[string]int64, error) {
	found := map[string]int64{}
	back := &past{tip: t, from: t.checkpoint.Size / tileWidth * tileWidth, most: 1}
	for end := t.checkpoint.Size; end > 0 && len(wanted) > 0; {
		start := (end - 1) / tileWidth * tileWidth
		if err := back.fetch(ctx, start); err != nil {
			return nil, err
		}
		tile, err := t.entries(ctx, start)
		if err != nil {
			return nil, err
		}
		for i := start; len(tile) > 0; i++ {
			var leaf []byte
			if leaf, tile, err = cutLeaf(tile); err != nil {
				return nil, fmt.Errorf("entry %d: %w", i, err)
			}
			if !wanted[string(leaf)] {
				continue
			}
			if err := t.proves(ctx, i, leaf); err != nil {
				return nil, fmt.Errorf("entry %d: %w", i, err)
			}
			delete(wanted, string(leaf))
			found[string(leaf)] = i
		}
		end = start
	}
	return found, nil
}

// past is the entry tiles of a tip, fetched from the newest back.
type past struct {
	tip  *tip
	from int64 // tiles that begin with this leaf, or a later one, are here
	most int   // how many come in the next journey
}

// maxAhead is how many entry tiles come in one journey: a few megabytes.
const maxAhead = 64

// fetch brings the entry tile that begins with that leaf, and some before it: in each journey twice as many
// as in the last, as what is not near is far.
func (p *past) fetch(ctx context.Context, start int64) error {
	if start >= p.from {
		return nil
	}
	var paths []string
	for at := start; at >= 0 && len(paths) < p.most; at -= tileWidth {
		paths, p.from = append(paths, tilePath(entryTile(at, p.tip.checkpoint.Size))), at
	}
	p.most = min(2*p.most, maxAhead)
	if err := p.tip.tree.reach(ctx, paths...); err != nil {
		return err
	}
	return p.tip.tree.warmFiles(ctx, paths...)
}

// entries is the entry tile that begins with that leaf.
func (t *tip) entries(ctx context.Context, start int64) ([]byte, error) {
	tile := entryTile(start, t.checkpoint.Size)
	if tile.W < tileWidth {
		return t.leaves, nil
	}
	return t.tree.read(ctx, tilePath(tile))
}

// proves tells why the leaf at that index is another below the tip's root; nil if it is this one.
func (t *tip) proves(ctx context.Context, index int64, leaf []byte) error {
	if index >= t.checkpoint.Size {
		return errors.New("it stands behind the end of the ledger")
	}
	tree := tlog.Tree{N: t.checkpoint.Size, Hash: t.checkpoint.Root}
	hashes, err := tlog.TileHashReader(tree, &tileReader{ctx: ctx, tree: t.tree}).ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return err
	}
	if hashes[0] != tlog.RecordHash(leaf) {
		return errors.New("its leaf is not the one below the checkpoint's root")
	}
	return nil
}

package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"golang.org/x/mod/sumdb/tlog"
)

// tip is the newest state of a ledger, as far as it was read, and found to be what it says.
type tip struct {
	id         Hash
	commit     commit
	checkpoint Checkpoint
	signer     canon.Digest // the key that signed the checkpoint; "" where no key did
	tree       *tree
	edge       *edge
	leaves     []byte // the partial entry tile; empty where the newest is full
}

// readTip reads the right edge of the ledger at a commit. It refuses one whose checkpoint is not signed
// by who counts, whose edge does not have its root, or that does not continue its parent. A merge is no
// append: behind its other parents the newer states of a ledger that was cut short can hide.
//
// The paths are those that the caller is going to touch: their folders come along on the way.
func readTip(ctx context.Context, store Store, id Hash, trust attest.Verifier, paths ...string) (*tip, error) {
	t := &tip{id: id}
	var err error
	if t.commit, err = readCommit(ctx, store, id); err != nil {
		return nil, err
	}
	if t.commit.merge {
		return nil, fmt.Errorf("the ledger's tip %s is a merge: an append has one parent", id)
	}
	if err := warm(ctx, store, t.commit.tree, t.commit.parent); err != nil {
		return nil, err
	}
	if t.tree, err = openTree(ctx, store, t.commit.tree); err != nil {
		return nil, err
	}
	if err := t.readCheckpoint(ctx, trust); err != nil {
		return nil, err
	}
	if err := t.readEdge(ctx, paths); err != nil {
		return nil, fmt.Errorf("the ledger's tip %s contradicts itself: %w", id, err)
	}
	if err := t.continuesParent(ctx); err != nil {
		return nil, fmt.Errorf("the ledger's tip %s: %w", id, err)
	}
	return t, nil
}

func (t *tip) readCheckpoint(ctx context.Context, trust attest.Verifier) error {
	if err := t.tree.warmFiles(ctx, checkpointPath, signaturePath); err != nil {
		return err
	}
	data, err := t.tree.read(ctx, checkpointPath)
	if err != nil {
		return fmt.Errorf("the branch is not a ledger: %w", err)
	}
	if t.checkpoint, err = ParseCheckpoint(data); err != nil {
		return err
	}
	signature, err := t.tree.read(ctx, signaturePath)
	if err != nil {
		return err
	}
	if err := attest.OpenMessage(signature, data, trust); err != nil {
		return fmt.Errorf("%s: %w", signaturePath, err)
	}
	t.signer = keyOf(signature)
	return nil
}

// readEdge reads the partial tiles, and holds them against the root.
func (t *tip) readEdge(ctx context.Context, others []string) error {
	size := t.checkpoint.Size
	tiles := partials(size)
	var paths []string
	for _, tile := range tiles {
		paths = append(paths, tilePath(tile))
	}
	newest := entryTile(size-1, size)
	if newest.W < tileWidth {
		paths = append(paths, tilePath(newest))
	}
	if err := t.tree.reach(ctx, slices.Concat(paths, others)...); err != nil {
		return err
	}
	if err := t.tree.warmFiles(ctx, paths...); err != nil {
		return err
	}
	t.edge = &edge{size: size}
	for _, tile := range tiles {
		data, err := t.tree.read(ctx, tilePath(tile))
		if err != nil {
			return err
		}
		if len(data) != tile.W*tlog.HashSize {
			return fmt.Errorf("%s: %d bytes are not %d hashes", tilePath(tile), len(data), tile.W)
		}
		for len(t.edge.tiles) <= tile.L {
			t.edge.tiles = append(t.edge.tiles, nil)
		}
		t.edge.tiles[tile.L] = bytes.Clone(data)
	}
	root, err := t.edge.root()
	if err != nil {
		return err
	}
	if root != t.checkpoint.Root {
		return fmt.Errorf("its tiles have root %s, its checkpoint says %s", root, t.checkpoint.Root)
	}
	return t.readLeaves(ctx, newest)
}

// readLeaves reads the partial entry tile, which is written again with more leaves.
func (t *tip) readLeaves(ctx context.Context, newest tlog.Tile) error {
	if newest.W == tileWidth {
		return nil
	}
	path := tilePath(newest)
	data, err := t.tree.read(ctx, path)
	if err != nil {
		return err
	}
	rest := data
	for i := range newest.W {
		var leaf []byte
		if leaf, rest, err = cutLeaf(rest); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		h := tlog.RecordHash(leaf)
		if !bytes.Equal(h[:], t.edge.tiles[0][i*tlog.HashSize:(i+1)*tlog.HashSize]) {
			return fmt.Errorf("%s: its entry %d does not have the hash of its leaf", path, i)
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("%s: something follows its last entry", path)
	}
	t.leaves = bytes.Clone(data)
	return nil
}

// continuesParent holds the tip against the commit before it, unless the newest entry mends the ledger after it.
func (t *tip) continuesParent(ctx context.Context) error {
	if t.commit.parent.IsZero() {
		return nil
	}
	err := t.continuesCommit(ctx)
	if err != nil && t.mended(ctx, t.commit.parent) {
		return nil
	}
	return err
}

func (t *tip) continuesCommit(ctx context.Context) error {
	c, err := readCommit(ctx, t.tree.store, t.commit.parent)
	if errors.Is(err, ErrNotFound) {
		return nil // a shallow clone ends here
	}
	if err != nil {
		return err
	}
	if err := warm(ctx, t.tree.store, c.tree); err != nil {
		return err
	}
	parent, err := openTree(ctx, t.tree.store, c.tree)
	if err != nil {
		return err
	}
	if err := parent.warmFiles(ctx, checkpointPath); err != nil {
		return err
	}
	data, err := parent.read(ctx, checkpointPath)
	if err != nil {
		return fmt.Errorf("its parent %s: %w", t.commit.parent, err)
	}
	before, err := ParseCheckpoint(data)
	if err != nil {
		return fmt.Errorf("its parent %s: %w", t.commit.parent, err)
	}
	if err := t.continues(ctx, before); err != nil {
		return fmt.Errorf("it does not continue its parent %s: %w", t.commit.parent, err)
	}
	return nil
}

// continues tells why the tip is not a later state of the same ledger; nil if it is.
func (t *tip) continues(ctx context.Context, before Checkpoint) error {
	switch {
	case before.Origin != t.checkpoint.Origin:
		return fmt.Errorf("it is ledger %s, not %s", t.checkpoint.Origin, before.Origin)
	case before.Size > t.checkpoint.Size:
		return fmt.Errorf("it has %d entries where there were %d: something was removed", t.checkpoint.Size, before.Size)
	}
	root, err := t.rootAt(ctx, before.Size)
	if err != nil {
		return err
	}
	if root != before.Root {
		return fmt.Errorf("at %d entries it has root %s where it was %s: its history was rewritten", before.Size, root, before.Root)
	}
	return nil
}

// rootAt is the root that the ledger had at an earlier size.
func (t *tip) rootAt(ctx context.Context, size int64) (tlog.Hash, error) {
	switch size {
	case t.checkpoint.Size:
		return t.checkpoint.Root, nil
	case 0:
		return emptyRoot, nil
	}
	tiles := &tileReader{ctx: ctx, tree: t.tree}
	return tlog.TreeHash(size, tlog.TileHashReader(tlog.Tree{N: t.checkpoint.Size, Hash: t.checkpoint.Root}, tiles))
}

// tileReader lets package tlog read tiles, which it authenticates. It lives for one call.
type tileReader struct {
	ctx  context.Context
	tree *tree
}

func (r *tileReader) Height() int                     { return tileHeight }
func (r *tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func (r *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var paths []string
	for _, t := range tiles {
		paths = append(paths, tilePath(t))
	}
	if err := r.tree.reach(r.ctx, paths...); err != nil {
		return nil, err
	}
	if err := r.tree.warmFiles(r.ctx, paths...); err != nil {
		return nil, err
	}
	var all [][]byte
	for _, path := range paths {
		data, err := r.tree.read(r.ctx, path)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

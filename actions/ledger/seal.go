package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/attestary/attestary/actions/attest"
)

// seal writes tiles and checkpoint.
func (s *successor) seal(ctx context.Context, signer attest.Signer, logKey note.Signer) (Checkpoint, error) {
	if err := s.writeTiles(ctx); err != nil {
		return Checkpoint{}, err
	}
	root, err := s.tip.edge.root()
	if err != nil {
		return Checkpoint{}, err
	}
	c := Checkpoint{Origin: s.tip.checkpoint.Origin, Size: s.tip.edge.size, Root: root}
	file, err := c.file(logKey)
	if err != nil {
		return Checkpoint{}, err
	}
	bundle, err := attest.SealMessage(ctx, signer, file)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	if by := keyOf(bundle); by != s.reigns {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", notIntroduced(by, s.reigns))
	}
	for _, f := range []struct {
		path string
		data []byte
	}{{checkpointPath, file}, {signaturePath, bundle}, {readmePath, README()}} {
		if err := s.tip.tree.write(ctx, f.path, f.data); err != nil {
			return Checkpoint{}, err
		}
	}
	return c, nil
}

// writeTiles puts the tiles that changed in the place of the old partial ones.
func (s *successor) writeTiles(ctx context.Context) error {
	old := map[string]bool{}
	before := s.tip.checkpoint.Size
	for _, t := range partials(before) {
		old[tilePath(t)] = true
	}
	if before%tileWidth != 0 {
		old[tilePath(entryTile(before-1, before))] = true
	}
	files := s.full
	for _, t := range partials(s.tip.edge.size) {
		files = append(files, filled{t, s.tip.edge.tiles[t.L]})
	}
	if size := s.tip.edge.size; size%tileWidth != 0 {
		files = append(files, filled{entryTile(size-1, size), s.tip.leaves})
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, tilePath(f.tile))
	}
	if err := s.tip.tree.reach(ctx, paths...); err != nil {
		return err
	}
	for i, f := range files {
		if old[paths[i]] { // an upper level that did not grow
			delete(old, paths[i])
			continue
		}
		if err := s.tip.tree.write(ctx, paths[i], f.data); err != nil {
			return err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(old)) {
		s.tip.tree.remove(path)
	}
	return nil
}

// commit writes the trees and the commit.
func (s *successor) commit(ctx context.Context, now time.Time) (Hash, error) {
	root, err := s.tip.tree.save(ctx)
	if err != nil {
		return Hash{}, err
	}
	first := s.tip.checkpoint.Size
	message := fmt.Sprintf("entry %d: %s", first, s.kinds[0])
	if s.added > 1 {
		message = fmt.Sprintf("entries %d to %d", first, first+int64(s.added)-1)
	}
	c := commit{tree: root, parent: s.tip.id, at: latest(now, s.tip.commit.at), message: message}
	return s.store.Put(ctx, Frame(typeCommit, c.encode()))
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

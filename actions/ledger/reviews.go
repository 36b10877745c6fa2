package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"golang.org/x/mod/sumdb/tlog"
)

// Reviews gives the reviews of a plan, in the order of their leaves. The tip is verified as for Append, and
// each review is proven to stand below its root: who can write to the branch, and not sign for the ledger,
// has put none of them there. Their people's signatures were verified by who appended them.
//
// It reads all reviews of the ledger, and entries from the newest back to the oldest review of the plan.
func (w *Writer) Reviews(ctx context.Context, of canon.Digest) ([]*evidence.Review, error) {
	t, err := w.look(ctx)
	if err != nil {
		return nil, err
	}
	unplaced, err := t.reviews(ctx, of)
	if err != nil {
		return nil, err
	}
	placed, err := t.place(ctx, unplaced)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(placed, func(a, b placedReview) int { return cmp.Compare(a.index, b.index) })
	var out []*evidence.Review
	for _, r := range placed {
		out = append(out, r.review)
	}
	return out, nil
}

type placedReview struct {
	index  int64
	review *evidence.Review
}

// reviews reads those of a plan, by the bytes of their leaves.
func (t *tip) reviews(ctx context.Context, of canon.Digest) (map[string]*evidence.Review, error) {
	found := map[string]*evidence.Review{}
	s := &Snapshot{Commit: t.id, Tree: t.commit.tree, Checkpoint: t.checkpoint, store: t.tree.store}
	root, err := s.find(ctx, "runs/_")
	if err != nil {
		return found, err // there is the folder of entry 0 at least
	}
	s.walk(ctx, "runs/_/", root, func(f File, walkErr error) bool {
		if err = walkErr; err == nil && strings.HasPrefix(path.Base(f.Path), "_."+string(evidence.KindReview)+"-") {
			err = s.review(ctx, f, of, found)
		}
		return err == nil
	})
	return found, err
}

// review reads a file that is called as a review, and keeps it where it is one of the plan.
func (s *Snapshot) review(ctx context.Context, f File, of canon.Digest, found map[string]*evidence.Review) error {
	bundle, err := s.file(ctx, f.Path, f.Hash)
	if err != nil {
		return err
	}
	said, statement, err := unsealed(bundle)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	r, ok := said.(*evidence.Review)
	if !ok || r.Plan.Digest != of {
		return nil
	}
	leaf, err := evidence.Leaf{Bundle: canon.Sum(bundle), Kind: r.Kind(), Statement: statement, V: 1}.Encode()
	found[string(leaf)] = r
	return err
}

// place finds the leaves of reviews, and proves that they stand below the root. What has no leaf is none.
func (t *tip) place(ctx context.Context, unplaced map[string]*evidence.Review) ([]placedReview, error) {
	var placed []placedReview
	for end := t.checkpoint.Size; end > 0 && len(unplaced) > 0; {
		start := (end - 1) / tileWidth * tileWidth
		tile, err := t.entries(ctx, start)
		if err != nil {
			return nil, err
		}
		for i := start; len(tile) > 0; i++ {
			var leaf []byte
			if leaf, tile, err = cutLeaf(tile); err != nil {
				return nil, fmt.Errorf("entry %d: %w", i, err)
			}
			r := unplaced[string(leaf)]
			if r == nil {
				continue
			}
			if err := t.proves(ctx, i, leaf); err != nil {
				return nil, fmt.Errorf("entry %d: %w", i, err)
			}
			delete(unplaced, string(leaf))
			placed = append(placed, placedReview{i, r})
		}
		end = start
	}
	return placed, nil
}

// entries is the entry tile that begins with that leaf.
func (t *tip) entries(ctx context.Context, start int64) ([]byte, error) {
	tile := entryTile(start, t.checkpoint.Size)
	if tile.W < tileWidth {
		return t.leaves, nil
	}
	if err := t.tree.reach(ctx, tilePath(tile)); err != nil {
		return nil, err
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

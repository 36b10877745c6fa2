package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"golang.org/x/mod/sumdb/tlog"
)

// Reviews gives the reviews of a plan that nobody has taken back, in the order of their leaves. The tip is
// verified as for Append, and each review and revocation is proven to stand below its root: who can write to the
// branch, and not sign for the ledger, has put none of them there. Their people's signatures were verified by
// who appended them.
//
// It reads all reviews and revocations of the ledger, and entries from the newest back to the oldest of them
// that is about the plan.
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
	slices.SortFunc(placed, func(a, b placedWord) int { return cmp.Compare(a.index, b.index) })
	return standingReviews(placed), nil
}

// standingReviews are the newest review of each person, but for one that a revocation names: whoever took back
// the newest has said nothing.
func standingReviews(placed []placedWord) (out []*evidence.Review) {
	revoked := map[int64]bool{}
	for _, p := range placed {
		if r, ok := p.said.(*evidence.Revocation); ok {
			for _, e := range r.Entries {
				revoked[e.Index] = true
			}
		}
	}
	for _, p := range placed {
		r, ok := p.said.(*evidence.Review)
		if !ok {
			continue
		}
		if revoked[p.index] {
			out = slices.DeleteFunc(out, func(before *evidence.Review) bool { return before.By == r.By })
		} else {
			out = append(out, r)
		}
	}
	return out
}

// placedWord is a review or a revocation, and where it stands.
type placedWord struct {
	index int64
	said  evidence.Spoken
}

// reviews reads those of a plan, and, where there are any, all revocations, by the bytes of their leaves.
func (t *tip) reviews(ctx context.Context, of canon.Digest) (map[string]evidence.Spoken, error) {
	reviews, revocations := map[string]evidence.Spoken{}, map[string]evidence.Spoken{}
	s := &Snapshot{Commit: t.id, Tree: t.commit.tree, Checkpoint: t.checkpoint, store: t.tree.store}
	root, err := s.find(ctx, "runs/_")
	if err != nil {
		return nil, err // there is the folder of entry 0 at least
	}
	called := func(f File, kind evidence.Kind) bool {
		return strings.HasPrefix(path.Base(f.Path), "_."+string(kind)+"-")
	}
	s.walk(ctx, "runs/_/", root, func(f File, walkErr error) bool {
		switch err = walkErr; {
		case err != nil:
		case called(f, evidence.KindReview):
			err = s.word(ctx, f, reviews, func(said evidence.Predicate) bool {
				r, ok := said.(*evidence.Review)
				return ok && r.Plan.Digest == of
			})
		case called(f, evidence.KindRevocation):
			err = s.word(ctx, f, revocations, func(said evidence.Predicate) bool { return said.Kind() == evidence.KindRevocation })
		}
		return err == nil
	})
	if len(reviews) > 0 {
		maps.Copy(reviews, revocations)
	}
	return reviews, err
}

// word reads a file that is called as somebody's word, and keeps it where it is one that is wanted.
func (s *Snapshot) word(ctx context.Context, f File, into map[string]evidence.Spoken, wanted func(evidence.Predicate) bool) error {
	bundle, err := s.file(ctx, f.Path, f.Hash)
	if err != nil {
		return err
	}
	said, statement, err := unsealed(bundle)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	spoken, ok := said.(evidence.Spoken)
	if !ok || !wanted(said) {
		return nil
	}
	leaf, err := evidence.Leaf{Bundle: canon.Sum(bundle), Kind: said.Kind(), Statement: statement, V: 1}.Encode()
	into[string(leaf)] = spoken
	return err
}

// place finds the leaves of words, and proves that they stand below the root. What has no leaf is none.
func (t *tip) place(ctx context.Context, unplaced map[string]evidence.Spoken) ([]placedWord, error) {
	var placed []placedWord
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
			placed = append(placed, placedWord{i, r})
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

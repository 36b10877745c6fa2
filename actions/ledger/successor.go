package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"golang.org/x/mod/sumdb/tlog"
)

// successor is the state after a tip, while it is being made.
type successor struct {
	tip    *tip
	store  Store
	placed []Placed
	added  int
	kinds  []evidence.Kind // of what was added
	seen   evidence.Seen   // what was found to be a state of this ledger: entries of a batch share it
	mends  bool            // it goes on from another state than its parent's
	made   Hash            // the commit, once it was made
	sealed Checkpoint
	reigns canon.Digest // the key that signs the ledger from here on; "" where no key does
	full   []filled     // tiles that were filled on the way
}

type filled struct {
	tile tlog.Tile
	data []byte
}

// touched are the paths that entries are going to touch.
func touched(entries []*entry) []string {
	var paths []string
	for _, e := range entries {
		paths = slices.AppendSeq(append(paths, e.path), maps.Keys(e.blobs))
	}
	return paths
}

// add puts entries behind those of the tip, unless they are in already. Their paths were reached.
func (s *successor) add(ctx context.Context, entries []*entry) error {
	for _, e := range entries {
		if err := s.addOne(ctx, e); err != nil {
			return fmt.Errorf("%s statement: %w", e.leaf.Kind, err)
		}
	}
	return nil
}

func (s *successor) addOne(ctx context.Context, e *entry) error {
	if seen := e.predicate.Saw(); seen.Origin != s.tip.checkpoint.Origin {
		return fmt.Errorf("it is of ledger %s, and this is ledger %s", seen.Origin, s.tip.checkpoint.Origin)
	}
	if h, ok := s.tip.tree.file(e.path); ok {
		return s.isIn(ctx, e, h)
	}
	if e.leaf.Kind == evidence.KindLedger && s.tip.edge.size > 0 {
		return errors.New("the ledger has its first entry already")
	}
	if m, ok := e.predicate.(*evidence.Mend); ok && (!s.mends || m.Good.Size != s.tip.edge.size) {
		return errors.New("the tip of the branch continues the ledger, and nothing is to be mended")
	}
	if err := s.follows(ctx, e); err != nil {
		return err
	}
	if err := s.holds(ctx, *e.predicate.Saw()); err != nil {
		return err
	}
	if err := s.standing(ctx, e); err != nil {
		return err
	}
	if err := s.introduced(ctx, e); err != nil {
		return err
	}
	if err := s.put(ctx, e); err != nil {
		return err
	}
	return s.erase(ctx, e)
}

// standing holds that what an entry revokes is there, as the one who revokes it has seen it.
func (s *successor) standing(ctx context.Context, e *entry) error {
	for _, r := range e.revokes {
		if seen := e.predicate.Saw().Size; r.Index >= seen {
			return fmt.Errorf("it revokes entry %d, and has seen %d entries", r.Index, seen)
		}
		leaf, err := s.leaf(ctx, r.Index)
		switch {
		case err != nil:
			return fmt.Errorf("entry %d: %w", r.Index, err)
		case leaf.Bundle != r.Bundle:
			return fmt.Errorf("it revokes entry %d as %s, and there stands %s", r.Index, r.Bundle, leaf.Bundle)
		}
		if why := rules.Unrevocable(leaf.Kind); why != "" {
			return fmt.Errorf("it revokes entry %d, which %s", r.Index, why)
		}
	}
	return nil
}

// leaf is the one at that index, which is in the tree.
func (s *successor) leaf(ctx context.Context, index int64) (evidence.Leaf, error) {
	start, rest := index/tileWidth*tileWidth, s.tip.leaves
	if s.tip.edge.size >= start+tileWidth {
		path := tilePath(entryTile(start, start+tileWidth))
		err := s.tip.tree.reach(ctx, path)
		if err == nil {
			rest, err = s.fullEntries(ctx, path, start)
		}
		if err != nil {
			return evidence.Leaf{}, err
		}
	}
	for i := start; ; i++ {
		raw, tail, err := cutLeaf(rest)
		if err != nil {
			return evidence.Leaf{}, err
		}
		if i == index {
			return evidence.ParseLeaf(raw)
		}
		rest = tail
	}
}

// holds refuses a statement that has seen another history than this: once it were in, the ledger would
// contradict itself for ever.
func (s *successor) holds(ctx context.Context, seen evidence.Seen) error {
	if seen.Size > s.tip.checkpoint.Size {
		return fmt.Errorf("it has seen %d entries of a ledger that has %d", seen.Size, s.tip.checkpoint.Size)
	}
	if seen.Size == s.seen.Size && seen.Root == s.seen.Root {
		return nil
	}
	root, err := s.tip.rootAt(ctx, seen.Size)
	if err != nil {
		return err
	}
	was := Checkpoint{Origin: seen.Origin, Size: seen.Size, Root: root}.Seen()
	if was.Root != seen.Root {
		return fmt.Errorf("at %d entries it has seen root %s where this ledger has %s", seen.Size, seen.Root, was.Root)
	}
	s.seen = seen
	return nil
}

// follows holds that what the entry speaks of is in the ledger, and that nothing is which it contradicts. All
// of it is in the entry's own folder.
func (s *successor) follows(ctx context.Context, e *entry) error {
	for _, path := range e.never {
		if _, ok := s.tip.tree.file(path); ok {
			return fmt.Errorf("%s stands in the ledger: it comes too late", path)
		}
	}
	for _, before := range e.after {
		h, ok := s.tip.tree.file(before.path)
		if !ok {
			return fmt.Errorf("its %s is not in the ledger (%s is missing)", before.kind, before.path)
		}
		there, err := s.statementAt(ctx, before.path, h)
		if err == nil && there != before.statement {
			err = fmt.Errorf("it follows %s %s, and %s is that of its run (%s)", before.kind, before.statement, there, before.path)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *successor) statementAt(ctx context.Context, path string, h Hash) (canon.Digest, error) {
	bundle, err := body(ctx, s.store, h, typeBlob)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	_, digest, err := unsealed(bundle)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return digest, nil
}

// isIn finds the place of an entry whose path is taken. A run has one authorization and one result; the
// same statement, signed again, is the same.
func (s *successor) isIn(ctx context.Context, e *entry, h Hash) error {
	there, err := s.statementAt(ctx, e.path, h)
	if err != nil {
		return err
	}
	if there != e.leaf.Statement {
		return fmt.Errorf("%w: %s holds another statement", ErrTaken, e.path)
	}
	index, err := s.index(ctx, e)
	if err != nil {
		return err
	}
	s.placed = append(s.placed, Placed{Index: index, Path: e.path})
	return nil
}

// ErrTaken says that a run has another statement of this kind already.
var ErrTaken = errors.New("there is one already")

// index looks for the leaf of a statement, from the newest on: it is seldom far.
func (s *successor) index(ctx context.Context, e *entry) (int64, error) {
	tile := s.tip.leaves
	for end := s.tip.edge.size; end > 0; {
		start := (end - 1) / tileWidth * tileWidth
		if end%tileWidth == 0 {
			path := tilePath(entryTile(start, end))
			if err := s.tip.tree.reach(ctx, path); err != nil {
				return 0, err
			}
			var err error
			if tile, err = s.fullEntries(ctx, path, start); err != nil {
				return 0, err
			}
		}
		for i, rest := start, tile; len(rest) > 0; i++ {
			raw, tail, err := cutLeaf(rest)
			if err != nil {
				return 0, err
			}
			leaf, err := evidence.ParseLeaf(raw)
			if err == nil && leaf.Statement == e.leaf.Statement {
				return i, nil
			}
			rest = tail
		}
		end = start
	}
	return 0, fmt.Errorf("statement %s has a file in the tree and no leaf", e.leaf.Statement)
}

// fullEntries gives a full entry tile, which may be one that was filled just now.
func (s *successor) fullEntries(ctx context.Context, path string, start int64) ([]byte, error) {
	for _, f := range s.full {
		if f.tile.L == entryLevel && f.tile.N == start/tileWidth {
			return f.data, nil
		}
	}
	return s.tip.tree.read(ctx, path)
}

func (s *successor) put(ctx context.Context, e *entry) error {
	if len(e.raw) > maxLeaf {
		return fmt.Errorf("its leaf has %d bytes; at most %d are allowed", len(e.raw), maxLeaf)
	}
	if err := s.tip.tree.write(ctx, e.path, e.bundle); err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(e.blobs)) {
		if _, ok := s.tip.tree.file(path); ok {
			continue
		}
		if err := s.tip.tree.write(ctx, path, e.blobs[path]); err != nil {
			return err
		}
	}
	s.placed = append(s.placed, Placed{Index: s.tip.edge.size, Path: e.path, New: true})
	s.added++
	s.kinds = append(s.kinds, e.leaf.Kind)
	return s.grow(e.raw)
}

// grow adds a leaf to the tree's arithmetic.
func (s *successor) grow(leaf []byte) error {
	s.tip.leaves = appendLeaf(s.tip.leaves, leaf)
	filledUp := func(t tlog.Tile, data []byte) { s.full = append(s.full, filled{t, data}) }
	if err := s.tip.edge.add(tlog.RecordHash(leaf), filledUp); err != nil {
		return err
	}
	if size := s.tip.edge.size; size%tileWidth == 0 {
		filledUp(entryTile(size-1, size), s.tip.leaves)
		s.tip.leaves = nil
	}
	return nil
}

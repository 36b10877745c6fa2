package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"golang.org/x/mod/sumdb/tlog"
)

// A state is its checkpoint: which files belong to it, follows. Rebuilding gathers them, from the tree that should
// have them, and what that lacks from others; what nothing asks for stays out. A file counts by its digest alone,
// which the leaves tell, and the leaves by the root.

// gathering is a state that is being rebuilt.
type gathering struct {
	from  Reader
	state state
	trees []Hash                     // the state's own first
	made  *successor                 // whose tree it becomes
	names []map[string][]Hash        // of trees, as far as they were listed: files below runs/ by their last part
	homes map[canon.Digest][2]string // of runs: runbook, and the instant that dates the folder
	later map[canon.Digest]string    // evidence that records name, and what of them does
	gone  map[canon.Digest]bool      // what dispositions name
}

// rebuild gives the tree of a state, whole. It fails with what is nowhere, and where the state does not continue
// one of the checkpoints.
func rebuild(ctx context.Context, from Reader, into Store, s state, trees []Hash, checkpoints []Checkpoint) (*tree, error) {
	g := &gathering{
		from: from, state: s, trees: append([]Hash{s.tree}, slices.DeleteFunc(slices.Clone(trees), func(h Hash) bool { return h == s.tree })...),
		made:  &successor{store: into, tip: &tip{edge: new(edge), tree: &tree{store: into, root: &folder{open: map[string]*folder{}}}}},
		homes: map[canon.Digest][2]string{}, later: map[canon.Digest]string{}, gone: map[canon.Digest]bool{},
	}
	g.names = make([]map[string][]Hash, len(g.trees))
	leaves, err := g.leaves(ctx, checkpoints)
	if err != nil {
		return nil, err
	}
	for i, raw := range leaves {
		if err := g.entry(ctx, raw); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i, err)
		}
	}
	if err := g.evidence(ctx); err != nil {
		return nil, err
	}
	return g.made.tip.tree, g.rest(ctx)
}

// leaves reads the leaves from the first tree that has all of them, and writes their tiles.
func (g *gathering) leaves(ctx context.Context, checkpoints []Checkpoint) ([][]byte, error) {
	var leaves [][]byte
	err := errors.New("there is no tree")
	for _, t := range g.trees {
		if leaves, err = g.leavesOf(ctx, t); err == nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	older := map[int64][]Checkpoint{}
	for _, c := range checkpoints {
		older[c.Size] = append(older[c.Size], c)
	}
	for i, raw := range leaves {
		if err := g.made.grow(raw); err != nil {
			return nil, err
		}
		for _, c := range older[int64(i)+1] {
			root, err := g.made.tip.edge.root()
			if err != nil {
				return nil, err
			}
			if root != c.Root {
				return nil, fmt.Errorf("%w: at %d entries it has root %s, and a commit that is signed too has %s", ErrTwoHistories, c.Size, root, c.Root)
			}
		}
	}
	return leaves, nil
}

// ErrTwoHistories says that the ledger's key has signed what cannot both be. Nothing mends that: growth
// (claim 3) tells it for ever, and people have to say how it came about.
var ErrTwoHistories = errors.New("the ledger's key has signed two histories")

// leavesOf reads the leaves of a tree of at least that size, and holds them against the state's root.
func (g *gathering) leavesOf(ctx context.Context, tree Hash) ([][]byte, error) {
	want := g.state.checkpoint
	size := want.Size
	if text, ok := readUp(ctx, g.from, tree, checkpointPath); ok {
		if c, err := ParseCheckpoint(text); err == nil && c.Size > size {
			size = c.Size
		}
	}
	var leaves [][]byte
	sums := &edge{}
	for index := int64(0); index < want.Size; index += tileWidth {
		path := tilePath(entryTile(index, size))
		rest, ok := readUp(ctx, g.from, tree, path)
		if !ok {
			return nil, fmt.Errorf("%s is missing", path)
		}
		for n := min(tileWidth, want.Size-index); n > 0; n-- {
			var leaf []byte
			var err error
			if leaf, rest, err = cutLeaf(rest); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			if err := sums.add(tlog.RecordHash(leaf), func(tlog.Tile, []byte) {}); err != nil {
				return nil, err
			}
			leaves = append(leaves, leaf)
		}
	}
	if root, err := sums.root(); err != nil || root != want.Root {
		return nil, errors.Join(err, fmt.Errorf("its entry tiles do not have the root of the checkpoint, %s", want.Root))
	}
	return leaves, nil
}

// entry gathers the bundle of a leaf, and the blobs that its statement names.
func (g *gathering) entry(ctx context.Context, raw []byte) error {
	leaf, err := evidence.ParseLeaf(raw)
	if err != nil {
		return err
	}
	h, bundle, err := g.bundle(ctx, leaf)
	if err != nil {
		return err
	}
	said, _, err := unsealed(bundle)
	if err != nil {
		return err
	}
	runbook, at := "", said.Claimed()
	switch p := said.(type) {
	case *evidence.Authorization:
		g.homes[leaf.Run] = [2]string{p.Runbook, p.At}
	case *evidence.Denial:
		g.homes[leaf.Run] = [2]string{p.Runbook, p.At}
	case *evidence.Disposition:
		g.gone[p.Blob.Digest] = true
	}
	if leaf.Run != "" {
		home, ok := g.homes[leaf.Run]
		if !ok {
			return errors.New("no authorization of its run stands before it")
		}
		runbook, at = home[0], home[1]
	}
	if err := g.put(leaf.Place(runbook, at).Path(), h); err != nil {
		return err
	}
	return g.blobs(ctx, said)
}

// bundle finds the file of a leaf by its name and digest, in the first tree that has it.
func (g *gathering) bundle(ctx context.Context, leaf evidence.Leaf) (Hash, []byte, error) {
	name := leaf.Place("", "").Name()
	for i := range g.trees {
		for _, h := range g.named(ctx, i)[name] {
			data, err := body(ctx, g.from, h, typeBlob)
			if err == nil && leaf.Bundle.Names(data) {
				return h, data, nil
			}
		}
	}
	return Hash{}, nil, fmt.Errorf("no commit has %s with the digest of its leaf", name)
}

// named lists the files below runs/ of a tree. What of it cannot be read is not there.
func (g *gathering) named(ctx context.Context, i int) map[string][]Hash {
	if g.names[i] != nil {
		return g.names[i]
	}
	g.names[i] = map[string][]Hash{}
	everyFile(ctx, g.from, g.trees[i], "", func(path string, h Hash) {
		if strings.HasPrefix(path, "runs/") {
			_, name := splitPath(path)
			g.names[i][name] = append(g.names[i][name], h)
		}
	})
	return g.names[i]
}

// blobs gathers what a statement names; the evidence of a record waits for what dispositions say.
func (g *gathering) blobs(ctx context.Context, said evidence.Predicate) error {
	for _, ref := range said.Blobs() {
		h, data, err := g.blob(ctx, ref.Digest, g.trees)
		if err == nil {
			err = g.put(evidence.BlobPath(ref.Digest), h)
		}
		if err != nil {
			return err
		}
		if _, ok := said.(*evidence.Run); !ok {
			continue
		}
		record, err := evidence.ParseRecord(data)
		if err != nil {
			return err
		}
		for _, named := range record.Blobs() {
			g.later[named.Digest] = named.By
		}
	}
	return nil
}

// evidence gathers what records name. What a disposition names is not brought back from an older commit.
func (g *gathering) evidence(ctx context.Context) error {
	for _, d := range slices.Sorted(maps.Keys(g.later)) {
		where := g.trees
		if g.gone[d] {
			where = where[:1]
		}
		h, _, err := g.blob(ctx, d, where)
		switch {
		case err == nil:
			err = g.put(evidence.BlobPath(d), h)
		case g.gone[d]:
			err = nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", g.later[d], err)
		}
	}
	return nil
}

func (g *gathering) blob(ctx context.Context, d canon.Digest, where []Hash) (Hash, []byte, error) {
	for _, tree := range where {
		h, ok := lookUp(ctx, g.from, tree, evidence.BlobPath(d))
		if !ok {
			continue
		}
		if data, err := body(ctx, g.from, h, typeBlob); err == nil && d.Names(data) {
			return h, data, nil
		}
	}
	return Hash{}, nil, fmt.Errorf("no commit has blob %s", d)
}

// put enters a file that is somewhere already.
func (g *gathering) put(path string, h Hash) error { return g.made.tip.tree.enter(path, h) }

// rest writes tiles, checkpoint and README.
func (g *gathering) rest(ctx context.Context) error {
	for _, path := range []string{checkpointPath, signaturePath} {
		h, ok := lookUp(ctx, g.from, g.state.tree, path)
		if !ok {
			return fmt.Errorf("%s is missing", path)
		}
		if err := g.put(path, h); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	if err := g.made.tip.tree.write(ctx, readmePath, README()); err != nil {
		return err
	}
	return g.made.writeTiles(ctx)
}

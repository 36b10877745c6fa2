package pack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// gather finds which objects of a repository are packed, each once and in the order of the walk.
type gather struct {
	store ledger.Reader
	names *set
}

func newGather(store ledger.Reader) *gather {
	return &gather{store: store, names: newSet()}
}

// take notes an object; false where it was noted before.
func (g *gather) take(h ledger.Hash) bool { return g.names.add(h) }

// commits takes all commits that are reached from one, as far as they are here, and tells each.
func (g *gather) commits(ctx context.Context, tip ledger.Hash, each func(commit, tree ledger.Hash) error) error {
	for queue := []ledger.Hash{tip}; len(queue) > 0; queue = queue[1:] {
		if g.names.has(queue[0]) {
			continue
		}
		tree, parents, err := ledger.ReadParents(ctx, g.store, queue[0])
		if errors.Is(err, ledger.ErrNotFound) && queue[0] != tip {
			continue // a shallow clone: whoever verifies is told
		}
		if err != nil {
			return fmt.Errorf("commit %s: %w", queue[0], err)
		}
		g.take(queue[0])
		if err := each(queue[0], tree); err != nil {
			return err
		}
		queue = append(queue, parents...)
	}
	return nil
}

// folder takes a folder and what stands in it; want chooses by name, and how deep folders are gone into.
func (g *gather) folder(ctx context.Context, h ledger.Hash, want func(ledger.Line) bool, deep int) error {
	if !g.take(h) || deep < 0 {
		return nil
	}
	lines, err := ledger.ReadLines(ctx, g.store, h)
	if err != nil {
		return err
	}
	for _, l := range lines {
		switch {
		case l.Mode == "160000" || !want(l): // a submodule is no object of this repository
		case l.Mode == ledger.Folder:
			err = g.folder(ctx, l.Hash, want, deep-1)
		default:
			g.take(l.Hash)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func all(ledger.Line) bool { return true }

// deepest is how deep folders are gone into.
const deepest = 64

// ledger takes the newest state in full, those of which a score was published, and of others what makes them traces.
func (g *gather) ledger(ctx context.Context, tip ledger.Hash, scored map[evidence.State]bool) error {
	return g.commits(ctx, tip, func(commit, tree ledger.Hash) error {
		if commit == tip || g.among(ctx, commit, scored) {
			return g.folder(ctx, tree, all, deepest)
		}
		return g.folder(ctx, tree, func(l ledger.Line) bool {
			return l.Mode != ledger.Folder && strings.HasPrefix(l.Name, "checkpoint")
		}, 0)
	})
}

// among tells whether a commit is one of some states. One that is none, and one that was taken, is not.
func (g *gather) among(ctx context.Context, commit ledger.Hash, scored map[evidence.State]bool) bool {
	if len(scored) == 0 {
		return false
	}
	snapshot, err := ledger.OpenAt(ctx, g.store, commit)
	if err != nil {
		return false
	}
	seen := snapshot.Checkpoint.Seen()
	at := evidence.State{Root: seen.Root, Size: seen.Size}
	found := scored[at]
	delete(scored, at)
	return found
}

// source takes the history of a branch, and the runbooks and workflows of those commits that claims are judged
// by: of its first-parent line, and those that the ledger names.
func (g *gather) source(ctx context.Context, tip ledger.Hash, named []ledger.Hash) error {
	trees := map[ledger.Hash]ledger.Hash{}
	note := func(commit, tree ledger.Hash) error { trees[commit] = tree; return nil }
	if err := g.commits(ctx, tip, note); err != nil {
		return err
	}
	for _, h := range named {
		if err := g.commits(ctx, h, note); err != nil && !errors.Is(err, ledger.ErrNotFound) {
			return err
		}
	}
	for at := tip; ; {
		tree, ok := trees[at]
		if !ok {
			break
		}
		if err := g.runbooks(ctx, tree); err != nil {
			return err
		}
		_, parents, err := ledger.ReadParents(ctx, g.store, at)
		if err != nil {
			return err
		}
		if len(parents) == 0 {
			break
		}
		at = parents[0]
	}
	for _, h := range named {
		if tree, ok := trees[h]; ok {
			if err := g.runbooks(ctx, tree); err != nil {
				return err
			}
		}
	}
	return nil
}

// runbooks takes the runbooks and the workflows of a commit.
func (g *gather) runbooks(ctx context.Context, tree ledger.Hash) error {
	if !g.take(tree) {
		return nil
	}
	top, err := ledger.ReadLines(ctx, g.store, tree)
	if err != nil {
		return err
	}
	for _, l := range top {
		switch {
		case l.Mode != ledger.Folder:
		case l.Name == "runbooks":
			err = g.folder(ctx, l.Hash, func(l ledger.Line) bool { return l.Mode == ledger.Folder || strings.HasSuffix(l.Name, ".hcl") }, deepest)
		case l.Name == ".github":
			err = g.folder(ctx, l.Hash, func(l ledger.Line) bool {
				return l.Mode == ledger.Folder && l.Name == "workflows" || strings.HasPrefix(l.Name, "attestary-")
			}, 1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// namedCommits are those that the entries of a ledger name, in order, and the states of which they publish a score.
func namedCommits(ctx context.Context, s *ledger.Snapshot) ([]ledger.Hash, map[evidence.State]bool, error) {
	scored := map[evidence.State]bool{}
	seen := map[ledger.Hash]bool{}
	var out []ledger.Hash
	add := func(text string) {
		if h, err := ledger.ParseHash(text); err == nil && !seen[h] {
			seen[h], out = true, append(out, h)
		}
	}
	for entry, err := range s.Entries(ctx) {
		if err != nil {
			return nil, nil, err
		}
		switch said := entry.Statement.(type) {
		case *evidence.Authorization:
			add(said.Commit)
			for _, r := range said.Reviews {
				add(r.Commit)
			}
		case *evidence.Denial:
			add(said.Commit)
		case *evidence.Review:
			add(said.Commit)
		case *evidence.Score:
			add(said.Commit)
			scored[evidence.State{Root: said.Root, Size: said.Size}] = true
		}
	}
	return slices.Clip(out), scored, nil
}

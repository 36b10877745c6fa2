package verify

import (
	"context"
	"slices"
)

// A walk beside a tree that was judged before tells what became of each of its files. Of the other tree it reads
// the folders that differ, and no others: git names a folder by all that is in it.

// two is a folder, and the one that stood there before; zero: none did.
type two struct{ here, before object }

// before is what a folder held that differs now, by name.
func (w *walker) before(ctx context.Context, at two) (map[string]treeEntry, error) {
	if at.before.IsZero() || at.before == at.here {
		return nil, nil
	}
	body, err := w.git.body(ctx, at.before, "tree")
	if isUnfit(err) {
		return nil, nil // nothing of it was judged, and so nothing is old
	}
	if err != nil {
		return nil, err
	}
	entries, err := parseTree(body)
	if err != nil {
		return nil, nil
	}
	byName := make(map[string]treeEntry, len(entries))
	for _, e := range entries {
		byName[e.name] = e
	}
	return byName, nil
}

// leftOver takes what is no longer in a folder.
func (w *walker) leftOver(ctx context.Context, dir string, was map[string]treeEntry, depth int) error {
	for _, name := range sortedKeys(was) {
		if was[name].mode != modeFolder {
			w.gone = append(w.gone, join(dir, name))
			continue
		}
		below, err := filesBelow(ctx, w.git, join(dir, name), was[name].id, depth+1)
		if err != nil {
			return err
		}
		w.gone = append(w.gone, below...)
	}
	return nil
}

// filesBelow lists the files of a folder.
func filesBelow(ctx context.Context, git objects, dir string, id object, depth int) (paths []string, err error) {
	w := newWalker(git, func(dir, name string, _ object) { paths = append(paths, join(dir, name)) })
	if err := w.walk(ctx, dir, id, depth); err != nil {
		return nil, err
	}
	for _, f := range w.faults { // what no ledger has is gone, too
		paths = append(paths, f.path)
	}
	slices.Sort(paths)
	return paths, nil
}

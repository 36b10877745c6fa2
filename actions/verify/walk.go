package verify

import (
	"context"
	"fmt"
)

// walker goes through a git tree as the format allows it: plain files and folders, nothing else.
type walker struct {
	git    objects
	visit  func(dir, name string, id object)
	seen   map[object]bool // folders; see walk
	faults []fault

	beside  object   // a tree that was judged before, against which this one is held; zero: none
	old     bool     // while a file is visited: it is that of the other tree
	changed []string // files that the other tree has with other bytes
	gone    []string // files that only the other tree has
}

func newWalker(git objects, visit func(dir, name string, id object)) *walker {
	return &walker{git: git, visit: visit, seen: map[object]bool{}}
}

// deepest is how far below the root a file of a ledger can stand: runs/RUNBOOK/yyyy/mm/dd/FILE.
const deepest = 5

// walk goes into a folder, but never into the same one twice: no two folders of a ledger hold the same
// files, and a few kilobytes of trees that name each other would else be a walk without an end.
func (w *walker) walk(ctx context.Context, dir string, id object, depth int) error {
	return w.step(ctx, dir, two{id, w.beside}, depth)
}

func (w *walker) step(ctx context.Context, dir string, at two, depth int) error {
	id := at.here
	switch {
	case depth > deepest:
		w.refuse(dir, "it is a folder deeper than any of the format")
		return nil
	case w.seen[id]:
		w.refuse(dir, "it holds the same files as another folder")
		return nil
	}
	w.seen[id] = true
	body, err := w.git.body(ctx, id, "tree")
	if isUnfit(err) {
		w.refuse(dir, err.Error())
		return nil
	}
	if err != nil {
		return fmt.Errorf("folder %q: %w", dir, err)
	}
	entries, err := parseTree(body)
	if err != nil {
		w.refuse(dir, "it is not a git tree in the one form: "+err.Error())
		return nil
	}
	if len(entries) == 0 {
		w.refuse(dir, "it is an empty folder")
	}
	before, err := w.before(ctx, at)
	if err != nil {
		return fmt.Errorf("folder %q, as it was: %w", dir, err)
	}
	for _, e := range entries {
		was := before[e.name]
		delete(before, e.name)
		if at.here == at.before {
			was = e
		}
		if err := w.enter(ctx, dir, e, was, depth); err != nil {
			return err
		}
	}
	return w.leftOver(ctx, dir, before, depth)
}

func (w *walker) enter(ctx context.Context, dir string, e, was treeEntry, depth int) error {
	beside := object{}
	if was.mode == e.mode {
		beside = was.id
	}
	switch reason := checkName(e.name); {
	case reason != "":
		w.refuse(join(dir, e.name), reason)
	case e.mode == modeFolder && mayBeFolder(dir, e.name):
		return w.step(ctx, join(dir, e.name), two{e.id, beside}, depth+1)
	case e.mode == modeFile:
		if w.old = beside == e.id; !w.old && was.name != "" {
			w.changed = append(w.changed, join(dir, e.name))
		}
		w.visit(dir, e.name, e.id)
	case e.mode == modeFolder:
		w.refuse(join(dir, e.name), "it is a folder that no ledger has")
	default:
		w.refuse(join(dir, e.name), fmt.Sprintf("it is %s; only plain files (100644) and folders (040000) may stand here", modeName(e.mode)))
	}
	return nil
}

func (w *walker) refuse(path, reason string) {
	w.faults = append(w.faults, fault{chain, noEntry, path, reason})
}

// mayBeFolder keeps the walk out of folders that are not the ledger's.
func mayBeFolder(dir, name string) bool {
	switch dir {
	case "":
		return name == "tile" || name == "runs" || name == "blobs"
	case "blobs":
		return name == "sha256"
	}
	return true
}

func join(dir, name string) string {
	if dir == "" {
		return name
	}
	return dir + "/" + name
}

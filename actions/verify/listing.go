package verify

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"sort"
	"strings"
)

// listing is the ledger's tree as it was found: where each file stands, in few bytes a file. Names of
// entries and blobs are kept as seeded 64-bit hashes, which nobody outside can aim at; whatever
// is decided by a name is decided again by the digest of what stands there.
type listing struct {
	seed    maphash.Seed
	files   []file // of runs/, by key
	dirs    []string
	blobs   []file // of blobs/, by key
	top     map[string]object
	touched map[string]bool // of top: what the format implies was looked for
}

// file is one file, and whether an entry of the ledger named it.
type file struct {
	key  uint64 // of the last part of its path
	id   object
	dir  int32 // index in dirs; blobs have one folder for each first byte, which walk has checked
	used bool
}

// list reads the whole tree below root. Its faults are what no ledger's tree may hold: other modes,
// names that are none, folders that are empty.
func list(ctx context.Context, git objects, root object) (*listing, []fault, error) {
	l := &listing{seed: maphash.MakeSeed(), top: map[string]object{}, touched: map[string]bool{}}
	w := newWalker(git, l.put)
	if err := w.walk(ctx, "", root, 0); err != nil {
		return nil, nil, err
	}
	byKey := func(a, b file) int { return cmp.Compare(a.key, b.key) }
	slices.SortStableFunc(l.files, byKey)
	slices.SortStableFunc(l.blobs, byKey)
	return l, w.faults, nil
}

// put files what the walk found.
func (l *listing) put(dir, name string, id object) {
	switch {
	case strings.HasPrefix(dir, "runs"):
		if len(l.dirs) == 0 || l.dirs[len(l.dirs)-1] != dir {
			l.dirs = append(l.dirs, dir)
		}
		l.files = append(l.files, file{key: l.key(name), id: id, dir: int32(len(l.dirs) - 1)})
	case isBlob(dir, name):
		l.blobs = append(l.blobs, file{key: l.key(name), id: id})
	default:
		l.top[join(dir, name)] = id
	}
}

// isBlob tells whether a blob can stand there: blobs/sha256/<aa>/<digest>.
func isBlob(dir, name string) bool {
	aa, ok := strings.CutPrefix(dir, "blobs/sha256/")
	return ok && len(name) == 64 && name[:2] == aa && strings.Trim(name, "0123456789abcdef") == ""
}

func (l *listing) key(name string) uint64 { return maphash.String(l.seed, name) }

// entry gives the files below runs/ with that name: one, where all is well.
func (l *listing) entry(name string) []file { return find(l.files, l.key(name)) }

// blob gives the file of the blob with that digest in hex, or nil.
func (l *listing) blob(hex string) *file {
	if found := find(l.blobs, l.key(hex)); len(found) > 0 {
		return &found[0]
	}
	return nil
}

// find gives the part of sorted files that has the key. It shares their memory, so that the caller can
// mark one as used.
//
// It copies no file: others may be marked meanwhile.
func find(files []file, key uint64) []file {
	start := sort.Search(len(files), func(i int) bool { return files[i].key >= key })
	end := start
	for end < len(files) && files[end].key == key {
		end++
	}
	return files[start:end]
}

// unused walks once more, only where it must, to name what no entry asked for.
func (l *listing) unused(ctx context.Context, git objects, root object) ([]fault, error) {
	isUnused := func(f file) bool { return !f.used }
	extra := len(l.top) != len(l.touched)
	if !extra && !slices.ContainsFunc(l.files, isUnused) && !slices.ContainsFunc(l.blobs, isUnused) {
		return nil, nil
	}
	var out []fault
	w := newWalker(git, func(dir, name string, _ object) {
		if path := join(dir, name); !l.wanted(dir, name) {
			out = append(out, fault{chain, noEntry, path, "nothing in the ledger asks for this file"})
		}
	})
	if err := w.walk(ctx, "", root, 0); err != nil {
		return nil, err
	}
	return out, nil
}

func (l *listing) wanted(dir, name string) bool {
	switch {
	case strings.HasPrefix(dir, "runs"):
		return slices.ContainsFunc(l.entry(name), func(f file) bool { return f.used && l.dirs[f.dir] == dir })
	case isBlob(dir, name):
		return l.blob(name).used
	}
	return l.touched[join(dir, name)]
}

// walker goes through a git tree as the format allows it: plain files and folders, nothing else.
type walker struct {
	git    objects
	visit  func(dir, name string, id object)
	seen   map[object]bool // folders; see walk
	faults []fault
}

func newWalker(git objects, visit func(dir, name string, id object)) *walker {
	return &walker{git: git, visit: visit, seen: map[object]bool{}}
}

// deepest is how far below the root a file of a ledger can stand: runs/RUNBOOK/yyyy/mm/dd/FILE.
const deepest = 5

// walk goes into a folder, but never into the same one twice: no two folders of a ledger hold the same
// files, and a few kilobytes of trees that name each other would else be a walk without an end.
func (w *walker) walk(ctx context.Context, dir string, id object, depth int) error {
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
	for _, e := range entries {
		if err := w.enter(ctx, dir, e, depth); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) enter(ctx context.Context, dir string, e treeEntry, depth int) error {
	path := join(dir, e.name)
	if reason := checkName(e.name); reason != "" {
		w.refuse(path, reason)
		return nil
	}
	switch {
	case e.mode == modeFolder && mayBeFolder(dir, e.name):
		return w.walk(ctx, path, e.id, depth+1)
	case e.mode == modeFile:
		w.visit(dir, e.name, e.id)
	case e.mode == modeFolder:
		w.refuse(path, "it is a folder that no ledger has")
	default:
		w.refuse(path, fmt.Sprintf("it is %s; only plain files (100644) and folders (040000) may stand here", modeName(e.mode)))
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

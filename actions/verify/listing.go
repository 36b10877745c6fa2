package verify

import (
	"cmp"
	"context"
	"hash/maphash"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
)

// listing is the ledger's tree as it was found: where each file stands, in few bytes a file. Names of
// entries and blobs are kept as seeded 64-bit hashes, which nobody outside can aim at; whatever
// is decided by a name is decided again by the digest of what stands there.
type listing struct {
	seed      maphash.Seed
	files     []file // of runs/, by key
	dirs      []string
	blobs     []file   // of blobs/, by key
	rotates   []object // files that are called as halves of rotations
	hands     []object // files that are called as halves of handovers
	removes   []object // files that are called as dispositions
	scores    bool     // a file is called as a published score
	newScores bool     // one that was not there when the ledger was judged before
	top       map[string]object
	touched   map[string]bool // of top: what the format implies was looked for
	same      map[string]bool // of top: what was there when the ledger was judged before
	changed   []string        // paths that have other bytes since, and that are there no more
	gone      []string
}

// file is one file, and whether an entry of the ledger named it.
type file struct {
	key  uint64 // of the last part of its path
	id   object
	dir  int32 // index in dirs; blobs have one folder for each first byte, which walk has checked
	used bool
	old  bool // it was there, with these bytes, when the ledger was judged before
}

// list reads the whole tree below root, beside one that was judged before, if there is one. Its faults are what no
// ledger's tree may hold: other modes, names that are none, folders that are empty.
func list(ctx context.Context, git objects, root, before object) (*listing, []fault, error) {
	l := &listing{seed: maphash.MakeSeed(), top: map[string]object{}, touched: map[string]bool{}, same: map[string]bool{}}
	w := newWalker(git, nil)
	w.beside, w.visit = before, func(dir, name string, id object) { l.put(dir, name, id, w.old) }
	if err := w.walk(ctx, "", root, 0); err != nil {
		return nil, nil, err
	}
	l.changed, l.gone = w.changed, w.gone
	byKey := func(a, b file) int { return cmp.Compare(a.key, b.key) }
	slices.SortStableFunc(l.files, byKey)
	slices.SortStableFunc(l.blobs, byKey)
	return l, w.faults, nil
}

// forget takes every file for one that nobody has judged.
func (l *listing) forget() {
	for _, files := range [][]file{l.files, l.blobs} {
		for i := range files {
			files[i].old = false
		}
	}
	l.same, l.changed, l.gone = map[string]bool{}, nil, nil
	l.newScores = l.scores
}

// put files what the walk found.
func (l *listing) put(dir, name string, id object, old bool) {
	switch {
	case strings.HasPrefix(dir, "runs"):
		if len(l.dirs) == 0 || l.dirs[len(l.dirs)-1] != dir {
			l.dirs = append(l.dirs, dir)
		}
		l.files = append(l.files, file{key: l.key(name), id: id, dir: int32(len(l.dirs) - 1), old: old})
		if isRotation(name) && len(l.rotates) < maxRotations {
			l.rotates = append(l.rotates, id)
		}
		if isHandover(name) && len(l.hands) < maxHandovers {
			l.hands = append(l.hands, id)
		}
		if isDisposition(name) && len(l.removes) < maxDispositions {
			l.removes = append(l.removes, id)
		}
		l.scores, l.newScores = l.scores || isScore(name), l.newScores || !old && isScore(name)
	case isBlob(dir, name):
		l.blobs = append(l.blobs, file{key: l.key(name), id: id, old: old})
	default:
		l.top[join(dir, name)] = id
		if old {
			l.same[join(dir, name)] = true
		}
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
	isUnused := func(f file) bool { return !f.used && !f.old }
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

// standsFor tells whether a path is that of an entry or a blob, of which is told then: that nothing asks for its file need not be.
func (l *listing) standsFor(at string) bool {
	dir, name := path.Split(at)
	dir = strings.TrimSuffix(dir, "/")
	if isBlob(dir, name) {
		l.blob(name).old = true
		return true
	}
	found := l.entry(name)
	for i := range found {
		if l.dirs[found[i].dir] == dir {
			found[i].old = true
		}
	}
	return isEntry(at)
}

// isEntry tells whether an entry can stand there.
func isEntry(path string) bool { return strings.HasPrefix(path, "runs/") }

// blobOf is the digest of the blob that stands there.
func blobOf(at string) (canon.Digest, bool) {
	dir, name := path.Split(at)
	return canon.Digest("sha256:" + name), isBlob(strings.TrimSuffix(dir, "/"), name)
}

func (l *listing) wanted(dir, name string) bool {
	switch {
	case strings.HasPrefix(dir, "runs"):
		return slices.ContainsFunc(l.entry(name), func(f file) bool { return (f.used || f.old) && l.dirs[f.dir] == dir })
	case isBlob(dir, name):
		f := l.blob(name)
		return f.used || f.old
	}
	return l.touched[join(dir, name)]
}

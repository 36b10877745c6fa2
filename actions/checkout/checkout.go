// Package checkout reads folders of a commit as a file system in memory, from git objects of a stranger.
//
// Nothing is written to a disk, and nothing of a name is believed: a tree with a name that no file can have, or
// with two of one name, is refused as a whole. A link is there as a link, which nobody follows, and a submodule
// is not there. How deep folders are, how many there are of everything and how large it is, is bounded.
//
// Contents are read of files that are wanted alone; the others are there with their names and empty, since what
// reads a folder may complain of a name.
//
// Objects come from a Store, level by level, so that a remote one is asked once for each level. Start at New.
package checkout

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/actions/ledger"
)

// Store holds git objects. Warm says which ones are wanted next; it may do nothing.
type Store interface {
	ledger.Reader
	Warm(ctx context.Context, hashes []ledger.Hash) error
}

// The bounds. They are far above what people write.
const (
	maxDepth   = 16
	maxFolders = 5_000
	maxFiles   = 40_000
	maxBytes   = 64 << 20 // of all wanted files of a commit
	maxFile    = 1 << 20  // more of one file is not kept
	together   = 500      // objects that are asked for at once
)

// Reader reads commits. What two of them share is read once.
type Reader struct {
	store  Store
	wanted func(name string) bool
	files  map[ledger.Hash][]byte
}

// New makes a reader that reads the contents of files with wanted names.
func New(store Store, wanted func(name string) bool) *Reader {
	return &Reader{store, wanted, map[ledger.Hash][]byte{}}
}

// Folders are those of these names at the top of a commit, as far as it has them.
func (r *Reader) Folders(ctx context.Context, commit ledger.Hash, names ...string) (fs.FS, error) {
	tree, err := r.folders(ctx, commit, names)
	if err != nil {
		return nil, fmt.Errorf("commit %s: %w", commit.String()[:12], err)
	}
	return tree, nil
}

func (r *Reader) folders(ctx context.Context, commit ledger.Hash, names []string) (fs.FS, error) {
	if err := r.store.Warm(ctx, []ledger.Hash{commit}); err != nil {
		return nil, err
	}
	root, _, err := ledger.ReadParents(ctx, r.store, commit)
	if err != nil {
		return nil, err
	}
	if err := r.store.Warm(ctx, []ledger.Hash{root}); err != nil {
		return nil, err
	}
	lines, err := ledger.ReadLines(ctx, r.store, root)
	if err != nil {
		return nil, err
	}
	w := &walk{reader: r, tree: newTree()}
	var tops []place
	for _, line := range lines {
		if !slices.Contains(names, line.Name) || line.Mode != ledger.Folder {
			continue
		}
		if w.tree.has(line.Name) {
			return nil, errName
		}
		w.tree.folder(line.Name)
		tops = append(tops, place{line.Name, line.Hash})
	}
	if err := w.descend(ctx, tops, 1); err != nil {
		return nil, err
	}
	return w.tree, w.fill(ctx)
}

// place is an object and where it stands.
type place struct {
	path string
	hash ledger.Hash
}

// walk is one commit on its way to a file system.
type walk struct {
	reader         *Reader
	tree           *tree
	wanted         []place
	folders, files int
}

// descend reads one level of folders, and those below it.
func (w *walk) descend(ctx context.Context, level []place, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("its folders are deeper than %d", maxDepth)
	}
	if w.folders += len(level); w.folders > maxFolders {
		return fmt.Errorf("there are more than %d folders", maxFolders)
	}
	var below []place
	for part := range chunks(level) {
		if err := w.reader.store.Warm(ctx, hashes(part)); err != nil {
			return err
		}
		for _, folder := range part {
			lines, err := ledger.ReadLines(ctx, w.reader.store, folder.hash)
			if err != nil {
				return err
			}
			for _, line := range lines {
				if err := w.line(folder.path, line, &below); err != nil {
					return err
				}
			}
		}
	}
	if len(below) == 0 {
		return nil
	}
	return w.descend(ctx, below, depth+1)
}

var errName = errors.New("it has a name that no file can have, or one twice")

// line takes in one line of a tree.
func (w *walk) line(folder string, line ledger.Line, below *[]place) error {
	at := path.Join(folder, line.Name)
	if !plain(line.Name) || w.tree.has(at) {
		return errName
	}
	if w.files++; w.files > maxFiles {
		return fmt.Errorf("there are more than %d files", maxFiles)
	}
	switch line.Mode {
	case ledger.Folder:
		w.tree.folder(at)
		*below = append(*below, place{at, line.Hash})
	case "120000":
		w.tree.file(at, fs.ModeSymlink|0o777)
	case "100644", "100755", "100664":
		w.tree.file(at, 0o644)
		if w.reader.wanted(line.Name) {
			w.wanted = append(w.wanted, place{at, line.Hash})
		}
	}
	return nil
}

// plain tells whether a name is that of one file in its folder. A line feed is allowed by git, and nothing that
// reads it may be hurt by it.
func plain(name string) bool {
	return name != "" && name != "." && name != ".." && len(name) <= 255 && !strings.ContainsAny(name, "/\x00") && utf8.ValidString(name)
}

// fill reads the contents of the wanted files.
func (w *walk) fill(ctx context.Context) error {
	total := 0
	for part := range chunks(w.wanted) {
		var missing []ledger.Hash
		for _, p := range part {
			if _, ok := w.reader.files[p.hash]; !ok {
				missing = append(missing, p.hash)
			}
		}
		if err := w.reader.store.Warm(ctx, missing); err != nil {
			return err
		}
		for _, p := range part {
			data, err := w.reader.content(ctx, p.hash)
			if err != nil {
				return fmt.Errorf("%q: %w", p.path, err)
			}
			if total += len(data); total > maxBytes {
				return fmt.Errorf("its files are larger than %d MiB together", maxBytes>>20)
			}
			w.tree.write(p.path, data)
		}
	}
	return nil
}

// content is a file's, as far as it is kept.
func (r *Reader) content(ctx context.Context, hash ledger.Hash) ([]byte, error) {
	if data, ok := r.files[hash]; ok {
		return data, nil
	}
	object, err := r.store.Get(ctx, hash)
	if err != nil {
		return nil, err
	}
	kind, data, err := ledger.Unframe(object)
	if err != nil || kind != "blob" {
		return nil, errors.New("it is no file")
	}
	data = append([]byte(nil), data[:min(len(data), maxFile)]...)
	r.files[hash] = data
	return data, nil
}

func hashes(places []place) []ledger.Hash {
	all := make([]ledger.Hash, len(places))
	for i, p := range places {
		all[i] = p.hash
	}
	return all
}

// chunks are parts that are asked for at once.
func chunks(all []place) func(func([]place) bool) {
	return func(yield func([]place) bool) {
		for len(all) > 0 {
			n := min(len(all), together)
			if !yield(all[:n]) {
				return
			}
			all = all[n:]
		}
	}
}

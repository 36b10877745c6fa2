package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// folder is a git tree that is being edited. What nobody looked into stays a name.
type folder struct {
	lines   []line             // in git's order
	open    map[string]*folder // by name; those that were looked into
	changed bool
}

// tree is the tree of a commit, read as far as needed, and edited.
type tree struct {
	store Store
	root  *folder
}

// openTree opens the tree with that name; the zero Hash is an empty one.
func openTree(ctx context.Context, store Store, h Hash) (*tree, error) {
	root, err := readFolder(ctx, store, h)
	return &tree{store, root}, err
}

func readFolder(ctx context.Context, store Reader, h Hash) (*folder, error) {
	f := &folder{open: map[string]*folder{}}
	if h.IsZero() {
		return f, nil
	}
	data, err := body(ctx, store, h, typeTree)
	if err != nil {
		return nil, err
	}
	if f.lines, err = parseTree(data); err != nil {
		return nil, fmt.Errorf("tree %s: %w", h, err)
	}
	return f, nil
}

// find gives the line with that name, or nil. A file and a folder of one name stand apart.
func (f *folder) find(name string) *line {
	for _, mode := range []string{modeFile, modeFolder} {
		if i, ok := slices.BinarySearchFunc(f.lines, line{mode: mode, name: name}, compareLines); ok {
			return &f.lines[i]
		}
	}
	return nil
}

// reach opens every folder on the way to the paths. Those at one depth are fetched together.
func (t *tree) reach(ctx context.Context, paths ...string) error {
	at := map[string]*folder{"": t.root}
	for depth := 0; len(at) > 0; depth++ {
		next, missing := map[string]*folder{}, map[string]Hash{}
		for _, path := range paths {
			parts := strings.Split(path, "/")
			if depth >= len(parts)-1 {
				continue
			}
			parent := at[strings.Join(parts[:depth], "/")]
			if parent == nil {
				continue
			}
			here := strings.Join(parts[:depth+1], "/")
			if child := parent.open[parts[depth]]; child != nil {
				next[here] = child
			} else if l := parent.find(parts[depth]); l != nil && l.mode == modeFolder {
				missing[here] = l.hash
			}
		}
		if err := t.fetch(ctx, at, next, missing); err != nil {
			return err
		}
		at = next
	}
	return nil
}

// fetch opens the missing folders, whose parents are in at, and puts them into next.
func (t *tree) fetch(ctx context.Context, at, next map[string]*folder, missing map[string]Hash) error {
	var hashes []Hash
	for _, h := range missing {
		hashes = append(hashes, h)
	}
	if err := warm(ctx, t.store, hashes...); err != nil {
		return err
	}
	for path, h := range missing {
		f, err := readFolder(ctx, t.store, h)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		parent, name := splitPath(path)
		at[parent].open[name] = f
		next[path] = f
	}
	return nil
}

func splitPath(path string) (parent, name string) {
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

// at gives the folder at a path; an empty one where it is none that was reached.
func (t *tree) at(path string) *folder {
	f := t.root
	for part := range strings.SplitSeq(path, "/") {
		if f = f.open[part]; f == nil {
			return new(folder)
		}
	}
	return f
}

// file gives the name of the file at a path that was reached; false where there is none.
func (t *tree) file(path string) (Hash, bool) {
	parent, name := splitPath(path)
	f := t.root
	if parent != "" {
		f = t.at(parent)
	}
	if l := f.find(name); l != nil && l.mode == modeFile {
		return l.hash, true
	}
	return Hash{}, false
}

// read gives the bytes of the file at a path that was reached.
func (t *tree) read(ctx context.Context, path string) ([]byte, error) {
	h, ok := t.file(path)
	if !ok {
		return nil, fmt.Errorf("%s: it is missing", path)
	}
	data, err := body(ctx, t.store, h, typeBlob)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, nil
}

// warmFiles fetches the files at paths that were reached together.
func (t *tree) warmFiles(ctx context.Context, paths ...string) error {
	var hashes []Hash
	for _, path := range paths {
		if h, ok := t.file(path); ok {
			hashes = append(hashes, h)
		}
	}
	return warm(ctx, t.store, hashes...)
}

// write puts a file at a path that was reached.
func (t *tree) write(ctx context.Context, path string, data []byte) error {
	h, err := t.store.Put(ctx, Frame(typeBlob, data))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return t.enter(path, h)
}

// enter puts a file that the store has at a path that was reached.
func (t *tree) enter(path string, h Hash) error {
	f := t.root
	parent, name := splitPath(path)
	var err error
	for part := range strings.SplitSeq(parent, "/") {
		if parent == "" {
			break
		}
		f.changed = true
		if f, err = f.enter(part); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return f.set(line{modeFile, name, h})
}

// enter gives the open folder with that name, or a new one.
func (f *folder) enter(name string) (*folder, error) {
	if child := f.open[name]; child != nil {
		return child, nil
	}
	if l := f.find(name); l != nil {
		return nil, errors.New("a file or folder that was not looked into is in the way")
	}
	child := &folder{open: map[string]*folder{}}
	f.open[name] = child
	f.insert(line{mode: modeFolder, name: name})
	return child, nil
}

func (f *folder) insert(l line) {
	i, _ := slices.BinarySearchFunc(f.lines, l, compareLines)
	f.lines = slices.Insert(f.lines, i, l)
}

func (f *folder) set(l line) error {
	f.changed = true
	old := f.find(l.name)
	switch {
	case old == nil:
		f.insert(l)
	case old.mode != modeFile:
		return fmt.Errorf("%s: a folder is in the way", l.name)
	default:
		*old = l
	}
	return nil
}

// remove takes the file at a path that was reached away, and the folders that are empty then.
func (t *tree) remove(path string) {
	t.root.remove(strings.Split(path, "/"))
}

func (f *folder) remove(parts []string) {
	name := parts[0]
	if len(parts) > 1 {
		child := f.open[name]
		if child == nil {
			return
		}
		child.remove(parts[1:])
		f.changed = true
		if len(child.lines) > 0 {
			return
		}
		delete(f.open, name)
	}
	f.changed = true
	f.lines = slices.DeleteFunc(f.lines, func(l line) bool { return l.name == name })
}

// save writes every folder that changed, and gives the name of the root.
func (t *tree) save(ctx context.Context) (Hash, error) { return t.root.save(ctx, t.store) }

func (f *folder) save(ctx context.Context, store Store) (Hash, error) {
	for i := range f.lines {
		child := f.open[f.lines[i].name]
		if child == nil || !child.changed {
			continue
		}
		h, err := child.save(ctx, store)
		if err != nil {
			return Hash{}, err
		}
		f.lines[i].hash = h
	}
	f.changed = false
	return store.Put(ctx, Frame(typeTree, encodeTree(f.lines)))
}

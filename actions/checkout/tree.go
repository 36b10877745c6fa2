package checkout

import (
	"bytes"
	"cmp"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"
)

// tree is a file system in memory. It is written first and only read then, by many at once.
type tree struct{ nodes map[string]*node }

// node is a file, a folder or a link. It is its own fs.FileInfo and fs.DirEntry.
type node struct {
	name  string
	mode  fs.FileMode
	data  []byte
	below []*node
}

func newTree() *tree { return &tree{map[string]*node{".": {name: ".", mode: fs.ModeDir | 0o755}}} }

func (t *tree) has(at string) bool { return t.nodes[at] != nil }

func (t *tree) folder(at string) { t.file(at, fs.ModeDir|0o755) }

// file adds a name below a folder that is there.
func (t *tree) file(at string, mode fs.FileMode) {
	n := &node{name: path.Base(at), mode: mode}
	t.nodes[at] = n
	parent := t.nodes[path.Dir(at)]
	parent.below = append(parent.below, n)
}

func (t *tree) write(at string, data []byte) { t.nodes[at].data = data }

// Open implements fs.FS.
func (t *tree) Open(name string) (fs.File, error) {
	n := t.nodes[name]
	if !fs.ValidPath(name) || n == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if n.mode&fs.ModeSymlink != 0 {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return &opened{node: n, Reader: bytes.NewReader(n.data)}, nil
}

func (n *node) Name() string               { return n.name }
func (n *node) Size() int64                { return int64(len(n.data)) }
func (n *node) Mode() fs.FileMode          { return n.mode }
func (n *node) Type() fs.FileMode          { return n.mode.Type() }
func (n *node) ModTime() time.Time         { return time.Time{} }
func (n *node) IsDir() bool                { return n.mode.IsDir() }
func (n *node) Sys() any                   { return nil }
func (n *node) Info() (fs.FileInfo, error) { return n, nil }

// opened is a node that is read.
type opened struct {
	*node
	*bytes.Reader
	at int
}

func (o *opened) Stat() (fs.FileInfo, error) { return o.node, nil }
func (o *opened) Close() error               { return nil }
func (o *opened) Size() int64                { return o.node.Size() }

// Read implements fs.File.
func (o *opened) Read(p []byte) (int, error) {
	if o.IsDir() {
		return 0, &fs.PathError{Op: "read", Path: o.name, Err: fs.ErrInvalid}
	}
	return o.Reader.Read(p)
}

// ReadDir implements fs.ReadDirFile.
func (o *opened) ReadDir(most int) ([]fs.DirEntry, error) {
	sorted := slices.SortedFunc(slices.Values(o.below), func(a, b *node) int { return cmp.Compare(a.name, b.name) })
	sorted = sorted[min(o.at, len(sorted)):]
	if most > 0 {
		if len(sorted) == 0 {
			return nil, io.EOF
		}
		sorted = sorted[:min(most, len(sorted))]
	}
	o.at += len(sorted)
	all := make([]fs.DirEntry, len(sorted))
	for i, n := range sorted {
		all[i] = n
	}
	return all, nil
}

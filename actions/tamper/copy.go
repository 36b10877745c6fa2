package tamper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/attestary/attestary/actions/ledger"
)

// copied is a store whose objects are those of another one and some of its own.
type copied struct {
	below ledger.Reader
	tree  ledger.Hash // of the commit that is being made
	head  ledger.Hash
	mu    sync.RWMutex
	own   map[ledger.Hash][]byte
}

func newCopy(below ledger.Reader, commit, tree ledger.Hash) *copied {
	return &copied{below: below, head: commit, tree: tree, own: map[ledger.Hash][]byte{}}
}

// Head implements ledger.Store.
func (c *copied) Head(context.Context) (ledger.Hash, error) { return c.head, nil }

// Get implements ledger.Store.
func (c *copied) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	c.mu.RLock()
	object, ok := c.own[h]
	c.mu.RUnlock()
	if ok {
		return object, nil
	}
	return c.below.Get(ctx, h)
}

// Put implements ledger.Store: what is put stays in memory.
func (c *copied) Put(_ context.Context, object []byte) (ledger.Hash, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := ledger.HashOf(object)
	c.own[h] = object
	return h, nil
}

// Swap implements ledger.Store, for the one who has the copy.
func (c *copied) Swap(_ context.Context, old, new ledger.Hash) error {
	if c.head != old {
		return ledger.ErrMoved
	}
	c.head = new
	return nil
}

// commit makes the tree the tip's, behind the parents.
func (c *copied) commit(ctx context.Context, tree ledger.Hash, parents ...ledger.Hash) error {
	var body bytes.Buffer
	fmt.Fprintf(&body, "tree %s\n", tree)
	for _, p := range parents {
		fmt.Fprintf(&body, "parent %s\n", p)
	}
	body.WriteString("author nobody <nobody@example.com> 0 +0000\ncommitter nobody <nobody@example.com> 0 +0000\n\nentries\n")
	h, err := c.Put(ctx, ledger.Frame("commit", body.Bytes()))
	c.head = h
	return err
}

// errGone says that there is no such file.
var errGone = errors.New("there is no such file")

func (c *copied) object(ctx context.Context, id ledger.Hash, kind string) ([]byte, error) {
	data, err := c.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	got, body, err := ledger.Unframe(data)
	if err == nil && got != kind {
		err = fmt.Errorf("it is a %s", got)
	}
	return body, err
}

func (c *copied) lines(ctx context.Context, id ledger.Hash) ([]ledger.Line, error) {
	if id.IsZero() {
		return nil, nil
	}
	return ledger.ReadLines(ctx, c, id)
}

// read gives the bytes of a file of the tree.
func (c *copied) read(ctx context.Context, path string) ([]byte, error) {
	at, mode := c.tree, ledger.Folder
	for part := range strings.SplitSeq(path, "/") {
		lines, err := c.lines(ctx, at)
		if err != nil || mode != ledger.Folder {
			return nil, errors.Join(err, fmt.Errorf("%s: %w", path, errGone))
		}
		mode = ""
		for _, l := range lines {
			if l.Name == part {
				at, mode = l.Hash, l.Mode
			}
		}
		if mode == "" {
			return nil, fmt.Errorf("%s: %w", path, errGone)
		}
	}
	return c.object(ctx, at, "blob")
}

// write puts a file into the tree; without a mode it takes it away.
func (c *copied) write(ctx context.Context, path, mode string, data []byte) error {
	id, err := c.Put(ctx, ledger.Frame("blob", data))
	if err != nil {
		return err
	}
	c.tree, err = c.set(ctx, c.tree, strings.Split(path, "/"), mode, id)
	return err
}

func (c *copied) set(ctx context.Context, folder ledger.Hash, path []string, mode string, id ledger.Hash) (ledger.Hash, error) {
	lines, err := c.lines(ctx, folder)
	if err != nil {
		return folder, err
	}
	l := ledger.Line{Mode: mode, Name: path[0], Hash: id}
	var kept []ledger.Line
	var below ledger.Hash
	for _, old := range lines {
		if old.Name == l.Name {
			below = old.Hash
			continue
		}
		kept = append(kept, old)
	}
	if len(path) > 1 {
		if l.Hash, err = c.set(ctx, below, path[1:], mode, id); err != nil {
			return folder, err
		}
		if l.Mode = ledger.Folder; l.Hash.IsZero() {
			l.Mode = ""
		}
	}
	if l.Mode != "" {
		kept = append(kept, l)
	}
	return c.folder(ctx, kept)
}

// folder writes a folder in git's order; the zero name stands for one without files.
func (c *copied) folder(ctx context.Context, lines []ledger.Line) (ledger.Hash, error) {
	if len(lines) == 0 {
		return ledger.Hash{}, nil
	}
	sortLines(lines)
	var body bytes.Buffer
	for _, l := range lines {
		fmt.Fprintf(&body, "%s %s\x00%s", l.Mode, l.Name, l.Hash[:])
	}
	return c.Put(ctx, ledger.Frame("tree", body.Bytes()))
}

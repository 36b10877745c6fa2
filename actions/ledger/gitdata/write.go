package gitdata

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge/road"
	"github.com/attestary/attestary/actions/ledger"
)

// Swap implements ledger.Store: it sends the files that new changes, and moves the branch forward.
func (s *Store) Swap(ctx context.Context, old, new ledger.Hash) error {
	data := s.object(new)
	if data == nil {
		return fmt.Errorf("commit %s: %w", new, ledger.ErrNotFound)
	}
	c, err := parse(data)
	if err != nil {
		return fmt.Errorf("commit %s: %w", new, err)
	}
	if !c.continues(old) {
		return s.stays(ctx, old, fmt.Errorf("github %s %w it: commit %s does not go on from %s", s.repository(), ledger.ErrRefused, new, old))
	}
	sent, err := s.send(ctx, old, new, c)
	if err != nil {
		return s.refused(ctx, old, err)
	}
	if err := s.move(ctx, old, new); err != nil {
		return s.refused(ctx, old, err)
	}
	for _, data := range append(sent, data) {
		s.keep(data)
	}
	return nil
}

// continues tells whether old is all that the commit goes on from, so that a fast-forward to it is a step from old.
func (c commit) continues(old ledger.Hash) bool {
	if old.IsZero() {
		return len(c.parents) == 0
	}
	return slices.Equal(c.parents, []ledger.Hash{old})
}

// refused tells what a refusal means: where the branch is elsewhere by now, that somebody was faster.
func (s *Store) refused(ctx context.Context, old ledger.Hash, err error) error {
	switch statusOf(err) {
	case http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity:
		return s.stays(ctx, old, s.denial(err))
	case http.StatusForbidden:
		return s.denial(err)
	}
	if errors.Is(err, errLie) || errors.Is(err, ledger.ErrMoved) || errors.Is(err, ledger.ErrRefused) {
		return err
	}
	return s.explain(err)
}

// stays gives otherwise where the branch is at old, ErrMoved where it is not.
func (s *Store) stays(ctx context.Context, old ledger.Hash, otherwise error) error {
	head, err := s.Head(ctx)
	switch {
	case err != nil && !errors.Is(err, ledger.ErrEmpty):
		return err
	case head != old:
		return ledger.ErrMoved
	}
	return otherwise
}

// move makes new the tip of the branch. The error of an answer that was lost says nothing of what happened.
func (s *Store) move(ctx context.Context, old, new ledger.Hash) error {
	name, id := s.ref(), new.String()
	to := &github.Reference{Ref: &name, Object: &github.GitObject{SHA: &id}}
	var now *github.Reference
	var err error
	if old.IsZero() {
		now, _, err = s.client.Git.CreateRef(ctx, s.owner, s.name, to)
	} else {
		now, _, err = s.client.Git.UpdateRef(ctx, s.owner, s.name, to, false)
	}
	if err != nil {
		return err
	}
	if now.GetObject().GetSHA() != id {
		return fmt.Errorf("github %s: it says that branch %s was moved, and not to %s", s.repository(), s.branch, id)
	}
	return nil
}

// send brings the files and the commit to the server, and gives the objects that it has now.
func (s *Store) send(ctx context.Context, old, new ledger.Hash, c commit) (sent [][]byte, err error) {
	base := ledger.Hash{}
	if !old.IsZero() {
		if base, _, err = ledger.ReadParents(ctx, s, old); err != nil {
			return nil, fmt.Errorf("commit %s: %w", old, err)
		}
	}
	d := &difference{store: s}
	if err := d.folders(ctx, "", base, c.tree); err != nil {
		return nil, err
	}
	if len(d.entries) > 0 {
		if err := s.makeTree(ctx, base, c.tree, d.entries); err != nil {
			return nil, err
		}
	}
	return d.sent, s.makeCommit(ctx, new, c)
}

// difference is what a tree has that its base has not.
type difference struct {
	store   *Store
	entries []*github.TreeEntry
	sent    [][]byte
}

// folders compares two folders; either may be zero, for none.
func (d *difference) folders(ctx context.Context, at string, old, new ledger.Hash) error {
	if old == new {
		return nil
	}
	before, err := d.lines(ctx, old)
	if err != nil {
		return err
	}
	after, err := d.lines(ctx, new)
	if err != nil {
		return err
	}
	if data := d.store.object(new); data != nil && !new.IsZero() {
		d.sent = append(d.sent, data)
	}
	for name, line := range before {
		if _, stays := after[name]; stays {
			continue
		}
		if err := d.gone(ctx, path.Join(at, name), line); err != nil {
			return err
		}
	}
	for name, line := range after {
		if err := d.line(ctx, path.Join(at, name), before[name], line); err != nil {
			return err
		}
	}
	slices.SortFunc(d.entries, func(a, b *github.TreeEntry) int { return strings.Compare(a.GetPath(), b.GetPath()) })
	return nil
}

func (d *difference) lines(ctx context.Context, h ledger.Hash) (map[string]ledger.Line, error) {
	named := map[string]ledger.Line{}
	if h.IsZero() {
		return named, nil
	}
	lines, err := ledger.ReadLines(ctx, d.store, h)
	for _, l := range lines {
		named[l.Name] = l
	}
	return named, err
}

// gone takes a file away, and every file of a folder: folders without files are none.
func (d *difference) gone(ctx context.Context, at string, l ledger.Line) error {
	if l.Mode == ledger.Folder {
		return d.folders(ctx, at, l.Hash, ledger.Hash{})
	}
	d.entries = append(d.entries, entry(at, l.Mode))
	return nil
}

func (d *difference) line(ctx context.Context, at string, before, now ledger.Line) error {
	if before.Hash == now.Hash && before.Mode == now.Mode {
		return nil
	}
	if before.Mode != "" && before.Mode != now.Mode {
		if err := d.gone(ctx, at, before); err != nil {
			return err
		}
		before = ledger.Line{}
	}
	if now.Mode == ledger.Folder {
		return d.folders(ctx, at, before.Hash, now.Hash)
	}
	return d.file(ctx, at, now)
}

func entry(at, mode string) *github.TreeEntry {
	kind := "blob"
	return &github.TreeEntry{Path: &at, Mode: &mode, Type: &kind}
}

// maxInline is how many bytes a file has at most that travels inside the tree.
const maxInline = 256 << 10

// file adds a file: its text, or, where it is none, a blob of its own.
func (d *difference) file(ctx context.Context, at string, l ledger.Line) error {
	e := entry(at, l.Mode)
	d.entries = append(d.entries, e)
	data := d.store.object(l.Hash)
	_, body, err := ledger.Unframe(data)
	switch {
	case data == nil:
		id := l.Hash.String() // the server has it
		e.SHA = &id
		return nil
	case err != nil:
		return err
	case len(body) <= maxInline && plain(body):
		text := string(body)
		e.Content = &text
	default:
		id := l.Hash.String()
		e.SHA = &id
		if err := d.store.makeBlob(ctx, l.Hash, body); err != nil {
			return err
		}
	}
	d.sent = append(d.sent, data)
	return nil
}

// plain tells whether bytes are text that comes through JSON as it is.
func plain(body []byte) bool {
	return len(body) > 0 && utf8.Valid(body) && !slices.Contains(body, 0)
}

func (s *Store) makeBlob(ctx context.Context, h ledger.Hash, body []byte) error {
	text, encoding := base64.StdEncoding.EncodeToString(body), "base64"
	return s.make(ctx, "blob", h, func(ctx context.Context) (string, error) {
		made, _, err := s.client.Git.CreateBlob(ctx, s.owner, s.name, &github.Blob{Content: &text, Encoding: &encoding})
		return made.GetSHA(), err
	})
}

func (s *Store) makeTree(ctx context.Context, base, h ledger.Hash, entries []*github.TreeEntry) error {
	over := ""
	if !base.IsZero() {
		over = base.String()
	}
	return s.make(ctx, "tree", h, func(ctx context.Context) (string, error) {
		made, _, err := s.client.Git.CreateTree(ctx, s.owner, s.name, over, entries)
		return made.GetSHA(), err
	})
}

func (s *Store) makeCommit(ctx context.Context, h ledger.Hash, c commit) error {
	tree := c.tree.String()
	wanted := &github.Commit{Message: &c.message, Author: &c.author, Committer: &c.committer, Tree: &github.Tree{SHA: &tree}}
	for _, p := range c.parents {
		id := p.String()
		wanted.Parents = append(wanted.Parents, &github.Commit{SHA: &id})
	}
	return s.make(ctx, "commit", h, func(ctx context.Context) (string, error) {
		made, _, err := s.client.Git.CreateCommit(ctx, s.owner, s.name, wanted, nil)
		return made.GetSHA(), err
	})
}

// make has the server make an object, which must be the one that it is here. Twice is as good as once.
func (s *Store) make(ctx context.Context, kind string, h ledger.Hash, send func(context.Context) (string, error)) error {
	id, err := send(road.Repeatable(ctx))
	if err != nil {
		return err
	}
	if id != h.String() {
		return fmt.Errorf("github %s %w it: it writes another %s than was sent (%w)", s.repository(), ledger.ErrRefused, kind, errLie)
	}
	return nil
}

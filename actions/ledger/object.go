package ledger

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Types of git objects.
const (
	typeBlob   = "blob"
	typeTree   = "tree"
	typeCommit = "commit"
)

// Frame gives a whole git object: type, length, NUL, body.
func Frame(kind string, body []byte) []byte {
	object, to := room(nil, kind, len(body))
	copy(to, body)
	return object
}

// room makes an object whose body, which it gives too, is still to be written: in memory that is there, if
// that is enough.
func room(there []byte, kind string, size int) (object, body []byte) {
	var digits [20]byte
	length := strconv.AppendInt(digits[:0], int64(size), 10)
	whole := len(kind) + len(" ") + len(length) + 1 + size
	if there == nil || cap(there) < whole {
		there = make([]byte, whole)
	}
	head := append(append(append(append(there[:0], kind...), ' '), length...), 0)
	return there[:whole], there[len(head):whole]
}

// Unframe gives the type and the body of a whole git object.
func Unframe(object []byte) (kind string, body []byte, err error) {
	head, body, ok := bytes.Cut(object, []byte{0})
	name, size, spaced := bytes.Cut(head, []byte{' '})
	var digits [20]byte
	if !ok || !spaced || !bytes.Equal(size, strconv.AppendInt(digits[:0], int64(len(body)), 10)) {
		return "", nil, errors.New("not a git object")
	}
	for _, known := range packTypes { // whose names need no memory
		if known == string(name) {
			return known, body, nil
		}
	}
	return string(name), body, nil
}

// body reads an object of the given type.
func body(ctx context.Context, store Reader, h Hash, kind string) ([]byte, error) {
	object, err := store.Get(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", kind, h, err)
	}
	got, body, err := Unframe(object)
	if err == nil && got != kind {
		err = fmt.Errorf("it is a %s", got)
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", kind, h, err)
	}
	return body, nil
}

// The modes that a ledger's tree holds, as git writes them.
const (
	modeFile   = "100644"
	modeFolder = "40000"
)

// line is one line of a git tree.
type line struct {
	mode, name string
	hash       Hash
}

// compareLines orders by name as git does: a folder as if its name ended in a slash.
func compareLines(a, b line) int {
	n := min(len(a.name), len(b.name))
	if c := strings.Compare(a.name[:n], b.name[:n]); c != 0 {
		return c
	}
	return cmp.Compare(a.at(n), b.at(n))
}

// at is the byte at i of the name, or what stands behind it.
func (l line) at(i int) byte {
	switch {
	case i < len(l.name):
		return l.name[i]
	case l.mode == modeFolder:
		return '/'
	}
	return 0
}

// parseTree reads the body of a git tree of files and folders, in git's order, no name twice.
func parseTree(body []byte) ([]line, error) {
	text := string(body) // the names share it
	lines := make([]line, 0, len(text)/(len(modeFile)+2+len(Hash{})))
	for len(text) > 0 {
		head, rest, ok := strings.Cut(text, "\x00")
		mode, name, spaced := strings.Cut(head, " ")
		if !ok || !spaced || len(rest) < len(Hash{}) {
			return nil, errors.New("a line is cut off")
		}
		l := line{mode: mode, name: name}
		copy(l.hash[:], rest)
		if mode != modeFile && mode != modeFolder || name == "" || strings.Contains(name, "/") {
			return nil, fmt.Errorf("%.80q of mode %.10q does not belong into a ledger", name, mode)
		}
		if n := len(lines); n > 0 && compareLines(lines[n-1], l) >= 0 {
			return nil, fmt.Errorf("%.80q is out of order", name)
		}
		lines, text = append(lines, l), rest[len(Hash{}):]
	}
	return lines, nil
}

// encodeTree writes the body of a git tree. The lines are in order.
func encodeTree(lines []line) []byte {
	b := make([]byte, 0, len(lines)*64)
	for _, l := range lines {
		b = append(append(append(append(b, l.mode...), ' '), l.name...), 0)
		b = append(b, l.hash[:]...)
	}
	return b
}

// commit is a commit of the branch: one tree, at most one parent.
type commit struct {
	tree, parent Hash // parent is zero for the first
	merge        bool // it has more parents, which no append ever makes
	at           time.Time
	message      string
}

// identity writes every commit: who appended is told by signatures, not by git.
const identity = "attestary <ledger@attestary.dev>"

func (c commit) encode() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "tree %s\n", c.tree)
	if !c.parent.IsZero() {
		fmt.Fprintf(&b, "parent %s\n", c.parent)
	}
	at := c.at.Unix()
	fmt.Fprintf(&b, "author %s %d +0000\ncommitter %s %d +0000\n\n%s\n", identity, at, identity, at, c.message)
	return b.Bytes()
}

// parseCommit reads the tree, the first parent and the time of a commit; whoever wrote it.
func parseCommit(body []byte) (commit, error) {
	var c commit
	for text := range strings.Lines(string(body)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(text, "\n"), " ")
		var err error
		switch {
		case key == "":
			if c.tree.IsZero() {
				return c, errors.New("it has no tree")
			}
			return c, nil
		case key == "tree":
			c.tree, err = ParseHash(value)
		case key == "parent" && c.parent.IsZero():
			c.parent, err = ParseHash(value)
		case key == "parent":
			c.merge = true
		case key == "committer":
			c.at, err = commitTime(value)
		}
		if err != nil {
			return c, fmt.Errorf("%s: %w", key, err)
		}
	}
	return c, errors.New("it is cut off")
}

func commitTime(value string) (time.Time, error) {
	fields := strings.Fields(value)
	if len(fields) < 2 {
		return time.Time{}, errors.New("it has no time")
	}
	seconds, err := strconv.ParseInt(fields[len(fields)-2], 10, 64)
	return time.Unix(seconds, 0).UTC(), err
}

func readCommit(ctx context.Context, store Reader, h Hash) (commit, error) {
	data, err := body(ctx, store, h, typeCommit)
	if err != nil {
		return commit{}, err
	}
	c, err := parseCommit(data)
	if err != nil {
		return commit{}, fmt.Errorf("commit %s: %w", h, err)
	}
	return c, nil
}

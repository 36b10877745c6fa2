package checkout_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/attestary/attestary/actions/checkout"
	"github.com/attestary/attestary/actions/ledger"
)

// store is git objects in memory, which counts how often it is asked.
type store struct {
	*ledger.Memory
	t       testing.TB
	journey int
	got     int
}

func newStore(t testing.TB) *store { return &store{Memory: new(ledger.Memory), t: t} }

func (s *store) Warm(_ context.Context, hashes []ledger.Hash) error {
	if len(hashes) > 0 {
		s.journey++
	}
	return nil
}

func (s *store) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	s.got++
	return s.Memory.Get(ctx, h)
}

func (s *store) put(kind string, body []byte) ledger.Hash {
	s.t.Helper()
	h, err := s.Put(s.t.Context(), ledger.Frame(kind, body))
	if err != nil {
		s.t.Fatal(err)
	}
	return h
}

// line is one of a tree.
type line struct {
	mode, name string
	hash       ledger.Hash
}

func (s *store) file(name, text string) line {
	return line{"100644", name, s.put("blob", []byte(text))}
}

func (s *store) folder(name string, lines ...line) line { return line{"40000", name, s.tree(lines...)} }

func (s *store) tree(lines ...line) ledger.Hash {
	var b bytes.Buffer
	for _, l := range lines {
		fmt.Fprintf(&b, "%s %s\x00%s", l.mode, l.name, l.hash[:])
	}
	return s.put("tree", b.Bytes())
}

func (s *store) commit(lines ...line) ledger.Hash {
	return s.put("commit", fmt.Appendf(nil, "tree %s\nauthor a <a@b> 0 +0000\ncommitter a <a@b> 0 +0000\n\nx\n", s.tree(lines...)))
}

func hcl(name string) bool { return strings.HasSuffix(name, ".hcl") }

// TestFolders reads a folder as a file system that keeps the rules of one.
func TestFolders(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	deep := s.folder("deep", s.file("b.hcl", "two"), s.file("secret.txt", "never read"))
	commit := s.commit(s.file("README.md", "x"), s.folder("runbooks", s.file("a.hcl", "one"), deep,
		line{"120000", "link.hcl", s.put("blob", []byte("/etc/passwd"))}, line{"160000", "module", ledger.Hash{1}}, s.file("two\nlines.hcl", "three")), s.folder("other", s.file("c.hcl", "four")))
	r := checkout.New(s, hcl)
	fsys, err := r.Folders(t.Context(), commit, "runbooks")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	if err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error { names = append(names, path); return err }); err != nil {
		t.Fatal(err)
	}
	if want := []string{".", "runbooks", "runbooks/a.hcl", "runbooks/deep", "runbooks/deep/b.hcl", "runbooks/deep/secret.txt", "runbooks/link.hcl", "runbooks/two\nlines.hcl"}; !slices.Equal(names, want) {
		t.Errorf("names: %q", names)
	}
	if data, err := fs.ReadFile(fsys, "runbooks/deep/b.hcl"); string(data) != "two" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if data, err := fs.ReadFile(fsys, "runbooks/deep/secret.txt"); len(data) > 0 || err != nil {
		t.Errorf("what is not wanted was read: %q, %v", data, err)
	}
	if _, err := fs.ReadFile(fsys, "runbooks/link.hcl"); err == nil {
		t.Error("a link was followed")
	}
	plain := s.commit(s.folder("runbooks", s.file("a.hcl", "one"), deep))
	if fsys, err = r.Folders(t.Context(), plain, "runbooks"); err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(fsys, "runbooks/a.hcl", "runbooks/deep/b.hcl"); err != nil {
		t.Error(err)
	}
	// A second commit that is nearly the same costs what differs: its commit, its trees.
	before := s.got
	if _, err := r.Folders(t.Context(), plain, "runbooks"); err != nil || s.got-before != 4 {
		t.Errorf("%d objects were read again, %v", s.got-before, err)
	}
	if fsys, err = r.Folders(t.Context(), s.commit(s.file("README.md", "x")), "runbooks"); err != nil {
		t.Fatal(err)
	} else if _, err := fs.Stat(fsys, "runbooks"); err == nil {
		t.Error("a folder is there that the commit has not got")
	}
}

// TestHostile: a tree that no checkout would make is refused, and one that is too large.
func TestHostile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines func(s *store) []line
		want  string
	}{
		"up":                {func(s *store) []line { return []line{s.file("..", "x")} }, "a name that no file can have"},
		"up, as a folder":   {func(s *store) []line { return []line{s.folder("..", s.file("a.hcl", "x"))} }, "a name that no file can have"},
		"here":              {func(s *store) []line { return []line{s.file(".", "x")} }, "a name that no file can have"},
		"nothing":           {func(s *store) []line { return []line{s.file("", "x")} }, "a name that no file can have"},
		"a path":            {func(s *store) []line { return []line{s.file("../../etc/a.hcl", "x")} }, "a name that no file can have"},
		"from the top":      {func(s *store) []line { return []line{s.file("/etc/a.hcl", "x")} }, "a name that no file can have"},
		"no UTF-8":          {func(s *store) []line { return []line{s.file("\xff.hcl", "x")} }, "a name that no file can have"},
		"long":              {func(s *store) []line { return []line{s.file(strings.Repeat("a", 300)+".hcl", "x")} }, "a name that no file can have"},
		"twice":             {func(s *store) []line { return []line{s.file("a.hcl", "x"), s.file("a.hcl", "y")} }, "or one twice"},
		"a file and folder": {func(s *store) []line { return []line{s.file("a", "x"), s.folder("a", s.file("b", "y"))} }, "or one twice"},
		"a tree for a file": {func(s *store) []line { return []line{{"100644", "a.hcl", s.tree()}} }, "no file"},
		"a file for a tree": {func(s *store) []line { return []line{{"40000", "a", s.put("blob", []byte("x"))}} }, "tree"},
		"not there":         {func(*store) []line { return []line{{"100644", "a.hcl", ledger.Hash{1, 2}}} }, "a.hcl"},
		"deep": {func(s *store) []line {
			below := s.folder("d", s.file("a.hcl", "x"))
			for range 40 {
				below = s.folder("d", below)
			}
			return []line{below}
		}, "deeper than"},
		"many folders, of one tree": {func(s *store) []line { // a few objects that unfold to ten to the ninth
			below := s.folder("d", s.file("a.hcl", "x"))
			for range 9 {
				var ten []line
				for i := range 10 {
					ten = append(ten, line{below.mode, fmt.Sprintf("d%d", i), below.hash})
				}
				below = s.folder("d", ten...)
			}
			return []line{below}
		}, "more than 5000 folders"},
		"many files": {func(s *store) []line {
			one := s.put("blob", nil)
			var many []line
			for i := range 50_000 {
				many = append(many, line{"100644", fmt.Sprintf("%d.hcl", i), one})
			}
			return many
		}, "more than 40000 files"},
		"large": {func(s *store) []line { // one object, many times
			one := s.put("blob", bytes.Repeat([]byte("x"), 2<<20))
			var many []line
			for i := range 100 {
				many = append(many, line{"100644", fmt.Sprintf("%d.hcl", i), one})
			}
			return many
		}, "larger than 64 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			commit := s.commit(s.folder("runbooks", c.lines(s)...))
			if _, err := checkout.New(s, hcl).Folders(t.Context(), commit, "runbooks"); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// FuzzTree: whatever a tree's bytes are, what comes of it is a file system, or a refusal.
func FuzzTree(f *testing.F) {
	f.Add([]byte("100644 a.hcl\x00aaaaaaaaaaaaaaaaaaaa"))
	f.Add([]byte("40000 a\x00aaaaaaaaaaaaaaaaaaaa120000 b\x00aaaaaaaaaaaaaaaaaaaa"))
	f.Add([]byte("160000 ..\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := newStore(t)
		runbooks := line{"40000", "runbooks", s.put("tree", data)}
		fsys, err := checkout.New(s, func(string) bool { return false }).Folders(t.Context(), s.commit(runbooks), "runbooks")
		if err != nil {
			return
		}
		if err := fs.WalkDir(fsys, ".", func(path string, _ fs.DirEntry, err error) error {
			if !fs.ValidPath(path) {
				t.Errorf("%q is no path", path)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

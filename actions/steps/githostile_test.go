package steps_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
)

// Repositories that somebody made in order to mislead whoever looks, or to wear them out.

// object puts a loose object into a repository, with whatever size it claims.
func (r *repository) object(kind, claim, data string) string {
	r.t.Helper()
	header := fmt.Sprintf("%s %s\x00", kind, claim)
	sum := sha1.Sum([]byte(header + data))
	id := hex.EncodeToString(sum[:])
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write([]byte(header + data)); err != nil {
		r.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		r.t.Fatal(err)
	}
	write(r.t, r.folder, ".git/objects/"+id[:2]+"/"+id[2:], packed.String())
	return id
}

// replace puts something else in the place of a file of the repository.
func (r *repository) replace(name string, by func(path string) error) {
	r.t.Helper()
	path := filepath.Join(r.folder, name)
	if err := os.RemoveAll(path); err != nil {
		r.t.Fatal(err)
	}
	if err := by(path); err != nil {
		r.t.Fatal(err)
	}
}

func linkTo(target string) func(string) error {
	return func(path string) error { return os.Symlink(target, path) }
}

func pipe(path string) error { return syscall.Mkfifo(path, 0o600) }

// orphan is a commit whose parent is not in the repository.
func (r *repository) orphan() {
	r.t.Helper()
	body := fmt.Sprintf("tree %s\nparent %s\nauthor a <a@a> 0 +0000\ncommitter a <a@a> 0 +0000\n\n", r.git("rev-parse", "HEAD^{tree}"), strings.Repeat("1", 40))
	r.git("update-ref", "--no-deref", "refs/heads/main", r.object("commit", fmt.Sprint(len(body)), body))
}

// TestGitHostile: a repository is looked at as it is here, or not at all. It leads nowhere else, and keeps
// nobody waiting.
func TestGitHostile(t *testing.T) {
	t.Parallel()
	other := newRepository(t).commit("a", "of another")
	for name, test := range map[string]struct {
		spoil func(r *repository)
		look  string
		want  engine.Reason
	}{
		"its .git is another's":     {func(r *repository) { r.replace(".git", linkTo(filepath.Join(other.folder, ".git"))) }, "head", engine.ReasonNotFound},
		"its .git is a pipe":        {func(r *repository) { r.replace(".git", pipe) }, "head", engine.ReasonNotFound},
		"its .git points at a loop": {func(r *repository) { r.replace(".git", linkTo(".git")) }, "head", engine.ReasonNotFound},
		"its objects are another's": {func(r *repository) { r.replace(".git/objects", linkTo(filepath.Join(other.folder, ".git/objects"))) }, "head", engine.ReasonNotFound},
		"its HEAD is a pipe":        {func(r *repository) { r.replace(".git/HEAD", pipe) }, "head", engine.ReasonUnread},
		"its HEAD is endless":       {func(r *repository) { r.replace(".git/HEAD", linkTo("/dev/zero")) }, "head", engine.ReasonUnread},
		"its branch is another's": {func(r *repository) {
			r.replace(".git/refs/heads/main", linkTo(filepath.Join(other.folder, ".git/refs/heads/main")))
		}, "head", engine.ReasonUnread},
		"its references are a ring": {func(r *repository) {
			r.git("symbolic-ref", "refs/heads/main", "refs/heads/other")
			r.git("symbolic-ref", "refs/heads/other", "refs/heads/main")
		}, "head", engine.ReasonUnread},
		"its configuration is a pipe":    {func(r *repository) { r.replace(".git/config", pipe) }, "protection", engine.ReasonUnread},
		"its configuration is another's": {func(r *repository) { r.replace(".git/config", linkTo(filepath.Join(other.folder, ".git/config"))) }, "protection", engine.ReasonUnread},
		"its newest commit is a tag": {func(r *repository) {
			r.git("tag", "-a", "-m", "x", "one")
			r.git("tag", "-a", "-m", "x", "two", "one")
			write(r.t, r.folder, ".git/HEAD", r.git("rev-parse", "two")+"\n")
		}, "head", engine.ReasonUnread},
		"it borrows objects": {func(r *repository) {
			r.orphan()
			write(r.t, r.folder, ".git/objects/info/alternates", filepath.Join(other.folder, ".git/objects")+"\n")
		}, "head", engine.ReasonUnread},
		"it borrows from itself": {func(r *repository) {
			r.orphan()
			write(r.t, r.folder, ".git/objects/info/alternates", "objects\n")
		}, "head", engine.ReasonUnread},
		"its packed references are a pipe": {func(r *repository) {
			r.git("pack-refs", "--all")
			r.replace(".git/packed-refs", pipe)
		}, "head", engine.ReasonUnread},
		"its packed references are another's": {func(r *repository) {
			other.git("pack-refs", "--all")
			r.replace(".git/refs/heads/main", func(string) error { return nil })
			r.replace(".git/packed-refs", linkTo(filepath.Join(other.folder, ".git/packed-refs")))
		}, "head", engine.ReasonUnread},
		"its references are in a reftable": {func(r *repository) { write(r.t, r.folder, ".git/reftable/tables.list", "") }, "head", engine.ReasonNotFound},
		"an object by another's name": {func(r *repository) {
			id := r.git("rev-parse", "HEAD:a")
			forged, err := os.ReadFile(filepath.Join(r.folder, ".git/objects", r.git("rev-parse", "HEAD")[:2], r.git("rev-parse", "HEAD")[2:]))
			if err != nil {
				r.t.Fatal(err)
			}
			r.replace(filepath.Join(".git/objects", id[:2], id[2:]), func(path string) error { return os.WriteFile(path, forged, 0o600) })
		}, "secrets", engine.ReasonUnread},
		"a commit larger than it says": {func(r *repository) {
			write(r.t, r.folder, ".git/refs/heads/main", r.object("commit", "10", strings.Repeat("\x00", 1<<20))+"\n")
		}, "head", engine.ReasonUnread},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRepository(t).commit("a", "1")
			r.t = t
			test.spoil(r)
			wants(t, r.inspect(nil, test.look), evidence.Unknown, test.want, "")
		})
	}
}

// TestGitIncomplete: what is too large or too deep to be looked at shows, and the rest is looked at.
func TestGitIncomplete(t *testing.T) {
	t.Parallel()
	look := func(t *testing.T, r *repository) {
		t.Helper()
		result := r.inspect(nil, "secrets")
		wantOutputs(t, result, map[string]any{"complete": false})
		if n := len(result.Outputs["secrets"].Items()); n != 1 {
			t.Errorf("%d secrets", n)
		}
	}
	t.Run("a huge file", func(t *testing.T) {
		t.Parallel()
		r := newRepository(t).commit("a", madeSecrets["npm_token"]).commit("huge", strings.Repeat("\n", 8<<20+1))
		look(t, r)
		r.git("gc", "-q")
		look(t, r)
	})
	t.Run("a deep folder", func(t *testing.T) {
		t.Parallel()
		look(t, newRepository(t).commit("a", madeSecrets["npm_token"]).commit(strings.Repeat("d/", 210)+"f", "x"))
	})
}

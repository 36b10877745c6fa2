package remote_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// hook puts a script into a repository that git runs before it changes a branch.
func hook(t *testing.T, dir, script string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "hooks", "update"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
}

// A server that says no is heard, once, in words that are safe to show.
func TestRefused(t *testing.T) {
	t.Parallel()
	dir := bare(t)
	hook(t, dir, `printf 'branch is \033[31mprotected\033[0m, ask mara\n' >&2; echo x >> tries; exit 1`)
	a := contract.NewAuthor(t, t.Name(), "")
	_, err := contract.Writer(open(t, dir)).Append(t.Context(), a.Genesis())
	if !errors.Is(err, ledger.ErrRefused) || !strings.Contains(err.Error(), "protected") || !strings.Contains(err.Error(), "ask mara") {
		t.Errorf("got %v", err)
	}
	if err != nil && strings.ContainsRune(err.Error(), '\033') {
		t.Errorf("it would colour the terminal: %q", err)
	}
	if tries := contract.Must[[]byte](t)(os.ReadFile(filepath.Join(dir, "tries"))); string(tries) != "x\n" {
		t.Errorf("it was asked %d times", strings.Count(string(tries), "x"))
	}
}

// TestNoRemote shows what is said of an address where nothing good is.
func TestNoRemote(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		filepath.Join(dir, "nowhere"):             "there is no such folder",
		"file://" + filepath.Join(dir, "nowhere"): "there is no git repository",
		dir:            "not a git repository",
		file:           "it is a file",
		"gopher://x/y": "unsupported scheme",
	} {
		_, err := remote.Open(t.Context(), remote.Options{URL: url, Branch: "evidence"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error about %q", url, err, want)
		}
	}
	if _, err := remote.Open(t.Context(), remote.Options{URL: bare(t), Branch: "a..b"}); err == nil {
		t.Error("a name that is none is taken for a branch")
	}
}

// From a server that does not hand out single objects all is fetched, and somebody is told.
func TestWhole(t *testing.T) {
	t.Parallel()
	dir := bare(t)
	git(t, "-C", dir, "config", "uploadpack.allowFilter", "false")
	git(t, "-C", dir, "config", "uploadpack.allowAnySHA1InWant", "false")
	told := 0
	a := contract.NewAuthor(t, t.Name(), "")
	grow := func(item ledger.Item) ledger.Checkpoint {
		store := contract.Must[*remote.Store](t)(remote.Open(t.Context(), remote.Options{URL: "file://" + dir, Branch: "evidence", Tell: func(words string) {
			if told++; !strings.Contains(words, "allowAnySHA1InWant") {
				t.Errorf("it is told: %s", words)
			}
		}}))
		return contract.Must[ledger.Receipt](t)(contract.Writer(store).Append(t.Context(), item)).Checkpoint
	}
	run := a.Authorize("site_tls", contract.Noon, grow(a.Genesis()))
	if last := grow(a.Result(run, grow(run.Item))); last.Size != 3 || told != 2 {
		t.Errorf("%d entries, and it was told %d times of two", last.Size, told)
	}
}

// What was pushed is what git itself takes for sound, in one commit an entry.
func TestGitAgrees(t *testing.T) {
	t.Parallel()
	dir := bare(t)
	a, w := contract.NewAuthor(t, t.Name(), ""), contract.Writer(open(t, dir))
	contract.Must[ledger.Receipt](t)(w.Append(t.Context(), a.Genesis()))
	run := a.Authorize("site_tls", contract.Noon, w.Known)
	contract.Must[ledger.Receipt](t)(w.Append(t.Context(), run.Item))
	git(t, "-C", dir, "fsck", "--strict", "--no-dangling")
	if log := git(t, "-C", dir, "log", "--format=%s", "evidence"); log != "entry 1: authorization\nentry 0: ledger\n" {
		t.Errorf("git log says %q", log)
	}
}

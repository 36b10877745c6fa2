package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// TestStand: a clone of the newest commit alone gets an older one with its files, in a folder beside its own.
func TestStand(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	sh := func(script string) string {
		cmd := exec.Command("bash", "-euc", script)
		cmd.Dir, cmd.Env = home, append(os.Environ(), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return strings.TrimSpace(string(out))
	}
	old := sh(`git init -q --bare --initial-branch=main far.git
git --git-dir far.git config uploadpack.allowAnySHA1InWant true
git clone -q far.git first 2>/dev/null
cd first
mkdir -p deep/er && echo old >deep/er/file && printf '#!/bin/sh\n' >tool && chmod +x tool && ln -s tool link
git add -A && git commit -qm one && git rev-parse HEAD
echo new >deep/er/file && git rm -q tool && git add -A && git commit -qm two && git push -q origin HEAD:main
cd .. && git clone -q --depth 1 "file://$PWD/far.git" near`)
	near := filepath.Join(home, "near")
	w := &World{Dir: near, Getenv: func(string) string { return "" }}
	repo, err := w.openRepository()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{w: w, repo: repo}
	folder := filepath.Join(home, "there")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := o.bring(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	if err := repo.unfold(folder, plumbing.NewHash(old)); err != nil {
		t.Fatal(err)
	}
	if got := sh("cat there/deep/er/file near/deep/er/file; test -x there/tool; readlink there/link; git -C there status --short; git -C near status --short; git -C there rev-parse HEAD"); got != "old\nnew\ntool\n"+old {
		t.Error(got)
	}
	there := &World{Dir: folder}
	again, err := there.openRepository()
	if err != nil {
		t.Fatal(err)
	}
	head, err := again.head()
	if err != nil || head.Hash.String() != old {
		t.Fatal(head, err)
	}
	if err := again.unchanged(head); err != nil {
		t.Error(err)
	}
	if err := o.bring(t.Context(), strings.Repeat("ab", 20)); err == nil || !strings.Contains(err.Error(), "cannot be fetched") {
		t.Error(err)
	}
	if err := o.bring(t.Context(), "main"); err == nil {
		t.Error("a name of a branch is taken for a commit")
	}
}

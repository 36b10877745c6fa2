package cli

import (
	"testing"
	"time"

	"github.com/go-git/go-billy/v5/memfs"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"
)

// TestStandingAt: what stands on something came after it, whatever time it says that it is of.
func TestStandingAt(t *testing.T) {
	t.Parallel()
	repo, err := git.Init(memory.NewStorage(), memfs.New())
	if err != nil {
		t.Fatal(err)
	}
	tree, err := repo.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	var head *object.Commit
	for _, c := range []struct {
		name string
		at   time.Time
	}{{"first", day(1)}, {"second", day(10)}, {"of the past, it says", day(1).AddDate(-20, 0, 0)}, {"last", day(20)}} {
		hash, err := tree.Commit(c.name, &git.CommitOptions{AllowEmptyCommits: true, Author: &object.Signature{Name: "a", Email: "a@b", When: c.at}})
		if err != nil {
			t.Fatal(err)
		}
		if head, err = repo.CommitObject(hash); err != nil {
			t.Fatal(err)
		}
	}
	line := standings(head)
	for at, want := range map[time.Time]string{
		day(1).AddDate(-1, 0, 0): "", day(1): "first", day(9): "first", day(10): "of the past, it says", day(19): "of the past, it says", day(20): "last", day(31): "last",
	} {
		got := ""
		if c := standingAt(line, at); c != nil {
			got = c.Message
		}
		if got != want {
			t.Errorf("at %s stood %q, not %q", at, got, want)
		}
	}
}

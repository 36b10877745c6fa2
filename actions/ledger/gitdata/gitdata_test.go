package gitdata_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/gitdata"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
	"github.com/attestary/attestary/internal/hub"
)

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "attestary-test-")
	if err != nil {
		panic(err)
	}
	contract.ShareKey(folder)
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// place is a repository of the hub with one commit of code.
type place struct {
	*hub.Hub
	repo    *hub.Repository
	options gitdata.Options
}

func at(t testing.TB) *place {
	t.Helper()
	h := hub.Start(t)
	p := &place{Hub: h, repo: h.Repository("acme/app")}
	p.repo.Commit(hub.Change{Author: h.Person("ada"), Files: map[string]string{"README.md": "hello"}})
	token := h.JobToken(p.repo, "contents:write")
	h.Limit(token, 1_000_000, time.Now().Add(time.Hour))
	p.options = gitdata.Options{API: h.API, Repository: "acme/app", Branch: "evidence", Token: token, Sleep: soon}
	return p
}

// soon is the patience of a test.
func soon(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func (p *place) open(t testing.TB) *gitdata.Store {
	t.Helper()
	return contract.Must[*gitdata.Store](t)(gitdata.Open(t.Context(), p.options))
}

// begin begins a ledger.
func (p *place) begin(t testing.TB) (*contract.Author, ledger.Checkpoint) {
	t.Helper()
	a := contract.NewAuthor(t, t.Name(), "")
	return a, contract.Must[ledger.Receipt](t)(contract.Writer(p.open(t)).Append(t.Context(), a.Genesis())).Checkpoint
}

func TestStore(t *testing.T) {
	t.Parallel()
	contract.Suite(t, contract.Kind{Writers: 6, New: func(t testing.TB) func() ledger.Store {
		p := at(t)
		return func() ledger.Store { return p.open(t) }
	}})
}

// TestGitReadsIt: what was written over the API is, for git, a repository without fault, and the same ledger.
func TestGitReadsIt(t *testing.T) {
	t.Parallel()
	p := at(t)
	a, seen := p.begin(t)
	run := a.Authorize("site_tls", contract.Noon, seen)
	receipt := contract.Must[ledger.Receipt](t)(contract.Writer(p.open(t)).Append(t.Context(), run.Item))
	if out, err := exec.Command("git", "-C", p.repo.Dir, "fsck", "--strict").CombinedOutput(); err != nil {
		t.Errorf("git fsck: %v\n%s", err, out)
	}
	if head := p.repo.Branch("evidence"); head != receipt.Commit.String() {
		t.Errorf("the branch is at %s, not %s", head, receipt.Commit)
	}
	far := contract.Must[*remote.Store](t)(remote.Open(t.Context(), remote.Options{URL: p.URL + "/acme/app.git", Branch: "evidence", Token: p.options.Token}))
	after := contract.Must[ledger.Receipt](t)(contract.Writer(far).Append(t.Context(), a.Result(run, receipt.Checkpoint)))
	if got := contract.Must[ledger.Checkpoint](t)(contract.Writer(p.open(t)).Look(t.Context())); got != after.Checkpoint {
		t.Errorf("the API shows %v, git wrote %v", got, after.Checkpoint)
	}
}

// TestForeignCommit: a commit that somebody made by hand, in the time of New York and with no line break at the end,
// is read as it is.
func TestForeignCommit(t *testing.T) {
	t.Parallel()
	p := at(t)
	git := func(stdin string, args ...string) string {
		c := exec.Command("git", append([]string{"-C", p.repo.Dir}, args...)...)
		c.Stdin = strings.NewReader(stdin)
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	tree := git("", "mktree")
	want := "tree " + tree + "\nauthor Ada Loud <ada@acme.example> 1767618000 -0500\ncommitter Bo <bo@acme.example> 1767618001 +0530\n\nby hand"
	id := git(want, "hash-object", "-t", "commit", "-w", "--stdin")
	git("", "update-ref", "refs/heads/evidence", id)
	s := p.open(t)
	head := contract.Must[ledger.Hash](t)(s.Head(t.Context()))
	if got := contract.Must[[]byte](t)(s.Get(t.Context(), head)); head.String() != id || string(got) != string(ledger.Frame("commit", []byte(want))) {
		t.Errorf("%s is %q", head, got)
	}
}

// TestNoPlace shows what is said where no ledger can be.
func TestNoPlace(t *testing.T) {
	t.Parallel()
	p := at(t)
	for name, c := range map[string]struct {
		edit func(*gitdata.Options)
		want string
	}{
		"another repository": {func(o *gitdata.Options) { o.Repository = "acme/nowhere" }, "there is no such repository, or the token may not see it"},
		"a stranger's token": {func(o *gitdata.Options) { o.Token = "ghs_stranger" }, "it does not know the token"},
		"no name":            {func(o *gitdata.Options) { o.Repository = "acme" }, "is not OWNER/NAME"},
		"nobody there":       {func(o *gitdata.Options) { o.API = "http://127.0.0.1:1" }, "there was no answer that could be read"},
	} {
		o := p.options
		c.edit(&o)
		_, err := gitdata.Open(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), o.Token) {
			t.Errorf("%s: got %v, want an error about %q", name, err, c.want)
		}
	}
}

// TestRefused: a token that may not write, and a rule of the branch, are heard once, in words that are safe to show.
func TestRefused(t *testing.T) {
	t.Parallel()
	p := at(t)
	readOnly := p.options
	readOnly.Token = p.JobToken(p.repo, "contents:read")
	store := contract.Must[*gitdata.Store](t)(gitdata.Open(t.Context(), readOnly))
	_, err := contract.Writer(store).Append(t.Context(), contract.NewAuthor(t, t.Name(), "").Genesis())
	if !errors.Is(err, ledger.ErrRefused) || !strings.Contains(err.Error(), "contents: write") {
		t.Errorf("got %v", err)
	}
	a, seen := p.begin(t)
	words, _ := json.Marshal(map[string]string{"message": "Repository rule violations found\n\n\x1b[31mCannot update this protected ref.", "documentation_url": "https://docs.github.com/rest"})
	const move = "PATCH /repos/{owner}/{repo}/git/refs/{ref}"
	p.Fault(move, hub.Replaced(422, string(words)))
	_, err = contract.Writer(p.open(t)).Append(t.Context(), a.Authorize("site_tls", contract.Noon, seen).Item)
	if !errors.Is(err, ledger.ErrRefused) || !strings.Contains(err.Error(), "Cannot update this protected ref.") || strings.ContainsRune(err.Error(), '\x1b') {
		t.Errorf("got %v", err)
	}
	if n := p.Count(move); n != 1 {
		t.Errorf("it was asked %d times", n)
	}
}

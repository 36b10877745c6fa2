package forge_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/internal/hub"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// runbook is the file whose bytes stand for the plan.
const runbook = "runbooks/rotate.runbook.hcl"

// history is a repository of the hub as a signer has it. The plan of its one runbook is the file's bytes.
type history struct {
	repo    *hub.Repository
	shallow int // how many commits of the line there are; 0: all
}

func (h history) Line(_ context.Context, commit string) ([]string, bool, error) {
	line := h.repo.Line(commit)
	if h.shallow > 0 {
		return line[:h.shallow], false, nil
	}
	return line, true, nil
}

func (h history) Digest(_ context.Context, commit, _ string) (canon.Digest, error) {
	text, err := h.repo.File(commit, runbook)
	if err != nil {
		return "", nil
	}
	return canon.Sum([]byte(text)), nil
}

// house is a repository with people: ada opens pull requests, bo and cy review, dan asks for runs.
type house struct {
	t                *testing.T
	hub              *hub.Hub
	repo             *hub.Repository
	ada, bo, cy, dan *hub.Person
	shallow          int
	branch, commit   string
	emails           map[string]string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := hub.Start(t)
	f := &house{t: t, hub: h, ada: h.Person("ada"), bo: h.Person("bo"), cy: h.Person("cy"), dan: h.Person("dan"), branch: "topic"}
	f.repo = h.Repository("acme/app")
	f.repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{"README.md": "read me", runbook: "old"}})
	return f
}

// propose pushes the runbook to the topic and opens a pull request.
func (f *house) propose(text string, change ...func(*hub.Change)) *hub.Pull {
	c := hub.Change{Author: f.ada, Branch: f.branch, Files: map[string]string{runbook: text}}
	for _, do := range change {
		do(&c)
	}
	f.repo.Commit(c)
	return f.repo.Pull(f.ada, f.branch)
}

// ask asks for the reviews of the runbook as it is at the tip, or at the commit.
func (f *house) ask() (*forge.Reviews, error) {
	f.t.Helper()
	tip := f.repo.Branch("main")
	commit := tip
	if f.commit != "" {
		commit = f.commit
	}
	text, err := f.repo.File(commit, runbook)
	if err != nil {
		f.t.Fatal(err)
	}
	dan := evidence.By{How: "forge", ID: itoa(f.dan.ID), Login: "dan"}
	c := open(f.t, f.hub, f.hub.JobToken(f.repo, "contents:read", "pull_requests:read"))
	return c.Reviewed(f.t.Context(), forge.Question{
		Repository: forge.Repository{Owner: "acme", Name: "app", ID: f.repo.ID}, Branch: "main", Tip: tip, Commit: commit, Runbook: "rotate",
		Digest: canon.Sum([]byte(text)), Requester: &dan, Emails: f.emails,
	}, history{f.repo, f.shallow})
}

func itoa(n int64) string { return fmt.Sprint(n) }

// told is what came of it, in one line a word.
func told(r *forge.Reviews) string {
	var lines []string
	for _, s := range r.Said {
		lines = append(lines, s.By.Login+" "+string(s.Answer))
	}
	for _, v := range r.Void {
		lines = append(lines, v.Login+" "+v.Why)
	}
	if r.Unknown != "" {
		lines = append(lines, "unknown: "+r.Unknown)
	}
	return strings.Join(lines, "\n")
}

// TestReviewed is the table of which reviews count.
func TestReviewed(t *testing.T) {
	t.Parallel()
	const approved, changes = hub.Approved, hub.ChangesRequested
	for name, c := range map[string]struct {
		do   func(f *house)
		want string
	}{
		"a merge commit": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.MergeCommit)
		}, "bo yes"},
		"squashed": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Review(f.cy, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bo yes\ncy yes"},
		"rebased, the plan changes in the first of two": {func(f *house) {
			f.repo.Commit(hub.Change{Author: f.ada, Branch: "topic", Files: map[string]string{runbook: "new"}})
			p := f.propose("new", func(c *hub.Change) { c.Files = map[string]string{"README.md": "more"} })
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Rebase)
		}, "bo yes"},
		"other changes came after": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.MergeCommit)
			f.repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{"README.md": "more"}})
		}, "bo yes"},
		"pushed, without a pull request": {func(f *house) {
			f.repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{runbook: "new"}})
		}, ""},
		"reverted by a push: the first review is of another change": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.MergeCommit)
			f.repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{runbook: "other"}})
			f.repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{runbook: "new"}})
		}, ""},
		"the opener": {func(f *house) {
			f.repo.Commit(hub.Change{Author: f.ada, Branch: "topic", Files: map[string]string{runbook: "new"}})
			p := f.repo.Pull(f.bo, "topic")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bo is by somebody who opened the pull request"},
		"a pusher": {func(f *house) {
			p := f.propose("new", func(c *hub.Change) { c.Pusher = f.bo })
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bo is by somebody who pushed to it"},
		"a pusher of an earlier push": {func(f *house) {
			f.repo.Commit(hub.Change{Author: f.ada, Pusher: f.bo, Branch: "topic", Files: map[string]string{"x": "x"}})
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bo is by somebody who pushed to it"},
		"a pusher, by force": {func(f *house) {
			p := f.propose("new")
			first := p.Head()
			f.propose2("newer")
			f.repo.ForcePush(f.bo, "topic", first)
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bo is by somebody who pushed to it"},
		"an author": {func(f *house) {
			p := f.propose("new", func(c *hub.Change) { c.Author, c.Pusher = f.bo, f.ada })
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bo is by somebody who wrote a part of it"},
		"a co-author, by number": {func(f *house) {
			p := f.propose("new", func(c *hub.Change) {
				c.Message = "new\n\nco-authored-by: Bo <" + itoa(f.bo.ID) + "+bo@users.noreply.github.com>"
			})
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bo is by somebody who is told to have written a part of it"},
		"a co-author whom the project knows": {func(f *house) {
			f.emails = map[string]string{"bo@home.example": "Bo"}
			p := f.propose("new", func(c *hub.Change) { c.Message = "new\n\nCo-Authored-By: Bo <Bo@home.example>" })
			p.Review(f.bo, approved)
			p.Review(f.cy, approved)
			p.Merge(f.cy, hub.Squash)
		}, "cy yes\nbo is by somebody who is told to have written a part of it"},
		"a co-author, in lines that end as on Windows": {func(f *house) {
			p := f.propose("new", func(c *hub.Change) {
				c.Message = "new\r\n\r\nCo-authored-by: Bo <" + itoa(f.bo.ID) + "+bo@users.noreply.github.com>\r\nmore\r\n"
			})
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bo is by somebody who is told to have written a part of it"},
		"a co-author whom nobody knows": {func(f *house) {
			p := f.propose("new", func(c *hub.Change) { c.Message = "new\n\nCo-Authored-By: \x1b[31mX <x@\u202enowhere>" })
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, `unknown: commit HEAD names "x@nowhere" as an author, who has no account that the forge knows, so anybody could be; tell whose address it is in project.hcl: person "LOGIN" { email = … }`},
		"an author whom nobody knows": {func(f *house) {
			p := f.propose("new", func(c *hub.Change) { c.Email = "x@nowhere.example" })
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, `unknown: commit HEAD names "x@nowhere.example" as an author, who has no account that the forge knows, so anybody could be; tell whose address it is in project.hcl: person "LOGIN" { email = … }`},
		"the requester": {func(f *house) {
			p := f.propose("new")
			p.Review(f.dan, approved)
			p.Merge(f.cy, hub.Squash)
		}, "dan is by the one who asks for the run"},
		"a renamed account is the same person": {func(f *house) {
			p := f.propose("new", func(c *hub.Change) { c.Pusher = f.bo })
			f.hub.Rename(f.bo, "bobby")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bobby is by somebody who pushed to it"},
		"one person twice": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
		}, "bo yes"},
		"a stale review": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			f.repo.Commit(hub.Change{Author: f.ada, Branch: "topic", Files: map[string]string{runbook: "newer"}})
			p.Merge(f.cy, hub.Squash)
		}, "bo is of commit OLD, and what was merged is HEAD"},
		"a stale review of the same plan": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			f.repo.Commit(hub.Change{Author: f.ada, Branch: "topic", Files: map[string]string{"README.md": "more"}})
			p.Merge(f.cy, hub.Squash)
		}, "bo is of commit OLD, and what was merged is HEAD"},
		"a no": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Review(f.cy, changes)
			p.Merge(f.cy, hub.Squash)
		}, "bo yes\ncy no"},
		"a no of an older commit stands": {func(f *house) {
			p := f.propose("new")
			p.Review(f.cy, changes)
			f.repo.Commit(hub.Change{Author: f.ada, Branch: "topic", Files: map[string]string{runbook: "newer"}})
			p.Review(f.cy, hub.Commented)
			p.Merge(f.cy, hub.Squash)
		}, "cy no"},
		"a yes, and then a no": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Review(f.bo, changes)
			p.Merge(f.cy, hub.Squash)
		}, "bo no"},
		"a yes, and then a comment": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Review(f.bo, hub.Commented)
			p.Merge(f.cy, hub.Squash)
		}, "bo yes"},
		"dismissed": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved).Dismiss()
			p.Merge(f.cy, hub.Squash)
		}, "bo was dismissed"},
		"a no that was dismissed brings no yes back": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Review(f.bo, changes).Dismiss()
			p.Merge(f.cy, hub.Squash)
		}, "bo was dismissed"},
		"a program": {func(f *house) {
			p := f.propose("new")
			p.Review(f.hub.Person("helper[bot]"), approved)
			p.Merge(f.cy, hub.Squash)
		}, "helper[bot] is by a program"},
		"an account that is gone": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved).Gone()
			p.Merge(f.cy, hub.Squash)
		}, " is by an account that is gone"},
		"the base went on, so that what was reviewed is not what runs": {func(f *house) {
			p := f.propose("", func(c *hub.Change) { c.Files = map[string]string{"README.md": "more"} })
			p.Review(f.bo, approved)
			q := f.repo.Commit(hub.Change{Author: f.ada, Branch: "topic2", Files: map[string]string{runbook: "new"}})
			_ = q
			other := f.repo.Pull(f.ada, "topic2")
			p.Merge(f.cy, hub.Squash)
			other.Merge(f.cy, hub.Squash)
		}, ""},
		"the pushes are forgotten": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
			f.repo.ForgetPushes()
		}, "unknown: the forge does not remember who pushed all of pull request 1"},
		"a shallow clone": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Squash)
			f.shallow = 1
		}, "unknown: the history of main is not whole here, so nobody can see what brought the plan; fetch all of it (fetch-depth: 0)"},
		"a commit that was merged, and is not the merge": {func(f *house) {
			p := f.propose("new")
			p.Review(f.bo, approved)
			f.commit = p.Head()
			p.Merge(f.cy, hub.MergeCommit)
		}, "unknown: commit HEAD40 is not on the first-parent line of main"},
		"a merge that comes after what runs": {func(f *house) {
			f.commit = f.repo.Commit(hub.Change{Author: f.ada, Files: map[string]string{runbook: "new"}})
			p := f.propose("newest")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.MergeCommit)
		}, ""},
		"into another branch first": {func(f *house) {
			f.repo.Commit(hub.Change{Author: f.ada, Branch: "release", Files: map[string]string{"x": "x"}})
			p := f.propose("new")
			p.Review(f.bo, approved)
			p.Merge(f.cy, hub.Rebase)
		}, "bo yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newHouse(t)
			c.do(f)
			r, err := f.ask()
			if err != nil {
				t.Fatal(err)
			}
			got := told(r)
			if len(r.Head) == 40 {
				got = strings.ReplaceAll(got, r.Head[:12], "HEAD")
			}
			for _, q := range f.heads() {
				got = strings.ReplaceAll(strings.ReplaceAll(got, q, "HEAD40"), q[:12], "OLD")
			}
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s\n%+v", got, c.want, *r)
			}
			if n := f.hub.Count(""); n > 4 {
				t.Errorf("it took %d requests", n)
			}
			for _, s := range r.Said {
				if s.Commit != r.Head || r.Pull != 1 {
					t.Errorf("a review of %s counts for pull request %d", s.Commit, r.Pull)
				}
			}
		})
	}
}

// propose2 pushes once more to the topic.
func (f *house) propose2(text string) {
	f.repo.Commit(hub.Change{Author: f.ada, Branch: f.branch, Files: map[string]string{runbook: text}})
}

// heads are all commits that there are.
func (f *house) heads() []string {
	out, err := exec.Command("git", "-C", f.repo.Dir, "rev-list", "--all").Output()
	if err != nil {
		f.t.Fatal(err)
	}
	return strings.Fields(string(out))
}

// TestReviewedFork: who pushed to a fork is asked of the fork, and unknown where the token may not see it.
func TestReviewedFork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		private bool
		want    string
	}{"public": {false, "cy yes\nbo is by somebody who pushed to it"}, "private": {true, ""}} {
		f := newHouse(t)
		fork := f.hub.Repository("ada/app")
		fork.Commit(hub.Change{Author: f.ada, Files: map[string]string{"README.md": "read me", runbook: "old"}})
		fork.Commit(hub.Change{Author: f.ada, Pusher: f.bo, Branch: "topic", Files: map[string]string{runbook: "new"}})
		p := f.repo.PullFrom(fork, f.ada, "topic")
		p.Review(f.bo, hub.Approved)
		p.Review(f.cy, hub.Approved)
		p.Merge(f.cy, hub.Squash)
		if c.private {
			fork.Private()
		}
		r, err := f.ask()
		if c.private {
			if !errors.Is(err, forge.ErrUnseen) || len(r.Said) > 0 {
				t.Errorf("%s: %v, %v", name, err, told(r))
			}
			continue
		}
		if err != nil || told(r) != c.want {
			t.Errorf("%s: %v\n%s", name, err, told(r))
		}
	}
}

// TestReviewedFaults: whatever goes wrong with one of the requests, nothing counts.
func TestReviewedFaults(t *testing.T) {
	t.Parallel()
	operations := []string{
		"GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
		"GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", "GET /repos/{owner}/{repo}/activity",
	}
	for _, operation := range operations {
		for name, fault := range map[string]hub.Fault{
			"403": hub.Status(403), "404": hub.Status(404), "not JSON": hub.Replaced(200, "{}"), "nothing in it": hub.Replaced(200, `[{}]`),
			"null": hub.Replaced(200, `[null]`), "a later time": hub.TryLater(429, "9999"),
		} {
			t.Run(operation+", "+name, func(t *testing.T) {
				t.Parallel()
				f := newHouse(t)
				p := f.propose("new")
				p.Review(f.bo, hub.Approved)
				p.Merge(f.cy, hub.Squash)
				f.hub.Fault(operation, fault)
				r, err := f.ask()
				if r == nil || len(r.Said) > 0 {
					t.Fatalf("with %v: %v", err, told(r))
				}
				if err == nil && r.Unknown == "" && (operation != operations[0] || name != "nothing in it") {
					t.Error("nobody was told")
				}
			})
		}
	}
}

package forge_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/internal/hub"
)

const (
	createCheck   = "POST /repos/{owner}/{repo}/check-runs"
	editCheck     = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}"
	listChecks    = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs"
	createComment = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments"
	editComment   = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}"
	listComments  = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments"
	createReview  = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews"
	commitPulls   = "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls"
	comparison    = "GET /repos/{owner}/{repo}/compare/{basehead}"
)

// pullAt is a repository with an open pull request, and the board of its robot.
func pullAt(t *testing.T) (*hub.Hub, *hub.Repository, *hub.Pull, forge.Board) {
	t.Helper()
	h := hub.Start(t)
	r, ada := h.Repository("acme/app"), h.Person("ada")
	r.Commit(hub.Change{Author: ada, Files: map[string]string{"a": "1"}})
	r.Commit(hub.Change{Author: ada, Branch: "more", Files: map[string]string{"a": "2"}})
	p := r.Pull(ada, "more")
	return h, r, p, forge.Board{Client: open(t, h, h.JobToken(r, "contents:read", "checks:write", "pull_requests:write")), Repository: "acme/app", Author: forge.UsualAuthor}
}

// writeFaults is what may go wrong with a request that writes, and what becomes of it.
var writeFaults = map[string]struct {
	faults []hub.Fault
	kind   error
	want   string
}{
	"nothing":              {},
	"500":                  {faults: []hub.Fault{hub.Status(500)}},
	"502 after it landed":  {faults: []hub.Fault{hub.Landed(502)}},
	"hung up, and landed":  {faults: []hub.Fault{hub.Lost()}},
	"half an answer":       {faults: []hub.Fault{hub.Truncated()}},
	"429 with Retry-After": {faults: []hub.Fault{hub.TryLater(429, "5")}},
	"429 for too long":     {faults: []hub.Fault{hub.TryLater(429, "7200")}, kind: forge.ErrLater, want: "wants no more requests before"},
	"no request left":      {faults: []hub.Fault{hub.Exhausted(newClock().at.Add(20 * time.Second))}},
	"403, a fork's token":  {faults: []hub.Fault{hub.Replaced(403, `{"message":"Resource not accessible by integration"}`)}, kind: forge.ErrUnseen, want: "it takes the permission"},
	"404":                  {faults: []hub.Fault{hub.Replaced(404, `{"message":"Not Found"}`)}, kind: forge.ErrUnseen, want: "not there, or the token may not see it"},
	"422":                  {faults: []hub.Fault{hub.Replaced(422, `{"message":"Validation Failed"}`)}, kind: forge.ErrRefused, want: "Validation Failed"},
	"no JSON":              {faults: []hub.Fault{hub.Landed(200)}},
	"500 always":           {faults: []hub.Fault{hub.Status(500), hub.Status(500), hub.Status(500), hub.Status(500)}, kind: forge.ErrBroken, want: "status 500"},
}

// eachFault runs do with each fault of one operation. done looks at what is there, after a repetition where the
// first try ended with an error: whoever runs a job again must not tell twice.
func eachFault(t *testing.T, operation string, before, do func(forge.Board, *hub.Pull) error, done func(*testing.T, *hub.Repository, *hub.Pull)) {
	for name, f := range writeFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, r, p, b := pullAt(t)
			if before != nil {
				if err := before(b, p); err != nil {
					t.Fatal(err)
				}
			}
			h.Fault(operation, f.faults...)
			err := do(b, p)
			if (err == nil) != (f.kind == nil) || err != nil && (!errors.Is(err, f.kind) || !strings.Contains(err.Error(), f.want)) {
				t.Errorf("%v, want %v: %q", err, f.kind, f.want)
			}
			if err != nil {
				b.Client = open(t, h, h.JobToken(r, "contents:read", "checks:write", "pull_requests:write")) // a new job, which waits for nobody
				if err := do(b, p); err != nil {
					t.Fatalf("again: %v", err)
				}
			}
			done(t, r, p)
		})
	}
}

func annotations(n int) []forge.Annotation {
	var all []forge.Annotation
	for i := range n {
		all = append(all, forge.Annotation{Path: "a", Start: i + 1, End: i + 1, Level: "notice", Title: "t", Message: fmt.Sprintf("no %d", i)})
	}
	return all
}

func checkOf(p *hub.Pull, title string) forge.Check {
	return forge.Check{Name: "Attestary", External: "attestary/pull/1", Head: p.Head(), Title: title, Text: "Text.", Passed: true, Annotations: annotations(120)}
}

// oneCheck holds that there is one check run with each annotation once, in their order.
func oneCheck(t *testing.T, r *hub.Repository, p *hub.Pull, title string) {
	t.Helper()
	runs := r.CheckRuns(p.Head())
	if len(runs) != 1 || runs[0].Status != "completed" || runs[0].Conclusion != "success" || runs[0].Title != title {
		t.Fatalf("check runs: %+v", runs)
	}
	for i, a := range runs[0].Annotations {
		if a.Message != fmt.Sprintf("no %d", i) {
			t.Fatalf("annotation %d is %q", i, a.Message)
		}
	}
	if n := len(runs[0].Annotations); n != 120 {
		t.Errorf("%d annotations", n)
	}
}

func TestCheckIsCreatedOnce(t *testing.T) {
	t.Parallel()
	eachFault(t, createCheck, nil, func(b forge.Board, p *hub.Pull) error { return b.Check(t.Context(), checkOf(p, "first")) },
		func(t *testing.T, r *hub.Repository, p *hub.Pull) { oneCheck(t, r, p, "first") })
}

func TestCheckIsFilledOnce(t *testing.T) {
	t.Parallel()
	eachFault(t, editCheck, nil, func(b forge.Board, p *hub.Pull) error { return b.Check(t.Context(), checkOf(p, "first")) },
		func(t *testing.T, r *hub.Repository, p *hub.Pull) { oneCheck(t, r, p, "first") })
}

// The same commit may be told something else later, as on another day: its annotations are not told again.
func TestCheckIsChanged(t *testing.T) {
	t.Parallel()
	eachFault(t, editCheck, func(b forge.Board, p *hub.Pull) error {
		k := checkOf(p, "first")
		return b.Check(t.Context(), k)
	}, func(b forge.Board, p *hub.Pull) error { return b.Check(t.Context(), checkOf(p, "second")) },
		func(t *testing.T, r *hub.Repository, p *hub.Pull) { oneCheck(t, r, p, "second") })
}

// TestCheckThatCouldNotLook: a check run that told that nothing could be looked at is told what was found.
func TestCheckThatCouldNotLook(t *testing.T) {
	t.Parallel()
	_, r, p, b := pullAt(t)
	unread := checkOf(p, "unread")
	unread.Passed, unread.Annotations = false, nil
	for _, k := range []forge.Check{unread, checkOf(p, "read"), checkOf(p, "read")} {
		if err := b.Check(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	oneCheck(t, r, p, "read")
}

const marked = "<!-- ours -->\n"

func TestCommentIsCreatedOnce(t *testing.T) {
	t.Parallel()
	eachFault(t, createComment, nil, func(b forge.Board, p *hub.Pull) error {
		return b.Comment(t.Context(), p.Number, marked+"first", forge.Always)
	}, func(t *testing.T, r *hub.Repository, p *hub.Pull) {
		if all := r.Comments(p.Number); len(all) != 1 || all[0].Body != marked+"first" {
			t.Errorf("comments: %v", all)
		}
	})
}

func TestCommentIsEditedInPlace(t *testing.T) {
	t.Parallel()
	eachFault(t, editComment, func(b forge.Board, p *hub.Pull) error {
		return b.Comment(t.Context(), p.Number, marked+"first", forge.Always)
	}, func(b forge.Board, p *hub.Pull) error {
		return b.Comment(t.Context(), p.Number, marked+"second", forge.IfThere)
	}, func(t *testing.T, r *hub.Repository, p *hub.Pull) {
		if all := r.Comments(p.Number); len(all) != 1 || all[0].Body != marked+"second" {
			t.Errorf("comments: %v", all)
		}
	})
}

func keysIn(text string) []string {
	_, key, ok := strings.Cut(text, "key ")
	if !ok {
		return nil
	}
	return []string{key}
}

func TestSuggestionsAreToldOnce(t *testing.T) {
	t.Parallel()
	list := []forge.Suggestion{{Path: "a", Start: 1, End: 1, Body: "key one", Key: "one"}, {Path: "a", Start: 2, End: 4, Body: "key two", Key: "two"}}
	eachFault(t, createReview, nil, func(b forge.Board, p *hub.Pull) error {
		return b.Suggest(t.Context(), forge.Pull{Number: p.Number, Head: p.Head()}, list, keysIn)
	}, func(t *testing.T, _ *hub.Repository, p *hub.Pull) {
		if all := p.Comments(); len(all) != 2 || all[0].Line != 1 || all[1].Line != 4 {
			t.Errorf("suggestions: %v", all)
		}
	})
}

// TestCommentOfOthers: a marker can be copied; only what our own login wrote is ours.
func TestCommentOfOthers(t *testing.T) {
	t.Parallel()
	h, r, p, b := pullAt(t)
	for _, who := range []string{"eve", "github-actions"} {
		r.Comment(p.Number, h.Person(who), marked+"a copy")
	}
	if err := b.Comment(t.Context(), p.Number, marked+"ours", forge.IfThere); err != nil || len(r.Comments(p.Number)) != 2 {
		t.Fatalf("%v, %v", err, r.Comments(p.Number))
	}
	for _, text := range []string{"first", "second", "second"} {
		if err := b.Comment(t.Context(), p.Number, marked+text, forge.Always); err != nil {
			t.Fatal(err)
		}
	}
	all := r.Comments(p.Number)
	if len(all) != 3 || all[0].Edited || all[1].Edited || all[2].Body != marked+"second" || h.Count(editComment) != 1 {
		t.Errorf("comments: %v", all)
	}
}

// TestPulls: a pull request is told only while it is open and at the very commit.
func TestPulls(t *testing.T) {
	t.Parallel()
	h, r, p, b := pullAt(t)
	head := p.Head()
	event := forge.FinishedEvent{Repository: "acme/app", Head: head, HeadOwner: "acme", HeadBranch: "more"}
	numbers := func() (all []int) {
		pulls, err := b.Pulls(t.Context(), event)
		if err != nil {
			t.Error(err)
		}
		for _, p := range pulls {
			all = append(all, p.Number)
		}
		return all
	}
	if got := numbers(); !slices.Equal(got, []int{p.Number}) {
		t.Errorf("at the commit: %v", got)
	}
	h.Fault(commitPulls, hub.Replaced(200, `[]`)) // as GitHub says of many a commit in a fork
	if got := numbers(); !slices.Equal(got, []int{p.Number}) {
		t.Errorf("by its branch: %v", got)
	}
	h.Fault(commitPulls, hub.Replaced(422, `{"message":"No commit found for SHA"}`))
	if got := numbers(); !slices.Equal(got, []int{p.Number}) {
		t.Errorf("by its branch, after a refusal: %v", got)
	}
	h.Fault(commitPulls, hub.Replaced(200, `[{"number":9,"state":"open","head":{"sha":"`+head+`"},"base":{"sha":"`+head+`","repo":{"full_name":"eve/app"}}}]`))
	if got := numbers(); !slices.Equal(got, []int{p.Number}) {
		t.Errorf("of another repository: %v", got)
	}
	r.Commit(hub.Change{Author: h.Person("ada"), Branch: "more", Files: map[string]string{"a": "3"}})
	if got := numbers(); got != nil {
		t.Errorf("it has gone on: %v", got)
	}
	if current, err := b.Current(t.Context(), forge.Pull{Number: p.Number, Head: head}); current || err != nil {
		t.Errorf("current: %t, %v", current, err)
	}
}

// TestFork: what came to the branch since is no part of the pull request.
func TestFork(t *testing.T) {
	t.Parallel()
	h, r, p, b := pullAt(t)
	began := r.Branch("main")
	now := r.Commit(hub.Change{Author: h.Person("ada"), Files: map[string]string{"b": "1"}})
	if fork, err := b.Fork(t.Context(), forge.Pull{Number: p.Number, Head: p.Head(), Base: now}); fork != began || err != nil {
		t.Errorf("%s, %v; want %s", fork, err, began)
	}
	h.Fault(comparison, hub.Replaced(200, `{"merge_base_commit":{"sha":"../../x"}}`))
	if _, err := b.Fork(t.Context(), forge.Pull{Number: p.Number, Head: p.Head(), Base: now}); !errors.Is(err, forge.ErrUnread) {
		t.Errorf("a commit that is none: %v", err)
	}
}

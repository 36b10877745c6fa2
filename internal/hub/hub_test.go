package hub_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/internal/hub"
)

// client is go-github's, with a token.
func client(t *testing.T, h *hub.Hub, token string) *github.Client {
	t.Helper()
	c := github.NewClient(h.Client()).WithAuthToken(token)
	base, err := url.Parse(h.API + "/")
	if err != nil {
		t.Fatal(err)
	}
	c.BaseURL = base
	return c
}

func must[T any](t *testing.T) func(T, *github.Response, error) T {
	return func(v T, _ *github.Response, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// status is that of the answer behind an error.
func status(err error) int {
	var refusal *github.ErrorResponse
	if errors.As(err, &refusal) {
		return refusal.Response.StatusCode
	}
	return 0
}

// TestPullRequest takes a pull request from the first commit to the merge, and reads all of it.
func TestPullRequest(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	h := hub.Start(t)
	ada, bo := h.Person("ada"), h.Person("bo")
	r := h.Repository("acme/app")
	r.Commit(hub.Change{Author: ada, Files: map[string]string{"README.md": "hello", "runbooks/a.hcl": "a"}})
	head := r.Commit(hub.Change{Author: ada, Pusher: bo, Branch: "topic", Files: map[string]string{"runbooks/a.hcl": "b"}})
	p := r.Pull(ada, "topic")
	p.Review(bo, hub.Approved)
	c := client(t, h, h.JobToken(r, "contents:read", "pull_requests:write", "checks:write", "issues:write", "actions:read"))
	ctx := t.Context()

	got := must[*github.PullRequest](t)(c.PullRequests.Get(ctx, "acme", "app", p.Number))
	if got.GetHead().GetSHA() != head || got.GetUser().GetID() != ada.ID || got.GetMerged() {
		t.Errorf("the pull request is at %s, by %d", got.GetHead().GetSHA(), got.GetUser().GetID())
	}
	said := must[[]*github.PullRequestReview](t)(c.PullRequests.ListReviews(ctx, "acme", "app", p.Number, nil))
	if len(said) != 1 || said[0].GetState() != "APPROVED" || said[0].GetCommitID() != head || said[0].GetUser().GetID() != bo.ID {
		t.Errorf("the reviews are %v", said)
	}
	if files := must[[]*github.CommitFile](t)(c.PullRequests.ListFiles(ctx, "acme", "app", p.Number, nil)); len(files) != 1 || files[0].GetFilename() != "runbooks/a.hcl" {
		t.Errorf("the files are %v", files)
	}
	must[*github.IssueComment](t)(c.Issues.CreateComment(ctx, "acme", "app", p.Number, &github.IssueComment{Body: github.String("hello")}))
	must[*github.CheckRun](t)(c.Checks.CreateCheckRun(ctx, "acme", "app", github.CreateCheckRunOptions{Name: "Attestary", HeadSHA: head, Status: github.String("in_progress")}))
	if m := r.Comments(p.Number); len(m) != 1 || m[0].Body != "hello" {
		t.Errorf("the comments are %v", m)
	}
	merged := p.Merge(bo, hub.Squash)
	of := must[[]*github.PullRequest](t)(c.PullRequests.ListPullRequestsWithCommit(ctx, "acme", "app", merged, nil))
	if len(of) != 1 || of[0].GetMergeCommitSHA() != merged || of[0].GetMergedAt().IsZero() {
		t.Errorf("of the merge's commit are %v", of)
	}
	commits := must[[]*github.RepositoryCommit](t)(c.PullRequests.ListCommits(ctx, "acme", "app", p.Number, nil))
	if len(commits) != 1 || commits[0].GetAuthor().GetID() != ada.ID {
		t.Errorf("the commits are %v", commits)
	}
	if n := h.Count("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews"); n != 1 {
		t.Errorf("reviews were asked for %d times", n)
	}
}

// TestRead asks each operation that only reads for what it has, so that every answer is judged.
func TestRead(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	h := hub.Start(t)
	ada, bo := h.Person("ada"), h.Person("bo")
	team := h.Org("acme").Team("security", ada, bo)
	r := h.Repository("acme/app")
	first := r.Commit(hub.Change{Author: ada, Files: map[string]string{"a/b.txt": "b"}})
	r.Commit(hub.Change{Author: ada, Branch: "topic", Files: map[string]string{"c.txt": "c"}})
	p := r.Pull(ada, "topic")
	review := p.Review(bo, hub.Approved)
	review.Dismiss()
	i := r.Issue(ada, "t", "b", "label")
	m := r.Comment(i.Number, bo, "hm")
	run := r.Run(ada, hub.Run{Workflow: ".github/workflows/attestary-a.yml", Event: "workflow_dispatch", Branch: "main", Head: first, Status: "completed", Conclusion: "success", Pulls: []*hub.Pull{p}})
	run.Jobs(hub.Job{Name: "gates", Status: "completed", Conclusion: "success"})
	e := r.Environment("production")
	e.Custom, e.Branches = true, []hub.Branch{{ID: 1, Name: "main", Type: "branch"}}
	set := r.Ruleset(hub.Ruleset{Name: "evidence", State: "active", Include: []string{"~DEFAULT_BRANCH"}, Rules: []hub.Rule{{Type: "deletion"}, {Type: "non_fast_forward"}}, Bypass: []hub.Bypass{{ID: 1, Type: "OrganizationAdmin", Mode: "always"}}})
	r.AddCheckRun(hub.CheckRun{Name: "other", Head: first, Status: "completed", Conclusion: "success", Annotations: []hub.Annotation{{Path: "a", StartLine: 1, EndLine: 1, Level: "notice", Message: "m"}}})
	check := r.CheckRuns(first)[0]
	token := h.PersonToken(ada, "*:admin")
	repo := "/repos/acme/app"
	for _, path := range []string{
		"/user", "/users/bo", "/user/" + itoa(bo.ID), "/orgs/acme", "/orgs/acme/teams", "/orgs/acme/teams/security", "/orgs/acme/teams/security/members",
		"/orgs/acme/teams/security/memberships/bo", "/orgs/acme/members", repo + "/collaborators/bo/permission", repo, repo + "/activity",
		repo + "/branches/main", repo + "/git/ref/heads/main", repo + "/git/matching-refs/heads/", repo + "/git/commits/" + first, repo + "/commits/main",
		repo + "/commits", repo + "/pulls", repo + "/pulls/1", repo + "/pulls/1/commits", repo + "/pulls/1/files", repo + "/commits/" + first + "/pulls",
		repo + "/pulls/1/reviews", repo + "/pulls/1/comments", repo + "/issues", repo + "/issues?labels=label&state=all", repo + "/issues/2",
		repo + "/issues/2/comments", repo + "/issues/comments/" + itoa(m), repo + "/commits/main/check-runs", repo + "/check-runs/" + itoa(check.ID),
		repo + "/check-runs/" + itoa(check.ID) + "/annotations", repo + "/actions/runs", repo + "/actions/runs/" + itoa(run.ID),
		repo + "/actions/runs/" + itoa(run.ID) + "/attempts/1", repo + "/actions/runs/" + itoa(run.ID) + "/jobs", repo + "/actions/runs/" + itoa(run.ID) + "/attempts/1/jobs",
		repo + "/environments", repo + "/environments/production", repo + "/environments/production/deployment-branch-policies", repo + "/rulesets",
		repo + "/rulesets/" + itoa(set.ID), repo + "/rules/branches/main",
	} {
		code, body := get(t, h, token, path)
		if code != 200 {
			t.Errorf("%s: status %d\n%s", path, code, body)
		}
		// What nobody changed is the same a minute later, or a list would never stay while it is read.
		h.Clock(func() time.Time { return time.Now().Add(time.Minute) })
		if _, again := get(t, h, token, path); again != body {
			t.Errorf("%s: it was\n%s\nand is\n%s", path, body, again)
		}
		h.Clock(time.Now)
	}
	if team.ID == 0 {
		t.Error("the team has no number")
	}
}

func itoa(n int64) string { return github.Stringify(n) }

func get(t *testing.T, h *hub.Hub, token, path string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.API+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("User-Agent", "test")
	answer, err := h.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// TestGitData makes a commit of its own through the interface, and reads it over git's protocol.
func TestGitData(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	h := hub.StartTLS(t)
	ada := h.Person("ada")
	r := h.Repository("acme/app")
	first := r.Commit(hub.Change{Author: ada, Files: map[string]string{"a/b.txt": "b", "a.txt": "a"}})
	c := client(t, h, h.JobToken(r, "contents:write"))
	ctx := t.Context()
	blob := must[*github.Blob](t)(c.Git.CreateBlob(ctx, "acme", "app", &github.Blob{Content: github.String("aGVsbG8="), Encoding: github.String("base64")}))
	tree := must[*github.Tree](t)(c.Git.CreateTree(ctx, "acme", "app", first, []*github.TreeEntry{{Path: github.String("a/c.txt"), Mode: github.String("100644"), Type: github.String("blob"), SHA: blob.SHA}}))
	commit := must[*github.Commit](t)(c.Git.CreateCommit(ctx, "acme", "app", &github.Commit{Message: github.String("more"), Tree: tree, Parents: []*github.Commit{{SHA: &first}}}, nil))
	ref := &github.Reference{Ref: github.String("refs/heads/main"), Object: &github.GitObject{SHA: commit.SHA}}
	must[*github.Reference](t)(c.Git.UpdateRef(ctx, "acme", "app", ref, false))
	if text, err := r.File(commit.GetSHA(), "a/c.txt"); text != "hello" || err != nil {
		t.Errorf("the file is %q, %v", text, err)
	}
	ref.Object.SHA = &first
	if _, _, err := c.Git.UpdateRef(ctx, "acme", "app", ref, false); status(err) != 422 {
		t.Errorf("backwards: %v", err)
	}
	if out, err := exec.Command("git", "-C", r.Dir, "fsck", "--strict").CombinedOutput(); err != nil {
		t.Errorf("git fsck: %v\n%s", err, out)
	}
}

// TestOverGit clones, and pushes with a token; who has none may not.
func TestOverGit(t *testing.T) {
	t.Parallel()
	h := hub.Start(t)
	ada := h.Person("ada")
	r := h.Repository("acme/app")
	r.Commit(hub.Change{Author: ada, Files: map[string]string{"a.txt": "a"}})
	work := filepath.Join(t.TempDir(), "work")
	git := func(args ...string) (string, error) {
		out, err := exec.Command("git", append([]string{"-c", "credential.helper=", "-c", "user.name=x", "-c", "user.email=x@example.org"}, args...)...).CombinedOutput()
		return string(out), err
	}
	if out, err := git("clone", "--quiet", h.URL+"/acme/app", work); err != nil {
		t.Fatalf("clone: %v\n%s", err, out)
	}
	if out, err := git("-C", work, "commit", "--quiet", "--allow-empty", "-m", "x"); err != nil {
		t.Fatalf("commit: %v\n%s", err, out)
	}
	host := strings.TrimPrefix(h.URL, "http://")
	for name, c := range map[string]struct {
		token string
		ok    bool
	}{"reads": {h.JobToken(r, "contents:read"), false}, "writes": {h.JobToken(r, "contents:write"), true}} {
		out, err := git("-C", work, "push", "--quiet", "http://x:"+c.token+"@"+host+"/acme/app", "HEAD:main")
		if (err == nil) != c.ok {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// TestTokens: what a token may not see is answered as GitHub answers it.
func TestTokens(t *testing.T) {
	t.Parallel()
	h := hub.Start(t)
	ada := h.Person("ada")
	org := h.Org("acme")
	org.Team("security", ada)
	r, other := h.Repository("acme/app"), h.Repository("acme/secret")
	r.Commit(hub.Change{Author: ada, Files: map[string]string{"a.txt": "a"}})
	other.Private()
	job := h.JobToken(r, "contents:read")
	for name, c := range map[string]struct {
		token, path string
		want        int
	}{
		"no token":                    {"", "/repos/acme/app", 401},
		"a wrong one":                 {"ghs_x", "/repos/acme/app", 401},
		"its repository":              {job, "/repos/acme/app", 200},
		"another, private":            {job, "/repos/acme/secret", 404},
		"nothing there":               {job, "/repos/acme/nothing", 404},
		"a job reads no teams":        {job, "/orgs/acme/teams/security/members", 403},
		"a permission that it lacks":  {job, "/repos/acme/app/pulls", 403},
		"a person with members:read":  {h.PersonToken(ada, "members:read"), "/orgs/acme/teams/security/members", 200},
		"a team that is not there":    {h.PersonToken(ada, "members:read"), "/orgs/acme/teams/none/members", 404},
		"an app's own word, for that": {job, "/app", 401},
	} {
		if got, body := get(t, h, c.token, c.path); got != c.want {
			t.Errorf("%s: status %d, want %d\n%s", name, got, c.want, body)
		}
	}
}

// TestPages reads a list page by page, and again with its ETag.
func TestPages(t *testing.T) {
	t.Parallel()
	h := hub.Start(t)
	ada := h.Person("ada")
	r := h.Repository("acme/app")
	for range 7 {
		r.Issue(ada, "t", "b")
	}
	c := client(t, h, h.JobToken(r, "issues:read"))
	options, seen, pages := &github.IssueListByRepoOptions{ListOptions: github.ListOptions{PerPage: 3}}, 0, 0
	for {
		page, response, err := c.Issues.ListByRepo(t.Context(), "acme", "app", options)
		if err != nil {
			t.Fatal(err)
		}
		seen, pages = seen+len(page), pages+1
		if options.Page = response.NextPage; options.Page == 0 {
			break
		}
	}
	if seen != 7 || pages != 3 {
		t.Errorf("%d issues on %d pages, want 7 on 3", seen, pages)
	}
}

// TestFaults orders each fault once.
func TestFaults(t *testing.T) {
	t.Parallel()
	h := hub.Start(t)
	r := h.Repository("acme/app")
	c := client(t, h, h.JobToken(r, "issues:write"))
	ctx := t.Context()
	h.Fault("POST /repos/{owner}/{repo}/issues", hub.Landed(502), hub.Lost(), hub.Status(500), hub.TryLater(403, "7"), hub.Slow(time.Millisecond))
	want := []int{1, 2, 2, 2, 3}
	for i, n := range want {
		_, _, err := c.Issues.Create(ctx, "acme", "app", &github.IssueRequest{Title: github.String("t")})
		if (err == nil) != (i == 4) {
			t.Errorf("%d: %v", i, err)
		}
		var secondary *github.AbuseRateLimitError
		if i == 3 {
			if !errors.As(err, &secondary) || secondary.GetRetryAfter() != 7*time.Second {
				t.Errorf("%d: %v is no secondary limit of 7s", i, err)
			}
			c = client(t, h, h.JobToken(r, "issues:write")) // which waits by itself otherwise
		}
		if len(r.Issues()) != n {
			t.Errorf("%d: there are %d issues, want %d", i, len(r.Issues()), n)
		}
	}
	h.Fault("GET /repos/{owner}/{repo}/issues", hub.Truncated(), hub.Replaced(200, "{"))
	for range 2 {
		if _, _, err := c.Issues.ListByRepo(ctx, "acme", "app", nil); err == nil {
			t.Error("a spoiled answer was read")
		}
	}
}

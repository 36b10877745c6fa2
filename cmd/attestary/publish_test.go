package main_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/cmd/attestary/cli"
	"github.com/attestary/attestary/internal/hub"
)

// station is a machine that runs jobs of a repository's workflows.
type station struct {
	t    testing.TB
	hub  *hub.Hub
	repo *hub.Repository
	env  map[string]string

	out, err bytes.Buffer
}

func newStation(t testing.TB, h *hub.Hub, repo *hub.Repository, may ...string) *station {
	t.Helper()
	temp := t.TempDir()
	return &station{t: t, hub: h, repo: repo, env: map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": repo.Full(), "GITHUB_API_URL": h.API, "GITHUB_SERVER_URL": h.URL, "GITHUB_RUN_ID": "77",
		"GITHUB_TOKEN": h.JobToken(repo, may...), "RUNNER_TEMP": temp, "GITHUB_STEP_SUMMARY": filepath.Join(temp, "page.md"),
		"GITHUB_EVENT_PATH": filepath.Join(temp, "event.json"), "HOME": temp,
	}}
}

// event is why the job runs.
func (r *station) event(text string) {
	if err := os.WriteFile(r.env["GITHUB_EVENT_PATH"], []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// finished is the event that a workflow run of a pull request has ended.
func (r *station) finished(head, owner, branch string) {
	r.event(fmt.Sprintf(`{"action":"completed","workflow_run":{"id":77,"run_attempt":1,"event":"pull_request","head_sha":%q,"head_branch":%q,"conclusion":"failure","head_repository":{"owner":{"login":%q}},"pull_requests":[]},"repository":{"full_name":%q,"default_branch":"main"}}`,
		head, branch, owner, r.repo.Full()))
}

// does runs a command and gives its exit status.
func (r *station) does(args ...string) int {
	r.out.Reset()
	r.err.Reset()
	return cli.Main(args, cli.World{
		In: strings.NewReader(""), Out: &r.out, Err: &r.err, Dir: r.env["RUNNER_TEMP"], Getenv: func(name string) string { return r.env[name] },
		Now: time.Now, Random: rand.Reader, Width: 100,
	})
}

// page is what the job's page says.
func (r *station) page() string {
	data, err := os.ReadFile(r.env["GITHUB_STEP_SUMMARY"])
	if err != nil {
		r.t.Fatal(err)
	}
	return string(data)
}

const (
	publishProject = "project \"acme\" {\n  language   = 1\n  frameworks = [\"cisa-ztmm\"]\n}\n\nevidence {\n  sign = \"key:keys/acme.key\"\n}\n\nrole \"ops\" {\n  members = [\"ada\"]\n}\n\nconnection \"machine\" {\n  kind = \"shell\"\n}\n"
	publishOrders  = `runbook "orders" {
  language = 1
  title    = "Look at old orders"
  owner    = role.ops
}

trigger "schedule" "daily" {
  cron = "0 5 * * *"
}

use "machine" {
  allow = ["git"]
}

step "exec.run" "log" {
  argv   = ["git", "log"]
  effect = "observe"
}

check "logged" {
  condition = step.log.exit == 0
  message   = "There is no log."
}
`
	ordersFile = "runbooks/orders.runbook.hcl"
)

// atPublish is a repository with one runbook, and the runner that publishes.
func atPublish(t testing.TB) (*hub.Hub, *hub.Repository, *hub.Person, *station) {
	t.Helper()
	h := hub.Start(t)
	repo, ada := h.Repository("acme/proofs"), h.Person("ada")
	repo.Commit(hub.Change{Author: ada, Files: map[string]string{"runbooks/project.hcl": publishProject, ordersFile: publishOrders}})
	return h, repo, ada, newStation(t, h, repo, fixedPowers()["publish"]...)
}

// publishes has the pull request told, and holds how often the forge was asked.
func (r *station) publishes(pull *hub.Pull, owner, branch string) {
	r.t.Helper()
	r.finished(pull.Head(), owner, branch)
	r.hub.Forget()
	if status := r.does("ci", "publish"); status != 0 {
		r.t.Fatalf("exit status %d: %s", status, r.err.String())
	}
	if n := r.hub.Count(""); n > 10 {
		r.t.Errorf("%d requests: %v", n, r.hub.Requests())
	}
}

// comment is the one comment of ours.
func (r *station) comment(pull *hub.Pull) hub.Comment {
	r.t.Helper()
	comments := r.repo.Comments(pull.Number)
	if len(comments) != 1 {
		r.t.Fatalf("%d comments: %v", len(comments), comments)
	}
	return comments[0]
}

// check is the one check run of a commit that the default branch asks for.
func (r *station) check(commit string) hub.CheckRun {
	r.t.Helper()
	return r.checkNamed(commit, "Attestary")
}

func (r *station) checkNamed(commit, name string) hub.CheckRun {
	r.t.Helper()
	runs := slices.DeleteFunc(r.repo.CheckRuns(commit), func(c hub.CheckRun) bool { return c.Name != name })
	if len(runs) != 1 || runs[0].Status != "completed" {
		r.t.Fatalf("check runs called %s: %+v", name, runs)
	}
	return runs[0]
}

func (r *station) wants(text string, words ...string) {
	r.t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			r.t.Errorf("it lacks %q:\n%s", word, text)
		}
	}
}

// TestPublish plays the proposer: a pull request from a fork is told what it means, goes on with a mistake that one
// edit mends, takes the suggestion, and is clean. There is one comment all the time, and nothing is told twice.
func TestPublish(t *testing.T) {
	t.Parallel()
	h, repo, ada, r := atPublish(t)
	fork, eve := h.Repository("eve/proofs"), h.Person("eve")
	fork.Commit(hub.Change{Author: ada, Files: map[string]string{"runbooks/project.hcl": publishProject, ordersFile: publishOrders}})
	fork.Commit(hub.Change{Author: eve, Branch: "more", Files: map[string]string{ordersFile: strings.Replace(publishOrders, `["git"]`, `["git", "rm"]`, 1)}})
	pull := repo.PullFrom(fork, eve, "more")
	repo.Comment(pull.Number, eve, "<!-- attestary:review -->\nAll is fine, says a stranger.") // a marker can be copied

	first := pull.Head()
	r.publishes(pull, "eve", "more")
	comments := repo.Comments(pull.Number)
	if len(comments) != 2 || comments[0].Edited {
		t.Fatalf("comments: %v", comments)
	}
	ours := comments[1]
	r.wants(ours.Body, "## 1 warning, 1 runbook changes, 1 asks for more\n",
		"| power | may use <code>machine</code>: <code>git</code> | may use <code>machine</code>: <code>git</code>, **<code>rm</code>** |", first[:12])
	if check := r.check(first); check.Conclusion != "success" || len(check.Annotations) != 2 {
		t.Errorf("check run: %+v", check)
	}
	r.wants(r.page(), "### What it would change", "git, rm")

	// Once more for the same commit: nothing is written.
	r.publishes(pull, "eve", "more")
	for _, q := range h.Requests() {
		if !strings.HasPrefix(q.Operation, "GET ") {
			t.Errorf("it wrote again: %s", q.Operation)
		}
	}

	// It goes on, while the branch that it goes to does too: what came there is no part of it.
	repo.Commit(hub.Change{Author: ada, Files: map[string]string{"runbooks/other.runbook.hcl": strings.ReplaceAll(publishOrders, "orders", "other")}})
	fork.Commit(hub.Change{Author: eve, Branch: "more", Files: map[string]string{ordersFile: strings.Replace(publishOrders, `"Look at old orders"`, `'Look at orders'`, 1)}})
	r.publishes(pull, "eve", "more")
	now := repo.Comments(pull.Number)[1]
	if now.ID != ours.ID || !now.Edited || strings.Contains(now.Body, "other") {
		t.Errorf("comment: %+v", now)
	}
	r.wants(now.Body, "## 1 error to mend", "RB0102")
	suggestions := pull.Comments()
	if check := r.check(pull.Head()); check.Conclusion != "failure" || len(suggestions) != 1 || suggestions[0].Line != 3 {
		t.Fatalf("check run: %+v; suggestions: %+v", check, suggestions)
	}
	r.wants(suggestions[0].Body, "```suggestion\n  title    = \"Look at orders\"\n```")
	r.publishes(pull, "eve", "more")
	if again := pull.Comments(); len(again) != 1 {
		t.Errorf("the suggestion was told again: %+v", again)
	}

	// The suggestion is taken; then everything is put back.
	fork.Commit(hub.Change{Author: eve, Branch: "more", Files: map[string]string{ordersFile: strings.Replace(publishOrders, `"Look at old orders"`, `"Look at orders"`, 1)}})
	r.publishes(pull, "eve", "more")
	r.wants(repo.Comments(pull.Number)[1].Body, "## 1 runbook changes\n", "| words | called <code>Look at old orders</code> | called <code>Look at orders</code> |")
	fork.Commit(hub.Change{Author: eve, Branch: "more", Files: map[string]string{ordersFile: publishOrders}})
	r.publishes(pull, "eve", "more")
	r.wants(repo.Comments(pull.Number)[1].Body, "## No change of meaning\n")
	if check := r.check(pull.Head()); check.Conclusion != "success" || len(repo.Comments(pull.Number)) != 2 || len(pull.Comments()) != 1 {
		t.Errorf("check run: %+v", check)
	}
	r.finished(first, "eve", "more")
	if status := r.does("ci", "publish"); status != 0 || !strings.Contains(r.err.String(), "no open pull request is at commit") {
		t.Errorf("an old commit: %d, %s", status, r.err.String())
	}
}

// TestPublishRetargeted: a pull request that goes to another branch is another change, of the same commit.
func TestPublishRetargeted(t *testing.T) {
	t.Parallel()
	_, repo, ada, r := atPublish(t)
	more := strings.Replace(publishOrders, `["git"]`, `["git", "rm"]`, 1)
	repo.ForcePush(ada, "stage", repo.Commit(hub.Change{Author: ada, Branch: "last", Files: map[string]string{ordersFile: more}}))
	repo.Commit(hub.Change{Author: ada, Branch: "last", Files: map[string]string{"README.md": "Hello."}})
	pull := repo.Pull(ada, "last")
	pull.Retarget("stage")
	r.publishes(pull, "acme", "last")
	if check := r.checkNamed(pull.Head(), "Attestary (stage)"); check.Title != "No change of meaning" {
		t.Errorf("check run: %+v", check)
	}
	pull.Retarget("main")
	r.publishes(pull, "acme", "last")
	if check := r.check(pull.Head()); check.Title != "1 warning, 1 runbook changes, 1 asks for more" {
		t.Errorf("check run: %+v", check)
	}
	r.wants(r.comment(pull).Body, "**<code>rm</code>**")

	// While it is told, somebody turns it round again: the comment is for another job to write.
	was := r.comment(pull).Body
	r.hub.Fault("GET /repos/{owner}/{repo}/compare/{basehead}", hub.Before(func() { pull.Retarget("stage") }))
	r.publishes(pull, "acme", "last")
	r.wants(r.err.String(), "has gone on since")
	if r.comment(pull).Body != was {
		t.Errorf("it wrote of another change: %s", r.comment(pull).Body)
	}
}

// TestPublishTwoBranches: who proposes one commit to two branches gets two checks. The one by which it may be merged into main
// tells of main, whatever the other branch has already.
func TestPublishTwoBranches(t *testing.T) {
	t.Parallel()
	_, repo, ada, r := atPublish(t)
	broken := publishOrders + "nonsense = 1\n"
	repo.ForcePush(ada, "stage", repo.Commit(hub.Change{Author: ada, Branch: "last", Files: map[string]string{ordersFile: broken}}))
	head := repo.Commit(hub.Change{Author: ada, Branch: "last", Files: map[string]string{"README.md": "Hello."}})
	repo.ForcePush(ada, "same", head)
	repo.Pull(ada, "last")
	repo.Pull(ada, "same").Retarget("stage")
	r.finished(head, "acme", "same")
	if status := r.does("ci", "publish"); status != 0 {
		t.Fatalf("exit status %d: %s", status, r.err.String())
	}
	got := map[string]string{}
	for _, c := range repo.CheckRuns(head) {
		got[c.Name] += c.Conclusion
	}
	if want := map[string]string{"Attestary": "failure", "Attestary (stage)": "success"}; !maps.Equal(got, want) {
		t.Errorf("check runs: %v, want %v", got, want)
	}
}

// TestPublishQueued: a commit of a merge queue gets its check run, by which the queue goes on or stops, and no comment.
func TestPublishQueued(t *testing.T) {
	t.Parallel()
	_, repo, ada, r := atPublish(t)
	base := repo.Branch("main")
	for name, c := range map[string]struct{ text, conclusion string }{
		"sound":  {strings.Replace(publishOrders, `["git"]`, `["git", "rm"]`, 1), "success"},
		"broken": {publishOrders + "nonsense = 1\n", "failure"},
	} {
		branch := "gh-readonly-queue/main/pr-7-" + base
		head := repo.Commit(hub.Change{Author: ada, Branch: name, Files: map[string]string{ordersFile: c.text}})
		r.event(fmt.Sprintf(`{"action":"completed","workflow_run":{"id":77,"run_attempt":1,"event":"merge_group","head_sha":%q,"head_branch":%q,"head_repository":{"owner":{"login":"acme"}}},"repository":{"full_name":%q,"default_branch":"main"}}`,
			head, branch, repo.Full()))
		r.hub.Forget()
		if status := r.does("ci", "publish"); status != 0 {
			t.Fatalf("%s: exit status %d: %s", name, status, r.err.String())
		}
		if check := r.check(head); check.Conclusion != c.conclusion {
			t.Errorf("%s: %+v", name, check)
		}
		for _, q := range r.hub.Requests() {
			if strings.Contains(q.Operation, "/pulls") || strings.Contains(q.Operation, "/comments") {
				t.Errorf("%s: it asked for %s", name, q.Operation)
			}
		}
	}
}

// TestPublishQuiet: where nothing changed in meaning and nothing is to be mended, nobody is written to.
func TestPublishQuiet(t *testing.T) {
	t.Parallel()
	_, repo, ada, r := atPublish(t)
	repo.Commit(hub.Change{Author: ada, Branch: "words", Files: map[string]string{ordersFile: "# Layout.\n" + publishOrders, "README.md": "Hello."}})
	pull := repo.Pull(ada, "words")
	r.publishes(pull, "acme", "words")
	if comments := repo.Comments(pull.Number); len(comments) != 0 {
		t.Errorf("comments: %v", comments)
	}
	if check := r.check(pull.Head()); check.Title != "No change of meaning" || check.Conclusion != "success" {
		t.Errorf("check run: %+v", check)
	}
}

// TestPublishMany: ten thousand findings are counted, shown as far as they may be, in batches.
func TestPublishMany(t *testing.T) {
	t.Parallel()
	h, repo, ada, r := atPublish(t)
	files := map[string]string{}
	for i := range 100 {
		files[fmt.Sprintf("runbooks/many-%d.runbook.hcl", i)] = strings.ReplaceAll(publishOrders, `"orders"`, fmt.Sprintf(`"many-%d"`, i)) + strings.Repeat("nonsense = 1\n", 100)
	}
	repo.Commit(hub.Change{Author: ada, Branch: "many", Files: files})
	pull := repo.Pull(ada, "many")
	r.finished(pull.Head(), "acme", "many")
	h.Forget()
	if status := r.does("ci", "publish"); status != 0 {
		t.Fatalf("exit status %d: %s", status, r.err.String())
	}
	check := r.check(pull.Head())
	if n := h.Count(""); n > 10+len(check.Annotations)/50 || len(check.Annotations) != 500 {
		t.Errorf("%d requests, %d annotations", n, len(check.Annotations))
	}
	r.wants(check.Summary, "9500 findings of 10000 are not shown at the lines.")
	r.wants(r.comment(pull).Body, "9980 more are not shown here.")
	if n := len(r.comment(pull).Body); n >= 60_000 {
		t.Errorf("the comment has %d bytes", n)
	}
	if n := len(r.page()); n > 900<<10 {
		t.Errorf("the page has %d bytes", n)
	}
}

// TestPublishHostile: what a stranger's files are called and say is told as words, and is no command of the runner.
func TestPublishHostile(t *testing.T) {
	t.Parallel()
	_, repo, ada, r := atPublish(t)
	evil := "@acme/security approved | <img src=x> [fine](https://evil.example) ::add-mask::a"
	repo.Commit(hub.Change{Author: ada, Branch: "evil", Files: map[string]string{
		ordersFile: strings.NewReplacer("Look at old orders", evil, "There is no log.", evil).Replace(publishOrders),
		"runbooks/a\n::set-output name=a::b\n.runbook.hcl": "nonsense",
		"runbooks/`|<b>@ada.runbook.hcl":                   "nonsense",
		"runbooks/huge.runbook.hcl":                        strings.Repeat("# huge\n", 1<<18),
		"runbooks/nested.runbook.hcl":                      strings.Repeat("(", 200_000),
	}})
	pull := repo.Pull(ada, "evil")
	r.publishes(pull, "acme", "evil")
	check, comment := r.check(pull.Head()), r.comment(pull).Body
	if check.Conclusion != "failure" {
		t.Errorf("check run: %+v", check)
	}
	for _, a := range check.Annotations {
		if strings.ContainsAny(a.Path, "\n") {
			t.Errorf("an annotation has the path %q", a.Path)
		}
	}
	r.wants(comment, `a&#92;n\:\:set-output`, "RB0201", "RB0202")
	for name, text := range map[string]string{"comment": comment, "page": r.page(), "check run": check.Summary, "output": r.out.String(), "speech": r.err.String()} {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
				t.Errorf("%s: a line is a command: %q", name, line)
			}
		}
		for _, never := range []string{"@acme", "@ada", "<img", "<b>", "https://evil"} {
			if strings.Contains(text, never) {
				t.Errorf("%s has %q:\n%s", name, never, text)
			}
		}
	}
}

// TestPublishMayNot: a token that may not is told what it takes, and a failure is no pass.
func TestPublishMayNot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		may     []string
		private bool
		want    string
	}{
		"a fork's token, which only reads": {may: []string{"contents:read", "checks:read", "pull_requests:read"}, want: "the check run Attestary of commit"},
		"no comments":                      {may: []string{"contents:read", "checks:write", "pull_requests:read"}, want: "the comment on pull request 1"},
		"no pull requests":                 {may: []string{"contents:read", "checks:write"}, want: "the pull requests of commit"},
		"no contents":                      {may: []string{"checks:write", "pull_requests:write"}, private: true, want: "where pull request 1 began"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, repo, ada, _ := atPublish(t)
			head := repo.Commit(hub.Change{Author: ada, Branch: "more", Files: map[string]string{ordersFile: strings.Replace(publishOrders, `["git"]`, `["git", "rm"]`, 1)}})
			repo.Pull(ada, "more")
			if c.private {
				repo.Private()
			}
			r := newStation(t, h, repo, c.may...)
			r.finished(head, "acme", "more")
			if status := r.does("ci", "publish"); status != 3 {
				t.Errorf("exit status %d", status)
			}
			r.wants(r.err.String(), c.want, "next: give the job permissions: contents: read, checks: write, pull-requests: write")
		})
	}
	_, repo, ada, r := atPublish(t)
	repo.Commit(hub.Change{Author: ada, Branch: "more", Files: map[string]string{ordersFile: strings.Replace(publishOrders, `["git"]`, `["git", "rm"]`, 1)}})
	pull, server := repo.Pull(ada, "more"), r.env["GITHUB_SERVER_URL"]
	for _, address := range []string{"http://git.example.org", "https://a:b@git.example.org", "file:///etc", "", "http://127.0.0.1.evil.example", server + "/x"} {
		r.finished(pull.Head(), "acme", "more")
		r.env["GITHUB_SERVER_URL"] = address
		if status := r.does("ci", "publish"); status != 3 {
			t.Errorf("%s: exit status %d", address, status)
		}
		r.wants(r.err.String(), "a token is sent over https alone")
	}
	r.env["GITHUB_SERVER_URL"] = server
	for name, c := range map[string]struct {
		event, want string
	}{
		"another repository": {`{"action":"completed","workflow_run":{"id":1,"run_attempt":1,"event":"pull_request","head_sha":"0123456789012345678901234567890123456789"},"repository":{"full_name":"eve/proofs","default_branch":"main"}}`, "the event is of eve/proofs, and this job of acme/proofs"},
		"another event":      {`{"pull_request":{}}`, "next: start it with on: workflow_run"},
		"no JSON":            {"<html>", "event:"},
	} {
		r.event(c.event)
		if status := r.does("ci", "publish"); status != 3 {
			t.Errorf("%s: exit status %d", name, status)
		}
		r.wants(r.err.String(), c.want)
	}
}

// TestPublishTwice: one commit may stand in two pull requests, which are told each what they mean where they go to.
func TestPublishTwice(t *testing.T) {
	t.Parallel()
	_, repo, ada, r := atPublish(t)
	more := map[string]string{"runbooks/project.hcl": publishProject, ordersFile: strings.Replace(publishOrders, `["git"]`, `["git", "rm"]`, 1)}
	head := repo.Commit(hub.Change{Author: ada, Branch: "more", Files: more})
	first := repo.Pull(ada, "more")
	repo.ForcePush(ada, "again", head)
	second := repo.Pull(ada, "again")
	r.finished(head, "acme", "more")
	if status := r.does("ci", "publish"); status != 0 {
		t.Fatalf("exit status %d: %s", status, r.err.String())
	}
	if len(repo.Comments(first.Number)) != 1 || len(repo.Comments(second.Number)) != 1 || len(repo.CheckRuns(head)) != 2 {
		t.Errorf("%v, %v, %+v", repo.Comments(first.Number), repo.Comments(second.Number), repo.CheckRuns(head))
	}
}

// TestPublishUnreadable: what cannot be read is a check run that fails, never one that is missing or passes.
func TestPublishUnreadable(t *testing.T) {
	t.Parallel()
	_, repo, ada, r := atPublish(t)
	deep := "runbooks/" + strings.Repeat("d/", 30) + "a.runbook.hcl"
	repo.Commit(hub.Change{Author: ada, Branch: "deep", Files: map[string]string{deep: "nonsense"}})
	pull := repo.Pull(ada, "deep")
	r.finished(pull.Head(), "acme", "deep")
	if status := r.does("ci", "publish"); status != 3 {
		t.Errorf("exit status %d", status)
	}
	r.wants(r.err.String(), "its folders are deeper than 16", "next: ")
	if check := r.check(pull.Head()); check.Conclusion != "failure" || check.Title != "The runbooks could not be read" {
		t.Errorf("check run: %+v", check)
	}
	if comments := repo.Comments(pull.Number); len(comments) != 0 {
		t.Errorf("comments: %v", comments)
	}
}

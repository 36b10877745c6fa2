package main_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
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
	r.event(fmt.Sprintf(`{"action":"completed","workflow_run":{"id":77,"run_attempt":1,"event":"pull_request","head_sha":%q,"head_branch":%q,"conclusion":"failure","head_repository":{"owner":{"login":%q}},"pull_requests":[]},"repository":{"full_name":%q}}`,
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
	return h, repo, ada, newStation(t, h, repo, "contents:read", "checks:write", "pull_requests:write")
}

// TestPublish plays the proposer: a pull request is told what it means, goes on, is mended, and is told so.
func TestPublish(t *testing.T) {
	t.Parallel()
	h, repo, ada, r := atPublish(t)
	more := strings.Replace(publishOrders, `["git"]`, `["git", "rm"]`, 1)
	head := repo.Commit(hub.Change{Author: ada, Branch: "more", Files: map[string]string{ordersFile: more}})
	pull := repo.Pull(ada, "more")
	r.finished(head, "acme", "more")
	h.Forget()
	if status := r.does("ci", "publish"); status != 0 {
		t.Fatalf("exit status %d: %s", status, r.err.String())
	}
	if n := h.Count(""); n > 10 {
		t.Errorf("%d requests: %v", n, h.Requests())
	}
	comments := repo.Comments(pull.Number)
	if len(comments) != 1 || !strings.Contains(comments[0].Body, "| power | may use <code>machine</code>: <code>git</code> | may use <code>machine</code>: **<code>git, rm</code>** |") {
		t.Fatalf("comments: %v", comments)
	}
	t.Log(comments[0].Body)
	runs := repo.CheckRuns(head)
	if len(runs) != 1 || runs[0].Conclusion != "success" || len(runs[0].Annotations) != 2 {
		t.Errorf("check runs: %+v", runs)
	}
}

package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/internal/hub"
)

// grounds have workflows executed as GitHub does it, by act, in processes of this machine: no container, and nothing
// beyond loopback. What stands in for the actions of others is in testdata/act.
type grounds struct {
	t    *testing.T
	hub  *hub.Hub
	repo *hub.Repository
	work string // a clone
	home string
}

// standIns are the actions that our workflows call by commit, and what is called instead.
func standIns(t *testing.T, workflows string) (args []string) {
	t.Helper()
	here, err := filepath.Abs("testdata/act")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(workflows, "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, file := range append(files, "../../actions/action.yml") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, called := range regexp.MustCompile(`uses: (actions/([a-z-]+)@[0-9a-f]{40})`).FindAllStringSubmatch(string(data), -1) {
			if called[2] != "checkout" { // act has its own
				found[called[1]+"="+filepath.Join(here, called[2])] = true
			}
		}
	}
	for _, replaced := range slices.Sorted(maps.Keys(found)) {
		args = append(args, "--local-repository", replaced)
	}
	return args
}

// act is the program, which the go command builds where it has not yet.
func act(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("go", "tool", "-modfile=../../.ci/act/go.mod", "-n", "act")
	cmd.Stderr = new(bytes.Buffer)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("building act: %v\n%s", err, cmd.Stderr)
	}
	return strings.TrimSpace(string(out))
}

// labels are those of machines that a job may ask for here. act takes a job with another for done, so that the
// tests say which jobs they want.
var labels = []string{"ubuntu-24.04", "fleet"}

// event has a workflow executed for an event, by somebody, with the secrets that GitHub keeps and a token that may do
// what the workflow grants; and gives what became of each job, by its name in the workflow, with the leg of a matrix, in
// the order of their ends. act gives all jobs of a workflow one token: the pages give each its own.
func (f *grounds) event(workflow, name string, by *hub.Person, payload map[string]any, secrets map[string]string) (jobs []string, log string) {
	f.t.Helper()
	temp := f.t.TempDir()
	payload["repository"] = map[string]any{"id": f.repo.ID, "full_name": f.repo.Full(), "name": f.repo.Name, "private": true, "default_branch": "main", "owner": map[string]any{"login": f.repo.Owner, "id": 9, "type": "Organization"}}
	payload["sender"] = account(by)
	head := strings.TrimSpace(f.sh("cd shop && git rev-parse HEAD"))
	run := strconv.FormatInt(f.repo.Run(by, hub.Run{Workflow: ".github/workflows/" + workflow, Event: name, Branch: "main", Head: head, Status: "in_progress"}).ID, 10)
	secrets = maps.Clone(secrets)
	if secrets == nil {
		secrets = map[string]string{}
	}
	secrets["GITHUB_TOKEN"] = f.hub.JobToken(f.repo, f.powers(workflow)...)
	write := func(name string, value any, encode func(any) ([]byte, error)) string {
		data, err := encode(value)
		if err != nil {
			f.t.Fatal(err)
		}
		path := filepath.Join(temp, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			f.t.Fatal(err)
		}
		return path
	}
	env := map[string]string{
		"ARTIFACTS":      filepath.Join(f.home, "artifacts"),
		"GITHUB_API_URL": f.hub.API, "GITHUB_SERVER_URL": f.hub.URL, "GITHUB_REPOSITORY": f.repo.Full(), "GITHUB_REPOSITORY_ID": strconv.FormatInt(f.repo.ID, 10),
		"GITHUB_REPOSITORY_OWNER": f.repo.Owner, "GITHUB_REPOSITORY_OWNER_ID": "9", "GITHUB_RUN_ID": run, "GITHUB_RUN_ATTEMPT": "1",
		"GITHUB_ACTOR_ID": strconv.FormatInt(by.ID, 10), "GITHUB_TRIGGERING_ACTOR": by.Login, "RUNNER_ENVIRONMENT": "github-hosted",
		"GIT_CONFIG_NOSYSTEM": "1", "GORACE": os.Getenv("GORACE"),
	}
	if err := os.MkdirAll(filepath.Join(env["ARTIFACTS"], run), 0o755); err != nil {
		f.t.Fatal(err)
	}
	args := []string{name, "--json", "--no-cache-server", "--action-offline-mode", "--action-cache-path", filepath.Join(temp, "cache"), "--actor", by.Login,
		"--workflows", filepath.Join(".github/workflows", workflow), "--eventpath", write("event.json", payload, json.Marshal),
		"--env-file", write("env.yml", env, yaml.Marshal), "--secret-file", write("secrets.yml", secrets, yaml.Marshal)}
	for _, label := range labels {
		args = append(args, "--platform", label+"=-self-hosted")
	}
	cmd := exec.Command(act(f.t), append(args, standIns(f.t, filepath.Join(f.work, ".github/workflows"))...)...)
	cmd.Dir = f.work
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + f.home}
	out, err := cmd.CombinedOutput()
	jobs = ended(f.t, out)
	if cmd.ProcessState == nil || err != nil && len(jobs) == 0 {
		f.t.Fatalf("act: %v\n%s", err, out)
	}
	return jobs, said(out)
}

// line is one of act's log.
type line struct {
	JobID, JobResult, Msg string
	Job                   string
	Matrix                map[string]any
}

// ended are the jobs of a log, each as "NAME result" or "NAME (LEG) result".
func ended(t *testing.T, log []byte) (jobs []string) {
	t.Helper()
	for l := range lines(log) {
		if l.JobResult == "" {
			continue
		}
		name := l.JobID
		if caller, _, called := strings.Cut(l.Job, "/Attestary sign/"); called {
			name = caller
		}
		if leg, ok := l.Matrix["leg"]; ok {
			data, _ := json.Marshal(leg)
			name += " (" + string(data) + ")"
		}
		jobs = append(jobs, name+" "+l.JobResult)
	}
	return jobs
}

// said is what the steps of a log said.
func said(log []byte) string {
	var b strings.Builder
	for l := range lines(log) {
		b.WriteString(strings.TrimRight(l.Msg, "\n") + "\n")
	}
	return b.String()
}

func lines(log []byte) func(func(line) bool) {
	return func(yield func(line) bool) {
		scanner := bufio.NewScanner(bytes.NewReader(log))
		scanner.Buffer(nil, 16<<20)
		for scanner.Scan() {
			var l line
			if json.Unmarshal(scanner.Bytes(), &l) == nil && !yield(l) {
				return
			}
		}
	}
}

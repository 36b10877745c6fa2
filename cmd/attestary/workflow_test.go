package main_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/attestary/attestary/internal/hub"
	"github.com/rogpeppe/go-internal/testscript"
)

// workflow is a run of a workflow on a forge, as its jobs see it: each is a process of its own with the forge's
// variables, what the jobs before gave, and what they left. Only the jobs that sign have the key.
type workflow struct {
	repo        *hub.Repository // the forge's, which knows who started which attempt
	run         *hub.Run
	id, attempt int
	needs       map[string]*gave
	event       string // why it started: its name, and its file
	eventFile   string
	left        string    // the artifacts of the run that it goes on with
	before      *workflow // the run that was under way when this one was woken
}

// begin tells the forge that somebody starts the run, or another attempt at it.
func (w *workflow) begin(ts *testscript.TestScript, forge *hub.Hub) {
	if w.repo == nil {
		w.repo = forge.Repository("acme/" + ts.Name())
	}
	who := forge.Person(ts.Getenv("GITHUB_ACTOR"))
	if w.attempt > 1 {
		w.run.Again(who)
		return
	}
	w.run = w.repo.Run(who, hub.Run{Event: "workflow_dispatch", Branch: "main", Head: strings.TrimSpace(commit(ts)), Status: "in_progress"})
	w.id = int(w.run.ID)
}

// gave is what the forge tells of a job that has ended.
type gave struct {
	Result  string            `json:"result"`
	Outputs map[string]string `json:"outputs"`
}

type (
	workflowKey struct{}
	forgeKey    struct{}
)

func workflowOf(ts *testscript.TestScript) *workflow {
	w, ok := ts.Value(workflowKey{}).(*workflow)
	if !ok {
		ts.Fatalf("no workflow")
	}
	return w
}

// attempt begins a run of the workflow (new), or another attempt at it: at all jobs, or at those that failed and
// those behind them.
func attempt(ts *testscript.TestScript, neg bool, args []string) {
	w := workflowOf(ts)
	switch {
	case neg || len(args) != 1:
		ts.Fatalf("usage: attempt new|all|failed")
	case args[0] == "new":
		*w = workflow{repo: w.repo, attempt: 1, needs: map[string]*gave{}}
	case args[0] == "all":
		w.attempt, w.needs = w.attempt+1, map[string]*gave{}
	case args[0] == "failed":
		w.attempt++
		for name, g := range w.needs {
			if g.Result != "success" {
				delete(w.needs, name)
			}
		}
	}
	w.begin(ts, forgeOf(ts))
	if w.event == "" {
		w.happens(ts, "workflow_dispatch", forgeOf(ts).Person(ts.Getenv("GITHUB_ACTOR")), map[string]any{})
	}
}

// skip tells that the forge did not start a job, or ended it before it began.
func skip(ts *testscript.TestScript, neg bool, args []string) {
	workflowOf(ts).needs[args[0]] = &gave{args[1], map[string]string{}}
}

// lose tells that the machine of a job was lost before it could say, or leave, anything.
func lose(ts *testscript.TestScript, neg bool, args []string) {
	w := workflowOf(ts)
	w.needs[args[0]] = &gave{"failure", map[string]string{}}
	ts.Check(os.RemoveAll(filepath.Join(ts.MkAbs("."), fmt.Sprintf("../artifacts-%d", w.id), fmt.Sprintf("attestary-%s-%d", args[0], w.attempt))))
}

// job runs one job: job NAME [LEG] [VARIABLE=VALUE …].
func job(ts *testscript.TestScript, neg bool, args []string) { workflowOf(ts).does(ts, neg, args) }

func (w *workflow) does(ts *testscript.TestScript, neg bool, args []string) {
	name, forge := args[0], ts.Value(forgeKey{}).(*hub.Hub)
	temp := ts.MkAbs(fmt.Sprintf("runner-%d-%d-%s", w.id, w.attempt, strings.Join(args, "-")))
	ts.Check(os.MkdirAll(temp, 0o755))
	needs, err := json.Marshal(w.needs)
	ts.Check(err)
	env := map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": strconv.Itoa(w.id), "GITHUB_RUN_ATTEMPT": strconv.Itoa(w.attempt), "RUNNER_TEMP": temp,
		"GITHUB_SHA": strings.TrimSpace(commit(ts)), "GITHUB_OUTPUT": filepath.Join(temp, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(temp, "summary"), "ATTESTARY_NEEDS": string(needs),
		"GITHUB_REPOSITORY": w.repo.Full(), "GITHUB_REPOSITORY_ID": fmt.Sprint(w.repo.ID), "GITHUB_REPOSITORY_OWNER_ID": "3",
		"GITHUB_API_URL": forge.API, "GITHUB_TOKEN": w.token(ts, forge, name), "GITHUB_SERVER_URL": "https://github.example",
		"RUNNER_ENVIRONMENT": "github-hosted", "ATTESTARY_KEY_PASSPHRASE": "", "ATTESTARY_HOME": filepath.Join(temp, "home"),
	}
	w.tell(ts, temp, env)
	command, artifact := []string{"ci", name}, name
	if phase, is := strings.CutPrefix(name, "phase-"); is {
		command, env["ATTESTARY_PHASE"] = []string{"ci", "phase"}, phase
	} else if name == "started" {
		command = []string{"ci", "notify"}
	} else if runbook, is := strings.CutPrefix(name, "missed-"); is {
		command, env["ATTESTARY_RUNBOOK"], env["ATTESTARY_MISSED"] = []string{"ci", "missed"}, runbook, w.needs["verify"].Outputs["missed"]
	} else if name == "authorize" || name == "attest" {
		key, err := os.ReadFile(filepath.Join(ts.Getenv("ATTESTARY_HOME"), "shop.key"))
		ts.Check(err)
		env["ATTESTARY_KEY"], env["ATTESTARY_KEY_PASSPHRASE"] = string(key), ts.Getenv("ATTESTARY_KEY_PASSPHRASE")
	}
	for _, arg := range args[1:] {
		if variable, value, ok := strings.Cut(arg, "="); ok {
			env[variable] = value
		} else {
			env["ATTESTARY_LEG"], artifact = arg, artifact+"-"+arg
		}
	}
	given := filepath.Join(ts.MkAbs("."), fmt.Sprintf("../artifacts-%d", w.id))
	in := filepath.Join(temp, "attestary-in")
	if err := os.CopyFS(in, os.DirFS(given)); err != nil && !os.IsNotExist(err) {
		ts.Fatalf("%v", err)
	}
	old, _ := filepath.Glob(filepath.Join(in, "*"))
	for _, folder := range old { // a job downloads what this attempt left
		if !strings.HasSuffix(folder, "-"+env["GITHUB_RUN_ATTEMPT"]) {
			ts.Check(os.RemoveAll(folder))
		}
	}
	was := map[string]string{}
	for variable, value := range env {
		was[variable] = ts.Getenv(variable)
		ts.Setenv(variable, value)
	}
	failed := ts.Exec("attestary", command...)
	for variable, value := range was {
		ts.Setenv(variable, value)
	}
	w.ended(ts, name, temp, failed)
	left := fmt.Sprintf("attestary-%s-%d", artifact, w.attempt)
	if err := os.CopyFS(filepath.Join(given, left), os.DirFS(filepath.Join(temp, "attestary-out"))); err == nil {
		w.run.LeavesArchive(left, zipped(ts, filepath.Join(temp, "attestary-out")))
	} else if !os.IsNotExist(err) {
		ts.Fatalf("%v", err)
	}
	switch {
	case failed != nil && !neg:
		ts.Fatalf("job %s failed: %v", name, failed)
	case failed == nil && neg:
		ts.Fatalf("job %s went well", name)
	}
}

// zipped is a folder as an archive.
func zipped(ts *testscript.TestScript, folder string) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	ts.Check(archive.AddFS(os.DirFS(folder)))
	ts.Check(archive.Close())
	return out.Bytes()
}

// commit is the one that is checked out.
func commit(ts *testscript.TestScript) string {
	ts.Check(ts.Exec("git", "rev-parse", "HEAD"))
	return ts.ReadFile("stdout")
}

// ended keeps what the forge tells of a job. Of a matrix it is one of several.
func (w *workflow) ended(ts *testscript.TestScript, name, temp string, failed error) {
	g := w.needs[name]
	if g == nil {
		g = &gave{"success", map[string]string{}}
	}
	if failed != nil {
		g.Result = "failure"
	}
	data, _ := os.ReadFile(filepath.Join(temp, "output"))
	for line := range strings.Lines(string(data)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		g.Outputs[name] = value
	}
	w.needs[name] = g
}

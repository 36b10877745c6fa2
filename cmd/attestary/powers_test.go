package main_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/internal/hub"
)

// A job's token may do what its workflow grants, and the hub refuses all else as GitHub does; which permission an
// operation takes stands in the hub's routes, as GitHub's documentation has it. So a permission that is missing fails
// the page on which the job asks. One that is too much is found where all pages are through: nothing ever took it.

// powersOf are the permissions that a workflow grants to each of its jobs, as the hub calls them.
func powersOf(data []byte) (map[string][]string, error) {
	var workflow struct {
		Permissions map[string]string
		Jobs        map[string]struct {
			Permissions map[string]string
		}
	}
	if err := yaml.Unmarshal(data, &workflow); err != nil {
		return nil, err
	}
	all := map[string][]string{}
	for name, job := range workflow.Jobs {
		for scope, level := range job.Permissions {
			if scope != "id-token" { // not the token's
				all[name] = append(all[name], strings.ReplaceAll(scope, "-", "_")+":"+level)
			}
		}
		slices.Sort(all[name])
	}
	return all, nil
}

// fixedPowers are those of the workflows that every repository has.
var fixedPowers = sync.OnceValue(func() map[string][]string {
	files, err := emit.All(nil, emit.Options{Action: emit.LocalAction, Sign: "key:runner"})
	if err != nil {
		panic(err)
	}
	all := map[string][]string{}
	for _, f := range files {
		jobs, err := powersOf(f.Data)
		if err != nil {
			panic(err)
		}
		for name, granted := range jobs {
			all[name] = granted
		}
	}
	return all
})

// token is that of a job of a page: it may do what the workflow grants that compile wrote there.
func (w *workflow) token(ts *testscript.TestScript, forge *hub.Hub, job string) string {
	file, in := ts.Getenv("ATTESTARY_RUNBOOK"), job
	switch job {
	case "authorize", "attest":
		file, in = "sign", "sign"
	case "answer", "verify":
		file = job
	}
	if strings.HasPrefix(job, "missed-") {
		file = "verify"
	}
	data, err := os.ReadFile(ts.MkAbs(filepath.Join(emit.Dir, "attestary-"+file+".yml")))
	ts.Check(err)
	granted, err := powersOf(data)
	ts.Check(err)
	if granted[in] == nil {
		ts.Fatalf("%s has no job %s", file, in)
	}
	kind, _, _ := strings.Cut(job, "-")
	return powers.token(forge, w.repo, cmp.Or(map[string]string{"authorize": "sign", "attest": "sign"}[kind], kind), granted[in])
}

// powers are what a workflow of the clone grants to any of its jobs.
func (f *grounds) powers(workflow string) []string {
	f.t.Helper()
	data, err := os.ReadFile(filepath.Join(f.work, emit.Dir, workflow))
	if err != nil {
		f.t.Fatal(err)
	}
	jobs, err := powersOf(data)
	if err != nil || len(jobs) == 0 {
		f.t.Fatalf("%s grants nothing: %v", workflow, err)
	}
	highest := map[string]string{}
	for _, granted := range jobs {
		for _, g := range granted {
			scope, level, _ := strings.Cut(g, ":")
			highest[scope] = max(highest[scope], level) // read, write
		}
	}
	var all []string
	for scope, level := range highest {
		all = append(all, scope+":"+level)
	}
	return all
}

// powers is who may do what, and who did.
var powers = watch{jobs: map[string]string{}, granted: map[string][]string{}}

type watch struct {
	mu      sync.Mutex
	jobs    map[string]string   // by token
	granted map[string][]string // by job
}

func (w *watch) token(h *hub.Hub, repo *hub.Repository, job string, granted []string) string {
	token := h.JobToken(repo, granted...)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.jobs[token] = job
	w.granted[job] = slices.Compact(slices.Sorted(slices.Values(append(w.granted[job], granted...))))
	return token
}

// spare are permissions that no request to the interface takes.
var spare = map[string]string{
	"contents:read":  "checkout, and fetch over git",
	"contents:write": "the push of the ledger over git",
}

// unused are the permissions of a job that none of its requests took.
func (w *watch) unused(h *hub.Hub) (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	took := map[string]bool{}
	for _, r := range h.Requests() {
		for need := range strings.SplitSeq(r.Need, "|") {
			took[w.jobs[r.Token]+" "+need] = true
		}
	}
	for job, granted := range w.granted {
		for _, g := range granted {
			if spare[g] == "" && !took[job+" "+g] {
				all = append(all, fmt.Sprintf("%s may %s", job, g))
			}
		}
	}
	slices.Sort(all)
	return all
}

// played are the pages on which jobs run; where one did not, nothing follows from what no job asked.
var played = []string{"answers", "jobs", "jobs-lost", "jobs-stolen", "moved", "proposer", "waits"}

// nothingSpare tells of permissions that were granted and not taken, at the end of all pages.
func nothingSpare(t *testing.T, h *hub.Hub, ran *sync.Map) {
	for _, page := range played {
		if _, did := ran.Load(page); !did {
			return
		}
	}
	for _, line := range powers.unused(h) {
		t.Errorf("%s, and no request of any page takes that", line)
	}
}

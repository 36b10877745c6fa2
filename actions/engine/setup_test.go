package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/secret"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// runner is an action made of a function.
type runner func(ctx context.Context, call engine.Call) engine.Result

func (f runner) Run(ctx context.Context, call engine.Call) engine.Result { return f(ctx, call) }

// says is what exec.run gives for a program that wrote these lines.
func says(lines ...string) engine.Result {
	var list []expr.Value
	for _, line := range lines {
		list = append(list, expr.OfText(line))
	}
	return engine.Result{Outcome: evidence.Passed, Outputs: map[string]expr.Value{
		"exit": expr.OfInt(0), "stdout": expr.OfText(strings.Join(lines, "\n")), "stderr": expr.OfText(""), "lines": expr.OfList(list), "json": expr.Nil(),
	}}
}

func fails(reason engine.Reason) engine.Result {
	return engine.Result{Outcome: evidence.Failed, Reason: reason, Detail: "as the test wants"}
}

func text(s string) *expr.Node { return expr.Lit(expr.OfText(s)) }

func op(o expr.Op, args ...*expr.Node) *expr.Node { return &expr.Node{Op: o, Args: args} }

func listOf(texts ...string) *expr.Node {
	var items []*expr.Node
	for _, t := range texts {
		items = append(items, text(t))
	}
	return op(expr.OpList, items...)
}

// step is a step that runs a program called like itself. What is needed is told as names.
func step(name string, needs ...string) plan.Step {
	slices.Sort(needs)
	for i := range needs {
		needs[i] = "step." + needs[i]
	}
	return plan.Step{
		Name: name, Action: "exec.run", Effect: kind.Observe, Settings: map[string]*expr.Node{"argv": listOf(name)},
		Needs: needs, Parallel: 1, Timeout: 60, OnError: "stop",
	}
}

// change makes a step one that changes something.
func change(s plan.Step) plan.Step {
	s.Effect = kind.Change
	return s
}

// planOf is a plan with these steps in one phase, and whatever else the functions add.
func planOf(steps []plan.Step, more ...func(*plan.Plan)) *plan.Plan {
	slices.SortFunc(steps, func(a, b plan.Step) int { return strings.Compare(a.Name, b.Name) })
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "test", File: "runbooks/test.runbook.hcl", Title: "A test",
		Owner: "security", Timeout: 3600, FinishBy: 7200, Roles: []plan.Role{{Name: "security"}},
		Phases: []plan.Phase{{Name: "main", Steps: steps}},
	}
	for _, f := range more {
		f(p)
	}
	return p
}

// world is a world in which exec.run is the given function, and that writes its events down.
type world struct {
	engine.World
	guard  sync.Mutex
	events []engine.Event
	said   []string // what people were told
}

func worldOf(t testing.TB, exec runner) *world {
	t.Helper()
	w := &world{}
	w.World = engine.World{
		Runners: map[string]engine.Runner{"exec.run": exec}, Now: time.Now, Random: bytes.NewReader(make([]byte, 4096)),
		Env: func(string) (string, bool) { return "", false }, Dir: t.TempDir(), Temp: t.TempDir(), Parallel: 4,
		Secrets: map[string]engine.Source{
			"env":  secret.Env{Lookup: func(name string) (string, bool) { return w.Env(name) }},
			"file": secret.Files{Home: t.TempDir(), Repository: t.TempDir()},
		},
		Events: func(e engine.Event) {
			w.guard.Lock()
			defer w.guard.Unlock()
			w.events = append(w.events, e)
		},
	}
	return w
}

var runID = evidence.RunID{Attempt: 1, ID: "0123456789abcdef0123456789abcdef", Origin: "attestary.dev/ledger/0123456789abcdef0123456789abcdef"}

func jobOf(p *plan.Plan) engine.Job {
	return engine.Job{Plan: p, ID: runID, Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "manual", Name: "form"}}
}

// do runs a plan and holds what is true of every record.
func do(t *testing.T, w *world, job engine.Job) *evidence.Record {
	t.Helper()
	record, err := try(t, w, job)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

func try(t *testing.T, w *world, job engine.Job) (*evidence.Record, error) {
	t.Helper()
	run, err := engine.Prepare(t.Context(), job, w.World)
	if err != nil {
		t.Fatal(err)
	}
	journal, err := engine.CreateJournal(filepath.Join(t.TempDir(), "run.journal"))
	if err != nil {
		t.Fatal(err)
	}
	defer journal.Remove()
	finished, err := run.Do(t.Context(), engine.Start{Journal: journal})
	holdRecord(t, job.Plan, finished.Record)
	return finished.Record, err
}

// holdRecord: a record keeps its own rules, its outcome follows from its parts, it is small enough, and
// it tells every step and check of its plan.
func holdRecord(t *testing.T, p *plan.Plan, r *evidence.Record) {
	t.Helper()
	if err := r.Check(); err != nil {
		t.Errorf("the record breaks a rule: %v", err)
	}
	if want := r.Overall(); r.Outcome != want {
		t.Errorf("outcome %s, from its parts follows %s", r.Outcome, want)
	}
	data, err := canon.Encode(r)
	if err != nil || len(data) > evidence.MaxRecord {
		t.Errorf("the record has %d bytes, %v", len(data), err)
	}
	for _, s := range p.AllSteps() {
		if !slices.ContainsFunc(r.Steps, func(told evidence.StepRecord) bool { return told.Address == s.Address() }) {
			t.Errorf("%s is not told", s.Address())
		}
	}
	for _, c := range p.Checks {
		if !slices.ContainsFunc(r.Checks, func(told evidence.CheckRecord) bool { return told.Name == c.Name }) {
			t.Errorf("check.%s is not told", c.Name)
		}
	}
}

// outcomes are the questions and steps of a record as "name[key]: outcome reason".
func outcomes(r *evidence.Record) []string {
	var all []string
	for _, a := range r.Asked {
		all = append(all, strings.TrimSpace(a.Address+": "+string(a.Outcome)+" "+a.Reason))
	}
	for _, s := range r.Steps {
		name := strings.TrimPrefix(s.Address, "step.")
		if s.Key != nil {
			name += "[" + *s.Key + "]"
		}
		all = append(all, strings.TrimSpace(name+": "+string(s.Outcome)+" "+s.Reason))
	}
	return all
}

func judgements(r *evidence.Record) []string {
	var all []string
	for _, c := range r.Checks {
		name := c.Name
		if c.Key != nil {
			name += "[" + *c.Key + "]"
		}
		all = append(all, name+": "+string(c.Outcome))
	}
	return all
}

// log writes down in which order steps start.
type log struct {
	guard sync.Mutex
	names []string
}

func (l *log) add(call engine.Call) string {
	name, _ := call.Settings["argv"].Items()[0].AsText()
	l.guard.Lock()
	defer l.guard.Unlock()
	l.names = append(l.names, name)
	return name
}

func encode(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

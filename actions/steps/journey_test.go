package steps_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/actions/secret"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// stepOf is a step of a plan with these settings, which keeps whatever it gives as evidence.
func stepOf(p *plan.Plan, name, action, connection string, settings given) {
	k, _ := p.Kind(action)
	s := plan.Step{
		Name: name, Action: action, Effect: kind.Observe, Connection: connection, Settings: map[string]*expr.Node{}, Parallel: 1, Timeout: 20, OnError: "continue",
		Retry: &plan.Retry{Max: 2},
	}
	for setting, v := range settings {
		s.Settings[setting] = nodeOf(valueOf(v))
	}
	p.Phases[0].Steps = append(p.Phases[0].Steps, s)
	for _, o := range k.Outputs {
		p.Evidence = append(p.Evidence, plan.Evidence{Name: name + "_" + o.Name, Value: expr.Ref("step", name, o.Name)})
	}
}

// nodeOf gives v. A canary in it is put together while the plan runs: a plan that tells a secret does not.
func nodeOf(v expr.Value) *expr.Node {
	switch v.Kind() {
	case expr.Text:
		text, _ := v.AsText()
		before, after, planted := strings.Cut(text, canary)
		if !planted {
			return expr.Lit(v)
		}
		var parts []*expr.Node
		for _, part := range []string{before, canary[:9], canary[9:], after} {
			parts = append(parts, expr.Lit(expr.OfText(part)))
		}
		return &expr.Node{Op: expr.OpTemplate, Args: parts}
	case expr.List:
		list := &expr.Node{Op: expr.OpList}
		for _, item := range v.Items() {
			list.Args = append(list.Args, nodeOf(item))
		}
		return list
	case expr.Object:
		object := &expr.Node{Op: expr.OpObject}
		for _, name := range v.Names() {
			object.Args = append(object.Args, nodeOf(expr.OfText(name)), nodeOf(v.Get(name)))
		}
		return object
	}
	return expr.Lit(v)
}

func planFor(connections ...plan.Connection) *plan.Plan {
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "test", File: "runbooks/test.runbook.hcl", Title: "A test", Owner: "security",
		Timeout: 600, FinishBy: 7200, Roles: []plan.Role{{Name: "security"}}, Phases: []plan.Phase{{Name: "main"}},
		Secrets: []plan.Secret{{Name: "token", From: "env:TOKEN", Purpose: "to be kept"}}, Connections: connections,
	}
	for _, c := range connections {
		allow := []string{"GET /**", "notify.webhook", "own.done", "own.give", "own.hangs_up", "own.large", "own.leads", "own.pages"}
		if c.Kind == kind.Shell {
			allow = []string{"bash", "cat", "false", "sh", "true"}
		}
		if c.Kind == kind.SQL {
			allow = []string{"select"}
		}
		p.Uses = append(p.Uses, plan.Use{Connection: c.Name, Allow: allow})
	}
	return p
}

// told is everything that a run says: its record, its journal, its events.
type told struct {
	record   *evidence.Record
	journal  []byte
	events   bytes.Buffer
	redactor *redact.Redactor
}

func runPlan(t testing.TB, p *plan.Plan, machine steps.Machine, dir string) *told {
	t.Helper()
	return runPlanUntil(t, t.Context(), p, machine, dir)
}

// runPlanUntil runs a plan until it ends, or ctx does.
func runPlanUntil(t testing.TB, ctx context.Context, p *plan.Plan, machine steps.Machine, dir string) *told {
	t.Helper()
	out := &told{}
	run := prepared(t, ctx, p, machine, dir, func(e engine.Event) { _ = json.NewEncoder(&out.events).Encode(e) })
	out.redactor = run.Redactor()
	path := filepath.Join(t.TempDir(), "run.journal")
	journal, err := engine.CreateJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	out.record = recorded(t, ctx, run, journal)
	if out.journal, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if err := journal.Remove(); err != nil {
		t.Fatal(err)
	}
	return out
}

// prepared is a run of a plan that events tells of.
func prepared(t testing.TB, ctx context.Context, p *plan.Plan, machine steps.Machine, dir string, events func(engine.Event)) *engine.Run {
	t.Helper()
	run, err := engine.Prepare(ctx, engine.Job{
		Plan: p, Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "manual", Name: "form"},
		ID: evidence.RunID{Attempt: 1, ID: "1", Origin: "attestary.dev/ledger/0123456789abcdef0123456789abcdef"},
	}, engine.World{
		Runners: steps.All(machine), Now: time.Now, Random: rand.Reader, Dir: dir, Temp: t.TempDir(),
		Env:     os.LookupEnv,
		Secrets: map[string]engine.Source{"env": secret.Env{Lookup: func(name string) (string, bool) { return canary, name == "TOKEN" }}},
		Events:  events,
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// recorded is the record of a run that writes a journal.
func recorded(t testing.TB, ctx context.Context, run *engine.Run, journal *engine.Journal) *evidence.Record {
	t.Helper()
	finished, err := run.Do(ctx, engine.Start{Journal: journal})
	if err != nil {
		t.Fatal(err)
	}
	return finished.Record
}

// TestInterrupted: when somebody ends a run, its programs are ended with their children, and there is a
// record which says so.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	p := planFor(plan.Connection{Name: "here", Kind: kind.Shell})
	stepOf(p, "slow", "script.run", "here", given{"script": "sleep 600 & echo $! > pid; wait"})
	sortPlan(p)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan *told, 1)
	go func() { done <- runPlanUntil(t, ctx, p, steps.Machine{}, dir) }()
	pid := waitFor(t, filepath.Join(dir, "pid"))
	cancel()
	record := (<-done).record
	if s := record.Steps[0]; record.Outcome != evidence.Interrupted || s.Outcome != evidence.Unknown || s.Reason != "interrupted" {
		t.Errorf("%s; %s %s", record.Outcome, s.Outcome, s.Reason)
	}
	gone(t, pid)
}

package engine_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// story is what those who watch are told, an event a line.
func (w *world) story() []string {
	w.guard.Lock()
	defer w.guard.Unlock()
	var lines []string
	for _, e := range w.events {
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Kind, e.Address, e.Key))
		if e.Items > 0 {
			line += fmt.Sprintf(" of %d", e.Items)
		}
		if e.Earlier {
			line += ", earlier"
		}
		if len(e.From) > 0 {
			line += " by " + strings.Join(e.From, " or ")
		}
		if strings.HasPrefix(string(e.Kind), "run_") && e.Run != runID.Key() {
			line += " without its run"
		}
		lines = append(lines, line)
	}
	return lines
}

// asking is a plan that looks, asks whether it may, and then does something to each of what it saw.
func asking() *plan.Plan {
	each := change(step("each", "look"))
	each.ForEach, each.Needs = expr.Ref("step", "look", "lines"), []string{"approval.may", "step.look"}
	return planOf([]plan.Step{step("look"), each}, func(p *plan.Plan) {
		p.Phases[0].Approvals = []plan.Approval{{Name: "may", From: []string{"security"}, Min: 1, Timeout: 3600, Needs: []string{"step.look"}}}
	})
}

// TestEvents: what a run tells while it goes on, until it waits for people; and what the process tells
// that goes on with it, which saw nothing of the beginning.
func TestEvents(t *testing.T) {
	t.Parallel()
	exec := runner(func(context.Context, engine.Call) engine.Result { return says("a", "b") })
	w, job, path := worldOf(t, exec), jobOf(asking()), filepath.Join(t.TempDir(), "run.journal")
	run := sure(engine.Prepare(t.Context(), job, w.World))
	journal := sure(engine.CreateJournal(path))
	if finished := sure(run.Do(t.Context(), engine.Start{Journal: journal})); len(finished.Waiting) != 1 {
		t.Fatalf("%+v", finished)
	}
	want := []string{"run_started", "step_started step.look", "step_finished step.look", "people_asked approval.may by security", "run_waits"}
	if !slices.Equal(w.story(), want) {
		t.Errorf("told\n%s", strings.Join(w.story(), "\n"))
	}
	if e := w.events[3]; e.Until.IsZero() || !strings.Contains(e.Detail, "waits for security until") {
		t.Errorf("%+v", e)
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}

	past := sure(engine.ReadJournal(path))
	w = worldOf(t, exec)
	w.Parallel = 1
	run = sure(engine.Prepare(t.Context(), job, w.World))
	journal = sure(past.Journal())
	defer journal.Close()
	yes := func(_ context.Context, q engine.Question) ([]engine.Word, error) {
		return []engine.Word{{
			Address: q.Address, Frozen: q.FrozenDigest, At: evidence.FormatInstant(q.Since), ID: "7", Login: "ada", Shown: q.ShownDigest, Statement: "sha256:1", Yes: true,
		}}, nil
	}
	sure(run.Do(t.Context(), engine.Start{Journal: journal, Past: past, Inbox: yes}))
	want = []string{
		"run_resumed", "step_finished step.look, earlier", "people_asked approval.may by security", "people_said approval.may", "people_done approval.may",
		"step_started step.each a of 2", "step_finished step.each a of 2", "step_started step.each b of 2", "step_finished step.each b of 2", "run_finished",
	}
	if !slices.Equal(w.story(), want) {
		t.Errorf("told then\n%s", strings.Join(w.story(), "\n"))
	}
}

// TestEventsOfRehearsal: what would have been done is told with its settings, and none of them is a secret.
func TestEventsOfRehearsal(t *testing.T) {
	t.Parallel()
	w := knowing(worldOf(t, func(context.Context, engine.Call) engine.Result { return says(canary) }))
	act := change(step("act", "look"))
	act.Settings["argv"] = op(expr.OpList, text("rm"), expr.Ref("step", "look", "stdout"))
	job := jobOf(planOf([]plan.Step{step("look"), act}, withSecret))
	job.Mode = evidence.Rehearsal
	do(t, w, job)
	i := slices.IndexFunc(w.events, func(e engine.Event) bool { return e.Outcome == evidence.Simulated })
	if i < 0 || expr.Lit(w.events[i].Settings["argv"]).String() != `["rm","***"]` {
		t.Errorf("%+v", w.events)
	}
}

func sure[T any](v T, err error) T {
	must(err)
	return v
}

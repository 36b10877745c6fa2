package engine_test

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// lends is a plan that lends something to three people for a week.
func lends() *plan.Plan {
	s := change(step("s"))
	s.ForEach, s.OnError, s.UndoAfter = listOf("x", "y", "z"), "continue", text("7d")
	s.Settings["stdin"] = expr.Ref("each", "key")
	s.Undo = &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": listOf("undo", "s"), "stdin": expr.Ref("each", "key")}}
	return planOf([]plan.Step{s})
}

// dues are what a run of lends leaves to be ended, and the job of the run that ends it.
func dues(t *testing.T) (all []engine.Due, job engine.Job) {
	t.Helper()
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		switch called(call) {
		case "s y":
			return engine.Result{Outcome: evidence.Unknown, Reason: engine.ReasonNetwork} // it may have half-happened
		case "s z":
			return engine.Result{Outcome: evidence.Blocked, Reason: engine.ReasonDenied}
		}
		return says()
	})
	finished, err := runs(t, quick(t), w, jobOf(lends()), engine.Start{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range finished.Record.Due {
		all = append(all, engine.Due{DueRecord: d, Call: finished.Blobs[d.Call]})
	}
	job = jobOf(lends())
	job.Trigger, job.Inputs = evidence.UndoTrigger, nil
	return all, job
}

// TestTakeBack: what passed, and what may have half-happened, is taken back once its time is over, each by
// what the first run wrote down. What the plan does not say is not done, and nothing is done of which the
// journal does not know.
func TestTakeBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(all []engine.Due, j *engine.Journal)
		want  []string
		calls []string
	}{
		"as it was written down": {func([]engine.Due, *engine.Journal) {}, []string{"s.undo[x]: passed", "s.undo[y]: passed"}, []string{"undo s x", "undo s y"}},
		"something else":         {func(all []engine.Due, _ *engine.Journal) { all[0].Call = all[1].Call }, []string{"s.undo[x]: blocked setting", "s.undo[y]: passed"}, []string{"undo s y"}},
		"of another step":        {func(all []engine.Due, _ *engine.Journal) { all[0].Address = "step.t.undo" }, []string{"s.undo[y]: passed", "t.undo[x]: blocked setting"}, []string{"undo s y"}},
		"on a full disk":         {func(_ []engine.Due, j *engine.Journal) { _ = j.Fill() }, []string{"s.undo[x]: blocked journal", "s.undo[y]: blocked journal"}, nil},
	} {
		all, job := dues(t)
		if len(all) != 2 {
			t.Fatalf("there are %d", len(all))
		}
		var calls []string
		run, err := engine.Prepare(t.Context(), job, worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
			calls = append(calls, called(call))
			return says()
		}).World)
		if err != nil {
			t.Fatal(err)
		}
		journal, err := engine.CreateJournal(filepath.Join(quick(t), "run.journal"))
		if err != nil {
			t.Fatal(err)
		}
		test.spoil(all, journal)
		finished, err := run.TakeBack(t.Context(), engine.Start{Journal: journal}, all)
		if err != nil && !errors.Is(err, engine.ErrJournal) {
			t.Fatal(err)
		}
		if err := finished.Record.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, outcomes(finished.Record)) + cmp.Diff(test.calls, calls); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestTakeBackKilled: of a run that was killed while it took back, its record tells what was done, what may
// have half-happened, and nothing of the rest, which stays open.
func TestTakeBackKilled(t *testing.T) {
	t.Parallel()
	for word, want := range map[string][]string{
		`"start":{"address":"step.s.undo","at"`: {"s.undo[x]: passed"},
		`"end":`:                                {"s.undo[x]: passed", "s.undo[y]: passed"},
		`"finish":`:                             {"s.undo[x]: passed", "s.undo[y]: unknown interrupted"},
	} {
		all, job := dues(t)
		folder := quick(t)
		path := filepath.Join(folder, "run.journal")
		run, err := engine.Prepare(t.Context(), job, worldOf(t, func(context.Context, engine.Call) engine.Result { return says() }).World)
		if err != nil {
			t.Fatal(err)
		}
		journal, err := engine.CreateJournal(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := run.TakeBack(t.Context(), engine.Start{Journal: journal}, all); err != nil {
			t.Fatal(err)
		}
		if err := journal.Close(); err != nil {
			t.Fatal(err)
		}
		cut(t, folder, word)
		past, err := engine.ReadJournal(path)
		if err != nil {
			t.Fatal(err)
		}
		record, _, err := past.Record(job.Plan, time.Now(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, outcomes(record)); diff != "" || record.Outcome != evidence.Interrupted || len(record.Checks) > 0 {
			t.Errorf("%s: %s %s", word, record.Outcome, diff)
		}
		past.Close()
	}
}

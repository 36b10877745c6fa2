package engine_test

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
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

// TestSealedKeepsWhatIsDue: whoever seals a run knows its secrets no more, and keeps all the same what is to end by
// itself: as without a secret. What was under way, and of which nobody knows how it ends, is told as failed.
func TestSealedKeepsWhatIsDue(t *testing.T) {
	t.Parallel()
	for died, undone := range map[string][]string{
		`"end"`: nil,
		`"finish":{"address":"step.s","at":"2000-01-01T00:00:00Z","attempts":1,"key":"y"`: {"s.undo[y]: failed interrupted"},
	} {
		var sealed [2]*evidence.Record
		for i, secrets := range [][]plan.Secret{nil, {{Name: "token", From: "env:TOKEN", Purpose: "to be kept"}}} {
			synctest.Test(t, func(t *testing.T) {
				p, folder := lends(), quick(t)
				p.Secrets = secrets
				w := knowing(worldOf(t, func(context.Context, engine.Call) engine.Result { return says() }))
				if _, err := runs(t, folder, w, jobOf(p), engine.Start{}); err != nil {
					t.Fatal(err)
				}
				cut(t, folder, died)
				past, err := engine.ReadJournal(filepath.Join(folder, "run.journal"))
				if err != nil {
					t.Fatal(err)
				}
				defer past.Close()
				record, blobs, err := past.Record(p, time.Now(), rand.Reader)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range record.Due {
					if canon.Sum(blobs[d.Call]) != d.Call {
						t.Errorf("%s: what takes %s back is lost", died, *d.Key)
					}
				}
				sealed[i] = record
			})
		}
		told := func(r *evidence.Record) (all []string) {
			for _, d := range r.Due {
				all = append(all, d.Address+" "+*d.Key+" "+d.At)
			}
			return all
		}
		want := told(sealed[0])
		if undone != nil {
			want = slices.DeleteFunc(want, func(s string) bool { return strings.Contains(s, " y ") })
		}
		if diff := cmp.Diff(want, told(sealed[1])); diff != "" || len(want) == 0 {
			t.Errorf("%s: without a secret -, with one +\n%s", died, diff)
		}
		for _, line := range undone {
			if !slices.Contains(outcomes(sealed[1]), line) {
				t.Errorf("%s: it does not tell %s: %q", died, line, outcomes(sealed[1]))
			}
		}
	}
}

// TestEndedKeepsWhatIsDue: a run that came to its end, and whose record only was not kept, has it with all that it
// names.
func TestEndedKeepsWhatIsDue(t *testing.T) {
	t.Parallel()
	folder := quick(t)
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says() })
	if _, err := runs(t, folder, w, jobOf(lends()), engine.Start{}); err != nil {
		t.Fatal(err)
	}
	past, err := engine.ReadJournal(filepath.Join(folder, "run.journal"))
	if err != nil {
		t.Fatal(err)
	}
	defer past.Close()
	record, blobs, err := past.Record(lends(), time.Now(), rand.Reader)
	if err != nil || len(record.Due) != 3 {
		t.Fatalf("%+v, %v", record, err)
	}
	for _, named := range record.Blobs() {
		if canon.Sum(blobs[named.Digest]) != named.Digest {
			t.Errorf("%s is lost", named.By)
		}
	}
}

// TestSecretKeepsWhatIsDue: a record that may tell nothing of what its run saw, because a secret would have stood in
// it, still tells what is to end by itself, and how.
func TestSecretKeepsWhatIsDue(t *testing.T) {
	t.Parallel()
	c := check("c", expr.Lit(expr.OfBool(true)))
	c.ForEach = op(expr.OpList, &expr.Node{Op: expr.OpCall, Name: "join", Args: []*expr.Node{text(""), expr.Ref("step", "s", "lines")}})
	lent := change(step("s"))
	lent.UndoAfter, lent.Undo = text("7d"), &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": listOf("undo", "s")}}
	p := planOf([]plan.Step{lent}, withSecret, func(p *plan.Plan) { p.Checks = []plan.Check{c} })
	w := knowing(worldOf(t, func(context.Context, engine.Call) engine.Result { return says(canary[:7], canary[7:]) }))
	run, err := engine.Prepare(t.Context(), jobOf(p), w.World)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := run.Do(t.Context(), engine.Start{})
	if !errors.Is(err, engine.ErrSecretFound) || len(finished.Record.Due) != 1 || len(finished.Blobs) != 1 {
		t.Fatalf("%v, %s", err, canonText(t, finished.Record))
	}
	d := finished.Record.Due[0]
	if d.Address != "step.s.undo" || canon.Sum(finished.Blobs[d.Call]) != d.Call || !strings.Contains(string(finished.Blobs[d.Call]), `"undo"`) {
		t.Errorf("%+v: %s", d, finished.Blobs[d.Call])
	}
	if told := canonText(t, finished.Record) + string(finished.Blobs[d.Call]); engine.NewRedactor(canary).Found([]byte(told)) {
		t.Error(told)
	}
}

package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// TestTimesInJournal: what the journal says of when something started is what the record says, also where a
// second passes between two looks at the clock.
func TestTimesInJournal(t *testing.T) {
	t.Parallel()
	folder, w := quick(t), worldOf(t, func(context.Context, engine.Call) engine.Result { return says() })
	now := time.Now()
	w.Now = func() time.Time {
		w.guard.Lock()
		defer w.guard.Unlock()
		now = now.Add(time.Second)
		return now
	}
	w.Events = nil
	finished, err := runs(t, folder, w, jobOf(planOf([]plan.Step{step("a"), change(step("b", "a"))})), engine.Start{})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(read(t, filepath.Join(folder, "run.journal")))) {
		l := struct {
			Entry struct{ Start *struct{ Address, At string } }
		}{}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		for _, s := range finished.Record.Steps {
			if start := l.Entry.Start; start != nil && start.Address == s.Address && start.At != s.StartedAt {
				t.Errorf("%s started at %s, and at %s in the journal", s.Address, s.StartedAt, start.At)
			}
		}
	}
}

// TestKeysOfJobs: items of jobs whose keys have slashes are told apart.
func TestKeysOfJobs(t *testing.T) {
	t.Parallel()
	s := step("s")
	s.ForEach = listOf("c", "b/c")
	r := do(t, worldOf(t, func(context.Context, engine.Call) engine.Result { return says() }), jobOf(planOf([]plan.Step{s}, func(p *plan.Plan) {
		p.Phases[0].ForEach, p.Phases[0].Parallel = listOf("a", "a/b"), 1
	})))
	want := []string{`s["a/b"/b/c]: passed`, `s["a/b"/c]: passed`, "s[a/b/c]: passed", "s[a/c]: passed"}
	if diff := cmp.Diff(want, outcomes(r)); diff != "" {
		t.Error(diff)
	}
}

// TestFullJournal: a journal that could not be read again is not written: nothing more is changed.
func TestFullJournal(t *testing.T) {
	t.Parallel()
	p := planOf([]plan.Step{change(step("a"))})
	run, err := engine.Prepare(t.Context(), jobOf(p), worldOf(t, func(context.Context, engine.Call) engine.Result {
		t.Error("something was changed")
		return says()
	}).World)
	if err != nil {
		t.Fatal(err)
	}
	journal, err := engine.CreateJournal(filepath.Join(quick(t), "run.journal"))
	if err != nil {
		t.Fatal(err)
	}
	journal.Grow(256 << 20)
	finished, err := run.Do(t.Context(), engine.Start{Journal: journal})
	if !errors.Is(err, engine.ErrJournal) || finished.Record.Steps[0].Outcome != evidence.Blocked {
		t.Error(finished.Record.Steps, err)
	}
}

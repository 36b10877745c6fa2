package engine_test

import (
	"context"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// TestGlassIsWhole: a run whose glass was broken goes past the rules for as long as that, here two hours, and no
// longer: not where it waits, not in another process, not with another step. What is under way comes to its
// end, and what was changed is taken back.
func TestGlassIsWhole(t *testing.T) {
	t.Parallel()
	takesBack := func(p *plan.Plan) {
		p.Phases[0].Steps[0] = change(p.Phases[0].Steps[0])
		p.Phases[0].Steps[0].Undo = &plan.Undo{Action: "exec.run", Settings: p.Phases[0].Steps[0].Settings}
		p.Phases[0].OnFailure = &plan.OnFailure{Undo: "reverse"}
	}
	long := func(p *plan.Plan) {
		p.Timeout = 10 * 3600
		for i := range p.Phases[0].Steps {
			p.Phases[0].Steps[i].Timeout = 5 * 3600
		}
	}
	tries := func(p *plan.Plan) {
		long(p)
		p.Phases[0].Steps[0].Retry = &plan.Retry{Max: 3, Delay: 1}
	}
	for name, test := range map[string]struct {
		plan      *plan.Plan
		after     time.Duration // that people take
		takes     time.Duration // what each step takes
		wait      bool
		processes time.Duration // between two; 0: one is enough
		fails     bool
		want      []string
		took      time.Duration
	}{
		"people answer in time": {asks(), time.Hour, time.Second, true, 0, false,
			[]string{"approval.ok: passed", "a: passed", "b: passed"}, time.Hour},
		"nobody answers": {asks(), 3 * time.Hour, time.Second, true, 0, false,
			[]string{"approval.ok: blocked glass", "a: passed", "b: skipped needs"}, 2 * time.Hour},
		"what was changed is taken back": {asks(takesBack), 3 * time.Hour, time.Second, true, 0, false,
			[]string{"approval.ok: blocked glass", "a: recovered", "a.undo: passed", "b: skipped needs"}, 2 * time.Hour},
		"another process goes on in time": {asks(), time.Minute, time.Second, false, time.Hour, false,
			[]string{"approval.ok: passed", "a: passed", "b: passed"}, time.Hour},
		"another process comes too late": {asks(), time.Minute, time.Second, false, 3 * time.Hour, false,
			[]string{"approval.ok: blocked glass", "a: passed", "b: skipped needs"}, 3 * time.Hour},
		"a step was under way": {planOf([]plan.Step{step("a"), step("b", "a")}, long), 0, 3 * time.Hour, false, 0, false,
			[]string{"a: passed", "b: blocked glass"}, 3 * time.Hour},
		"and is not tried again": {planOf([]plan.Step{step("a"), step("b", "a")}, tries), 0, 3 * time.Hour, false, 0, true,
			[]string{"a: failed signal", "b: skipped needs"}, 3 * time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			folder, job, began := quick(t), jobOf(test.plan), time.Now()
			w := worldOf(t, func(ctx context.Context, _ engine.Call) engine.Result {
				time.Sleep(test.takes)
				if test.fails {
					return fails(engine.ReasonSignal)
				}
				return says()
			})
			start := engine.Start{Until: began.Add(2 * time.Hour).Truncate(time.Second), Wait: test.wait, Poll: time.Minute}
			if test.wait {
				start.Inbox = people(test.after, "bob")
			}
			finished, err := runs(t, folder, w, job, start)
			if err == nil && test.processes > 0 {
				if q := finished.Waiting[0]; q.Until != start.Until {
					t.Errorf("%s: people have until %s, and the glass is broken until %s", name, q.Until, start.Until)
				}
				time.Sleep(test.processes)
				finished, err = runs(t, folder, w, job, engine.Start{Inbox: people(test.after, "bob")})
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, outcomes(finished.Record)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			if took := time.Since(began).Truncate(time.Hour); took != test.took {
				t.Errorf("%s: it took %s, want %s", name, took, test.took)
			}
			holdRecord(t, job.Plan, finished.Record)
			for _, a := range finished.Record.Asked {
				if a.Expires != evidence.FormatInstant(start.Until) {
					t.Errorf("%s: the record says that people had until %s", name, a.Expires)
				}
			}
		})
	}
}

// A run that is sealed tells the same end of what it asked, with its secrets and without.
func TestGlassSealed(t *testing.T) {
	t.Parallel()
	for name, secrets := range map[string][]plan.Secret{"with its values": nil, "outcomes alone": {{Name: "token", From: "env:TOKEN", Purpose: "to test"}}} {
		synctest.Test(t, func(t *testing.T) {
			folder, p := quick(t), asks(func(p *plan.Plan) { p.Phases[0].Approvals[0].Min, p.Secrets = 2, secrets })
			until := time.Now().Add(2 * time.Hour).Truncate(time.Second)
			start := engine.Start{Until: until, Inbox: people(0, "bob")}
			if _, err := runs(t, folder, knowing(takes(t, time.Second)), jobOf(p), start); err != nil {
				t.Fatal(err)
			}
			past, err := engine.ReadJournal(filepath.Join(folder, "run.journal"))
			if err != nil {
				t.Fatal(err)
			}
			defer past.Close()
			record, _, err := past.Record(p, time.Now(), worldOf(t, nil).Random)
			if err != nil {
				t.Fatal(err)
			}
			if past.Until != until.UTC() || record.Asked[0].Expires != evidence.FormatInstant(until) {
				t.Errorf("%s: broken until %s, asked until %s, want %s", name, past.Until, record.Asked[0].Expires, until)
			}
		})
	}
}

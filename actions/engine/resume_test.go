package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// people is an inbox of those who say yes to everything, so long after they were asked.
func people(after time.Duration, logins ...string) engine.Inbox {
	return func(_ context.Context, q engine.Question) (words []engine.Word, err error) {
		for _, login := range logins {
			if at := q.Since.Add(after); !time.Now().Before(at) {
				words = append(words, engine.Word{
					ID: login, Login: login, Yes: true, At: evidence.FormatInstant(at), Shown: q.ShownDigest, Frozen: q.FrozenDigest, Statement: digestOf(q.Address + q.Job + login),
				})
			}
		}
		return words, nil
	}
}

// asks is a plan in which somebody must say yes between a and b, and whatever else the functions add.
func asks(more ...func(*plan.Plan)) *plan.Plan {
	b := change(step("b"))
	b.Needs = []string{"approval.ok"}
	return planOf([]plan.Step{step("a"), b}, append([]func(*plan.Plan){func(p *plan.Plan) {
		p.FinishBy = 30 * 24 * 3600
		p.Phases[0].Approvals = []plan.Approval{{Name: "ok", From: []string{"security"}, Min: 1, Timeout: 24 * 3600, Needs: []string{"step.a"}}}
	}}, more...)...)
}

// runs goes on with the journal of a folder, or begins it.
func runs(t *testing.T, folder string, w *world, job engine.Job, start engine.Start) (*engine.Finished, error) {
	t.Helper()
	run, err := engine.Prepare(t.Context(), job, w.World)
	if err != nil {
		t.Fatal(err)
	}
	if start.Journal, start.Past, err = open(filepath.Join(folder, "run.journal")); err != nil {
		t.Fatal(err)
	}
	defer start.Journal.Close()
	return run.Do(t.Context(), start)
}

// cut takes lines off the end of a journal, from the last on that has the word.
func cut(t *testing.T, folder, word string) {
	t.Helper()
	path := filepath.Join(folder, "run.journal")
	data := read(t, path)
	at := bytes.LastIndex(data, []byte(word))
	if at < 0 {
		t.Fatalf("no %s in\n%s", word, data)
	}
	if err := os.WriteFile(path, data[:bytes.LastIndexByte(data[:at], '\n')+1], 0o600); err != nil {
		t.Fatal(err)
	}
}

// takes is a world in which each program runs so long.
func takes(t *testing.T, d time.Duration) *world {
	return worldOf(t, func(ctx context.Context, _ engine.Call) engine.Result {
		select {
		case <-time.After(d):
			return says()
		case <-ctx.Done():
			return fails(engine.ReasonSignal)
		}
	})
}

// TestWaits: a run that only waits ends its process, is left alone by who interrupts it, and goes on in
// another process once somebody has answered. It is asked for with what was shown, and the word is in the
// journal.
func TestWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		folder, job := quick(t), jobOf(asks())
		for range 2 {
			finished, err := runs(t, folder, takes(t, time.Second), job, engine.Start{Inbox: people(time.Hour, "bob")})
			if err != nil || finished.Record != nil || len(finished.Waiting) != 1 {
				t.Fatalf("%+v, %v", finished, err)
			}
			q := finished.Waiting[0]
			if q.Address != "approval.ok" || q.Wanted != 1 || q.Until.Sub(q.Since) != 24*time.Hour || q.ShownDigest == "" {
				t.Errorf("%+v", q)
			}
		}
		time.Sleep(2 * time.Hour)
		finished, err := runs(t, folder, takes(t, time.Second), job, engine.Start{Inbox: people(time.Hour, "bob")})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"approval.ok: passed", "a: passed", "b: passed"}, outcomes(finished.Record)); diff != "" {
			t.Error(diff)
		}
		if !bytes.Contains(read(t, filepath.Join(folder, "run.journal")), []byte(`"word":{"address":"approval.ok"`)) {
			t.Error("nobody's word is in the journal")
		}
	})
}

// TestManyQuestions: a run that asked more than its record can tell has a record all the same. Of what is not
// told one by one, nothing passes.
func TestManyQuestions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var jobs []string
		for i := range 200 {
			jobs = append(jobs, fmt.Sprintf("job-%03d", i))
		}
		job := jobOf(asks(func(p *plan.Plan) { p.Phases[0].ForEach, p.Phases[0].Parallel = listOf(jobs...), 200 }))
		finished, err := runs(t, quick(t), takes(t, 0), job, engine.Start{Inbox: people(0, "bob")})
		if err != nil {
			t.Fatal(err)
		}
		holdRecord(t, job.Plan, finished.Record)
		if r := finished.Record; len(r.Asked) != 1 || r.Asked[0].Outcome != evidence.Unknown || r.Outcome != evidence.Unknown || r.Reason != "reduced" {
			t.Errorf("%s %s %+v", r.Outcome, r.Reason, r.Asked)
		}
	})
}

// TestTimeUsed: the time of a run is that of all its processes. To wait for people takes none of it, be it
// in the process that asked or between two.
func TestTimeUsed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		each time.Duration // what each step takes
		died string        // the word of the journal at which the first process dies; "" where it ends by itself
		want []string
	}{
		"waiting in a process is no use of it": {40 * time.Second, `"finish":{"address":"step.b"`, []string{"approval.ok: passed", "a: passed", "b: passed"}},
		"nor is waiting between two":           {40 * time.Second, "", []string{"approval.ok: passed", "a: passed", "b: passed"}},
		"what an earlier process used counts":  {70 * time.Second, `"halt"`, []string{"approval.ok: passed", "a: passed", "b: unknown timeout"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			folder, job := quick(t), jobOf(asks(func(p *plan.Plan) {
				p.Timeout, p.Phases[0].Steps[0].Timeout, p.Phases[0].Steps[1].Timeout = 100, 90, 90
			}))
			start := engine.Start{Inbox: people(3*time.Hour, "bob"), Wait: test.died != "", Poll: time.Minute, Again: func(engine.HalfDone) bool { return true }}
			if _, err := runs(t, folder, takes(t, test.each), job, start); err != nil {
				t.Fatal(err)
			}
			if test.died != "" {
				cut(t, folder, test.died)
			}
			time.Sleep(4 * time.Hour)
			finished, err := runs(t, folder, takes(t, test.each), job, start)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, outcomes(finished.Record)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		})
	}
}

// TestGatesAgain: a gate whose answer grows old is asked again after a longer wait, in the same process and
// in another, and never after it has shut.
func TestGatesAgain(t *testing.T) {
	t.Parallel()
	gated := asks(func(p *plan.Plan) {
		look := plan.Action{Name: "lab.look", Title: "look", Effect: "observe", Kind: "http", Outputs: []plan.Output{{Name: "seen", Type: "string", AsOf: true}},
			Run: plan.Call{Action: "http.request", Settings: map[string]*expr.Node{"method": text("GET"), "path": text("/")}, Give: map[string]*expr.Node{"seen": expr.Ref("self", "text")}}}
		p.Actions = []plan.Action{look}
		p.Connections = []plan.Connection{{Name: "lab", Kind: "http", URL: "https://lab.example"}}
		p.Uses = []plan.Use{{Connection: "lab", Allow: []string{"lab.look"}}}
		p.Access = &plan.Access{Who: []string{"security"}, Gates: []plan.Gate{
			{Name: "device", Action: "lab.look", Connection: "lab", MaxAge: 3600, Condition: truth(true), Message: text("no")},
		}}
	})
	for name, test := range map[string]struct {
		after     time.Duration // that people take
		wait      bool
		processes int
		asked     int
		glass     bool
		want      []string
	}{
		"a broken glass":      {2 * time.Hour, true, 1, 0, true, []string{"approval.ok: passed", "a: passed", "b: passed"}},
		"a short wait":        {time.Minute, true, 1, 0, false, []string{"approval.ok: passed", "a: passed", "b: passed"}},
		"a longer wait":       {2 * time.Hour, true, 1, 1, false, []string{"approval.ok: passed", "gate.device: blocked gate", "a: passed", "b: skipped gate"}},
		"in another process":  {0, false, 2, 1, false, []string{"approval.ok: skipped gate", "gate.device: blocked gate", "a: passed", "b: skipped needs"}},
		"not once it is shut": {0, false, 3, 1, false, []string{"approval.ok: skipped gate", "gate.device: blocked gate", "a: passed", "b: skipped needs"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			folder, job, asked := quick(t), jobOf(gated), 0
			job.Requester = &engine.Requester{ID: "ada", Login: "ada", Roles: []string{"security"}}
			w := takes(t, time.Second)
			w.Runners["http.request"] = runner(func(context.Context, engine.Call) engine.Result {
				asked++
				return engine.Result{Outcome: evidence.Failed, Reason: engine.ReasonStatus}
			})
			start := engine.Start{Inbox: people(test.after, "bob"), Wait: test.wait, Poll: time.Minute}
			if !test.wait {
				start.Inbox = nil
			}
			if test.glass {
				start.Until = time.Now().Add(24 * time.Hour)
			}
			var finished *engine.Finished
			for i := range test.processes {
				if i == 2 {
					cut(t, folder, `"end":`)
				}
				var err error
				if finished, err = runs(t, folder, w, job, start); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(test.want, outcomes(finished.Record)); diff != "" || asked != test.asked {
				t.Errorf("%s: asked %d times: %s", name, asked, diff)
			}
		})
	}
}

// TestHalfDone: nobody decides for people what to do about what may have half-happened.
func TestHalfDone(t *testing.T) {
	t.Parallel()
	folder := quick(t)
	look, act := step("look"), change(step("act"))
	p := planOf([]plan.Step{look, act})
	job := jobOf(p)
	if _, err := runs(t, folder, worldOf(t, func(context.Context, engine.Call) engine.Result { return says() }), job, engine.Start{}); err != nil {
		t.Fatal(err)
	}
	cut(t, folder, `"finish":`)
	cut(t, folder, `"finish":`) // both were under way
	before := read(t, filepath.Join(folder, "run.journal"))
	w := worldOf(t, func(context.Context, engine.Call) engine.Result {
		t.Error("something was done")
		return says()
	})
	half := engine.HalfDone{}
	if finished, err := runs(t, folder, w, job, engine.Start{}); !errors.As(err, &half) || finished != nil || half.Address != "step.act" {
		t.Errorf("%v, %v", finished, err)
	}
	if !bytes.Equal(before, read(t, filepath.Join(folder, "run.journal"))) {
		t.Error("the journal was written")
	}
	var ran log
	w = worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		ran.add(call)
		return says()
	})
	finished, err := runs(t, folder, w, job, engine.Start{Again: func(engine.HalfDone) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"act: unknown interrupted", "look: passed"}, outcomes(finished.Record)); diff != "" || !slices.Equal(ran.names, []string{"look"}) {
		t.Error(ran.names, diff)
	}
}

package engine_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// TestLate: a share that goes on after the run was to finish takes back what was done, and starts nothing else; not even
// what people said yes to in time, which another process had not heard yet.
func TestLate(t *testing.T) {
	t.Parallel()
	p := planOf([]plan.Step{change(step("lend")), change(step("keep"))}, func(p *plan.Plan) {
		f := &p.Phases[0]
		f.Approvals = []plan.Approval{{Name: "may", From: []string{"security"}, Min: 1, Timeout: 3600, Needs: []string{"step.lend"}}}
		f.Steps[0].Needs, f.Steps[0].Undo = []string{"approval.may"}, &plan.Undo{Reason: "It stays."}
		f.Steps[1].Undo = &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": listOf("back")}}
		f.OnFailure = &plan.OnFailure{Undo: "reverse"}
	})
	for _, c := range []struct {
		late bool
		want []string
	}{{false, []string{"lend", "keep"}}, {true, []string{"lend", "back"}}} {
		synctest.Test(t, func(t *testing.T) {
			var did []string
			w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
				name, _ := call.Settings["argv"].Items()[0].AsText()
				did = append(did, name)
				return says()
			})
			w.Random = rand.Reader
			l := &lately{t: t, plan: p, world: w}
			l.open()
			tail := l.share(nil, nil, false)
			time.Sleep(3 * time.Hour)
			l.share(l.tail(tail), people(0, "bob"), c.late)
			if !slices.Equal(did, c.want) {
				t.Errorf("late %v: it did %v, want %v", c.late, did, c.want)
			}
		})
	}
}

// lately is a run of one phase, in processes one after the other.
type lately struct {
	t       *testing.T
	plan    *plan.Plan
	world   *world
	opening *engine.Opening
}

func (l *lately) open() {
	l.t.Helper()
	run, err := engine.PrepareShare(l.t.Context(), jobOf(l.plan), l.world.World, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	data, err := run.Open(canon.Sum([]byte("authorization")))
	if err == nil {
		l.opening, err = engine.ReadOpening(data)
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *lately) tail(data []byte) *engine.Tail {
	l.t.Helper()
	tail, err := l.opening.Tail(data, engine.Share{Phase: "main"})
	if err != nil {
		l.t.Fatal(err)
	}
	return tail
}

func (l *lately) share(soFar *engine.Tail, inbox engine.Inbox, late bool) []byte {
	l.t.Helper()
	path := filepath.Join(quick(l.t), "tail")
	journal, err := engine.CreateJournal(path)
	if err != nil {
		l.t.Fatal(err)
	}
	run, err := engine.PrepareShare(l.t.Context(), l.opening.Job(l.plan), l.world.World, &engine.Share{Phase: "main"})
	if err == nil {
		_, err = run.DoShare(l.t.Context(), engine.ShareStart{Opening: l.opening, Journal: journal, SoFar: soFar, Inbox: inbox, Late: late, Heard: func(engine.Word) bool { return true }})
	}
	if err != nil {
		l.t.Fatal(err)
	}
	if err := journal.Close(); err != nil {
		l.t.Fatal(err)
	}
	data := read(l.t, path)
	// Whoever puts the run together takes it.
	got, err := engine.Gather(l.opening.Job(l.plan), l.world.World, engine.Gathering{
		Opening: l.opening, Told: map[string]engine.Told{"main": {Tails: map[int]*engine.Tail{0: l.tail(data)}}}, Heard: func(engine.Word) bool { return true },
	})
	if err != nil || len(got.Refused) > 0 {
		l.t.Fatal(err, got.Refused)
	}
	return data
}

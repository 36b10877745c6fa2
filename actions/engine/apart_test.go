package engine_test

import (
	"bytes"
	"crypto/rand"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// TestApart: a run whose phases run in processes of their own is the run that one process does. Of random plans
// both give the same record, up to times. Where steps stop the run, what stops depends on who knows of it; there,
// too, no tail is refused that a process left.
func TestApart(t *testing.T) {
	t.Parallel()
	compared, legs := 0, 0
	for seed := range int64(12 * *rounds) {
		g := generate(seed)
		g.plan.Inputs[0].Sensitive = false
		if _, stuck := g.plan.JobOrder(); stuck != nil {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			run := &apart{g: g, t: t, world: g.world(t)}
			got := run.do()
			legs += run.legs
			if len(got.Refused) > 0 {
				t.Fatalf("refused: %v", got.Refused)
			}
			holdRecord(t, g.plan, got.Record)
			if !g.free {
				return
			}
			compared++
			whole, _ := g.do(t.Context(), t, engine.Start{})
			if diff := gocmp.Diff(withoutTimes(t, whole), withoutTimes(t, got.Record)); diff != "" {
				t.Errorf("apart (+) is not what one process does (-): %s", diff)
			}
		})
		if t.Failed() {
			t.Fatalf("seed %d: %s", seed, canonText(t, g.plan.Phases))
		}
	}
	if compared < 4**rounds || legs < *rounds {
		t.Errorf("only %d runs were compared, in which %d phases had several jobs", compared, legs)
	}
}

// apart is a run of a plan whose phases run in processes of their own, and what passes between these.
type apart struct {
	g       *generator
	t       *testing.T
	world   *world
	opening []byte
	told    map[string]engine.Told
	legs    int // phases that went into several jobs
	// lie changes what a process leaves, before others read it; nil: nobody does.
	lie func(of engine.Share, tail []byte) []byte
	why map[string]string // why tails could not even be read, by phase
}

func (a *apart) do() *engine.Gathered {
	a.t.Helper()
	a.open()
	order, _ := a.g.plan.JobOrder()
	for _, f := range order {
		a.phase(f)
	}
	return a.gather()
}

func (a *apart) open() {
	a.t.Helper()
	a.world.Random = rand.Reader
	run, err := engine.PrepareShare(a.t.Context(), a.g.job(), a.world.World, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	if a.opening, err = run.Open(canon.Sum([]byte("authorization"))); err != nil {
		a.t.Fatal(err)
	}
	a.told = map[string]engine.Told{}
}

func (a *apart) read() *engine.Opening {
	a.t.Helper()
	o, err := engine.ReadOpening(a.opening)
	if err != nil {
		a.t.Fatal(err)
	}
	return o
}

// phase does all jobs of a phase.
func (a *apart) phase(f *plan.Phase) {
	a.t.Helper()
	legs := a.g.plan.FanOf(f).Legs
	if legs == 0 {
		legs = f.Legs(len(f.ForEach.Args))
	}
	if legs > 1 {
		a.legs++
	}
	told := engine.Told{Tails: map[int]*engine.Tail{}}
	for leg := range legs {
		of := engine.Share{Phase: f.Name, Leg: leg}
		data, done := a.share(of, nil)
		if len(done.Waiting) > 0 {
			a.t.Fatalf("%v waits", of)
		}
		if a.lie != nil {
			data = a.lie(of, data)
		}
		if tail, err := a.read().Tail(data, of); err == nil {
			told.Tails[leg] = tail
		} else if a.lie == nil {
			a.t.Fatal(err)
		} else {
			a.why[f.Name] = err.Error()
		}
	}
	// A process whose phase did not come to begin leaves nothing of use, and nobody asks for it.
	a.told[f.Name] = told
}

func (a *apart) share(of engine.Share, soFar *engine.Tail) ([]byte, *engine.ShareDone) {
	a.t.Helper()
	path := filepath.Join(quick(a.t), "tail")
	journal, err := engine.CreateJournal(path)
	if err != nil {
		a.t.Fatal(err)
	}
	run, err := engine.PrepareShare(a.t.Context(), a.read().Job(a.g.plan), a.world.World, &of)
	if err != nil {
		a.t.Fatal(err)
	}
	done, err := run.DoShare(a.t.Context(), engine.ShareStart{
		Opening: a.read(), Journal: journal, Before: a.told, SoFar: soFar, Inbox: a.g.inbox, Wait: true, Poll: time.Minute,
		Heard: func(engine.Word) bool { return true },
	})
	if err != nil {
		a.t.Fatal(err)
	}
	if err := journal.Close(); err != nil {
		a.t.Fatal(err)
	}
	return read(a.t, path), done
}

func (a *apart) gather() *engine.Gathered {
	a.t.Helper()
	o := a.read()
	got, err := engine.Gather(o.Job(a.g.plan), a.world.World, engine.Gathering{Opening: o, Told: a.told, Heard: func(engine.Word) bool { return true }})
	if err != nil {
		a.t.Fatal(err)
	}
	if got.Record == nil {
		a.t.Fatal("it has no record, and waits for nobody")
	}
	return got
}

// withoutTimes is a record without its times.
func withoutTimes(t *testing.T, r *evidence.Record) string {
	t.Helper()
	copied := *r
	copied.StartedAt, copied.EndedAt = "", ""
	copied.Steps = append([]evidence.StepRecord{}, r.Steps...)
	for i := range copied.Steps {
		copied.Steps[i].StartedAt, copied.Steps[i].EndedAt = "", ""
	}
	copied.Asked = append([]evidence.AskedRecord{}, r.Asked...)
	for i := range copied.Asked {
		copied.Asked[i].StartedAt, copied.Asked[i].EndedAt, copied.Asked[i].Expires = "", "", ""
	}
	return string(bytes.ReplaceAll([]byte(canonText(t, copied)), []byte("},{"), []byte("},\n{")))
}

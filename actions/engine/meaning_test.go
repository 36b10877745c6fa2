package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// TestMeaning: a plan means here what it means in a test. Of many plans with all that the language has, and
// with failures, noes and silence here and there, engine and simulator tell the same outcomes, order,
// checks and evidence, take the same back, and tell people the same.
func TestMeaning(t *testing.T) {
	t.Parallel()
	came := map[evidence.Outcome]int{}
	for seed := range int64(25 * *rounds) {
		g := generate(seed)
		if err := g.plan.Check(); err != nil {
			t.Fatalf("seed %d: the plan breaks a rule of its own: %v", seed, err)
		}
		want, got := g.simulated(t), told{}
		synctest.Test(t, func(t *testing.T) { got = g.run(t) })
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(told{})); diff != "" {
			t.Fatalf("seed %d: the engine (+) does not mean what the simulator (-) does: %s\n%s", seed, diff, canonText(t, g.plan.Phases))
		}
		came[want.outcome]++
	}
	for _, o := range []evidence.Outcome{evidence.Passed, evidence.Failed, evidence.Unknown, evidence.Blocked, evidence.Recovered} {
		if came[o] < *rounds/3 {
			t.Errorf("only %d plans came to %s: %v", came[o], o, came)
		}
	}
}

// told is what both tell of a run.
type told struct {
	outcome evidence.Outcome
	parts   []string // sorted
	undone  []string // newest first; sorted where jobs run side by side
	ran     []string // nil where what starts first is open
	kept    map[string]string
	notices []string // sorted, as all that is sent side by side
	said    []string // what they say
}

func (all told) sorted(free bool) told {
	slices.Sort(all.parts)
	slices.Sort(all.notices)
	slices.Sort(all.said)
	if free {
		slices.Sort(all.undone)
		all.ran = nil
	}
	return all
}

// simulated is what the simulator tells.
func (g *generator) simulated(t *testing.T) told {
	r, problems := simulate.Run(g.plan, g.scenario())
	if len(problems) > 0 {
		t.Fatal(problems, canonText(t, g.plan.Phases))
	}
	all := told{outcome: r.Outcome, ran: r.Ran, kept: map[string]string{}}
	for _, part := range r.Parts {
		if !strings.HasPrefix(part.Address, plan.CheckPrefix) || part.Outcome != evidence.Skipped { // a record tells its phase alone
			all.parts = append(all.parts, part.Address+" "+part.Key+" "+string(part.Outcome))
		}
	}
	for _, part := range r.Undone {
		all.undone = append(all.undone, part.Address+" "+part.Key+" "+string(part.Outcome))
	}
	for name, v := range r.Evidence {
		all.kept[name] = canonText(t, v)
	}
	for _, n := range r.Told {
		all.notices, all.said = append(all.notices, n.Name+" "+n.On), append(all.said, n.Text)
	}
	return all.sorted(g.free)
}

// run is what the engine tells, with room for one step at a time where the order counts.
func (g *generator) run(t *testing.T) told {
	w := g.world(t)
	if !g.free {
		w.Parallel = 1
	}
	prepared, err := engine.Prepare(t.Context(), g.job(), w.World)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := prepared.Do(t.Context(), engine.Start{Inbox: g.inbox, Wait: true, Poll: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	holdRecord(t, g.plan, finished.Record)
	return tells(t, w, finished.Record).sorted(g.free)
}

// world answers as the generator says.
func (g *generator) world(t testing.TB) *world {
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result { return g.act(call) })
	w.Runners["notify.webhook"] = runner(func(_ context.Context, call engine.Call) engine.Result {
		words, _ := call.Settings["text"].AsText()
		w.guard.Lock()
		defer w.guard.Unlock()
		w.said = append(w.said, words)
		return engine.Result{Outcome: evidence.Passed, Outputs: map[string]expr.Value{"status": expr.OfInt(200)}}
	})
	return w
}

// tells is what a record tells, and those who watched.
func tells(t *testing.T, w *world, r *evidence.Record) told {
	all := told{outcome: r.Outcome, ran: []string{}, kept: map[string]string{}, said: w.said}
	for _, s := range r.Steps {
		if !strings.HasSuffix(s.Address, ".undo") {
			all.parts = append(all.parts, s.Address+" "+itemOf(s.Key)+" "+string(s.Outcome))
		}
	}
	for _, a := range r.Asked {
		all.parts = append(all.parts, a.Address+" "+itemOf(a.Key)+" "+string(a.Outcome))
	}
	for _, c := range r.Checks {
		all.parts = append(all.parts, "check."+c.Name+" "+itemOf(c.Key)+" "+string(c.Outcome))
	}
	for _, e := range r.Evidence {
		if all.kept[e.Name] = "null"; e.Value != nil {
			all.kept[e.Name] = canonText(t, *e.Value)
		}
	}
	for _, e := range w.events {
		address, undo := strings.CutSuffix(e.Address, ".undo")
		switch {
		case e.Kind == engine.StepStarted && !undo && !slices.Contains(all.ran, address):
			all.ran = append(all.ran, address)
		case e.Kind == engine.StepFinished && undo && e.Key != "":
			all.undone = append(all.undone, address+" "+e.Key+" "+string(e.Outcome))
		case e.Kind == engine.StepFinished && undo:
			all.undone = append(all.undone, address+" "+e.Job+" "+string(e.Outcome))
		case e.Kind == engine.Notified:
			all.notices = append(all.notices, strings.TrimPrefix(e.Address, "notify.")+" "+e.Title)
		}
	}
	return all
}

// itemOf is the key of an item; a record tells that of its job before it.
func itemOf(key *string) string {
	if key == nil {
		return ""
	}
	return (*key)[strings.LastIndex(*key, "/")+1:]
}

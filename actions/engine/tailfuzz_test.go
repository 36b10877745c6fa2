package engine_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// FuzzTail: whatever a job leaves, the run comes to a record that keeps its rules, and never to a pass that the job
// did not tell step by step.
func FuzzTail(f *testing.F) {
	g := &generator{plan: stolenPlan(), fails: map[string]bool{}, mode: evidence.Live}
	w := worldOf(f, func(_ context.Context, call engine.Call) engine.Result { return g.act(call) })
	w.Random = rand.Reader
	run, err := engine.PrepareShare(f.Context(), g.job(), w.World, nil)
	if err != nil {
		f.Fatal(err)
	}
	opening, err := run.Open(canon.Sum(nil))
	if err != nil {
		f.Fatal(err)
	}
	o, err := engine.ReadOpening(opening)
	if err != nil {
		f.Fatal(err)
	}
	at := evidence.FormatInstant(time.Now())
	start := map[string]any{"start": map[string]any{"address": "step.look", "at": at}}
	f.Add(chained(opening, []map[string]any{start}))
	f.Add(chained(opening, []map[string]any{start, {"finish": map[string]any{"address": "step.look", "at": at, "attempts": 1, "outcome": "failed", "reason": "exit"}}}))
	f.Add(chained(opening, []map[string]any{{"halt": map[string]any{"at": at, "reason": "timeout"}}}))
	f.Fuzz(func(t *testing.T, lines []byte) {
		told := map[string]engine.Told{"look": {Tails: map[int]*engine.Tail{}}}
		tail, err := o.Tail(append(bytes.Clone(opening), lines...), engine.Share{Phase: "look"})
		if err == nil {
			told["look"].Tails[0] = tail
		}
		got, err := engine.Gather(o.Job(g.plan), w.World, engine.Gathering{Opening: o, Told: told})
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Record.Check(); err != nil || got.Record.Outcome == evidence.Passed {
			t.Errorf("the run came to %s: %v", got.Record.Outcome, err)
		}
	})
}

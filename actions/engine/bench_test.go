package engine_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/plan"
)

// BenchmarkJournal runs 100 steps that do nothing, first those that only look and then those that
// change something, and prints what each of them costs: the second are on disk before and after.
func BenchmarkJournal(b *testing.B) {
	const n = 100
	var looks, changes []plan.Step
	for i := range n {
		s := step(fmt.Sprintf("s%03d", i))
		looks, changes = append(looks, s), append(changes, change(s))
	}
	for name, steps := range map[string][]plan.Step{"looking": looks, "changing": changes} {
		b.Run(name, func(b *testing.B) {
			folder := b.TempDir()
			w := worldOf(b, func(context.Context, engine.Call) engine.Result { return says() })
			var without, with time.Duration
			for i := 0; b.Loop(); i++ {
				without += timed(b, w, steps, nil)
				journal, err := engine.CreateJournal(filepath.Join(folder, fmt.Sprint(i)))
				if err != nil {
					b.Fatal(err)
				}
				with += timed(b, w, steps, journal)
				if err := journal.Remove(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(with.Microseconds())/float64(b.N*n), "µs/step")
			b.ReportMetric(float64(with)/float64(without), "×without")
		})
	}
}

func timed(b *testing.B, w *world, steps []plan.Step, journal *engine.Journal) time.Duration {
	b.Helper()
	run, err := engine.Prepare(b.Context(), jobOf(planOf(steps)), w.World)
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	if _, err := run.Do(b.Context(), engine.Start{Journal: journal}); err != nil {
		b.Fatal(err)
	}
	return time.Since(begun)
}

package report_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// BenchmarkScore scores 50,000 runs of 20 runbooks. It also says how much slower a run is there than
// among 500 (1 is the same), and how many bytes of the history the scorer keeps for each run.
func BenchmarkScore(b *testing.B) {
	plans, long := year(b, 50_000)
	_, short := year(b, 500)
	set := framework(b)
	asOf := at(long[len(long)-1].At).Add(time.Hour)
	pass := func(h history) (time.Duration, uint64) {
		scorer, err := report.NewScorer(report.Subject{Framework: set, Plans: plans, AsOf: asOf, Zone: zone})
		if err != nil {
			b.Fatal(err)
		}
		before := heap()
		start := time.Now()
		for _, r := range h {
			if err := scorer.Run(r); err != nil {
				b.Fatal(err)
			}
		}
		took := time.Since(start)
		kept := max(heap(), before) - before
		if _, err := scorer.Score(held(int64(2 * len(h)))); err != nil {
			b.Fatal(err)
		}
		return took, kept
	}
	var all, few time.Duration
	var kept uint64
	for b.Loop() {
		took, bytes := pass(long)
		all, kept = all+took, bytes
		took, _ = pass(short)
		few += took
	}
	n := float64(b.N)
	b.ReportMetric(float64(all)/n/float64(len(long)), "ns/run")
	b.ReportMetric(float64(all)/float64(len(long))/(float64(few)/float64(len(short))), "x500")
	b.ReportMetric(float64(kept)/float64(len(long)), "keptB/run")
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func year(b *testing.B, runs int) ([]*plan.Plan, history) {
	set := framework(b)
	var plans []*plan.Plan
	for i := range 20 {
		f := set.Pillars[i%5].Functions[i/5]
		plans = append(plans, runbook("book-"+string(rune('a'+i)), "*/15 * * * *", claims(f.ID, "optimal", 48*time.Hour)))
	}
	var h history
	for i := range runs {
		h = append(h, run(b, plans[i%20], monday.Add(time.Duration(i/20)*15*time.Minute), evidence.Passed))
	}
	return plans, h.numbered()
}

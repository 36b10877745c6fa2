package steps_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func sortPlan(p *plan.Plan) {
	slices.SortFunc(p.Phases[0].Steps, func(a, b plan.Step) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Evidence, func(a, b plan.Evidence) int { return strings.Compare(a.Name, b.Name) })
}

// BenchmarkThousandItems runs 1,000 observing items of /bin/true, journal included, and prints how long
// that takes against a loop of bash that starts it as often. A ratio below 1 is faster than bash.
func BenchmarkThousandItems(b *testing.B) {
	const n = 1000
	p := planFor(plan.Connection{Name: "here", Kind: kind.Shell})
	items := &expr.Node{Op: expr.OpList}
	for i := range n {
		items.Args = append(items.Args, expr.Lit(expr.OfText(fmt.Sprintf("item %03d", i))))
	}
	p.Phases[0].Steps = []plan.Step{{
		Name: "s", Action: "exec.run", Effect: kind.Observe, Connection: "here", ForEach: items, Parallel: n, Timeout: 20, OnError: "stop",
		Settings: map[string]*expr.Node{"argv": expr.Lit(valueOf([]string{"true"}))},
	}}
	dir := b.TempDir()
	for b.Loop() {
		if out := runPlan(b, p, steps.Machine{}, dir); out.record.Outcome != evidence.Passed {
			b.Fatal(out.record.Outcome)
		}
	}
	begun := time.Now()
	if out, err := exec.Command("bash", "-c", fmt.Sprintf("for i in {1..%d}; do /bin/true; done", n)).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	bash := time.Since(begun)
	ours := b.Elapsed() / time.Duration(b.N)
	b.ReportMetric(float64(ours)/float64(bash), "×bash")
	b.ReportMetric(float64(ours.Microseconds())/n, "µs/item")
}

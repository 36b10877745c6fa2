//go:build !race

package simulate_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// TestShared: expressions that each keep to their fuel, ten thousand times, end soon, and with a problem
// instead of an answer. The time is told and not held against the clock.
func TestShared(t *testing.T) {
	t.Parallel()
	long := expr.Lit(val(many(1000)))
	dear := op("==", call("length", where("a", long, where("b", long, op("==", ref("b"), ref("each.key")), nil), nil)), 0)
	for name, p := range map[string]*plan.Plan{
		"a condition":     planOf(turn("a", over(many(9000)), goesOn, when(dear))),
		"an expectation":  planOf(turn("a", over(many(9000)), goesOn, func(s *plan.Step) { s.Expects = []plan.Expect{{Name: "e", Condition: node(dear), Message: node("no")}} })),
		"a check":         planOf(turn("a"), check("c", dear), func(p *plan.Plan) { p.Checks[0].ForEach = node(many(9000)) }),
		"a constant side": planOf(turn("a"), check("c", op("==", call("length", where("a", long, where("b", long, 1, nil), nil)), ref("each.key"))), func(p *plan.Plan) { p.Checks[0].ForEach = node(many(9000)) }),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		started := time.Now()
		result, problems := simulate.Run(p, scene(sees("step.a")))
		runtime.ReadMemStats(&after)
		t.Logf("%s: %v, %d MiB in all", name, time.Since(started).Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
		if result != nil || len(problems) != 1 || problems[0].Place != "runbook" || !strings.Contains(problems[0].Message, "more in this test than a test may") {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

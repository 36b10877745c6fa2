package plan_test

import (
	"fmt"
	"testing"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// A plan from outside may be as large as one may be, and mention as much as fits: here five hundred steps
// wait, each through the same chain of nine hundred locals, for five hundred others. Each local is looked
// into once, which is counted in what Check allocates: that is the same on every machine, and no time is.
func TestCheckIsBounded(t *testing.T) {
	p := sample()
	steps := p.Phases[0].Steps
	p.Phases[0].Steps = nil
	var needs []string
	var mentioned []*expr.Node
	for i := range 499 {
		name := fmt.Sprintf("a%03d", i)
		needs, mentioned = append(needs, "step."+name), append(mentioned, expr.Ref("step", name, "text"))
		p.Phases[0].Steps = append(p.Phases[0].Steps, small(name, text("/etc/hostname"), nil))
	}
	p.Locals["l000"] = op(expr.OpList, mentioned...)
	for i := 1; i < 900; i++ {
		p.Locals[fmt.Sprintf("l%03d", i)] = expr.Ref("local", fmt.Sprintf("l%03d", i-1))
	}
	for i := range 499 {
		p.Phases[0].Steps = append(p.Phases[0].Steps, small(fmt.Sprintf("b%03d", i), expr.Ref("local", "l899"), needs))
	}
	p.Phases[0].Steps = append(p.Phases[0].Steps, steps...)
	within(t, p, 200_000)
}

// within holds that a plan is right, and checked with so many allocations at most.
func within(t *testing.T, p *plan.Plan, most float64) {
	t.Helper()
	allocations := testing.AllocsPerRun(1, func() {
		if err := p.Check(); err != nil {
			t.Error(err)
		}
	})
	if allocations > most {
		t.Errorf("it allocates %.0f times", allocations)
	}
}

func small(name string, path *expr.Node, needs []string) plan.Step {
	return plan.Step{Name: name, Action: "file.read", Effect: "observe", Parallel: 1, Timeout: 1, OnError: "stop", Needs: needs,
		Settings: map[string]*expr.Node{"path": path}}
}

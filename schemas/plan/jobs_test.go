package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

func names(phases []*plan.Phase) (all []string) {
	for _, f := range phases {
		all = append(all, f.Name)
	}
	return all
}

func list(n int) *expr.Node {
	node := &expr.Node{Op: expr.OpList}
	for i := range n {
		node.Args = append(node.Args, expr.Lit(expr.OfInt(int64(i))))
	}
	return node
}

// The jobs of a plan: what comes before a phase is also what its parts wait for elsewhere, and a phase whose
// items only another one tells goes into as many jobs as that one says.
func TestJobs(t *testing.T) {
	t.Parallel()
	reverse := &plan.OnFailure{Undo: "reverse"}
	p := &plan.Plan{
		Locals: map[string]*expr.Node{"found": expr.Ref("step", "scan", "lines"), "typed": expr.Ref("input", "hosts")},
		Phases: []plan.Phase{
			{Name: "act", After: []string{"look"}, ForEach: expr.Ref("local", "found"), Parallel: 8},
			{Name: "beside", ForEach: list(5), Steps: []plan.Step{{Name: "b", Needs: []string{"step.scan"}}}},
			{Name: "both", After: []string{"act", "beside"}, ForEach: &expr.Node{Op: expr.OpList, Args: []*expr.Node{expr.Ref("step", "scan"), expr.Ref("phase", "act")}}},
			{Name: "careful", ForEach: list(5), OnFailure: reverse},
			{Name: "given", ForEach: expr.Ref("local", "typed")},
			{Name: "huge", ForEach: list(1000), Parallel: 1000},
			{Name: "look", Steps: []plan.Step{{Name: "scan"}}},
		},
	}
	order, stuck := p.JobOrder()
	if diff := cmp.Diff([]string{"look", "act", "beside", "both", "careful", "given", "huge"}, names(order)); diff != "" || stuck != nil {
		t.Errorf("order: %s, stuck %v", diff, stuck)
	}
	if diff := cmp.Diff([]string{"look", "act", "beside"}, names(p.Before(p.Phase("both")))); diff != "" {
		t.Error("before both:", diff)
	}
	want := map[string]plan.Fan{
		"act": {From: "look"}, "beside": {Legs: 5}, "both": {Legs: 1}, "careful": {Legs: 1}, "given": {}, "huge": {Legs: 256}, "look": {Legs: 1},
	}
	got := map[string]plan.Fan{}
	for i := range p.Phases {
		got[p.Phases[i].Name] = p.FanOf(&p.Phases[i])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("fans:", diff)
	}
	if jobs, items := p.Phase("huge").AtOnce(256); jobs != 256 || items != 3 {
		t.Errorf("huge has %d jobs at once, each with %d items", jobs, items)
	}
}

// Phases whose parts wait for each other in turn cannot be jobs of their own.
func TestStuckJobs(t *testing.T) {
	t.Parallel()
	p := &plan.Plan{Phases: []plan.Phase{
		{Name: "a", Steps: []plan.Step{{Name: "a1"}, {Name: "a2", Needs: []string{"step.b1"}}}},
		{Name: "b", Steps: []plan.Step{{Name: "b1", Needs: []string{"step.a1"}}}},
	}}
	if order, stuck := p.JobOrder(); order != nil || !cmp.Equal(stuck, []string{"a", "b", "a"}) {
		t.Errorf("order %v, stuck %v", names(order), stuck)
	}
}

// Every item is in exactly one leg, and no leg has two items more than another.
func TestSlice(t *testing.T) {
	t.Parallel()
	for _, items := range []int{1, 2, 255, 256, 257, 5000, 10000} {
		legs, next, least, most := min(items, plan.MaxLegs), 0, items, 0
		for leg := range legs {
			from, to := plan.Slice(items, leg, legs)
			if from != next {
				t.Fatalf("%d items: leg %d begins at %d, and not at %d", items, leg, from, next)
			}
			next, least, most = to, min(least, to-from), max(most, to-from)
		}
		if next != items || most-least > 1 || least == 0 {
			t.Errorf("%d items: they end at %d; a leg has %d to %d", items, next, least, most)
		}
	}
}

package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// TestAsked: an output is asked for wherever an expression names it; whoever takes a step as a whole asks for all.
func TestAsked(t *testing.T) {
	t.Parallel()
	ref, get := expr.Ref, func(of *expr.Node, name string) *expr.Node {
		return &expr.Node{Op: expr.OpGet, Args: []*expr.Node{of, expr.Lit(expr.OfText(name))}}
	}
	only := func(names ...string) plan.Outputs {
		outputs := plan.Outputs{}
		for _, name := range names {
			outputs[name] = true
		}
		return outputs
	}
	each := plan.Step{Name: "a", ForEach: ref("input", "all")}
	for name, c := range map[string]struct {
		set  func(p *plan.Plan)
		want plan.Outputs
	}{
		"nobody":        {func(*plan.Plan) {}, only()},
		"its outcome":   {func(p *plan.Plan) { p.Phases[0].Steps[1].When = ref("step", "a", "outcome") }, only("outcome")},
		"itself":        {func(p *plan.Plan) { p.Phases[0].Steps[0].Expects = []plan.Expect{{Condition: ref("self", "status")}} }, only("status")},
		"itself, whole": {func(p *plan.Plan) { p.Phases[0].Steps[0].Retry = &plan.Retry{While: get(ref("self"), "status")} }, nil},
		"its undo": {func(p *plan.Plan) {
			p.Phases[0].Steps[0].Undo = &plan.Undo{Settings: map[string]*expr.Node{"path": ref("self", "text")}}
		}, only("text")},
		"the undo of its action": {func(p *plan.Plan) {
			p.Phases[0].Steps[0].Action = "x.make"
			p.Actions = []plan.Action{{Name: "x.make", Undo: &plan.Undo{Action: "x.remove", Settings: map[string]*expr.Node{"id": ref("self", "id")}}}}
		}, only("id")},
		"an undo that is not taken": {func(p *plan.Plan) {
			p.Phases[0].Steps[0].Action, p.Phases[0].Steps[0].Undo = "x.make", &plan.Undo{Reason: "It stays."}
			p.Actions = []plan.Action{{Name: "x.make", Undo: &plan.Undo{Action: "x.remove", Settings: map[string]*expr.Node{"id": ref("self", "id")}}}}
		}, only()},
		"another itself": {func(p *plan.Plan) { p.Phases[0].Steps[1].Expects = []plan.Expect{{Message: ref("self", "status")}} }, only()},
		"a local":        {func(p *plan.Plan) { p.Locals = map[string]*expr.Node{"x": ref("step", "a", "json", "id")} }, only("json")},
		"evidence, two": {func(p *plan.Plan) {
			p.Evidence = []plan.Evidence{{Value: ref("step", "a", "json")}, {Value: ref("step", "a", "text")}}
		}, only("json", "text")},
		"the whole": {func(p *plan.Plan) {
			p.Evidence = []plan.Evidence{{Value: ref("step", "a", "json")}, {Value: ref("step", "a")}}
		}, nil},
		"what people read": {func(p *plan.Plan) { p.Result = &plan.Show{Text: ref("step", "a", "text")} }, only("text")},
		"a notify":         {func(p *plan.Plan) { p.Notifies = []plan.Notify{{Text: ref("step", "a", "text")}} }, only("text")},
		"an item": {func(p *plan.Plan) {
			p.Phases[0].Steps[0] = each
			p.Result = &plan.Show{Text: ref("step", "a", "x", "text")}
		}, nil},
		"items, of nobody": {func(p *plan.Plan) { p.Phases[0].Steps[0] = each }, only()},
		"the phase":        {func(p *plan.Plan) { p.Result = &plan.Show{Text: ref("phase", "main", "outcome")} }, only()},
		"the phase's items": {func(p *plan.Plan) {
			p.Phases[0].ForEach = ref("input", "all")
			p.Result = &plan.Show{Text: ref("phase", "main")}
		}, nil},
	} {
		p := &plan.Plan{Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{{Name: "a"}, {Name: "b"}}}}}
		c.set(p)
		if diff := cmp.Diff(c.want, p.Asked()["step.a"]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	p := &plan.Plan{
		Access: &plan.Access{Gates: []plan.Gate{{Name: "g", Condition: ref("self", "ok")}}},
		Actions: []plan.Action{
			{Name: "x.y", Run: plan.Call{Give: map[string]*expr.Node{"id": ref("self", "json", "id")}}},
			{Name: "x.z", Run: plan.Call{Done: ref("self", "status")}},
		},
	}
	if diff := cmp.Diff(map[string]plan.Outputs{"gate.g": only("ok"), "action.x.y": only("json"), "action.x.z": nil}, p.Asked()); diff != "" {
		t.Error(diff)
	}
}

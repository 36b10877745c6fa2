package lower

import (
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Actions that are written in HCL come with the plan that asks for them, so that a runner needs nothing else.

func (l lowering) action(a *scope.Action) plan.Action {
	return plan.Action{
		Name: a.Kind.Name, Title: a.Kind.Title, Effect: a.Kind.Effect, Idempotent: a.Kind.Idempotent, Kind: a.Kind.Connection,
		Settings: sorted(each(a.Tree.Settings, l.setting), func(s plan.Setting) string { return s.Name }),
		Outputs:  sorted(outputs(a), func(o plan.Output) string { return o.Name }),
		Run:      l.call(a.Tree.Run), Undo: l.undo(a.Tree.Undo),
	}
}

func (l lowering) setting(s *syntax.ActionSetting) plan.Setting {
	typ, _ := expr.ParseType(s.Type.Value)
	out := plan.Setting{Name: s.Name.Value, Type: typ.String(), Pattern: l.text(s.Pattern), Description: l.text(s.Description)}
	if s.Default != nil {
		value, _ := l.Known(l.Term(s.Default))
		out.Default = &value
	}
	if s.OneOf != nil {
		list, _ := l.Known(l.Term(s.OneOf))
		out.OneOf = list.Items()
	}
	return out
}

func outputs(a *scope.Action) []plan.Output {
	var list []plan.Output
	for _, o := range a.Kind.Outputs {
		list = append(list, plan.Output{Name: o.Name, Type: o.Type, Labels: o.Labels, AsOf: o.AsOf})
	}
	return list
}

func (l lowering) call(r *syntax.ActionRun) plan.Call {
	out := plan.Call{
		Action: r.Action.Value, Settings: l.settings(r.Settings), Paginate: l.text(r.Paginate), Done: l.node(r.Done),
	}
	if r.Give == nil {
		return out
	}
	for name, term := range scope.Members(l.Term(r.Give)) {
		if out.Give == nil {
			out.Give = map[string]*expr.Node{}
		}
		out.Give[name] = l.Node(term)
	}
	return out
}

// over is the connection that a call goes over, "" for none.
func (l lowering) over(c scope.Call) string {
	k, _ := l.Project.Kind(c.Action.Value)
	return l.Connection(c, k)
}

func (l lowering) undo(u *syntax.Undo) *plan.Undo {
	switch {
	case u == nil:
		return nil
	case u.Action.Value == scope.NoUndo:
		return &plan.Undo{Reason: l.text(u.Reason)}
	}
	return &plan.Undo{Action: u.Action.Value, Settings: l.settings(u.Settings)}
}

// settings are what an action is given, nil where that is nothing.
func (l lowering) settings(list []syntax.Assignment) map[string]*expr.Node {
	var out map[string]*expr.Node
	for _, a := range list {
		if out == nil {
			out = map[string]*expr.Node{}
		}
		out[a.Name.Value] = l.node(a.Value)
	}
	return out
}

// bringActions adds the actions written in HCL that the runbook asks for, and those that take theirs back.
func (l lowering) bringActions(p *plan.Plan) {
	for _, a := range l.Actions() {
		p.Actions = append(p.Actions, l.action(a))
	}
}

package lower

import (
	"cmp"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// What people are asked, and told: in a run and around it.

func (l lowering) gate(g *syntax.Gate) plan.Gate {
	return plan.Gate{
		Name: g.Name.Value, Action: l.text(g.Action), Connection: l.over(l.GateCall(g)), Settings: l.settings(g.Settings),
		MaxAge: l.length(g.MaxAge, 0), Condition: l.node(g.Condition), Message: l.node(g.Message),
	}
}

func (l lowering) approval(a *syntax.Approval) plan.Approval {
	return plan.Approval{
		Name: a.Name.Value, From: names(a.From), Min: l.whole(a.Min, 1), Timeout: l.length(a.Timeout, scope.ApprovalTimeout),
		Needs: l.Needs(l.Part(plan.ApprovalPrefix + a.Name.Value)), SkipIf: l.node(a.SkipIf), Show: l.show(a.Show),
	}
}

func (l lowering) ask(a *syntax.Ask) plan.Ask {
	return plan.Ask{
		Name: a.Name.Value, To: names(a.To), Second: names(a.Second), Question: l.node(a.Question), Timeout: l.length(a.Timeout, 0),
		Needs: l.Needs(l.Part(plan.AskPrefix + a.Name.Value)), When: l.node(a.When), Answers: each(a.Answers, l.answer), Show: l.show(a.Show),
	}
}

func (l lowering) answer(a *syntax.Answer) plan.Answer {
	typ, _ := expr.ParseType(a.Type.Value)
	out := plan.Answer{
		Name: a.Name.Value, Type: typ.String(), Title: l.text(a.Title), Pattern: l.text(a.Pattern),
		Min: l.written(a.Min), Max: l.written(a.Max), MaxLength: l.whole(a.MaxLength, 0),
	}
	if a.OneOf != nil {
		list, _ := l.Known(l.Term(a.OneOf))
		out.OneOf = list.Items()
	}
	return out
}

func (l lowering) show(s *syntax.Show) *plan.Show {
	if s == nil {
		return nil
	}
	return &plan.Show{Title: l.node(s.Title), Text: l.node(s.Text), Table: l.node(s.Table)}
}

func (l lowering) notify(n *syntax.Notify) plan.Notify {
	return plan.Notify{Name: n.Name.Value, Action: l.text(n.Action), Connection: l.over(l.NotifyCall(n)), On: l.set(n.On), Text: l.node(n.Text)}
}

// around gives p what stands around a run.
func (l lowering) around(p *plan.Plan) {
	tree := l.Tree
	if c := tree.Concurrency; c != nil {
		p.Concurrency = &plan.Concurrency{Key: l.node(c.Key), Mode: cmp.Or(l.text(c.Mode), "queue")}
	}
	p.Notifies = sorted(each(tree.Notifies, l.notify), func(n plan.Notify) string { return n.Name })
	p.Result = l.show(tree.Result)
	if tree.Confirm != nil {
		p.Confirm = &plan.Confirm{By: names(tree.Confirm.By), Within: l.length(tree.Confirm.Within, 0)}
	}
	p.Waivable = sorted(each(tree.Waivables, l.waivable), func(w plan.Waivable) string { return w.Check })
	p.Moved = sorted(each(tree.Moves, l.moved), func(m plan.Moved) string { return m.From })
}

func (l lowering) waivable(w *syntax.Waivable) plan.Waivable {
	return plan.Waivable{Check: w.Check.Value, MaxFor: l.length(w.MaxFor, 0), By: names(w.By)}
}

func (l lowering) moved(m *syntax.Moved) plan.Moved {
	return plan.Moved{From: l.text(m.From), To: l.text(m.To)}
}

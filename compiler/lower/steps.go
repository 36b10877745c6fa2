package lower

import (
	"cmp"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

func (l lowering) step(s *syntax.Step) plan.Step {
	action, _ := l.Project.Kind(s.Action.Value)
	out := plan.Step{
		Name: s.Name.Value, Action: action.Name, Title: l.text(s.Title), Effect: l.Effect(s, action),
		Connection: l.over(scope.StepCall(s)), When: l.node(s.When), ForEach: l.node(s.ForEach), By: l.text(s.By),
		Parallel: l.whole(s.Parallel, 1), Timeout: l.length(s.Timeout, l.patience(s)), OnError: cmp.Or(l.text(s.OnError), "stop"),
		Retry: l.retry(s.Retry), Settings: l.settings(s.Settings), Limit: l.limit(s), Undo: l.undo(s.Undo), UndoAfter: l.node(s.UndoAfter),
	}
	out.Needs = l.Needs(l.Part(plan.StepPrefix + s.Name.Value))
	out.Expects = sorted(each(s.Expects, l.expect), func(e plan.Expect) string { return e.Name })
	return out
}

// patience is how long a step may take that does not say it. One that waits has the time that it waits for.
func (l lowering) patience(s *syntax.Step) int64 {
	longest := int64(stepTimeout)
	if s.Action.Value != "wait.until" {
		return longest
	}
	for _, name := range []string{"until", "give_up_after"} {
		text, _ := l.Literal(scope.StepCall(s), name)
		if seconds, ok := expr.ParseLength(text); ok {
			longest = max(longest, min(seconds+minute, plan.MaxSeconds))
		}
	}
	return longest
}

func (l lowering) limit(s *syntax.Step) *plan.Limit {
	if s.Limit == nil {
		return nil
	}
	count, percent, _ := l.Limit(s)
	return &plan.Limit{Count: count, Percent: percent, Of: l.node(s.LimitOf)}
}

func (l lowering) retry(r *syntax.Retry) *plan.Retry {
	if r == nil {
		return nil
	}
	return &plan.Retry{Max: l.whole(r.Max, 1), Delay: l.length(r.Delay, retryDelay), While: l.node(r.While)}
}

func (l lowering) expect(e *syntax.Expect) plan.Expect {
	return plan.Expect{Name: e.Name.Value, Condition: l.node(e.Condition), Message: l.node(e.Message)}
}

func (l lowering) check(c *syntax.Check) plan.Check {
	severity, _ := l.Severity(c)
	return plan.Check{
		Name: c.Name.Value, Condition: l.node(c.Condition), Message: l.node(c.Message), Severity: severity,
		ForEach: l.node(c.ForEach), By: l.text(c.By), Empty: l.text(c.Empty), Remedy: l.text(c.Remedy),
	}
}

func (l lowering) evidence(e *syntax.Evidence) plan.Evidence {
	return plan.Evidence{Name: e.Name.Value, Description: l.text(e.Description), Personal: l.truth(e.Personal), Value: l.node(e.Value)}
}

// node is an expression for the plan, nil where there is none.
func (l lowering) node(e hclsyntax.Expression) *expr.Node {
	if e == nil {
		return nil
	}
	return l.Node(l.Term(e))
}

// written is a value that is known at review time as people write it: a number, a text, or a list with
// commas.
func (l lowering) written(e hclsyntax.Expression) string {
	if e == nil {
		return ""
	}
	value, _ := l.Known(l.Term(e))
	shown := &expr.Node{Op: expr.OpTemplate, Args: []*expr.Node{expr.Lit(value)}}
	if value.Kind() == expr.List {
		shown = &expr.Node{Op: expr.OpCall, Name: "join", Args: []*expr.Node{expr.Lit(expr.OfText(", ")), expr.Lit(value)}}
	}
	text, _ := expr.Eval(shown, nil).AsText()
	return text
}

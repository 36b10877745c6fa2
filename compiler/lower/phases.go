package lower

import (
	"cmp"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/plan"
)

// phases are the phases of the runbook by name. Loose parts are the one phase main.
func (l lowering) phases() []plan.Phase {
	if len(l.Tree.Phases) == 0 {
		main := plan.Phase{Name: "main", OnFailure: l.onFailure(l.Tree.OnFailure)}
		l.parts(&main, nil)
		return []plan.Phase{main}
	}
	return sorted(each(l.Tree.Phases, l.phase), func(f plan.Phase) string { return f.Name })
}

func (l lowering) phase(f *syntax.Phase) plan.Phase {
	out := plan.Phase{
		Name: f.Name.Value, Title: l.text(f.Title), After: l.First(f), When: l.node(f.When), RunsOn: l.set(f.RunsOn),
		ForEach: l.node(f.ForEach), By: l.text(f.By), Limit: l.whole(f.Limit, 0), OnFailure: l.onFailure(f.OnFailure),
	}
	if f.ForEach != nil {
		out.Parallel = l.whole(f.Parallel, 1)
	}
	l.parts(&out, f)
	return out
}

// parts gives out what stands in f. Checks outside phases are the plan's own.
func (l lowering) parts(out *plan.Phase, f *syntax.Phase) {
	for _, s := range l.Tree.Steps {
		if s.Phase == f {
			out.Steps = append(out.Steps, l.step(s))
		}
	}
	for _, a := range l.Tree.Approvals {
		if a.Phase == f {
			out.Approvals = append(out.Approvals, l.approval(a))
		}
	}
	for _, a := range l.Tree.Asks {
		if a.Phase == f {
			out.Asks = append(out.Asks, l.ask(a))
		}
	}
	if f != nil {
		out.Checks = l.checks(f)
	}
	sorted(out.Steps, func(s plan.Step) string { return s.Name })
	sorted(out.Approvals, func(a plan.Approval) string { return a.Name })
	sorted(out.Asks, func(a plan.Ask) string { return a.Name })
}

// checks are those of f, or those outside phases where f is nil.
func (l lowering) checks(f *syntax.Phase) []plan.Check {
	var out []plan.Check
	for _, c := range l.Tree.Checks {
		if c.Phase == f {
			out = append(out, l.check(c))
		}
	}
	return sorted(out, func(c plan.Check) string { return c.Name })
}

func (l lowering) onFailure(o *syntax.OnFailure) *plan.OnFailure {
	if o == nil {
		return nil
	}
	return &plan.OnFailure{Undo: cmp.Or(l.text(o.Undo), "none"), Notify: names(o.Notify)}
}

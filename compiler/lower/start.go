package lower

import (
	"cmp"
	"slices"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// What stands before the first step: triggers, access, inputs, claims, power.

func (l lowering) trigger(t *syntax.Trigger) plan.Trigger {
	out := plan.Trigger{
		Kind: t.Kind.Value, Name: t.Name.Value, Cron: l.text(t.Cron), Timezone: l.text(t.Timezone),
		Type: l.text(t.Type), Label: l.text(t.Label), Check: l.text(t.Check), Paths: l.set(t.Paths), Forks: l.truth(t.Forks),
	}
	if out.Timezone == cmp.Or(l.text(l.Project.Tree.Timezone), "UTC") {
		out.Timezone = "" // the plan's own says so
	}
	if t.Every.Given() {
		out.Cron, _ = scope.Every(l.text(t.Every))
	}
	for name, term := range scope.Members(l.Term(t.Map)) {
		if out.Map == nil {
			out.Map = map[string]*expr.Node{}
		}
		out.Map[name] = l.Node(term)
	}
	return out
}

// review takes along the reviews that the project asks for because of what the plan does. Without any, no
// review is asked for.
func (l lowering) review(p *plan.Plan) {
	has := p.Effects()
	for _, r := range l.Project.Tree.Reviews {
		asked, _ := l.Texts(r.Effects)
		out := plan.Review{Name: r.Name.Value, From: names(r.From), Min: l.whole(r.Min, 1)}
		for _, effect := range []kind.Effect{kind.Observe, kind.Change, kind.Grant, kind.Destroy} {
			if slices.Contains(asked, string(effect)) {
				out.Effects = append(out.Effects, effect)
			}
		}
		if slices.ContainsFunc(out.Effects, func(e kind.Effect) bool { return slices.Contains(has, e) }) {
			p.Reviews = append(p.Reviews, out)
		}
	}
	sorted(p.Reviews, func(r plan.Review) string { return r.Name })
}

func (l lowering) access() *plan.Access {
	if l.Tree.Access == nil {
		return nil
	}
	return &plan.Access{
		Who: names(l.Tree.Access.Who), BreakGlass: names(l.Tree.Access.BreakGlass),
		Gates: sorted(each(l.Tree.Access.Gates, l.gate), func(g plan.Gate) string { return g.Name }),
	}
}

func (l lowering) input(in *syntax.Input) plan.Input {
	typ, _ := expr.ParseType(in.Type.Value)
	out := plan.Input{
		Name: in.Name.Value, Type: typ.String(), Title: l.text(in.Title), Description: l.text(in.Description),
		Min: l.written(in.Min), Max: l.written(in.Max), MaxLength: l.whole(in.MaxLength, 0), Pattern: l.text(in.Pattern),
		Example: l.written(in.Example), Sensitive: l.truth(in.Sensitive), Personal: l.truth(in.Personal),
	}
	if in.Default != nil {
		value, _ := l.Known(l.Term(in.Default))
		out.Default = &value
	}
	if in.OneOf != nil {
		list, _ := l.Known(l.Term(in.OneOf))
		out.OneOf = list.Items()
	}
	return out
}

func (l lowering) use(u *syntax.Use) plan.Use {
	return plan.Use{Connection: u.Connection.Value, Allow: l.set(u.Allow)}
}

func (l lowering) satisfies() []plan.Satisfies {
	list := each(l.Tree.Satisfies, func(s *syntax.Satisfies) plan.Satisfies {
		out := plan.Satisfies{
			Framework: s.Framework.Value, Function: l.text(s.Function), Controls: l.set(s.Controls),
			Inputs: l.set(s.Inputs), Rehearsal: l.truth(s.Rehearsal),
		}
		stage, _ := catalog.ParseStage(l.text(s.Stage))
		out.Stage = stage.String()
		out.FreshFor = l.length(s.FreshFor, l.Freshest(stage))
		return out
	})
	slices.SortFunc(list, func(a, b plan.Satisfies) int {
		return cmp.Or(cmp.Compare(a.Framework, b.Framework), cmp.Compare(a.Function, b.Function), cmp.Compare(a.Stage, b.Stage))
	})
	return list
}

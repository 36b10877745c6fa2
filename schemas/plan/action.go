package plan

import (
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Kind finds what a step may know of an action: one that the plan brings, written in HCL, or else one of
// package kind.
func (p *Plan) Kind(action string) (kind.Kind, bool) {
	if a := p.Action(action); a != nil {
		return a.kind(), true
	}
	return kind.Lookup(action)
}

// UndoOf is what takes the step back: its own undo, else that of its action, whose expressions mention
// setting.NAME and what the action gave, self.NAME; nil where nobody says.
func (p *Plan) UndoOf(s *Step) *Undo {
	if a := p.Action(s.Action); s.Undo == nil && a != nil {
		return a.Undo
	}
	return s.Undo
}

func (a *Action) kind() kind.Kind {
	primitive, _ := kind.Lookup(a.Run.Action)
	k := kind.Kind{
		Name: a.Name, Title: a.Title, Effect: a.Effect, Idempotent: a.Idempotent, Tells: primitive.Tells, Connection: a.Kind,
		Fields: []kind.Field{}, Outputs: []kind.Output{}, Permissions: primitive.Permissions,
	}
	decisive := a.decisive(primitive)
	for i := range a.Settings {
		k.Fields = append(k.Fields, a.Settings[i].field(decisive))
	}
	for _, o := range a.Outputs {
		k.Outputs = append(k.Outputs, kind.Output{Name: o.Name, Type: o.Type, Labels: o.Labels, AsOf: o.AsOf})
	}
	return k
}

func (s *Setting) field(decisive map[string]bool) kind.Field {
	f := kind.Field{Name: s.Name, Type: s.Type, Doc: s.Description, Required: s.Default == nil}
	f.Trusted = decisive[s.Name] && s.Pattern == "" && s.OneOf == nil && !slices.Contains(formed, s.Type)
	for _, v := range s.OneOf {
		if text, ok := v.AsText(); ok {
			f.OneOf = append(f.OneOf, text)
		}
	}
	return f
}

// formed are the types whose values cannot become anything else, wherever they come from.
var formed = []string{"number", "bool", "date", "duration"}

// decisive are the settings that decide a program, an address or a query of the primitive action. What is
// made one part of a path does not.
func (a *Action) decisive(primitive kind.Kind) map[string]bool {
	found := map[string]bool{}
	var visit func(n *expr.Node, field string)
	visit = func(n *expr.Node, field string) {
		if n == nil || field == "path" && n.Op == expr.OpCall && n.Name == "urlencode" {
			return
		}
		if n.Op == expr.OpRef && len(n.Path) > 1 && n.Path[0] == "setting" {
			found[n.Path[1]] = true
		}
		for _, arg := range n.Args {
			visit(arg, field)
		}
	}
	for name, node := range a.Run.Settings {
		if f := primitive.Field(name); f != nil && f.Trusted {
			visit(node, name)
		}
	}
	return found
}

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
// setting.NAME; nil where nobody says.
func (p *Plan) UndoOf(s *Step) *Undo {
	if a := p.Action(s.Action); s.Undo == nil && a != nil {
		return a.Undo
	}
	return s.Undo
}

func (a *Action) kind() kind.Kind {
	primitive, _ := kind.Lookup(a.Run.Action)
	k := kind.Kind{
		Name: a.Name, Title: a.Title, Effect: a.Effect, Idempotent: a.Idempotent, Connection: a.Kind,
		Fields: []kind.Field{}, Outputs: []kind.Output{}, Permissions: primitive.Permissions,
	}
	for i := range a.Settings {
		k.Fields = append(k.Fields, a.Settings[i].field(a.decides(primitive, &a.Settings[i])))
	}
	for _, o := range a.Outputs {
		k.Outputs = append(k.Outputs, kind.Output{Name: o.Name, Type: o.Type, Labels: o.Labels, AsOf: o.AsOf})
	}
	return k
}

func (s *Setting) field(trusted bool) kind.Field {
	f := kind.Field{Name: s.Name, Type: s.Type, Doc: s.Description, Required: s.Default == nil, Trusted: trusted}
	for _, v := range s.OneOf {
		if text, ok := v.AsText(); ok {
			f.OneOf = append(f.OneOf, text)
		}
	}
	return f
}

// decides tells whether text in a setting would decide a program, an address or a query of the primitive
// action: where no rule bounds it, and it is not made one part of a path.
func (a *Action) decides(primitive kind.Kind, s *Setting) bool {
	if s.Pattern != "" || s.OneOf != nil || slices.Contains([]string{"number", "bool", "date", "duration"}, s.Type) {
		return false
	}
	for name, node := range a.Run.Settings {
		if f := primitive.Field(name); f != nil && f.Trusted && mentionsSetting(node, s.Name, name == "path") {
			return true
		}
	}
	return false
}

// mentionsSetting tells whether n mentions the setting, where encoded is set other than through urlencode.
func mentionsSetting(n *expr.Node, name string, encoded bool) bool {
	if n == nil || encoded && n.Op == expr.OpCall && n.Name == "urlencode" {
		return false
	}
	if n.Op == expr.OpRef && (len(n.Path) == 1 || n.Path[1] == name) && n.Path[0] == "setting" {
		return true
	}
	return slices.ContainsFunc(n.Args, func(arg *expr.Node) bool { return mentionsSetting(arg, name, encoded) })
}

package scope

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Action is an action written in HCL.
type Action struct {
	Tree *syntax.Action
	Kind kind.Kind // what those see who use it
	// The types of its settings and outputs; any where the text is no type.
	Settings map[string]expr.Type
	Outputs  map[string]expr.Type
}

// actions are those of the project's systems by name. Of two with one name the first counts; the systems
// of the primitive actions have none.
func (p *Project) actions() map[string]*Action {
	found := map[string]*Action{}
	for _, system := range p.Tree.Systems {
		r := NewRunbook(p, &syntax.Runbook{File: system.File, Broken: system.Broken})
		for _, tree := range system.Actions {
			if name := tree.Name.Value; found[name] == nil && !kind.Reserved(SystemOf(name)) {
				found[name] = r.action(tree)
			}
		}
	}
	return found
}

func (r *Runbook) action(tree *syntax.Action) *Action {
	a := &Action{Tree: tree, Settings: map[string]expr.Type{}, Outputs: map[string]expr.Type{}}
	title, _ := r.Text(tree.Title)
	effect, _ := r.Text(tree.Effect)
	idempotent, _ := r.Truth(tree.Idempotent)
	connection, _ := r.Text(tree.Kind)
	a.Kind = kind.Kind{Name: tree.Name.Value, Title: title, Effect: kind.Effect(effect), Idempotent: idempotent, Connection: connection}
	if tree.Run != nil {
		primitive, _ := kind.Lookup(tree.Run.Action.Value)
		a.Kind.Permissions, a.Kind.Beyond, a.Kind.Tells = primitive.Permissions, primitive.Beyond, primitive.Tells
	}
	for _, s := range tree.Settings {
		a.Settings[s.Name.Value] = typeOf(s.Type)
		a.Kind.Fields = append(a.Kind.Fields, r.field(s))
	}
	for _, o := range tree.Outputs {
		a.Outputs[o.Name.Value] = typeOf(o.Type)
		a.Kind.Outputs = append(a.Kind.Outputs, r.output(o, tree.Run))
	}
	return a
}

// field is a setting as a step sees it. What an action makes of a value is the matter of the action, so
// none is refused for where it comes from.
func (r *Runbook) field(s *syntax.ActionSetting) kind.Field {
	doc, _ := r.Text(s.Description)
	f := kind.Field{Name: s.Name.Value, Type: typeOf(s.Type).String(), Doc: doc, Required: s.Default == nil && !kind.IsOfStep(s.Name.Value)}
	if s.OneOf == nil {
		return f
	}
	list, _ := r.Known(r.Term(s.OneOf))
	for _, item := range list.Items() {
		if text, ok := item.AsText(); ok {
			f.OneOf = append(f.OneOf, text)
		}
	}
	return f
}

// output is an output as a runbook sees it. A text that is made of the answer, or of what a step gave, is
// untrusted whether the action says so or not: no label can be lost on the way through an action.
func (r *Runbook) output(o *syntax.ActionOutput, run *syntax.ActionRun) kind.Output {
	asOf, _ := r.Truth(o.AsOf)
	typ := typeOf(o.Type)
	out := kind.Output{Name: o.Name.Value, Type: typ.String(), AsOf: asOf}
	texts, _ := r.Texts(o.Labels)
	if run != nil && typ.Worded() && mentionsAnswer(member(r.Term(run.Give), o.Name.Value)) {
		texts = append(texts, string(kind.Untrusted))
	}
	slices.Sort(texts)
	for _, label := range slices.Compact(texts) {
		out.Labels = append(out.Labels, kind.Label(label))
	}
	return out
}

// mentionsAnswer tells whether something of the answer or of a setting stands in t.
func mentionsAnswer(t *Term) bool {
	found := false
	t.References(func(ref *Term) { found = found || ref.Path[0] == "self" || ref.Path[0] == "setting" })
	return found
}

// member is the value of that name in an object that is written out, or nil.
func member(object *Term, name string) *Term {
	for key, value := range Members(object) {
		if key == name {
			return value
		}
	}
	return nil
}

func typeOf(t syntax.Text) expr.Type {
	typ, err := expr.ParseType(t.Value)
	if err != nil {
		return expr.Type{Kind: expr.AnyType}
	}
	return typ
}

// Kind is what there is to know of an action of that name, written in HCL or primitive. The caller must
// not change what it holds.
func (p *Project) Kind(action string) (kind.Kind, bool) {
	if a := p.Actions[action]; a != nil {
		return a.Kind, true
	}
	return kind.Lookup(action)
}

// ActionNames are the names of all actions, sorted.
func (p *Project) ActionNames() []string {
	names := slices.Collect(maps.Keys(p.Actions))
	for _, k := range kind.All() {
		names = append(names, k.Name)
	}
	slices.Sort(names)
	return names
}

// SystemFile is the system whose actions stand in a file; ok is false for a file of something else.
func SystemFile(file string) (system string, ok bool) {
	return strings.CutSuffix(path.Base(file), ".action.hcl")
}

// Incomplete tells whether some file of a system's actions has errors, so that it may have more of them than
// are known.
func (p *Project) Incomplete(system string) bool {
	for file := range p.Tree.Sources {
		if name, ok := SystemFile(file); ok && name == system && !p.whole(file) {
			return true
		}
	}
	return false
}

func (p *Project) whole(file string) bool {
	return slices.ContainsFunc(p.Tree.Systems, func(s *syntax.System) bool { return s.File == file && !s.Broken })
}

// SystemOf is the system in the name of an action.
func SystemOf(action string) string {
	system, _, _ := strings.Cut(action, ".")
	return system
}

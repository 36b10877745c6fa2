package check

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
)

// Site is a place where somebody writes an expression: what stands around it and gives names a meaning.
type Site struct {
	ForEach hclsyntax.Expression // of the part, or of the phase around it; nil without it
	Phase   string               // around it
	Giver   string               // the action whose answer is self; "" where there is no self
	Of      string               // the action written in HCL that it is a part of
	Policy  bool                 // in a policy of the project
	Before  bool                 // judged before a run begins
	Loops   []Loop               // that are open, outermost first
}

// Loop is a for that is not complete yet. Key is "" where it has one variable.
type Loop struct {
	Key, Value string
	Over       hclsyntax.Expression // nil where it cannot be told
}

// Member is something that may stand after the dot.
type Member struct {
	Name, Type string
}

// Members are what an editor offers after the dot that follows e, by name. It is the same inference that
// the rules use, so that what is offered is what they accept.
func Members(r *scope.Runbook, at Site, e hclsyntax.Expression) []Member {
	c := newChecker(r, Options{})
	s := c.infer(c.Term(e), c.site(at))
	var members []Member
	for _, name := range slices.Sorted(maps.Keys(s.fields)) {
		members = append(members, Member{name, s.fields[name].typ().String()})
	}
	return members
}

// Roots are what a reference may begin with there.
func Roots(r *scope.Runbook, at Site) []string {
	c := newChecker(r, Options{})
	return c.namespaces(c.site(at))
}

// InputTypes are the types that an input may have.
func InputTypes() []string { return slices.Clone(inputTypes) }

func (c *checker) site(at Site) place {
	p := place{checks: true, policy: at.Policy, asking: at.Before, action: at.Of != "", phase: c.Phases[at.Phase]}
	if of := c.Project.Actions[at.Of]; of != nil {
		c.takes = map[string]*shape{}
		for _, s := range of.Tree.Settings {
			c.takes[s.Name.Value] = c.settingShape(s)
		}
	}
	if at.ForEach != nil {
		over := c.infer(c.Term(at.ForEach), p)
		p.each = &shape{kind: expr.ObjectType, fields: map[string]*shape{"key": aText, "value": over.common()}}
	}
	if k, known := c.action(at.Giver); known {
		p.self = c.outputsShape(k, "self")
	}
	for _, l := range at.Loops {
		key, over := aText, anything
		if l.Over != nil {
			over = c.infer(c.Term(l.Over), p)
		}
		if over.kind == expr.ListType {
			key = aNumber
		}
		if l.Key != "" {
			p.vars = &binder{l.Key, key, p.vars}
		}
		p.vars = &binder{l.Value, over.common(), p.vars}
	}
	return p
}

// typ is the type of a shape, without its labels.
func (s *shape) typ() expr.Type {
	t := expr.Type{Kind: s.kind}
	if s.elem != nil {
		elem := s.elem.typ()
		t.Elem = &elem
	}
	for name, field := range s.fields {
		if t.Fields == nil {
			t.Fields = map[string]expr.Type{}
		}
		t.Fields[name] = field.typ()
	}
	return t
}

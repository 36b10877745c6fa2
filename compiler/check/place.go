package check

import (
	"slices"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// place is where an expression stands: what it may mention there, and what the names mean.
type place struct {
	address string // of the part: "step.site"
	// mapping is the map of a trigger: nothing is known there yet but what started the run.
	mapping bool
	policy  bool          // of the project: it sees the plan, and org
	action  bool          // in an action written in HCL, which knows its settings alone
	asking  bool          // before the run begins: nothing of it is known yet
	checks  bool          // answers of checks outside phases may be mentioned
	phase   *syntax.Phase // that it stands in; nil outside
	answer  bool          // there is an answer, which may leave something out
	self    *shape        // what the action gives; nil outside expect, retry, undo and gate
	each    *shape        // the item, {key, value}; nil without for_each
	vars    *binder       // for-variables
}

// binder is the chain of for-variables, innermost first.
type binder struct {
	name  string
	shape *shape
	outer *binder
}

func (b *binder) lookup(name string) *shape {
	for ; b != nil; b = b.outer {
		if b.name == name {
			return b.shape
		}
	}
	return nil
}

// names are the for-variables in sight.
func (b *binder) names() []string {
	var names []string
	for ; b != nil; b = b.outer {
		names = append(names, b.name)
	}
	return names
}

// allows tells whether a reference at p may begin with root.
func (p place) allows(root string) bool {
	switch {
	case p.action:
		return root == "setting" || root == "self" && p.self != nil
	case p.policy:
		return root == "plan" || root == "org"
	}
	switch root {
	case "run", "trigger":
		return true
	case "input", "local", "org":
		return !p.mapping
	case "step", "approval", "ask", "check", "phase":
		return !p.mapping && !p.asking
	case "each":
		return p.each != nil
	case "self":
		return p.self != nil
	}
	return false
}

// namespaces are what a reference may begin with at p, for messages; of those that few runbooks have parts
// of, those that this one has.
func (c *checker) namespaces(p place) []string {
	var names []string
	for _, name := range namespaces {
		if p.allows(name) && (!slices.Contains(rare, name) || len(c.existing(name)) > 0) {
			names = append(names, name)
		}
	}
	return append(names, p.vars.names()...)
}

// bound is p within the loop t over a collection of that shape.
func (p place) bound(t *scope.Term, over *shape) place {
	if len(t.Vars) == 2 {
		p.vars = &binder{t.Vars[0], over.key(), p.vars}
	}
	p.vars = &binder{t.Vars[len(t.Vars)-1], over.common(), p.vars}
	return p
}

// key is what the place or the name of a member of s is.
func (s *shape) key() *shape {
	switch {
	case s.kind == expr.ListType:
		return aNumber.with(reduced(s.labels))
	case s.isAny():
		return anything.with(s.labels)
	}
	return aText.with(s.labels).with(s.names)
}

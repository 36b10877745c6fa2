package scope

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// Runbook is one runbook with its parts by name and its expressions read.
type Runbook struct {
	Project   *Project
	Tree      *syntax.Runbook
	Inputs    map[string]*syntax.Input
	Phases    map[string]*syntax.Phase
	Steps     map[string]*syntax.Step
	Approvals map[string]*syntax.Approval
	Asks      map[string]*syntax.Ask
	Checks    map[string]*syntax.Check
	Notifies  map[string]*syntax.Notify
	// Exhausted tells that the values of org and locals take too much to compute, so that some which
	// could be known at review time are not.
	Exhausted bool
	// Carried is about how many bytes of values stand in the expressions in place of references.
	Carried int

	locals    map[string]*Local
	terms     map[hclsyntax.Expression]*Term
	parts     []*Part
	byAddress map[string]*Part
	after     map[string][]string
	calls     []Call
	spent     int
}

// Local is one local of a runbook.
type Local struct {
	Assignment syntax.Assignment
	Term       *Term
	Value      expr.Value // where Known
	Known      bool       // at review time

	state  state
	looked bool     // for what it mentions
	behind []string // the addresses that it mentions
}

// state tells how far the value of a local is computed.
type state uint8

const (
	untouched state = iota
	underway
	done
)

// NewRunbook reads the parts of a runbook. Of two parts with one name the first counts.
func NewRunbook(p *Project, tree *syntax.Runbook) *Runbook {
	r := &Runbook{
		Project: p, Tree: tree,
		Inputs:    byName(tree.Inputs, func(i *syntax.Input) string { return i.Name.Value }),
		Phases:    byName(tree.Phases, func(f *syntax.Phase) string { return f.Name.Value }),
		Steps:     byName(tree.Steps, func(s *syntax.Step) string { return s.Name.Value }),
		Approvals: byName(tree.Approvals, func(a *syntax.Approval) string { return a.Name.Value }),
		Asks:      byName(tree.Asks, func(a *syntax.Ask) string { return a.Name.Value }),
		Checks:    byName(tree.Checks, func(c *syntax.Check) string { return c.Name.Value }),
		Notifies:  byName(tree.Notifies, func(n *syntax.Notify) string { return n.Name.Value }),
		locals:    make(map[string]*Local, len(tree.Locals)),
		terms:     make(map[hclsyntax.Expression]*Term),
	}
	for _, a := range tree.Locals {
		if r.locals[a.Name.Value] == nil {
			r.locals[a.Name.Value] = &Local{Assignment: a, Term: r.Term(a.Value)}
		}
	}
	return r
}

// Term is e, read once; nil where e is.
func (r *Runbook) Term(e hclsyntax.Expression) *Term {
	if e == nil {
		return nil
	}
	t := r.terms[e]
	if t == nil {
		t = read(e)
		r.terms[e] = t
	}
	return t
}

// LocalNames are the names of all locals, sorted.
func (r *Runbook) LocalNames() []string { return slices.Sorted(maps.Keys(r.locals)) }

// Local is the local of that name, or nil. One that needs itself is not known.
func (r *Runbook) Local(name string) *Local {
	l := r.locals[name]
	if l == nil || l.state != untouched {
		return l
	}
	l.state = underway // what needs itself meets this, and is not known
	l.Value, l.Known = r.Known(l.Term)
	l.state = done
	return l
}

// LocalRing is the first ring among the locals: a name, what it needs, …, and the name again; nil where
// there is none.
func (r *Runbook) LocalRing() []string {
	return ring(r.LocalNames(), func(name string) []string {
		if l := r.locals[name]; l != nil {
			return r.mentions("local", l.Term)
		}
		return nil
	})
}

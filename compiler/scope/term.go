package scope

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// Term is an expression as expr.Node has it, with its place. Names are not resolved in it yet.
type Term struct {
	Op    expr.Op // "" where Fault is set
	Args  []*Term
	Name  string
	Path  []string
	Vars  []string
	Keyed bool
	If    bool
	Value expr.Value

	// Fault says what the language does not have, as a sentence; such a term has no arguments.
	Fault string

	source hclsyntax.Expression
	trail  hcl.Traversal // of a reference
	node   *expr.Node    // what Runbook.Node made of it
}

// Range is where the term stands.
func (t *Term) Range() diag.Range { return syntax.Place(t.source.Range()) }

// PartRange is where part i of a reference stands, without the dot before it.
func (t *Term) PartRange(i int) diag.Range {
	if i >= len(t.trail) {
		return t.Range()
	}
	at := syntax.Place(t.trail[i].SourceRange())
	if attr, dotted := t.trail[i].(hcl.TraverseAttr); dotted {
		at.Start = at.End
		at.Start.Byte -= len(attr.Name)
		at.Start.Column -= len(attr.Name) // names are ASCII
	}
	return at
}

// NameRange is where the name of a called function stands.
func (t *Term) NameRange() diag.Range {
	if call, ok := t.source.(*hclsyntax.FunctionCallExpr); ok {
		return syntax.Place(call.NameRange)
	}
	return t.Range()
}

// References visits every reference in t that is not one of its own for-variables, in order of writing.
func (t *Term) References(visit func(*Term)) { t.walk(nil, visit) }

func (t *Term) walk(hidden []string, visit func(*Term)) {
	if t == nil {
		return
	}
	if t.Op == expr.OpRef && !hides(hidden, t.Path[0]) {
		visit(t)
	}
	inner := t.hide(hidden)
	for i, arg := range t.Args {
		if i == 0 {
			arg.walk(hidden, visit)
		} else {
			arg.walk(inner, visit)
		}
	}
}

// hide is what the later arguments of t do not see: its for-variables besides hidden.
func (t *Term) hide(hidden []string) []string {
	if len(t.Vars) == 0 {
		return hidden
	}
	return append(hidden[:len(hidden):len(hidden)], t.Vars...)
}

func hides(hidden []string, name string) bool {
	for _, h := range hidden {
		if h == name {
			return true
		}
	}
	return false
}

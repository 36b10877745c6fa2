package scope

import (
	"github.com/attestary/attestary/schemas/expr"
)

// Node is t for a plan: org and the locals that are known at review time are replaced by their values,
// and what depends on nothing else is computed. A fault becomes the literal null; the checker has told
// of it.
func (r *Runbook) Node(t *Term) *expr.Node {
	if t.node == nil {
		t.node = r.fold(t, nil)
	}
	return t.node
}

// Known is the value of t where it is known at review time.
func (r *Runbook) Known(t *Term) (expr.Value, bool) {
	if t.Op == expr.OpLiteral {
		return t.Value, true
	}
	if node := r.Node(t); node.Op == expr.OpLiteral && t.Fault == "" {
		return valueOf(node), true
	}
	return expr.Value{}, false
}

func (r *Runbook) fold(t *Term, hidden []string) *expr.Node {
	switch t.Op {
	case "":
		return expr.Lit(expr.Nil())
	case expr.OpLiteral:
		return expr.Lit(t.Value)
	case expr.OpRef:
		return r.foldRef(t, hidden)
	}
	n := &expr.Node{Op: t.Op, Name: t.Name, Vars: t.Vars, Keyed: t.Keyed, If: t.If}
	n.Args = make([]*expr.Node, len(t.Args))
	inner := t.hide(hidden)
	for i, arg := range t.Args {
		if i == 0 {
			n.Args[i] = r.fold(arg, hidden)
		} else {
			n.Args[i] = r.fold(arg, inner)
		}
	}
	return r.compute(reference(n))
}

// foldRef replaces a reference to what is known. What is not there is null, as it is for the evaluator.
func (r *Runbook) foldRef(t *Term, hidden []string) *expr.Node {
	ref := expr.Ref(t.Path...)
	if len(t.Path) < 2 || hides(hidden, t.Path[0]) {
		return ref
	}
	value, known := expr.Value{}, false
	switch t.Path[0] {
	case "org":
		if o := r.Project.Org(t.Path[1]); o != nil {
			value, known = o.Value, o.Known
		}
	case "local":
		if l := r.Local(t.Path[1]); l != nil {
			value, known = l.Value, l.Known
		}
	}
	if !known {
		return ref
	}
	for _, part := range t.Path[2:] {
		value = value.Get(part)
	}
	r.Carried += size(value)
	return expr.Lit(value)
}

// reference keeps the first argument of default what expr asks for: a reference or a get. A value that is
// known is chosen from a list of one, and null is the item that such a list does not have.
func reference(n *expr.Node) *expr.Node {
	if n.Op != expr.OpCall || n.Name != "default" || len(n.Args) != 2 || n.Args[0].Op != expr.OpLiteral {
		return n
	}
	var items []expr.Value
	if v := valueOf(n.Args[0]); !v.IsNull() {
		items = []expr.Value{v}
	}
	n.Args[0] = &expr.Node{Op: expr.OpGet, Args: []*expr.Node{expr.Lit(expr.OfList(items)), expr.Lit(expr.OfInt(0))}}
	return n
}

// maxFolded bounds how much text of a computed value a plan carries; beyond it the expression stays.
const maxFolded = 64 << 10

// compute replaces n by its value where that is known and whole, and no fallback was taken for it: what
// stands on a fallback must not pass a check, and a literal would.
func (r *Runbook) compute(n *expr.Node) *expr.Node {
	if !settled(n) || n.Check() != nil || !r.spend(n) {
		return n
	}
	value := expr.Eval(n, nil)
	if !value.Whole() || value.Fallback() || weight(value, maxFolded) <= 0 {
		return n
	}
	return expr.Lit(value)
}

// settled tells whether n mentions nothing but literals and its own for-variables.
func settled(n *expr.Node) bool {
	for i, arg := range n.Args {
		if n.Op == expr.OpFor && i > 0 {
			break
		}
		if arg.Op != expr.OpLiteral && !isChoice(n, i) {
			return false
		}
	}
	return n.Op != expr.OpFor || n.Constant()
}

// isChoice tells whether argument i of n is the get that reference made.
func isChoice(n *expr.Node, i int) bool {
	return i == 0 && n.Op == expr.OpCall && n.Name == "default" && n.Args[0].Op == expr.OpGet && n.Args[0].Constant()
}

// weight is what is left of allowance after v was written; 0 or less where it does not fit.
func weight(v expr.Value, allowance int) int {
	text, _ := v.AsText()
	allowance -= 8 + len(text)
	for _, item := range v.Items() {
		if allowance <= 0 {
			return 0
		}
		allowance = weight(item, allowance)
	}
	for _, m := range v.Members() {
		if allowance <= 0 {
			return 0
		}
		allowance = weight(m.Value, allowance-len(m.Name))
	}
	return allowance
}

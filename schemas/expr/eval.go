package expr

import (
	"strconv"
	"strings"
)

// Eval computes n. It never fails and never panics: what cannot be computed is unknown, with the
// reason in it. The same tree and values give the same answer on every machine, forever.
//
// Fallback tells of the result whether a fallback of default() was taken anywhere on the way.
func Eval(n *Node, scope Scope) Value {
	e := newEvaluator(scope)
	return e.eval(n, nil, 1).fell(e.fell)
}

// evaluator is one evaluation: its scope, what is left of its fuel, and whether a fallback was taken.
type evaluator struct {
	scope    Scope
	meter    meter
	fell     bool
	patterns patterns
}

func newEvaluator(scope Scope) *evaluator {
	if scope == nil {
		scope = Names{}
	}
	return &evaluator{scope: scope, meter: meter{left: fuel, tank: tankOf(scope)}}
}

func (e *evaluator) eval(n *Node, vars *binding, depth int) Value {
	if n == nil || depth > MaxNodeDepth {
		return UnknownOf("this is not an expression")
	}
	if !e.meter.spend(nodeUnits) {
		return outOfFuel()
	}
	if n.checkFields() != nil {
		return UnknownOf("this is not an expression")
	}
	switch n.Op {
	case OpLiteral:
		return n.literal()
	case OpRef:
		return e.ref(n.Path, vars)
	case OpList:
		return e.list(n, vars, depth)
	case OpObject:
		return e.object(n, vars, depth)
	case OpTemplate:
		return e.template(n, vars, depth)
	case OpIf:
		return e.choose(n, vars, depth)
	case OpFor:
		return e.loop(n, vars, depth)
	case OpCall:
		return e.call(n, vars, depth)
	case OpAnd, OpOr:
		return e.logic(n, vars, depth)
	}
	return e.operate(n, vars, depth)
}

func (n *Node) literal() Value {
	if n.Value == nil {
		return Nil()
	}
	return *n.Value
}

// ref walks a reference. A part that is missing, or that is asked of null or of a scalar, gives null.
func (e *evaluator) ref(path []string, vars *binding) Value {
	v, bound := vars.lookup(path[0])
	taken := 1
	if !bound {
		v, taken = e.scope.Lookup(path)
	}
	if taken < 1 || taken > len(path) {
		return Nil()
	}
	for _, part := range path[taken:] {
		if v.kind == Unknown {
			break
		}
		v = v.Get(part)
	}
	e.fell = e.fell || v.fallback
	return v
}

// each computes nodes in order.
func (e *evaluator) each(nodes []*Node, vars *binding, depth int) []Value {
	values := make([]Value, len(nodes))
	for i, node := range nodes {
		values[i] = e.eval(node, vars, depth+1)
	}
	return values
}

// args computes what an operator must look at. values is nil where one of them is not whole; then why
// is the answer of the operator.
func (e *evaluator) args(nodes []*Node, vars *binding, depth int) (values []Value, why Value) {
	values = make([]Value, len(nodes))
	for i, node := range nodes {
		if values[i] = e.eval(node, vars, depth+1); !values[i].Whole() {
			return nil, UnknownOf(values[i].text)
		}
	}
	return values, Value{}
}

func (e *evaluator) list(n *Node, vars *binding, depth int) Value {
	if !e.meter.spend(len(n.Args) * listUnits) {
		return outOfFuel()
	}
	return OfList(e.each(n.Args, vars, depth))
}

func (e *evaluator) object(n *Node, vars *binding, depth int) Value {
	if !e.meter.spend(len(n.Args) * listUnits) {
		return outOfFuel()
	}
	parts := e.each(n.Args, vars, depth)
	members := make(map[string]Value, len(parts)/2)
	for i := 0; i < len(parts); i += 2 {
		if bad := addMember(members, parts[i], parts[i+1]); bad != nil {
			return *bad
		}
	}
	return OfObject(members)
}

// addMember puts a member into an object under construction, or gives the unknown that the object is.
func addMember(members map[string]Value, key, value Value) *Value {
	bad := key
	_, twice := members[key.text]
	switch {
	case key.kind == Unknown:
	case key.kind != Text:
		bad = UnknownOf("the key of an object is " + key.kind.String() + ", not text")
	case twice:
		bad = UnknownOf("an object has two values for one key")
	default:
		members[key.text] = value
		return nil
	}
	return &bad
}

func (e *evaluator) template(n *Node, vars *binding, depth int) Value {
	parts, why := e.args(n.Args, vars, depth)
	if parts == nil {
		return why
	}
	var b strings.Builder
	for i, part := range parts {
		text, ok := part.display()
		if !ok {
			return asUnknown(n.Args[i], part, "cannot be part of a text")
		}
		if !e.meter.spend(textUnits(len(text))) {
			return outOfFuel()
		}
		b.WriteString(text)
	}
	return OfText(b.String())
}

// display is a scalar as a template shows it.
func (v Value) display() (string, bool) {
	switch v.kind {
	case Text:
		return v.text, true
	case Number:
		return v.numberText(), true
	case Bool:
		return strconv.FormatBool(v.truth), true
	}
	return "", false
}

func (e *evaluator) choose(n *Node, vars *binding, depth int) Value {
	condition := e.eval(n.Args[0], vars, depth+1)
	if condition.kind != Bool {
		return asUnknown(n.Args[0], condition, "is not a yes or no")
	}
	if condition.truth {
		return e.eval(n.Args[1], vars, depth+1)
	}
	return e.eval(n.Args[2], vars, depth+1)
}

// logic is && and ||, from left to right, as far as needed. An unknown side leaves the answer open
// unless the other side settles it.
func (e *evaluator) logic(n *Node, vars *binding, depth int) Value {
	settles := n.Op == OpOr // the truth that decides on its own
	var open *Value
	for _, arg := range n.Args {
		side := e.eval(arg, vars, depth+1)
		if side.kind == Bool && side.truth == settles {
			return OfBool(settles)
		}
		if side.kind != Bool && open == nil {
			why := asUnknown(arg, side, "is not a yes or no")
			open = &why
		}
	}
	if open != nil {
		return *open
	}
	return OfBool(!settles)
}

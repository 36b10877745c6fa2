package expr

import "fmt"

// verdict is a truth, or unknown, and the words for it where it is not true.
type verdict struct {
	truth, known bool
	why          string
}

func (v verdict) outcome(operands []Operand) (Outcome, string) {
	switch {
	case !v.known:
		return OutcomeUnknown, v.why
	case !v.truth:
		return OutcomeFailed, v.why
	}
	for _, o := range operands {
		if o.fallback {
			return OutcomeUnknown, "it would pass only with a fallback of default()"
		}
	}
	return OutcomePassed, ""
}

// walker judges the skeleton. Judge and Rejudge differ in where the operands come from, and in nothing
// else.
type walker struct {
	// take gives the operand of a node, and the reason where it is null.
	take  func(n *Node, depth int) (Operand, string, error)
	steps int
}

func (w *walker) walk(n *Node, depth int) (verdict, error) {
	w.steps++
	if n == nil || depth > MaxNodeDepth || w.steps > MaxNodes || n.checkFields() != nil {
		return verdict{why: "this is not an expression"}, nil
	}
	switch n.Op {
	case OpAnd, OpOr:
		return w.walkLogic(n, depth)
	case OpNot:
		return w.walkNot(n, depth)
	case OpIf:
		return w.walkIf(n, depth)
	case OpEqual, OpUnequal, OpLess, OpAtMost, OpGreater, OpAtLeast:
		return w.walkComparison(n, depth)
	}
	return w.walkTruth(n, depth)
}

func (w *walker) walkLogic(n *Node, depth int) (verdict, error) {
	settles := n.Op == OpOr
	result := verdict{truth: !settles, known: true}
	for _, arg := range n.Args {
		v, err := w.walk(arg, depth+1)
		if err != nil || v.known && v.truth == settles {
			return v, err
		}
		switch {
		case !result.known:
		case !v.known:
			result = v
		case result.why != "" && v.why != "":
			result.why += ", and " + v.why
		default:
			result.why += v.why
		}
	}
	return result, nil
}

func (w *walker) walkNot(n *Node, depth int) (verdict, error) {
	v, err := w.walk(n.Args[0], depth+1)
	if err != nil || !v.known {
		return v, err
	}
	if v.truth {
		return verdict{known: true, why: n.Args[0].String() + " holds"}, nil
	}
	return verdict{known: true, truth: true}, nil
}

func (w *walker) walkIf(n *Node, depth int) (verdict, error) {
	condition, err := w.walk(n.Args[0], depth+1)
	switch {
	case err != nil || !condition.known:
		return condition, err
	case condition.truth:
		return w.walk(n.Args[1], depth+1)
	}
	return w.walk(n.Args[2], depth+1)
}

func (w *walker) walkComparison(n *Node, depth int) (verdict, error) {
	x, xWhy, err := w.take(n.Args[0], depth+1)
	if err != nil {
		return verdict{}, err
	}
	y, yWhy, err := w.take(n.Args[1], depth+1)
	if err != nil {
		return verdict{}, err
	}
	switch {
	case x.Kind() == Null:
		return verdict{why: nullWhy(n.Args[0], xWhy)}, nil
	case y.Kind() == Null:
		return verdict{why: nullWhy(n.Args[1], yWhy)}, nil
	}
	truth, bad := judgeSides(n.Op, x, y)
	if bad != "" {
		return verdict{why: bad}, nil
	}
	v := verdict{truth: truth, known: true}
	if !truth {
		v.why = fmt.Sprintf("%s does not hold: %s", n, shown(n.Args, x, y))
	}
	return v, nil
}

// judgeSides compares two operands that are not null, or tells why they cannot be compared.
func judgeSides(op Op, x, y Operand) (truth bool, bad string) {
	if op == OpEqual || op == OpUnequal {
		if x.Kind() != y.Kind() {
			return false, incomparable(x.Kind(), y.Kind())
		}
		return x.same(y) == (op == OpEqual), ""
	}
	if x.Kind() != Number || y.Kind() != Number {
		return false, errOrder
	}
	return ordered(op, x.value.number.Cmp(y.value.number)), ""
}

// shown tells the values of those sides that do not say so themselves.
func shown(sides []*Node, operands ...Operand) string {
	text := ""
	for i, o := range operands {
		if sides[i].Op == OpLiteral {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%s is %s", sides[i], o)
	}
	return text
}

func (w *walker) walkTruth(n *Node, depth int) (verdict, error) {
	o, why, err := w.take(n, depth)
	switch {
	case err != nil:
		return verdict{}, err
	case o.Kind() == Null:
		return verdict{why: nullWhy(n, why)}, nil
	case o.Kind() != Bool:
		return verdict{why: n.String() + " is not a yes or no"}, nil
	case !o.value.truth:
		return verdict{known: true, why: n.String() + " does not hold"}, nil
	}
	return verdict{known: true, truth: true}, nil
}

func nullWhy(n *Node, reason string) string {
	if reason == "" {
		return n.String() + " is null"
	}
	return reason
}

package expr

import (
	"errors"
	"fmt"
)

// Outcome is what a condition comes to.
type Outcome string

const (
	OutcomePassed  Outcome = "passed"
	OutcomeFailed  Outcome = "failed"
	OutcomeUnknown Outcome = "unknown"
)

// Judgement is a condition judged: the outcome, the words for it, and what decided it.
type Judgement struct {
	Outcome Outcome
	// Why tells a person what failed or could not be judged; "" where it passed. It quotes no value that
	// is not in Operands.
	Why string
	// Operands are the values that were looked at, in order; a record keeps them.
	Operands []Operand
}

// Judge judges a condition and keeps what decided it.
//
// A condition is a skeleton of &&, ||, ! and if, with comparisons and bare truths at its ends. Judge
// walks it from left to right as far as is needed. Each comparison it meets adds two operands, its
// sides; each bare truth adds one. Where a fallback of default() was taken for any of them, a condition
// that would have passed is unknown.
func Judge(condition *Node, scope Scope) Judgement {
	outer := newEvaluator(scope)
	inner := newEvaluator(nil)
	var operands []Operand
	w := walker{take: func(n *Node, depth int) (Operand, string, error) {
		v := side(n, depth, outer, inner)
		operands = append(operands, OperandOf(v))
		return operands[len(operands)-1], v.Reason(), nil
	}}
	result, _ := w.walk(condition, 1)
	outcome, why := result.outcome(operands)
	return Judgement{outcome, why, operands}
}

// side computes one side of a comparison. What mentions nothing outside itself has an evaluator of its
// own, so that Rejudge, which computes only those, has fuel for the very same ones.
func side(n *Node, depth int, outer, inner *evaluator) Value {
	e := outer
	if n.Constant() {
		e = inner
	}
	e.fell = false
	v := e.eval(n, nil, depth)
	if !e.meter.spend(int(v.size)) {
		v = outOfFuel()
	}
	return v.fell(e.fell)
}

// errOperands is the cause of every refusal of Rejudge.
var errOperands = errors.New("the operands are not those of the condition")

// Rejudge judges a condition again from the operands that a record kept. It gives the outcome that
// Judge gave. Operands that Judge cannot have left are an error: too many, too few, or others than the
// condition's own literals.
func Rejudge(condition *Node, operands []Operand) (Outcome, error) {
	inner := newEvaluator(nil)
	used := 0
	w := walker{take: func(n *Node, depth int) (Operand, string, error) {
		if used == len(operands) {
			return Operand{}, "", fmt.Errorf("%w: there are only %d", errOperands, used)
		}
		o := operands[used]
		used++
		if n.Constant() && !OperandOf(side(n, depth, inner, inner)).Equal(o) {
			return Operand{}, "", fmt.Errorf("%w: operand %d is not what the plan says", errOperands, used-1)
		}
		return o, "", nil
	}}
	result, err := w.walk(condition, 1)
	if err != nil {
		return OutcomeUnknown, err
	}
	if used != len(operands) {
		return OutcomeUnknown, fmt.Errorf("%w: there are %d and %d are used", errOperands, len(operands), used)
	}
	outcome, _ := result.outcome(operands)
	return outcome, nil
}

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

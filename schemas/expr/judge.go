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
	inner.meter.tank = outer.meter.tank
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
	var inner *evaluator // made where there is something to compute: often all operands were kept
	used := 0
	w := walker{take: func(n *Node, depth int) (Operand, string, error) {
		if used == len(operands) {
			return Operand{}, "", fmt.Errorf("%w: there are only %d", errOperands, used)
		}
		o := operands[used]
		used++
		if !n.Constant() {
			return o, "", nil
		}
		if inner == nil {
			inner = newEvaluator(nil)
		}
		if !OperandOf(side(n, depth, inner, inner)).Equal(o) {
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

// Sides are the expressions whose values the operands of a record are, in the order of the operands. It
// refuses operands that Judge cannot have left.
func Sides(condition *Node, operands []Operand) ([]*Node, error) {
	if _, err := Rejudge(condition, operands); err != nil {
		return nil, err
	}
	var sides []*Node
	w := walker{take: func(n *Node, _ int) (Operand, string, error) {
		sides = append(sides, n)
		return operands[len(sides)-1], "", nil
	}}
	_, err := w.walk(condition, 1)
	return sides, err
}

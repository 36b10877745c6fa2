package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
)

// operate (RB3003) holds that operators stand between what they are for: arithmetic and order between
// numbers, && and || between yes and no, == between two of one kind.
func (c *checker) operate(t *scope.Term, p place) *shape {
	sides, labels := make([]*shape, len(t.Args)), []label(nil)
	for i, arg := range t.Args {
		sides[i] = c.infer(arg, p)
		labels = merged(labels, sides[i].all())
	}
	want := expr.NumberType
	switch t.Op {
	case expr.OpEqual, expr.OpUnequal:
		c.comparable(t, sides[0], sides[1])
		return aTruth.with(reduced(labels))
	case expr.OpNot, expr.OpAnd, expr.OpOr:
		want = expr.BoolType
	}
	for i, arg := range t.Args {
		c.operand(t, arg, sides[i], want)
	}
	switch t.Op {
	case expr.OpNegate, expr.OpAdd, expr.OpSub, expr.OpMul, expr.OpDiv, expr.OpMod:
		return aNumber.with(labels)
	}
	return aTruth.with(reduced(labels))
}

func (c *checker) operand(t, arg *scope.Term, s *shape, want expr.TypeKind) {
	if s.isAny() || s.kind == want {
		return
	}
	c.report(diag.New("RB3003", arg.Range(), fmt.Sprintf("%s stands between %ss, and this is %s.", sign(t.Op), typeNoun(want), s.words())).
		WithHelp(operandHelp(t.Op, s, want)))
}

func typeNoun(k expr.TypeKind) string {
	if k == expr.NumberType {
		return "number"
	}
	return "condition"
}

func sign(op expr.Op) string {
	if op == expr.OpNegate {
		return "-"
	}
	return string(op)
}

func operandHelp(op expr.Op, s *shape, want expr.TypeKind) string {
	switch {
	case op == expr.OpAdd && s.isText():
		return `Write texts one after the other in one pair of quotes: "${a}${b}".`
	case want == expr.NumberType && s.isText() && op != expr.OpAdd:
		return "A text that says a number becomes one with number(…); instants are compared with before(…)."
	case want == expr.BoolType && s.isText():
		return `Compare the text with something: … == "yes".`
	case want == expr.BoolType && s.kind == expr.NumberType:
		return "Compare the number with something: … > 0."
	}
	return "Compare or count what is meant: length(…), contains(…)."
}

func (c *checker) comparable(t *scope.Term, a, b *shape) {
	if a.isAny() || b.isAny() || a.kind == b.kind || a.isText() && b.isText() || a.isMap() && b.isMap() {
		return
	}
	c.report(diag.New("RB3003", t.Range(), fmt.Sprintf("%s is never %s, so %s between them has no answer.", capital(a.words()), b.words(), t.Op)).
		WithHelp("Compare two of one kind; a text that says a number becomes one with number(…)."))
}

func (s *shape) isMap() bool { return s.kind == expr.MapType || s.kind == expr.ObjectType }

func capital(s string) string { return string(s[0]-'a'+'A') + s[1:] }

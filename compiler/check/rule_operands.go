package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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
	if t.Op == expr.OpAdd && slices.ContainsFunc(sides, (*shape).isText) {
		c.report(diag.New("RB3003", t.Range(), "+ adds numbers, and here is a text.").WithHelp(`Write texts one after the other in one pair of quotes: "${a}${b}".`))
		return aText.with(labels)
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
	case s.kind == expr.ObjectType && len(s.fields) > 0:
		return partsHelp(s)
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
		WithHelp(comparisonHelp(t, a, b)))
}

// comparisonHelp is how two things are compared that are of two kinds.
func comparisonHelp(t *scope.Term, a, b *shape) string {
	digits := ""
	for _, arg := range t.Args {
		text, _ := arg.Value.AsText()
		if v, err := expr.ParseNumber(text); err == nil && v.Kind() == expr.Number {
			digits = text
		}
	}
	switch {
	case a.kind == expr.BoolType || b.kind == expr.BoolType:
		return "What is true or false stands alone, with ! before it for the opposite; or it is compared with true or false, without quotes."
	case digits != "" && (a.kind == expr.NumberType || b.kind == expr.NumberType):
		return "Write the digits without quotes: " + digits + "."
	}
	return "Compare two of one kind; a text that says a number becomes one with number(…)."
}

// partsHelp is what there is to say which part of.
func partsHelp(s *shape) string {
	return "Say which part of it, with a dot: " + strings.Join(slices.Sorted(maps.Keys(s.fields)), ", ") + "."
}

func (s *shape) isMap() bool { return s.kind == expr.MapType || s.kind == expr.ObjectType }

func capital(s string) string { return string(s[0]-'a'+'A') + s[1:] }

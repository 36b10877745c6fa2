package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
)

// wants (RB3001) holds that something of shape s may stand where a type is asked for: text takes text
// only, a number numbers. Nothing is converted.
func (c *checker) wants(t *scope.Term, s *shape, want expr.Type, what string) {
	if s.fits(want) {
		return
	}
	d := diag.New("RB3001", t.Range(), fmt.Sprintf("%s takes %s, and this is %s.", what, wordsOf(want), s.words()))
	if s.words() == typeWords(want.Kind) {
		d.Message = fmt.Sprintf("%s takes %s, and in this one something is of another kind.", what, wordsOf(want))
	}
	c.report(c.quoted(d.WithHelp(conversion(s, want)), t))
}

// wordsOf is what a sentence calls a type: "a list of texts".
func wordsOf(t expr.Type) string {
	if t.Elem == nil || t.Elem.Kind == expr.AnyType {
		return typeWords(t.Kind)
	}
	elem := strings.TrimPrefix(strings.TrimPrefix(typeWords(t.Elem.Kind), "a "), "an ")
	return typeWords(t.Kind) + " of " + elem + "s"
}

// conversion is how a value of shape s becomes one of type t, where there is a way.
func conversion(s *shape, t expr.Type) string {
	switch {
	case s.kind == expr.ObjectType && len(s.fields) > 0 && (t.Kind == expr.StringType || t.Kind == expr.NumberType || t.Kind == expr.BoolType):
		return partsHelp(s)
	case t.Kind == expr.StringType && s.isPlain():
		return `Write it in quotes; a value becomes text within them: "${…}".`
	case t.Kind == expr.StringType && s.kind == expr.ListType:
		return `Make one text of the items with join(", ", …), or take one item.`
	case t.Kind == expr.NumberType && s.isText():
		return "Write the digits without quotes; a text that says a number becomes one with number(…)."
	case t.Kind == expr.BoolType && s.isText():
		return "Write true or false without quotes, or compare the text: … == \"yes\"."
	case t.Kind == expr.ListType && s.isPlain():
		return "Write it in brackets, even if it is one."
	}
	return "Mention something that is " + wordsOf(t) + "."
}

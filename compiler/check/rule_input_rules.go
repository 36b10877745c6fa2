package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// rulesFit (RB3012) tells of rules that the type does not have: a greatest text, a pattern of numbers.
func (c *checker) rulesFit(in *syntax.Input, typ expr.Type, address string) {
	if typ.Kind == "" || typ.Kind == expr.AnyType {
		return // it is missing, which is told
	}
	ordered := typ.Kind == expr.NumberType || typ.Kind == expr.DateType || typ.Kind == expr.DurationType
	worded := typ.Kind == expr.StringType || typ.Kind == expr.ListType
	for _, rule := range []struct {
		name  string
		given bool
		fits  bool
		at    func() diag.Range
	}{
		{"min", in.Min != nil, ordered, func() diag.Range { return syntax.Place(in.Min.Range()) }},
		{"max", in.Max != nil, ordered, func() diag.Range { return syntax.Place(in.Max.Range()) }},
		{"max_length", in.MaxLength.Given(), worded, func() diag.Range { return in.MaxLength.Range }},
		{"pattern", in.Pattern.Given(), worded, func() diag.Range { return in.Pattern.Range }},
	} {
		if rule.given && !rule.fits {
			c.report(diag.New("RB3012", rule.at(), fmt.Sprintf("%s is no rule for an input that is %s.", rule.name, wordsOf(typ))).At(address).
				WithHelp("min and max are for numbers, dates and lengths of time; pattern and max_length for texts."))
		}
	}
}

// bounds holds that min and max are of the input's type, in order, and one_of a list of it.
func (c *checker) bounds(in *syntax.Input, typ expr.Type, address string) {
	low, hasLow := c.given(in.Min)
	high, hasHigh := c.given(in.Max)
	for _, bound := range []struct {
		name  string
		value expr.Value
		given bool
		at    func() diag.Range
	}{
		{"min", low, hasLow, func() diag.Range { return syntax.Place(in.Min.Range()) }},
		{"max", high, hasHigh, func() diag.Range { return syntax.Place(in.Max.Range()) }},
	} {
		if err := bound.value.Conforms(typ); bound.given && err != nil {
			c.report(diag.New("RB3012", bound.at(), fmt.Sprintf("%s is for a %s, and it %v.", bound.name, typ, err)).At(address).
				WithHelp("Give it a value of that type."))
			return
		}
	}
	if hasLow && hasHigh && less(typ, high, low) {
		c.report(diag.New("RB3012", syntax.Place(in.Min.Range()), "min is greater than max, so no value is allowed.").At(address).
			WithRelated(syntax.Place(in.Max.Range()), "max").WithHelp("Exchange them, or mend one."))
	}
	if list, ok := c.given(in.OneOf); ok {
		c.choices(in, typ, list, address)
	}
}

func (c *checker) choices(in *syntax.Input, typ expr.Type, list expr.Value, address string) {
	if typ.Kind == expr.ListType {
		typ = *typ.Elem
	}
	err := list.Conforms(expr.Type{Kind: expr.ListType, Elem: &typ})
	if err == nil && len(list.Items()) > 0 {
		return
	}
	form := map[expr.TypeKind]string{expr.NumberType: "[1, 2]", expr.BoolType: "[true, false]"}[typ.Kind]
	if form == "" {
		form = `["one", "two"]`
	}
	c.report(diag.New("RB3012", syntax.Place(in.OneOf.Range()), fmt.Sprintf("one_of is a list of values of its type, %s, with one at least.", typ)).At(address).
		WithHelp("Write the allowed values in brackets: " + form + "."))
}

package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

var inputTypes = []string{"string", "number", "bool", "date", "duration", "list(string)"}

// inputs (RB3019, RB3012, RB3013, RB3011) holds each input's type, that its rules are for that type and
// do not contradict each other, and that its default and example keep them.
func (c *checker) inputs() {
	for _, in := range c.Tree.Inputs {
		address := "input." + in.Name.Value
		typ, err := expr.ParseType(in.Type.Value)
		if in.Type.Given() && (err != nil || !slices.Contains(inputTypes, typ.String())) {
			d := diag.New("RB3019", in.Type.Range, fmt.Sprintf("An input cannot be a %q.", in.Type.Value)).At(address)
			c.report(suggest(d, in.Type.Value, inputTypes, "Allowed are"))
			continue
		}
		before := len(c.found)
		c.rulesFit(in, typ, address)
		c.pattern(in, address)
		if len(c.found) == before {
			c.bounds(in, typ, address)
		}
		if len(c.found) > before {
			continue // no value could keep such rules
		}
		if v, ok := c.given(in.Default); ok {
			c.keepsRule(in, v, syntax.Place(in.Default.Range()), "The default")
		}
		if v, ok := c.given(in.Example); ok {
			c.keepsRule(in, v, syntax.Place(in.Example.Range()), "The example")
		}
	}
}

// rulesFit (RB3012) tells of rules that the type does not have: a greatest text, a pattern of numbers.
func (c *checker) rulesFit(in *syntax.Input, typ expr.Type, address string) {
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
			c.report(diag.New("RB3012", rule.at(), fmt.Sprintf("%s is no rule for a %s.", rule.name, typ)).At(address).
				WithHelp("min and max are for numbers, dates and lengths of time; pattern and max_length for texts."))
		}
	}
}

// pattern (RB3013) holds that a pattern is RE2, which needs no more time than the text is long.
func (c *checker) pattern(in *syntax.Input, address string) {
	text, ok := c.Text(in.Pattern)
	if !ok || !in.Pattern.Given() {
		return
	}
	if _, err := regexp.Compile(text); err != nil {
		c.report(diag.New("RB3013", in.Pattern.Range, "This is not a regular expression: "+reason(err)+".").At(address).
			WithHelp("Write it in the form RE2, without look-around and back-references; a \\ is written \\\\."))
	}
}

func reason(err error) string {
	return strings.TrimPrefix(err.Error(), "error parsing regexp: ")
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
				WithHelp("Give it a value of the input's type."))
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
	c.report(diag.New("RB3012", syntax.Place(in.OneOf.Range()), fmt.Sprintf("one_of is a list of values of the input's type, %s, with one at least.", typ)).At(address).
		WithHelp("Write the allowed values in brackets."))
}

// keepsRule (RB3011) holds that a value for an input keeps the input's own rules.
func (c *checker) keepsRule(in *syntax.Input, v expr.Value, at diag.Range, what string) {
	typ, err := expr.ParseType(in.Type.Value)
	if err != nil {
		return
	}
	broken, help := "", "Give it a value that the rule allows, or change the rule."
	if err := v.Conforms(typ); v.IsNull() || err != nil {
		broken = fmt.Sprintf("is no %s", typ)
	} else {
		broken = c.brokenRule(in, typ, v)
	}
	if broken != "" {
		c.report(diag.New("RB3011", at, what+" "+broken+".").At("input." + in.Name.Value).WithHelp(help))
	}
}

// brokenRule is the first rule of in that v, which has the right type, does not keep; "" for none.
func (c *checker) brokenRule(in *syntax.Input, typ expr.Type, v expr.Value) string {
	if low, ok := c.given(in.Min); ok && less(typ, v, low) {
		return "is below min = " + shownValue(low)
	}
	if high, ok := c.given(in.Max); ok && less(typ, high, v) {
		return "is above max = " + shownValue(high)
	}
	choices, hasChoices := c.given(in.OneOf)
	items := v.Items()
	if typ.Kind != expr.ListType {
		items = []expr.Value{v}
	}
	for _, item := range items {
		if broken := c.brokenText(in, item); broken != "" {
			return broken
		}
		if hasChoices && !slices.ContainsFunc(choices.Items(), item.Equal) {
			return "is none of one_of"
		}
	}
	return ""
}

func (c *checker) brokenText(in *syntax.Input, item expr.Value) string {
	text, isText := item.AsText()
	if !isText {
		return ""
	}
	if most, ok := c.Whole(in.MaxLength); ok && in.MaxLength.Given() && int64(utf8.RuneCountInString(text)) > most {
		return fmt.Sprintf("is longer than max_length = %d", most)
	}
	pattern, ok := c.Text(in.Pattern)
	if re, err := regexp.Compile(`^(?:` + pattern + `)$`); ok && in.Pattern.Given() && err == nil && !re.MatchString(text) {
		return "does not fit the pattern"
	}
	return ""
}

// less is the order of a type that has one.
func less(typ expr.Type, a, b expr.Value) bool {
	textA, _ := a.AsText()
	textB, _ := b.AsText()
	switch typ.Kind {
	case expr.NumberType:
		x, y := a.AsNumber(), b.AsNumber()
		return x != nil && y != nil && x.Cmp(y) < 0
	case expr.DateType:
		return textA < textB
	case expr.DurationType:
		x, _ := expr.ParseLength(textA)
		y, _ := expr.ParseLength(textB)
		return x < y
	}
	return false
}

// shownValue is a value as it is written.
func shownValue(v expr.Value) string { return expr.Lit(v).String() }

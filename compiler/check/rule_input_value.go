package check

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// keepsRule (RB3011) holds that a value for an input keeps the input's own rules.
func (c *checker) keepsRule(in *syntax.Input, v expr.Value, at diag.Range, what string) {
	broken := c.broken(in, v)
	if broken == "" {
		return
	}
	d := diag.New("RB3011", at, what+" "+broken+".").At("input." + in.Name.Value).
		WithHelp("Give it a value that the rule allows, or change the rule.")
	typ, err := expr.ParseType(in.Type.Value)
	if form := valueForms[typ.Kind]; err == nil && v.Conforms(typ) != nil && form != "" {
		d.Help = "Write it as " + form + "."
	}
	c.report(d)
}

// broken is what is wrong with a value for in, as its type and rules have it; "" for nothing.
func (c *checker) broken(in *syntax.Input, v expr.Value) string {
	typ, err := expr.ParseType(in.Type.Value)
	if err != nil {
		return ""
	}
	if err := v.Conforms(typ); v.IsNull() || err != nil {
		return "is not " + valueNames[typ.Kind]
	}
	return c.brokenRule(in, typ, v)
}

// valueNames and valueForms are what the values of an input's types are called, and how they are written.
var (
	valueNames = map[expr.TypeKind]string{
		expr.StringType: "a text", expr.NumberType: "a number", expr.BoolType: "true or false", expr.DateType: "a date",
		expr.DurationType: "a length of time", expr.ListType: "a list of texts",
	}
	valueForms = map[expr.TypeKind]string{
		expr.StringType: `"text" in quotes`, expr.NumberType: "digits without quotes, with at most one point: 1000 or 0.5",
		expr.BoolType: "true or false, without quotes", expr.DateType: `year, month and day in quotes: "2099-12-31"`,
		expr.DurationType: `a number and its unit in quotes: "30m", "12h" or "7d"`, expr.ListType: `texts in brackets: ["one", "two"]`,
	}
)

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

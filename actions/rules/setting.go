package rules

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// CheckSetting tells what is wrong with a computed setting of an action, as what follows its name in a
// sentence; "" for nothing.
func CheckSetting(f *kind.Field, v expr.Value) (problem string) {
	switch {
	case !v.Whole():
		return "is unknown: " + v.Reason()
	case v.IsNull() && f.Required:
		return "is null, and is required"
	}
	if err := v.Conforms(expr.MustType(f.Type)); err != nil {
		return err.Error()
	}
	for _, part := range parts(v) {
		if text, ok := part.AsText(); ok && f.OneOf != nil && !slices.Contains(f.OneOf, text) {
			return fmt.Sprintf("is %s; allowed are %q", quote(text), f.OneOf)
		}
	}
	return ""
}

// CheckAnswer is the first rule that an answer to an ask breaks, or nil. The rules are those of an input.
func CheckAnswer(a *plan.Answer, v expr.Value) *Finding {
	in := plan.Input{
		Name: a.Name, Type: a.Type, OneOf: a.OneOf, Pattern: a.Pattern, Min: a.Min, Max: a.Max, MaxLength: a.MaxLength,
	}
	if v.IsNull() {
		return &Finding{a.Name, "required", a.Name + " is required: " + allowed(&in) + "."}
	}
	return CheckInput(&in, v)
}

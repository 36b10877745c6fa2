package plan

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
)

// Inputs, and the rules that a value keeps which a person gives: as an input, as an answer, or in a setting.

var inputTypes = []string{"string", "number", "bool", "date", "duration", "list(string)"}

func (c *checker) checkInputs() error {
	if err := few("input", len(c.Inputs)); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, in := range c.Inputs {
		if !nameForm.MatchString(in.Name) {
			return fmt.Errorf("input: %q is not a name", in.Name)
		}
		if seen[in.Name] {
			return fmt.Errorf("input.%s: it is doubled", in.Name)
		}
		seen[in.Name] = true
		if err := in.check(); err != nil {
			return fmt.Errorf("input.%s: %w", in.Name, err)
		}
	}
	return nil
}

func (in *Input) check() error {
	t, err := inputType(in.Type)
	if err != nil {
		return err
	}
	if in.Default != nil && (in.Default.IsNull() || in.Default.Conforms(t) != nil) {
		return fmt.Errorf("default: a %s is not a %s", in.Default.Kind(), in.Type)
	}
	return rules{t, in.Pattern, in.OneOf, in.Min, in.Max, in.MaxLength}.check()
}

func inputType(text string) (expr.Type, error) {
	if !slices.Contains(inputTypes, text) {
		return expr.Type{}, fmt.Errorf("type: %q is none of %q", text, inputTypes)
	}
	return expr.ParseType(text)
}

// rules are what a value must keep beside its type.
type rules struct {
	t         expr.Type
	pattern   string
	oneOf     []expr.Value
	min, max  string
	maxLength int64
}

// check holds that each rule means something for the type: one that does not would bound nothing.
func (r rules) check() error {
	if r.maxLength < 0 {
		return fmt.Errorf("max_length: %d is less than 0", r.maxLength)
	}
	if _, err := regexp.Compile(r.pattern); err != nil {
		return fmt.Errorf("pattern: %w", err)
	}
	for _, v := range r.oneOf {
		if v.IsNull() || v.Conforms(r.item()) != nil {
			return fmt.Errorf("one_of: a %s is not a %s", v.Kind(), r.item())
		}
	}
	for _, bound := range []string{r.min, r.max} {
		if bound != "" && !r.bounds(bound) {
			return fmt.Errorf("min and max: %q bounds no %s", bound, r.t)
		}
	}
	return nil
}

// item is the type of what is one of the allowed values: of a list, each of its items.
func (r rules) item() expr.Type {
	if r.t.Kind == expr.ListType && r.t.Elem != nil {
		return *r.t.Elem
	}
	return r.t
}

func (r rules) bounds(bound string) bool {
	switch r.t.Kind {
	case expr.DateType:
		return date(bound)
	case expr.DurationType:
		return expr.OfText(bound).Conforms(r.t) == nil
	case expr.NumberType, expr.StringType, expr.ListType:
		return expr.ReadNumber(bound).Kind() == expr.Number
	}
	return false
}

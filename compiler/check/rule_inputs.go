package check

import (
	"fmt"
	"slices"

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
			d := diag.New("RB3019", in.Type.Range, fmt.Sprintf("An input cannot have the type %s.", in.Type.Value)).At(address)
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

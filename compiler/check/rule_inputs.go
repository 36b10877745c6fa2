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
		if !c.rules(in, "input."+in.Name.Value, "An input") {
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

// rules holds the type of an input or answer, and the rules that a value of it keeps. It tells whether a
// value could.
func (c *checker) rules(in *syntax.Input, address, what string) bool {
	typ, err := expr.ParseType(in.Type.Value)
	if in.Type.Given() && (err != nil || !slices.Contains(inputTypes, typ.String())) {
		d := diag.New("RB3019", in.Type.Range, fmt.Sprintf("%s cannot have the type %s.", what, in.Type.Value)).At(address)
		c.report(suggest(d, in.Type.Value, inputTypes, "Allowed are"))
		return false
	}
	before := len(c.found)
	c.rulesFit(in, typ, address)
	c.pattern(in, address)
	if len(c.found) == before {
		c.bounds(in, typ, address)
	}
	return len(c.found) == before
}

// ofAnAsk is what every ask gives beside its answers, so that none of them can be called so.
var ofAnAsk = []string{"answered_by", "error", "key", "outcome"}

// answers (RB1042) holds each answer of an ask as if it were an input, and that its name is its own.
func (c *checker) answers() {
	for _, a := range c.Tree.Asks {
		for _, answer := range a.Answers {
			address := "ask." + a.Name.Value + "." + answer.Name.Value
			c.rules(answerInput(answer), address, "An answer")
			if slices.Contains(ofAnAsk, answer.Name.Value) {
				c.report(diag.New("RB1042", answer.Name.Range, fmt.Sprintf("An answer cannot be called %s: every ask has that already.", answer.Name.Value)).At(address).
					WithHelp("Give it another name."))
			}
		}
	}
}

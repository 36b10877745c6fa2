package check

import (
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// triggerMap (RB3022, RB2002, RB3001) holds that the map of a trigger is written out, names inputs, and
// gives each a value that it takes. A value that is known keeps the input's own rules.
func (c *checker) triggerMap(t *syntax.Trigger) {
	if t.Map == nil {
		return
	}
	object, p := c.Term(t.Map), place{address: "trigger." + t.Name.Value, mapping: true}
	c.address = p.address
	if object.Op != expr.OpObject {
		c.report(diag.New("RB3022", object.Range(), "map is written out: { INPUT = value }.").At(p.address).
			WithWhy("Reviewers read in it what a run by this trigger takes for its inputs.").
			WithHelp("Write a line for each input in braces."))
		return
	}
	if !slices.Contains(of[t.Kind.Value], "map") {
		return // rule_trigger tells of it
	}
	c.infer(object, p)
	for i := 0; i+1 < len(object.Args); i += 2 {
		c.mapped(object.Args[i], object.Args[i+1])
	}
}

func (c *checker) mapped(key, value *scope.Term) {
	name, ok := key.Value.AsText()
	if !ok || key.Op != expr.OpLiteral {
		c.report(diag.New("RB3022", key.Range(), "The name of an input is written out here.").WithHelp("Write the name of the input, without brackets."))
		return
	}
	in := c.Inputs[name]
	if in == nil {
		c.unknownName("input", name, key.Range())
		return
	}
	c.used["input."+name] = true
	if v, known := c.Known(value); known {
		c.keepsRule(in, v, value.Range(), "The value")
	}
}

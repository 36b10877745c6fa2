package check

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// startable (RB4004, RB4005) holds that each trigger can give what the runbook asks for. Nobody is there
// to answer a schedule or an event; and what is typed into a form, or sent with an event, can be read there,
// so a sensitive input has neither.
func (c *checker) startable() {
	for _, in := range c.Tree.Inputs {
		address := "input." + in.Name.Value
		for _, t := range c.Tree.Triggers {
			if of[t.Kind.Value] != nil && !scope.ByHand(t) && in.Default == nil && !c.Tree.Broken && !c.maps(t, in.Name.Value) {
				c.unanswered(in, t, address)
				break
			}
		}
		if sensitive, _ := c.Truth(in.Sensitive); sensitive {
			c.behindForm(in, address)
		}
	}
}

func (c *checker) unanswered(in *syntax.Input, t *syntax.Trigger, address string) {
	help := "Give the input a default."
	if slices.Contains(of[t.Kind.Value], "map") {
		help = fmt.Sprintf("Give the input a default, or give the trigger a map: map = { %s = … }.", in.Name.Value)
	}
	c.report(diag.New("RB4004", in.Name.Range, fmt.Sprintf("The %s %s cannot answer this input: nobody is there to ask.", t.Kind.Value, t.Name.Value)).At(address).
		WithRelated(t.Range, "the trigger").WithHelp(help))
}

func (c *checker) behindForm(in *syntax.Input, address string) {
	for _, t := range c.Tree.Triggers {
		if scope.ByHand(t) || t.Kind.Value == "event" {
			c.report(diag.New("RB4005", in.Name.Range, "A sensitive input cannot come through a form, an issue or an event: what is written there can be read.").At(address).
				WithRelated(t.Range, "the trigger").
				WithHelp("Remove the trigger, and start the runbook with attestary run, which asks at a prompt; or make it a secret of a connection."))
			return
		}
	}
}

// maps tells whether the map of t gives the input. What is no map that is written out has its own finding.
func (c *checker) maps(t *syntax.Trigger, input string) bool {
	object := c.Term(t.Map)
	if object == nil {
		return false
	}
	for name := range scope.Members(object) {
		if name == input {
			return true
		}
	}
	return object.Op != expr.OpObject
}

// given is a value that a setting of an input has, where it is known.
func (c *checker) given(e hclsyntax.Expression) (expr.Value, bool) {
	if e == nil {
		return expr.Value{}, false
	}
	return c.Known(c.Term(e))
}

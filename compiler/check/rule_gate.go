package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// gates (RB4044, RB4045, RB4046) holds that a gate only looks, and that its answer says how old it is where
// that is asked for. It warns of gates that nobody passes: a run that starts by itself has no requester.
func (c *checker) gates() {
	if c.Tree.Access == nil {
		return
	}
	for _, g := range c.Tree.Access.Gates {
		address := "gate." + g.Name.Value
		if k, ok := c.action(c.GateCall(g).Action.Value); ok {
			c.looks(g, k, address)
		}
		if !slices.ContainsFunc(c.Tree.Triggers, scope.ByHand) && !c.Tree.Broken {
			c.report(diag.New("RB4046", g.Range, fmt.Sprintf("Nobody passes the gate %s: no person starts this runbook.", g.Name.Value)).At(address).
				WithWhy("A run that starts by itself has no requester, so no gate is asked, and the record says so.").
				WithHelp(`Add a trigger "manual", or remove the gate.`))
		}
	}
}

func (c *checker) looks(g *syntax.Gate, k kind.Kind, address string) {
	call := c.GateCall(g)
	lacking := slices.ContainsFunc(k.Fields, func(f kind.Field) bool { return f.Required && call.Setting(f.Name) == nil }) // rule_setting tells of it
	if effect := c.Does(call, k); effect != kind.Observe && !lacking {
		c.report(diag.New("RB4044", g.Action.Range, fmt.Sprintf("A gate only looks, and %s counts as %q.", k.Name, effect)).At(address).
			WithWhy("It is asked before anybody has been let in.").
			WithHelp("Choose an action that observes; of http.request, one with the method GET; of sql.query, a select."))
	}
	if g.MaxAge.Given() && !slices.ContainsFunc(k.Outputs, func(o kind.Output) bool { return o.AsOf }) {
		c.report(diag.New("RB4045", g.MaxAge.Range, fmt.Sprintf("%s does not say how old its answer is.", k.Name)).At(address).
			WithHelp("Remove max_age; or mark the output of the action that says when it was so, with as_of = true."))
	}
}

package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// effects (RB4006) holds that a step states another effect only where its action leaves that open, and
// that a request or a statement which changes something is not claimed to observe.
func (c *checker) effects() {
	for _, s := range c.Tree.Steps {
		k, ok := c.action(s.Action.Value)
		stated, known := c.Text(s.Effect)
		if !ok || !known || !s.Effect.Given() || kind.Effect(stated) == k.Effect {
			continue
		}
		address := "step." + s.Name.Value
		method, _ := c.Literal(scope.StepCall(s), "method")
		switch {
		case !k.Restate:
			c.report(diag.New("RB4006", s.Effect.Range, fmt.Sprintf("%s always counts as %q.", k.Name, k.Effect)).At(address).
				WithHelp("Remove effect."))
		case stated == string(kind.Observe) && method == "DELETE":
			c.report(diag.New("RB4006", s.Effect.Range, "A DELETE does not only observe.").At(address).
				WithHelp(`Write effect = "destroy" or "change", or remove it.`))
		case stated == string(kind.Observe):
			c.changesRows(scope.StepCall(s), k, s.Effect, address)
		}
	}
}

// changesRows (RB4006) tells whether a call that is said to observe has a statement which does more. It would
// fail in every run: what observes runs where nothing can be changed.
func (c *checker) changesRows(call scope.Call, k kind.Kind, effect syntax.Text, address string) bool {
	d := c.deed(call, k)
	if d.verbs == nil || c.Does(call, k) == kind.Observe {
		return false
	}
	verb := d.verbs[0]
	if verb == "select" {
		verb = d.verbs[1]
	}
	c.report(diag.New("RB4006", effect.Range, fmt.Sprintf("A statement with %s does not only observe.", verb)).At(address).
		WithHelp(`Write effect = "destroy" or "change".`))
	return true
}

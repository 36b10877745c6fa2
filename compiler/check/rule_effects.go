package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/kind"
)

// effects (RB4006) holds that a step states another effect only where its action leaves that open, and
// that a request which changes something is not claimed to observe.
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
		}
	}
}

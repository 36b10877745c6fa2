package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// claimed (RB4006, RB4020) holds what an action says of its effect against what it asks for. That a request
// with POST only looks cannot be seen here, so it is told to reviewers as the claim that it is; that a DELETE
// does is not so.
func (c *checker) claimed(a *syntax.Action, call scope.Call, k kind.Kind) {
	effect, ok := c.Text(a.Effect)
	if ok && kind.Effect(effect) == kind.Observe && c.changesRows(call, k, a.Effect, "") {
		return
	}
	method, _ := c.Literal(call, "method")
	if !ok || kind.Effect(effect) != kind.Observe || k.Name != "http.request" || method == "" || c.Does(call, k) == kind.Observe {
		return
	}
	switch {
	case method == "DELETE":
		c.report(diag.New("RB4006", a.Effect.Range, "A DELETE does not only observe.").
			WithHelp(`Write effect = "destroy" or "change".`))
	case slices.Contains(k.Field("method").OneOf, method):
		c.report(diag.New("RB4020", a.Effect.Range, fmt.Sprintf("That a request with %s only looks is a claim.", method)).
			WithHelp("If it changes something, write so. If not, leave it: reviewers and the gate of a run take your word for it."))
	}
}

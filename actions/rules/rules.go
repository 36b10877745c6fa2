// Package rules is the part of the language's meaning that needs nothing but values: what an input, an
// answer or a setting may be, which items a for_each has, and what a person is told where a condition
// does not hold.
//
// The engine, which does things for real, and the simulator, which plays a test, both ask here, so that a
// test and a run never differ in it. Everything is pure: same values in, same answer out. It refuses to
// guess: what is null, unknown or of another kind is told, never turned into something.
//
// Start at CheckInputs (what somebody typed), CheckAnswer, Settings and Items; for people at Hear (approvals and
// asks), Reviewed and Holds.
package rules

import (
	"github.com/attestary/attestary/schemas/expr"
)

// Message is what a person is told where a condition does not hold: the plan's own words, and why.
func Message(words *expr.Node, about expr.Scope, why string) string {
	text, ok := expr.Eval(words, about).AsText()
	if !ok {
		return why
	}
	if why == "" {
		return text
	}
	return text + " (" + why + ")"
}

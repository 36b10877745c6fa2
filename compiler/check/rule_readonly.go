package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/kind"
)

// readOnly (RB4001) holds that a runbook which promises to change nothing has no step that does more than
// look.
func (c *checker) readOnly() {
	if promised, _ := c.Truth(c.Tree.ReadOnly); !promised {
		return
	}
	for _, s := range c.Tree.Steps {
		k, ok := c.action(s.Action.Value)
		if effect := c.Effect(s, k); ok && effect != kind.Observe && knownEffect(effect) {
			c.report(diag.New("RB4001", s.Range, fmt.Sprintf("This runbook is read_only, and the step %s counts as %q.", s.Name.Value, effect)).At("step."+s.Name.Value).
				WithRelated(c.Tree.ReadOnly.Range, "the promise").
				WithHelp(observeHelp(k)))
		}
	}
}

// knownEffect tells whether an effect is one: of another word its action tells.
func knownEffect(e kind.Effect) bool {
	return slices.Contains([]kind.Effect{kind.Observe, kind.Change, kind.Grant, kind.Destroy}, e)
}

func observeHelp(k kind.Kind) string {
	if k.Restate && k.Name != "sql.query" {
		return `If it only looks, say so: effect = "observe", which reviewers see as a claim. If not, remove read_only.`
	}
	return "Remove read_only, or the step."
}

package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/kind"
)

// grants (RB4023) warns of power that is given and that nothing ends. What was meant for an afternoon is
// still there next year, since nobody remembers it.
func (c *checker) grants() {
	for _, s := range c.Tree.Steps {
		k, ok := c.action(s.Action.Value)
		if !ok || c.Effect(s, k) != kind.Grant || s.UndoAfter != nil || c.Tree.Broken {
			continue
		}
		c.report(diag.New("RB4023", s.Range, fmt.Sprintf("The step %s gives somebody power, and nothing ends it.", s.Name.Value)).At("step." + s.Name.Value).
			WithHelp(`Add undo_after = "8h", so that it is taken back by itself; or say in an ignore "RB4023" why it stays.`))
	}
}

package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// noUndo (RB4021) holds that where a failure is said to be taken back, it can be: each step that does more
// than look has an undo, its own or that of its action, or says why nothing takes it back.
func (c *checker) noUndo() {
	for _, s := range c.Tree.Steps {
		k, ok := c.action(s.Action.Value)
		if !ok || c.Tree.Broken || c.Effect(s, k) == kind.Observe || !c.TakesBack(s) || c.undoOf(s) != nil {
			continue
		}
		c.report(diag.New("RB4021", s.Range, fmt.Sprintf("on_failure says that everything is taken back, and nothing takes back the step %s.", s.Name.Value)).At("step." + s.Name.Value).
			WithHelp(`Add to the step: undo "SYSTEM.ACTION" { … }, or undo "none" { reason = "…" }, on lines of their own.`))
	}
}

// undoOf is the undo that holds for s, its own or that of its action; nil where nobody says.
func (c *checker) undoOf(s *syntax.Step) *syntax.Undo {
	if a := c.Project.Actions[s.Action.Value]; s.Undo == nil && a != nil {
		return a.Tree.Undo
	}
	return s.Undo
}

// undoAfters (RB4025, RB3047) holds that what is taken back after a while can be, and that the while is one.
func (c *checker) undoAfters() {
	for _, s := range c.Tree.Steps {
		if s.UndoAfter == nil {
			continue
		}
		at, address := syntax.Place(s.UndoAfter.Range()), "step."+s.Name.Value
		_, known := c.action(s.Action.Value)
		if undo := c.undoOf(s); known && (undo == nil || undo.Action.Value == scope.NoUndo) {
			c.report(diag.New("RB4025", at, "Nothing takes this back, so it cannot be taken back after a while.").At(address).
				WithHelp(`Add an undo with an action to the step, or remove undo_after.`))
			continue
		}
		if v, known := c.Known(c.Term(s.UndoAfter)); known {
			if text, ok := v.AsText(); ok && !isDate(text) && !isWhile(text) {
				c.report(diag.New("RB3047", at, fmt.Sprintf("undo_after is a length of time after the step, or a date, and not %q.", text)).At(address).
					WithHelp(`Write "8h" or "7d", or a date as "2099-12-31".`))
			}
		}
	}
}

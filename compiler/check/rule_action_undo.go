package check

import (
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
)

// actionUndo (RB4022, RB4026; see rule_undo) holds that the undo of an action can work: an action that there
// is, of the same system, with settings that are made of the action's own and of what it gave.
func (c *checker) actionUndo(a *syntax.Action) {
	c.undoForm(a.Undo, c.address)
	if a.Undo != nil && a.Undo.Action.Value != scope.NoUndo && c.Project.Actions[a.Name.Value] != nil {
		c.undoCall(a, scope.Call{
			What: "The undo of " + a.Name.Value, Address: c.address, Range: a.Undo.Range,
			Action: a.Undo.Action, Settings: a.Undo.Settings, Undo: true,
		})
	}
	c.unusedSettings(a)
}

func (c *checker) undoCall(a *syntax.Action, undo scope.Call) {
	of := c.Project.Actions[a.Name.Value].Kind
	k, _ := c.action(undo.Action.Value)
	c.fill(k, undo.Settings, place{address: c.address, action: true, self: c.outputsShape(of, c.address)})
	if c.existingAction(undo.Action, c.address) && c.undoes(undo, k, of, "") {
		c.settingsOf(undo, k, []string{"reason"})
	}
}

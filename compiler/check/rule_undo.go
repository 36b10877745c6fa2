package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/kind"
)

// sameWay (RB4022) holds that the undo that a step states can work: it goes over the connection of its step,
// so it is an action of the same system, and it does more than look.
func (c *checker) sameWay(undo scope.Call, k kind.Kind) bool {
	step := c.Steps[undo.Address[len("step."):]]
	of, known := c.action(step.Action.Value)
	if !known {
		return false
	}
	return c.undoes(undo, k, of, undo.Connection.Name)
}

// undoes tells whether a call can take back what an action of kind of did over a connection.
func (c *checker) undoes(undo scope.Call, k, of kind.Kind, connection string) bool {
	system := scope.SystemOf(k.Name)
	elsewhere := c.Project.Actions[k.Name] != nil && system != scope.SystemOf(of.Name) && system != connection
	switch {
	case c.Does(undo, k) == kind.Observe:
		c.report(diag.New("RB4022", undo.Action.Range, fmt.Sprintf("%s only looks, so it takes nothing back.", k.Name)).At(undo.Address).
			WithHelp(`Name the action that does; or say undo "none" with the reason why nothing does.`))
	case k.Connection != "" && (k.Connection != of.Connection || elsewhere):
		c.report(diag.New("RB4022", undo.Action.Range, fmt.Sprintf("%s cannot take back what %s did: it goes over another connection.", k.Name, of.Name)).At(undo.Address).
			WithWhy("An undo goes over the connection of what it takes back.").
			WithHelp("Name an action of the same system."))
	default:
		return true
	}
	return false
}

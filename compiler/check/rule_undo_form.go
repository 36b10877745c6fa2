package check

import (
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
)

// undoForms (RB4026) holds that an undo is one of two things: an action with its settings, or none with the
// reason. Reviewers read the reason before they say yes to what nobody can take back.
func (c *checker) undoForms() {
	for _, s := range c.Tree.Steps {
		c.undoForm(s.Undo, "step."+s.Name.Value)
	}
}

func (c *checker) undoForm(u *syntax.Undo, address string) {
	if u == nil || u.Action.Value == "" {
		return
	}
	none := u.Action.Value == scope.NoUndo
	reason, known := c.Text(u.Reason)
	switch {
	case none && known && strings.TrimSpace(reason) == "":
		c.report(diag.New("RB4026", u.Range, "Nothing takes this back, and nothing says why.").At(address).
			WithHelp(`Add a line: reason = "…".`))
	case none && len(u.Settings) > 0:
		c.report(diag.New("RB4026", u.Settings[0].Name.Range, "There is no action here that would have settings.").At(address).
			WithHelp("Remove them, or name the action that takes it back in place of none."))
	case !none && u.Reason.Given():
		c.report(diag.New("RB4026", u.Reason.Range, "An action takes this back, so there is no reason why nothing does.").At(address).
			WithHelp(`Remove reason, or write undo "none".`))
	}
}

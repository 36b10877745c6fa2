package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// reserved (RB3040) tells whether a file's actions are of a system that is built in. Nobody may make
// something else of a name that readers know.
func (c *checker) reserved(s *syntax.System) bool {
	if !kind.Reserved(s.Name) {
		return false
	}
	at := c.Tree.Range
	if len(s.Actions) > 0 {
		at = s.Actions[0].Name.Range
	}
	c.report(diag.New("RB3040", at, fmt.Sprintf("%s.* are built in, so none can be written here.", s.Name)).
		WithWhy("A step that says exec.run or http.request does the same everywhere.").
		WithHelp("Call the file and its actions after the system that they reach: okta.action.hcl with okta.list_users."))
	return true
}

// doubledAction (RB1007) holds that no two files have an action of one name; within a file the reader of
// files tells.
func (c *checker) doubledAction(a *syntax.Action) {
	first := c.Project.Actions[a.Name.Value]
	if first == nil || first.Tree == a || first.Tree.System == a.System {
		return
	}
	c.report(diag.New("RB1007", a.Name.Range, fmt.Sprintf("There are two actions called %s.", a.Name.Value)).
		WithRelated(first.Tree.Range, "the first one").WithHelp("Give one of them another name, or remove it."))
}

// actionTitle (RB3025) holds that an action says what it does.
func (c *checker) actionTitle(a *syntax.Action) { c.says("title", a.Title, c.address) }

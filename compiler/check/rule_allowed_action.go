package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// allowsAction (RB2007, RB5006, RB5008) tells whether an entry that is spelt as an action names one that goes
// over the use's kind of connection by its name.
func (c *checker) allowsAction(u *syntax.Use, e entry, of string) bool {
	address := "use." + u.Connection.Value
	asked := slices.ContainsFunc(c.Calls(), func(call scope.Call) bool { return call.Action.Value == e.text })
	if _, known := c.action(e.text); !known && asked {
		return false // told where it is asked for
	}
	if !c.existingAction(syntax.Text{Value: e.text, Range: e.at}, address) {
		return false
	}
	k, _ := c.action(e.text)
	switch {
	case k.Connection != "" && !knownKind(k.Connection):
		return false
	case k.Connection != of:
		d := diag.New("RB5008", e.at, fmt.Sprintf("%s does not go over a connection of kind %q.", e.text, of)).At(address)
		if k.Connection == "" {
			c.report(d.WithHelp("It needs no permission. Remove it from allow."))
			return false
		}
		c.report(d.WithHelp(fmt.Sprintf("Move it to the use of a connection of kind %q.", k.Connection)))
		return false
	case !goesByName(e.text):
		c.report(diag.New("RB5006", e.at, fmt.Sprintf("%s alone would allow everything.", e.text)).At(address).WithHelp(c.allowanceHelp(of, u.Connection.Value)))
		return false
	}
	return true
}

// allowedActions are the actions that an entry for a kind of connection may name.
func (c *checker) allowedActions(of string) []string {
	return slices.DeleteFunc(c.Project.ActionNames(), func(name string) bool {
		k, _ := c.action(name)
		return k.Connection != of || !goesByName(name)
	})
}

// allowanceHelp says what an entry of a use of that kind may be.
func (c *checker) allowanceHelp(of, connection string) string {
	help := `Write the method and the path, without the query: "GET /users/*". * is one part between slashes, ** at the end all that follow.`
	switch of {
	case kind.Shell:
		help = `Write the program as the steps do, without arguments: "git"; one with a dot in its name with its folder: "./backup.sh".`
	case kind.SQL:
		help = `Write the verbs of the statements: "select"; also "insert", "update" or "delete" for those that change rows. Nothing else may be asked of a database.`
	case "github":
		help = `Write what the token needs, as GitHub calls it: "contents: read".`
	}
	names := c.allowedActions(of)
	if own := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return scope.SystemOf(name) != connection }); len(own) > 0 {
		return "Name each action that is needed: " + strings.Join(own, ", ") + ". Or: " + help
	}
	if len(names) > 0 {
		help += " Or name an action: " + strings.Join(names, ", ") + "."
	}
	return help
}

package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// connected (RB5001) is the connection that a call uses rightly, or "". okta.x goes over the connection
// called okta unless another one is named, so that a runbook of the library works for everyone who defines
// the systems that it names.
func (c *checker) connected(call scope.Call, k kind.Kind) string {
	name := c.Connection(call, k)
	if k.Connection == "" {
		if call.Connection.Given() && !call.Undo {
			c.report(diag.New("RB5001", call.Connection.Range, fmt.Sprintf("%s uses no connection.", k.Name)).At(call.Address).WithHelp("Remove connection."))
		}
		return ""
	}
	if name == "" {
		if !c.Tree.Broken && !c.astray() {
			c.report(noConnection(call, k).At(call.Address))
		}
		return ""
	}
	connection := c.Project.Connections[name]
	if connection == nil {
		c.noSystem(call, k, name)
		return ""
	}
	if !knownKind(k.Connection) {
		return ""
	}
	if got, _ := c.Text(connection.Kind); got != k.Connection {
		at := call.Connection.Range
		if !call.Connection.Given() {
			at = call.Action.Range
		}
		c.report(diag.New("RB5001", at, fmt.Sprintf("%s needs a connection of kind %q, and %s is %q.", k.Name, k.Connection, name, got)).At(call.Address).
			WithRelated(connection.Range, "the connection").WithHelp("Name a connection of that kind, or add one to project.hcl."))
		return ""
	}
	return name
}

// noSystem tells of an action whose system project.hcl does not define. One that is named has the finding
// of every name that leads nowhere.
func (c *checker) noSystem(call scope.Call, k kind.Kind, name string) {
	if call.Connection.Given() || c.Project.Tree.Broken || c.use(name) != nil {
		return // of a use of it is told once
	}
	c.report(diag.New("RB5001", call.Action.Range, fmt.Sprintf("%s goes over the connection %s, and project.hcl has none of that name.", k.Name, name)).At(call.Address).
		WithHelp(fmt.Sprintf("Add to project.hcl: connection %q { … } with kind = %q%s; or name another one: connection = connection.NAME.", name, k.Connection, urlHelp(k.Connection))))
}

func urlHelp(of string) string {
	if known := schemes[of]; known != nil {
		return ` and url = "` + known[0] + `://…"`
	}
	return ""
}

// astray tells whether some use is of a connection that there is not, which has its own finding.
func (c *checker) astray() bool {
	return slices.ContainsFunc(c.Tree.Uses, func(u *syntax.Use) bool { return c.Project.Connections[u.Connection.Value] == nil })
}

func noConnection(call scope.Call, k kind.Kind) diag.Diagnostic {
	if k.Connection == kind.Shell {
		return diag.New("RB5001", call.Range, fmt.Sprintf("%s needs the power of a shell connection, and the runbook's uses have none, or more than one.", k.Name)).
			WithHelp(`Add use "NAME" { allow = ["PROGRAM"] } for a connection of kind "shell" in project.hcl, or say connection = connection.NAME in the step.`)
	}
	return diag.New("RB5001", call.Range, fmt.Sprintf("%s needs a connection of kind %q. %s names none.", k.Name, k.Connection, call.What)).
		WithHelp("Add a line: connection = connection.NAME.")
}

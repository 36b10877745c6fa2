package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// connected is the connection that s uses rightly, or "".
func (c *checker) connected(s *syntax.Step, k kind.Kind) string {
	address, name := "step."+s.Name.Value, c.Connection(s, k)
	if k.Connection == "" {
		if s.Connection.Given() {
			c.report(diag.New("RB5001", s.Connection.Range, fmt.Sprintf("%s uses no connection.", k.Name)).At(address).WithHelp("Remove connection."))
		}
		return ""
	}
	if name == "" {
		if !c.Tree.Broken {
			c.report(noConnection(s, k).At(address))
		}
		return ""
	}
	connection := c.Project.Connections[name]
	if connection == nil {
		return "" // rule_name tells of it
	}
	if got, _ := c.Text(connection.Kind); got != k.Connection {
		c.report(diag.New("RB5001", s.Connection.Range, fmt.Sprintf("%s needs a connection of kind %q, and %s is %q.", k.Name, k.Connection, name, got)).At(address).
			WithRelated(connection.Range, "the connection").WithHelp("Name a connection of that kind, or add one to project.hcl."))
		return ""
	}
	return name
}

func noConnection(s *syntax.Step, k kind.Kind) diag.Diagnostic {
	if k.Connection == kind.Shell {
		return diag.New("RB5001", s.Range, fmt.Sprintf("%s needs the power of a shell connection, and the runbook's uses have none, or more than one.", k.Name)).
			WithHelp(`Add use "NAME" { allow = ["PROGRAM"] } for a connection of kind "shell" in project.hcl, or say connection = connection.NAME in the step.`)
	}
	return diag.New("RB5001", s.Range, fmt.Sprintf("%s needs a connection of kind %q, and this step names none.", k.Name, k.Connection)).
		WithHelp("Add a line: connection = connection.NAME.")
}

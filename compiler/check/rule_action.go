package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// actions (RB2007) holds that whatever asks for an action asks for one that there is: a primitive one, or
// one of the project's action files.
func (c *checker) actions() {
	for _, call := range c.Calls() {
		c.existingAction(call.Action, call.Address)
	}
	if len(c.Tree.Steps)+len(c.Tree.Asks)+len(c.Tree.Approvals)+len(c.Tree.Phases) == 0 && !c.Tree.Broken {
		c.report(diag.New("RB1004", c.Tree.Range, "This runbook has no step.").
			WithWhy("What does nothing proves nothing.").WithHelp(`Add one: step "SYSTEM.ACTION" "NAME" { … }`))
	}
}

// existingAction tells whether there is an action of that name. In a file of actions that has errors it may
// be among what could not be read, so nothing is said.
func (c *checker) existingAction(name syntax.Text, address string) bool {
	if _, ok := c.action(name.Value); ok {
		return true
	}
	if name.Value == "" {
		if name.Given() && name.Expr == nil {
			c.report(diag.New("RB2007", name.Range, "No action is named here.").At(address).WithHelp("Write its name: \"SYSTEM.NAME\"."))
		}
		return false
	}
	system := scope.SystemOf(name.Value)
	if c.lost = true; c.Project.Incomplete(system) {
		return false
	}
	d := diag.New("RB2007", name.Range, fmt.Sprintf("There is no action %s.", name.Value)).At(address)
	if near := c.nearAction(name.Value); near != "" {
		d.Message += " Did you mean " + near + "?"
		d = d.WithFix(replacement(name.Range, name.Value, near))
	}
	help := "The actions are " + strings.Join(c.Project.ActionNames(), ", ") + "."
	if !kind.Reserved(system) {
		help += " Others are written in HCL, in " + system + ".action.hcl."
	}
	c.report(d.WithHelp(help))
	return false
}

// nearAction is the action that somebody who wrote name may have meant: one spelt much like it, or else the
// only one of a built-in system.
func (c *checker) nearAction(name string) string {
	var ofSystem []string
	for _, known := range c.Project.ActionNames() {
		if scope.SystemOf(known) == scope.SystemOf(name) {
			ofSystem = append(ofSystem, known)
		}
	}
	if near := diag.Nearest(name, c.Project.ActionNames()); near != "" || len(ofSystem) != 1 || !kind.Reserved(scope.SystemOf(name)) {
		return near
	}
	return ofSystem[0]
}

package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// power (RB5002, RB5003, RB5005, RB5007) holds that each step has a connection of the kind that its
// action needs, that the runbook asks for that connection in a use, and that what the step does there is
// on the use's list. What cannot be compared with the list at review time is not allowed.
func (c *checker) power() {
	for _, s := range c.Tree.Steps {
		k, ok := action(s.Action.Value)
		if !ok {
			continue
		}
		if connection := c.connected(s, k); connection != "" {
			c.allowed(s, k, connection)
		}
	}
}

// allowed holds what s does over a connection against the use of it.
func (c *checker) allowed(s *syntax.Step, k kind.Kind, connection string) {
	address := "step." + s.Name.Value
	use := c.use(connection)
	if use == nil {
		if !c.Tree.Broken {
			c.report(diag.New("RB5002", s.Range, fmt.Sprintf("The step %s uses the connection %s, and the runbook does not ask for it.", s.Name.Value, connection)).At(address).
				WithWhy("Reviewers read in the use sections what a runbook may reach.").
				WithHelp(fmt.Sprintf("Add a section: use %q { allow = [%s] }, on lines of their own.", connection, c.example(s, k))))
		}
		return
	}
	allow, ok := c.Texts(use.Allow)
	if !ok {
		return
	}
	deed := c.deed(s, k)
	if deed.unknown != nil {
		c.report(diag.New("RB5005", deed.unknown.Range(), fmt.Sprintf("%s of %s must be known at review time.", capital(deed.what), k.Name)).At(address).
			WithWhy("Only then it can be compared with what the runbook asks for in use.").
			WithHelp("Write it out; a path may take values between its slashes: \"/users/${…}\"."))
		return
	}
	if deed.path != "" && !kind.PlainPath(deed.path) {
		c.report(diag.New("RB5007", deed.at(s), fmt.Sprintf("The path %s does not mean one thing to every server.", deed.path)).At(address).
			WithWhy("What is held against the list here must be what the server takes it for.").
			WithHelp("Begin with /, and write no query, no empty part, no . or .. and no escaped slash; parameters belong in query."))
		return
	}
	if deed.shown != "" && !deed.allowedBy(allow) {
		c.report(diag.New("RB5003", deed.at(s), fmt.Sprintf("%s is not on the list of use %q.", deed.shown, connection)).At(address).
			WithRelated(use.Allow.Range, "the list").
			WithHelp(powerHelp(deed)))
	}
}

func powerHelp(d deed) string {
	if !d.named && d.path == "" && kind.IsAction(d.shown) {
		return fmt.Sprintf("%s is spelt as an action. Write the program with its folder, here and in allow: \"./%s\".", d.shown, d.shown)
	}
	return fmt.Sprintf("Add %q to allow if the runbook shall have that power.", d.shown)
}

func (c *checker) use(connection string) *syntax.Use {
	for _, u := range c.Tree.Uses {
		if u.Connection.Value == connection {
			return u
		}
	}
	return nil
}

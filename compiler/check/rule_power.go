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

// power (RB5002, RB5003, RB5005, RB5007, RB5011) holds that whatever calls an action has a connection of the kind
// that it needs, that the runbook asks for that connection in a use, and that what is done there is on the
// use's list. What cannot be compared with the list at review time is not allowed. What an action written in
// HCL asks for, and its undo, needs no entry beside its name; what a step says for its undo does, where it
// can run.
func (c *checker) power() {
	for _, call := range c.Calls() {
		k, ok := c.action(call.Action.Value)
		if !ok || call.Undo && !c.sameWay(call, k) || call.Idle {
			continue
		}
		if connection := c.connected(call, k); connection != "" {
			c.allowed(call, k, connection)
		}
	}
}

// allowed holds what a call does over a connection against the use of it.
func (c *checker) allowed(call scope.Call, k kind.Kind, connection string) {
	address := call.Address
	use := c.use(connection)
	if use == nil {
		c.unasked(call, connection)
		return
	}
	allow, ok := c.Texts(use.Allow)
	if !ok {
		return
	}
	deed, plain := c.plainDeed(call, k)
	if !plain || deed.shown == "" || deed.allowedBy(allow) || c.misspelt(deed, allow) || meantBy(deed, allow) {
		return
	}
	lacking := deed.entries(allow)
	shown := strings.Join(lacking, " and ")
	d := diag.New("RB5003", deed.at(call), fmt.Sprintf("%s is not on the list of use %q.", shown, connection))
	if call.Undo {
		d = diag.New("RB4022", call.Action.Range, fmt.Sprintf("The undo needs %s, which is not on the list of use %q.", shown, connection))
	}
	c.report(d.At(address).WithRelated(use.Allow.Range, "the list").
		WithHelp(powerHelp(deed, lacking)))
}

// unasked tells of a connection that the runbook does not ask for, once for all that goes over it.
func (c *checker) unasked(call scope.Call, connection string) {
	why := "Reviewers read in the use sections what a runbook may reach."
	asked := fmt.Sprintf("use %q {", connection)
	if c.Tree.Broken || slices.ContainsFunc(c.found, func(d diag.Diagnostic) bool { return d.Code == "RB5002" && strings.Contains(d.Help, asked) }) {
		return
	}
	var needed []string
	for _, other := range c.Calls() {
		k, ok := c.action(other.Action.Value)
		if ok && !other.Idle && c.Connection(other, k) == connection {
			needed = append(needed, c.example(other, k)...)
		}
	}
	slices.Sort(needed)
	needed = slices.Compact(needed)
	c.report(diag.New("RB5002", call.Range, fmt.Sprintf("%s uses the connection %s, and the runbook does not ask for it.", call.What, connection)).At(call.Address).
		WithWhy(why).WithHelp(fmt.Sprintf("Add a section: %s allow = [%s] }, on lines of their own.", asked, strings.Join(needed, ", "))))
}

// meantBy tells whether a list has an entry that is none and was meant for a deed: all actions, or one without
// its system. It has its own finding.
func meantBy(d deed, allow []string) bool {
	system, name, _ := strings.Cut(d.shown, ".")
	return d.named && slices.ContainsFunc(allow, func(entry string) bool { return entry == "*" || entry == system+".*" || entry == name })
}

// plainDeed is what a call does, where that is known at review time and means one thing to everybody.
func (c *checker) plainDeed(call scope.Call, k kind.Kind) (d deed, ok bool) {
	d = c.deed(call, k)
	if d.unknown != nil {
		c.report(diag.New("RB5005", d.unknown.Range(), fmt.Sprintf("%s of %s must be known at review time.", capital(d.what), k.Name)).At(call.Address).
			WithWhy("Only then it can be compared with what the runbook asks for in use.").
			WithHelp("Write it out; a path begins with / and may take values between its slashes: \"/users/${…}\". The host stands in the connection."))
		return d, false
	}
	if d.fault != "" {
		c.report(diag.New("RB5011", d.at(call), fmt.Sprintf("This is no statement that can be held against a list: %s.", d.fault)).At(call.Address).
			WithWhy("What is allowed here must be what the database takes the statement for.").
			WithHelp("Write one statement that begins with select, with, insert, update or delete, and each value as a parameter."))
		return d, false
	}
	if d.path != "" && !kind.PlainPath(d.path) {
		c.report(diag.New("RB5007", d.at(call), fmt.Sprintf("The path %s does not mean one thing to every server.", d.path)).At(call.Address).
			WithWhy("What is held against the list here must be what the server takes it for.").
			WithHelp("Begin with /, and write no query, no empty part, no . or .. and no escaped slash; parameters belong in query."))
		return d, false
	}
	return d, true
}

// misspelt tells whether a list has the action of a deed in a spelling that is no action: that entry has
// its own finding.
func (c *checker) misspelt(d deed, allow []string) bool {
	return d.named && slices.ContainsFunc(allow, func(entry string) bool {
		_, known := c.action(entry)
		return kind.IsAction(entry) && !known && c.nearAction(entry) == d.shown
	})
}

func powerHelp(d deed, lacking []string) string {
	if d.verbs != nil {
		return fmt.Sprintf("Add \"%s\" to allow if the runbook shall have that power.", strings.Join(lacking, `", "`))
	}
	if !d.named && d.path == "" && kind.IsAction(d.shown) {
		return fmt.Sprintf("%s is spelt as an action. Write the program with its folder, here and in allow: \"./%s\".", d.shown, d.shown)
	}
	if words := strings.Fields(d.shown); d.path == "" && len(words) > 1 {
		return fmt.Sprintf("Nothing splits a line into words here. Write each as an item of its own: [\"%s\"].", strings.Join(words, `", "`))
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

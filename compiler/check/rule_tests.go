package check

import (
	"path"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// Suite gives the findings of one file of tests, in no order. What a test says of its runbook is held
// against the plan, where the tests are run.
func Suite(p *scope.Project, runbooks []*Outline, suite *syntax.Suite) []diag.Diagnostic {
	c := newChecker(scope.NewRunbook(p, &syntax.Runbook{File: suite.File, Broken: suite.Broken}), Options{})
	c.runbooks = runbooks
	for _, t := range suite.Tests {
		c.test(t)
	}
	c.realSecrets()
	return c.found
}

// test (RB2002, RB2005, RB3001) holds that a test is about a runbook that there is, that its people have roles
// that there are, and that all of it is known: a test computes nothing.
func (c *checker) test(t *syntax.Test) {
	address := "test." + t.Name.Value
	c.hold(address, textLeaf("runbook", t.Runbook), textLeaf("trigger", t.Trigger), textLeaf("requester", t.Requester), textLeaf("at", t.At),
		textLeaf("mode", t.Mode).within("live", "rehearsal"), textLeaf("outcome", t.Outcome), textLeaf("by", t.By))
	c.hold(address, textsLeaves("ran", t.Ran)...)
	c.tested(t, address)
	c.facts("event", t.Event, address)
	c.facts("inputs", t.Inputs, address)
	c.facts("evidence", t.Evidence, address)
	for _, p := range t.People {
		c.hold(address, append(textsLeaves("roles", p.Roles), textLeaf("email", p.Email))...)
		for _, role := range c.entries(p.Roles) {
			if c.Project.Roles[role.text] == nil && !c.Project.Tree.Broken {
				c.report(unknownName("role", role.text, role.at, c.existing("role")).At(address))
			}
		}
	}
	for _, m := range t.Mocks {
		c.hold(address, textLeaf("fails", m.Fails))
		for _, o := range m.Outputs {
			c.known(o.Value, o.Name.Value, address)
		}
	}
	for _, a := range t.Approvals {
		c.hold(address, append(textsLeaves("by", a.By), textLeaf("reject", a.Reject))...)
	}
	for _, a := range t.Answers {
		c.hold(address, textLeaf("by", a.By), textLeaf("second", a.Second))
		c.facts("values", a.Values, address)
	}
}

// tested holds that the runbook of a test exists.
func (c *checker) tested(t *syntax.Test, address string) {
	name, known := c.Text(t.Runbook)
	if !known || !t.Runbook.Given() || c.Project.Tree.Partial || c.unread(name) {
		return
	}
	var names []string
	for _, r := range c.runbooks {
		if r.Name == name {
			return
		}
		names = append(names, r.Name)
	}
	slices.Sort(names)
	c.report(suggest(diag.New("RB2002", t.Runbook.Range, "There is no runbook called "+name+".").At(address), name, names, "The runbooks are"))
}

// unread tells whether there is a file of a runbook of that name: where nothing of it could be understood,
// that was told.
func (c *checker) unread(name string) bool {
	for file := range c.Project.Tree.Sources {
		if path.Base(file) == name+".runbook.hcl" {
			return true
		}
	}
	return false
}

// facts holds that a map of a test is one, and known.
func (c *checker) facts(name string, e hclsyntax.Expression, address string) {
	if v, known := c.known(e, name, address); known && v.Kind() != expr.Object {
		c.report(diag.New("RB3001", syntax.Place(e.Range()), name+" takes a map of names to values.").At(address).
			WithHelp("Write it in braces: { NAME = VALUE }."))
	}
}

package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
)

// ownFrameworks (RB9020, RB9021, RB1007) holds the frameworks that the project wrote itself: that none takes the
// name of one that everybody has, or of another file's, and that each has something to claim.
func (c *checker) ownFrameworks() {
	first := map[string]*syntax.Framework{}
	for _, f := range c.Project.Tree.OwnFrameworks {
		name := f.Name.Value
		address := "framework." + name
		if _, taken := catalog.Lookup(name); taken {
			c.report(diag.New("RB9020", f.Name.Range, fmt.Sprintf("%s is a framework that everybody has.", name)).At(address).
				WithWhy("A claim of it would mean something else here than to everybody else.").
				WithHelp("Give the framework, and its file, a name of the team's own."))
		}
		if before := first[name]; before != nil && name != "" {
			c.report(diag.New("RB1007", f.Name.Range, fmt.Sprintf("There are two frameworks called %s.", name)).At(address).
				WithRelated(before.Name.Range, "the other one").WithHelp("Give one of them another name."))
		} else {
			first[name] = f
		}
		if len(f.Functions)+len(f.Controls) == 0 && !f.Broken {
			c.report(diag.New("RB9021", f.Range, "This framework has nothing that a runbook could claim.").At(address).
				WithHelp("Add functions with their stages, or controls."))
		}
		for _, function := range f.Functions {
			if len(function.Stages) == 0 && !f.Broken {
				c.report(diag.New("RB9021", function.Range, "This function has no stage that a runbook could claim.").At(address).
					WithHelp(`Add sections stage "initial", "advanced" or "optimal", each with the text of what it asks for.`))
			}
		}
	}
}

// described (RB9004) holds that a team's own framework says what the claimed stage asks for.
func (c *checker) described(s *syntax.Satisfies, set *catalog.Set, stage catalog.Stage, address string) {
	name, known := c.Text(s.Function)
	function, ok := set.Function(name)
	if !known || !ok || !s.Stage.Given() || function.Stages[stage] != "" {
		return
	}
	c.report(diag.New("RB9004", s.Stage.Range, fmt.Sprintf("%s says nothing of %s at stage %s.", s.Framework.Value, name, stage)).At(address).
		WithHelp(fmt.Sprintf("Add a section stage %q to the function in %s.framework.hcl, or claim a stage that it has.", stage.String(), s.Framework.Value)))
}

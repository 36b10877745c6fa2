package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// listed (RB9002): the project says which frameworks its runbooks may claim.
func (c *checker) listed(s *syntax.Satisfies, address string) {
	frameworks, ok := c.Texts(c.Project.Tree.Frameworks)
	if !ok || c.Project.Tree.Broken || slices.Contains(frameworks, s.Framework.Value) {
		return
	}
	c.report(diag.New("RB9002", s.Framework.Range, fmt.Sprintf("The project does not list the framework %s.", s.Framework.Value)).At(address).
		WithRelated(c.Project.Tree.Frameworks.Range, "the frameworks of the project").
		WithHelp(fmt.Sprintf("Add %q to frameworks in project.hcl, or remove this section.", s.Framework.Value)))
}

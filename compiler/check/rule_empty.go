package check

import (
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// empty (RB3025) holds that the texts which people decide by say something.
func (c *checker) empty() {
	c.says("title", c.Tree.Title, "runbook")
	for _, i := range c.Tree.Ignores {
		c.says("reason", i.Reason, "")
	}
}

// emptyProject holds the same for project.hcl.
func (c *checker) emptyProject() {
	for _, s := range c.Project.Tree.Secrets {
		c.says("purpose", s.Purpose, "secret."+s.Name.Value)
	}
}

func (c *checker) says(name string, t syntax.Text, address string) {
	if text, ok := c.Text(t); ok && t.Given() && strings.TrimSpace(text) == "" {
		c.report(diag.New("RB3025", t.Range, name+" is empty.").At(address).
			WithWhy("Reviewers decide by it.").WithHelp("Say in a few words what it is about."))
	}
}

package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
)

// forgeSecrets (RB7008) holds that a secret of GitHub can have the name that is written: those that begin
// with GITHUB_ are its own, and a workflow has one of them.
func (c *checker) forgeSecrets() {
	for _, s := range c.Project.Tree.Secrets {
		from, ok := c.Text(s.From)
		name, held := strings.CutPrefix(from, "github:")
		if ok && held && strings.HasPrefix(name, "GITHUB_") && name != "GITHUB_TOKEN" {
			c.report(diag.New("RB7008", s.From.Range, fmt.Sprintf("GitHub takes no secret called %s.", name)).At("secret." + s.Name.Value).
				WithHelp("Give it a name there that does not begin with GITHUB_, and write that."))
		}
	}
}

package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
)

// unusedSecrets (RB2022) warns of secrets that no connection uses: a credential that opens nothing is
// only a risk.
func (c *checker) unusedSecrets() {
	used := map[string]bool{}
	for _, connection := range c.Project.Tree.Connections {
		for _, ref := range connection.Secrets() {
			used[ref.Name] = true
		}
	}
	for _, s := range c.Project.Tree.Secrets {
		if !used[s.Name.Value] && !c.Project.Tree.Broken {
			c.report(diag.New("RB2022", s.Name.Range, fmt.Sprintf("No connection uses the secret %s.", s.Name.Value)).At("secret." + s.Name.Value).
				WithHelp("Use it as the token, password, client_secret or key of a connection, or remove it."))
		}
	}
}

package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// secretElsewhere (RB6001): a secret is mentioned outside of a connection. A secret is no value that an
// expression could have: it opens a connection, inside the runner, and travels nowhere else.
func (c *checker) secretElsewhere(t *scope.Term, p place) {
	c.report(diag.New("RB6001", t.Range(), fmt.Sprintf("%s would be visible here.", strings.Join(t.Path, "."))).At(p.address).
		WithWhy("A secret opens a connection, and travels nowhere else: no plan, log, output or evidence may hold it.").
		WithHelp("Give it to a connection in project.hcl as token or password, and use that connection."))
}

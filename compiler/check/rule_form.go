package check

import (
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// unreadable (RB3020) tells of an expression that the language does not have, or that is too large.
func (c *checker) unreadable(t *scope.Term) {
	c.lost = true
	if c.Tree.Broken {
		return // the file's own errors tell of it
	}
	c.report(diag.New("RB3020", t.Range(), t.Fault).
		WithHelp("Write it with what the language has: references, operators, for, functions; or split it into locals."))
}

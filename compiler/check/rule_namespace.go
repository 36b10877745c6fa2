package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// namespaces are all that the language has, wherever they may be used; those in rare lead to parts that few
// runbooks have.
var (
	namespaces = []string{
		"approval", "ask", "check", "connection", "each", "input", "local", "notify", "org", "phase", "plan", "role", "run", "secret",
		"self", "setting", "step", "trigger",
	}
	rare = []string{"approval", "ask", "check", "phase"}
)

// unknownNamespace (RB2001): a reference begins with something that is no namespace and no variable of a
// for around it. A bare word is the same mistake, most often a text without its quotes.
func (c *checker) unknownNamespace(t *scope.Term, p place) {
	root := t.Path[0]
	c.lost = true
	d := diag.New("RB2001", t.PartRange(0), fmt.Sprintf("Nothing is called %s.", root)).At(p.address)
	if part := c.partCalled(root, p); part != "" {
		d.Message += " Did you mean " + part + "?"
		d = d.WithFix(replacement(d.Range, root, part)).WithHelp("Say what kind of part it is: " + part + ".")
		c.report(d)
		return
	}
	d = suggest(d, root, c.namespaces(p), "References here begin with")
	if len(t.Path) == 1 {
		d.Help = fmt.Sprintf("If it is a text, put it in quotes: %q. %s", root, d.Help)
	}
	c.report(d)
}

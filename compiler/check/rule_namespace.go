package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// namespaces are all that the language has, wherever they may be used; of those in later this version
// does not know the parts.
var (
	namespaces = []string{"check", "connection", "each", "input", "local", "org", "role", "run", "secret", "self", "setting", "step", "trigger"}
	later      = []string{"approval", "ask", "notify", "phase", "plan"}
)

// unknownNamespace (RB2001): a reference begins with something that is no namespace and no variable of a
// for around it. A bare word is the same mistake, most often a text without its quotes.
func (c *checker) unknownNamespace(t *scope.Term, p place) {
	root := t.Path[0]
	c.lost = true
	if slices.Contains(later, root) {
		c.report(diag.New("RB1013", t.PartRange(0), fmt.Sprintf("This version does not know %s yet.", root)).At(p.address).
			WithHelp("Remove it, or use a version that knows it."))
		return
	}
	d := diag.New("RB2001", t.PartRange(0), fmt.Sprintf("Nothing is called %s.", root)).At(p.address)
	d = suggest(d, root, p.namespaces(), "References here begin with")
	if len(t.Path) == 1 {
		d.Help = fmt.Sprintf("If it is a text, put it in quotes: %q. %s", root, d.Help)
	}
	c.report(d)
}

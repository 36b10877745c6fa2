package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// legible (RB0211, RB0212, RB0214) holds that a text which is computed at review time has no character
// that a reader cannot see. Of literals, package syntax tells.
func (c *checker) legible(text string, l leaf, address string) {
	code, r := syntax.HiddenIn(text)
	if code == "" {
		return
	}
	c.report(diag.New(code, c.Term(l.expr).Range(), fmt.Sprintf("What comes out for %s holds the character U+%04X.", l.name, r)).At(address).
		WithHelp("Write the text out, without it."))
}

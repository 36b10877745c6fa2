package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// truth (RB3004) holds that a condition is true or false. It gives the shape of it.
func (c *checker) truth(t *scope.Term, p place, what string) *shape {
	s := c.infer(t, p)
	if s.isAny() || s.kind == aTruth.kind {
		return s
	}
	d := diag.New("RB3004", t.Range(), fmt.Sprintf("%s is true or false, and this is %s.", what, s.words())).At(p.address)
	if plain, quoted := unquote(d, t); quoted {
		c.quoted(plain, t)
		c.report(plain)
		return s
	}
	c.report(c.quoted(d.WithHelp(operandHelp("", s, aTruth.kind)), t))
	return s
}

// settled (RB3015) warns of a condition that is always true or always false: it judges nothing.
func (c *checker) settled(t *scope.Term, p place, what string) {
	value, known := c.Known(t)
	truth, ok := value.AsBool()
	if !known || !ok {
		return
	}
	c.report(diag.New("RB3015", t.Range(), fmt.Sprintf("%s is always %v.", what, truth)).At(p.address).
		WithWhy("It mentions nothing that a run could find out, so it judges nothing.").
		WithHelp("Mention what a step gives, or remove it."))
}

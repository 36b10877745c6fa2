package check

import (
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// orgLiterals (RB2005) holds that org has literals only, so that a reviewer sees the values themselves.
func (c *checker) orgLiterals() {
	for _, a := range c.Project.Tree.Org {
		before := len(c.found)
		t := c.Term(a.Value)
		c.infer(t, place{address: "org." + a.Name.Value})
		if mentionsAny(t) && len(c.found) == before {
			c.report(diag.New("RB2005", t.Range(), "org has literals only, and this mentions something.").At("org." + a.Name.Value).
				WithHelp("Write the value out."))
		}
	}
}

func mentionsAny(t *scope.Term) bool {
	any := false
	t.References(func(*scope.Term) { any = true })
	return any
}

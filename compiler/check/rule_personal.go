package check

import (
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// kept (RB6005, RB6004) holds what evidence keeps for ever: nothing sensitive, and warns of what is about
// a person unless the evidence says so.
func (c *checker) kept(t *scope.Term, s *shape, e *syntax.Evidence) {
	p := place{address: "evidence." + e.Name.Value}
	c.shown(t, s, p, "value")
	path, personal := s.label(kind.Personal)
	if stated, _ := c.Truth(e.Personal); personal && !stated {
		c.report(diag.New("RB6004", t.Range(), "This is about a person, and the ledger keeps it for ever: "+way(append(path, p.address))+".").At(p.address).
			WithHelp("Keep a number or a yes instead, as length(…) gives it; or say personal = true, so that it is kept where it can be removed."))
	}
}

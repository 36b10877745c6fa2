package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// secretElsewhere (RB6001): a secret is mentioned outside of a connection. A secret is no value that an
// expression could have: it opens a connection, inside the runner, and travels nowhere else.
func (c *checker) secretElsewhere(t *scope.Term, p place) {
	c.report(diag.New("RB6001", t.Range(), fmt.Sprintf("%s would be visible here.", strings.Join(t.Path, "."))).At(p.address).
		WithWhy("A secret opens a connection, and travels nowhere else: no plan, log, output or evidence may hold it.").
		WithHelp("Give it to a connection in project.hcl as token or password, and use that connection."))
}

// shown (RB6005) holds that a sensitive input does not reach what people or records will read.
func (c *checker) shown(t *scope.Term, s *shape, p place) {
	if path, secret := s.label(kind.Secret); secret {
		c.report(diag.New("RB6005", t.Range(), "A sensitive value would be visible: "+way(append(path, p.address))+".").At(p.address).
			WithHelp("Leave it out, or say something about it that does not repeat it: length(…), matches(…)."))
	}
}

// kept (RB6005, RB6004) holds what evidence keeps for ever: nothing sensitive, and warns of what is about
// a person unless the evidence says so.
func (c *checker) kept(t *scope.Term, s *shape, e *syntax.Evidence) {
	p := place{address: "evidence." + e.Name.Value}
	c.shown(t, s, p)
	path, personal := s.label(kind.Personal)
	if stated, _ := c.Truth(e.Personal); personal && !stated {
		c.report(diag.New("RB6004", t.Range(), "This is about a person, and the ledger keeps it for ever: "+way(append(path, p.address))+".").At(p.address).
			WithHelp("Keep a number or a yes instead, as length(…) gives it; or say personal = true, so that it is kept where it can be removed."))
	}
}

// way is how a value travels, as a sentence shows it.
func way(path []string) string { return strings.Join(path, " → ") }

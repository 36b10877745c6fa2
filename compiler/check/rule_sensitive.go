package check

import (
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/kind"
)

// shown (RB6005) holds that a sensitive input does not reach what people or records will read.
func (c *checker) shown(t *scope.Term, s *shape, p place) {
	if path, secret := s.label(kind.Secret); secret {
		c.report(diag.New("RB6005", t.Range(), "A sensitive value would be visible: "+way(append(path, p.address))+".").At(p.address).
			WithHelp("Leave it out, or say something about it that does not repeat it: length(…), matches(…)."))
	}
}

// way is how a value travels, as a sentence shows it.
func way(path []string) string { return strings.Join(path, " → ") }

package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// withinText (RB3018) holds that only plain values stand within a text: a list or a map has no one way to
// be written.
func (c *checker) withinText(t *scope.Term, s *shape) {
	if s.isPlain() {
		return
	}
	c.report(diag.New("RB3018", t.Range(), fmt.Sprintf("This is %s, which cannot be part of a text.", s.words())).
		WithHelp(`Take one value of it, or make it text: join(", ", …) for a list, jsonencode(…) for anything.`))
}

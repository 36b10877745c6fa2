package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// severity (RB2005, RB3002) holds a severity that is computed: it must be known at review time, from the
// items too where those are known, and be one of the three.
func (c *checker) severity(judged *syntax.Check, p place) {
	t, before := c.Term(judged.Severity.Expr), len(c.found)
	p.checks = false
	c.wants(t, c.infer(t, p), expr.Type{Kind: expr.StringType}, "severity")
	if len(c.found) > before {
		return
	}
	word, ok := c.Severity(judged)
	switch {
	case ok && (word == "low" || word == "medium" || word == "high"):
	case word != "":
		d := diag.New("RB3002", t.Range(), fmt.Sprintf("severity cannot be %q.", word)).At(p.address)
		c.report(suggest(d, word, []string{"low", "medium", "high"}, "Allowed are"))
	default:
		c.report(diag.New("RB2005", t.Range(), "The severity is needed at review time, and this is known only in a run.").At(p.address).
			WithWhy("Reviewers decide by it, and reports show it where the check never ran.").
			WithHelp("Write low, medium or high; an item may decide it where for_each is over org or literals."))
	}
}

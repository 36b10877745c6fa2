package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// The bounds of whole numbers, as package plan has them.
const (
	maxParallel = 1000
	maxAttempts = 100
	maxLength   = 1 << 20
)

// numbers (RB3016) holds whole numbers within what they may be.
func (c *checker) numbers() {
	for _, s := range c.Tree.Steps {
		c.number("parallel", s.Parallel, 1, maxParallel)
		if s.Retry != nil {
			c.number("max", s.Retry.Max, 1, maxAttempts)
		}
		if s.Parallel.Given() && s.ForEach == nil {
			c.report(diag.New("RB3016", s.Parallel.Range, "parallel says how many items run at the same time, and this step has no items.").At("step." + s.Name.Value).
				WithHelp("Remove parallel, or add a for_each."))
		}
	}
	for _, in := range c.Tree.Inputs {
		c.number("max_length", in.MaxLength, 1, maxLength)
	}
}

func (c *checker) number(name string, w syntax.Whole, least, most int64) {
	n, ok := c.Whole(w)
	if !w.Given() || !ok || n >= least && n <= most {
		return
	}
	c.report(diag.New("RB3016", w.Range, fmt.Sprintf("%s cannot be %d.", name, n)).
		WithHelp(fmt.Sprintf("Allowed are %d to %d.", least, most)))
}

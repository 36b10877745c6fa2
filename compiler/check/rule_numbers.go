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
	maxItems    = 10000
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
	for _, a := range c.Tree.Approvals {
		c.number("min", a.Min, 1, maxPeople)
	}
	for _, a := range c.Tree.Asks {
		for _, answer := range a.Answers {
			c.number("max_length", answer.MaxLength, 1, maxLength)
		}
	}
	for _, f := range c.Tree.Phases {
		c.phaseNumbers(f)
	}
}

// phaseNumbers are about the items of a phase.
func (c *checker) phaseNumbers(f *syntax.Phase) {
	c.number("parallel", f.Parallel, 1, maxParallel)
	c.number("limit", f.Limit, 1, maxItems)
	for name, w := range map[string]syntax.Whole{"parallel": f.Parallel, "limit": f.Limit} {
		if w.Given() && f.ForEach == nil {
			c.report(diag.New("RB3016", w.Range, fmt.Sprintf("%s is about the items of a phase, and this phase has none.", name)).At("phase." + f.Name.Value).
				WithHelp("Remove " + name + ", or add a for_each."))
		}
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

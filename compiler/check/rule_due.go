package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
)

// due (RB8005) warns of a runbook that somebody wanted to look at again by a day that is over. Like what ended
// of exceptions, it hangs on the day of the check, and nothing in a plan does.
func (c *checker) due() {
	by, ok := c.Text(c.Tree.ReviewBy)
	if ok && c.Tree.ReviewBy.Given() && isDate(by) && by < c.opts.Today {
		c.report(diag.New("RB8005", c.Tree.ReviewBy.Range, fmt.Sprintf("This runbook was to be looked at again by %s.", by)).
			WithHelp("Read it: is it still what should be done, by whom, with this power? Then give it a later date."))
	}
}

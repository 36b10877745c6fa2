package check

import (
	"fmt"
	"time"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// dates (RB3010) holds that dates are days of the calendar, as YYYY-MM-DD.
func (c *checker) dates() {
	c.date("review_by", c.Tree.ReviewBy)
	for _, i := range c.Tree.Ignores {
		c.date("until", i.Until)
	}
}

func (c *checker) date(name string, t syntax.Text) {
	text, known := c.Text(t)
	if !t.Given() || !known || isDate(text) {
		return
	}
	c.report(diag.New("RB3010", t.Range, fmt.Sprintf("%s is not a date: %q.", name, text)).
		WithHelp("Write year, month and day in quotes, with two digits for month and day: \"2027-01-31\"."))
}

func isDate(text string) bool {
	t, err := time.Parse(time.DateOnly, text)
	return err == nil && t.Format(time.DateOnly) == text
}

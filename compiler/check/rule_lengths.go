package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// lengths (RB3007) holds that lengths of time are written as such, and are neither nothing nor longer
// than a plan may say.
func (c *checker) lengths() {
	c.length("timeout", c.Tree.Timeout, 1)
	c.length("finish_by", c.Tree.FinishBy, 1)
	for _, s := range c.Tree.Steps {
		c.length("timeout", s.Timeout, 1)
		if s.Retry != nil {
			c.length("delay", s.Retry.Delay, 0)
		}
	}
	for _, s := range c.Tree.Satisfies {
		c.length("fresh_for", s.FreshFor, 1)
	}
	c.peopleLengths()
	c.finishBy()
}

// peopleLengths are how long people are waited for.
func (c *checker) peopleLengths() {
	for _, t := range c.waits() {
		c.length("timeout", t, 1)
	}
	if c.Tree.Access != nil {
		for _, g := range c.Tree.Access.Gates {
			c.length("max_age", g.MaxAge, 1)
		}
	}
	if c.Tree.Confirm != nil {
		c.length("within", c.Tree.Confirm.Within, 1)
	}
	for _, w := range c.Tree.Waivables {
		c.length("max_for", w.MaxFor, 1)
	}
}

// waits are the timeouts of all approvals and asks.
func (c *checker) waits() []syntax.Text {
	var list []syntax.Text
	for _, a := range c.Tree.Approvals {
		list = append(list, a.Timeout)
	}
	for _, a := range c.Tree.Asks {
		list = append(list, a.Timeout)
	}
	return list
}

// finishBy holds that a run does not count as missing while it may still run, or wait for somebody.
func (c *checker) finishBy() {
	end, ok := c.seconds(c.Tree.FinishBy)
	if !ok {
		return
	}
	if run, ok := c.seconds(c.Tree.Timeout); ok && end < run {
		c.report(diag.New("RB3007", c.Tree.FinishBy.Range, "finish_by is shorter than timeout, so a run could count as missing while it may still run.").
			WithRelated(c.Tree.Timeout.Range, "the timeout").WithHelp("Make finish_by at least as long as timeout."))
		return
	}
	for _, t := range c.waits() {
		if wait, ok := c.seconds(t); ok && end < wait {
			c.report(diag.New("RB3007", c.Tree.FinishBy.Range, "finish_by is shorter than somebody is waited for, so a run could count as missing while it still waits.").
				WithRelated(t.Range, "the wait").WithHelp("Make finish_by longer than all waits and the timeout together, or remove it."))
			return
		}
	}
}

func (c *checker) length(name string, t syntax.Text, least int64) {
	text, known := c.Text(t)
	if !t.Given() || !known {
		return
	}
	seconds, ok := expr.ParseLength(text)
	switch {
	case !ok:
		d := diag.New("RB3007", t.Range, fmt.Sprintf("%s is not a length of time: %q.", name, text))
		c.report(instead(d, lengthMeant(text)).
			WithHelp("Write a number and a unit in quotes: 30s, 5m, 12h, 7d or 2w. A day is 24 hours."))
	case seconds < least || seconds > plan.MaxSeconds:
		c.report(diag.New("RB3007", t.Range, fmt.Sprintf("%s cannot be %s.", name, text)).
			WithHelp(fmt.Sprintf("Allowed are %ds to 366d.", least)))
	}
}

// seconds is a length of time that is given and right.
func (c *checker) seconds(t syntax.Text) (int64, bool) {
	text, known := c.Text(t)
	if !t.Given() || !known {
		return 0, false
	}
	return expr.ParseLength(text)
}

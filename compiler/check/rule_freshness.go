package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
)

// freshness (RB9008) holds that a run does not count for longer than the stage allows, nor for less time
// than passes until the next one.
func (c *checker) freshness(s *syntax.Satisfies, stage catalog.Stage, address string) {
	seconds, ok := c.seconds(s.FreshFor)
	if !ok || c.Tree.Broken {
		return
	}
	if most := c.Freshest(stage); seconds > most {
		c.report(diag.New("RB9008", s.FreshFor.Range, fmt.Sprintf("A run cannot count for so long: at most %dd are allowed here.", most/day)).At(address).
			WithWhy("90d for initial and for what people start, 30d for advanced, 2d for optimal: what is claimed to be seen always must be seen often.").
			WithHelp(fmt.Sprintf("Write \"%dd\" or less, or remove fresh_for.", most/day)))
		return
	}
	if least, ok := c.untilNext(); ok && seconds < least {
		c.report(diag.New("RB9008", s.FreshFor.Range, "A run would stop counting before the next one is there.").At(address).
			WithWhy("It must count at least for the time between two starts, the time that people are waited for, and one day.").
			WithHelp(fmt.Sprintf("Write \"%dd\" or more, or start the runbook more often.", (least+day-1)/day)))
	}
}

const day = 24 * 3600

// untilNext is the time between two starts of the schedule that comes most often, the time that a run may
// wait for people, and a day.
func (c *checker) untilNext() (seconds int64, ok bool) {
	for _, t := range c.Tree.Triggers {
		if gap, comes := c.Project.Interval(c.fieldsOf(t)); comes && (!ok || gap < seconds) {
			seconds, ok = gap, true
		}
	}
	return seconds + c.Waiting() + day, ok
}

// fieldsOf are the five fields of a trigger's schedule, however it is written; "" where they are not known.
func (c *checker) fieldsOf(t *syntax.Trigger) string {
	fields, known := c.Text(t.Cron)
	if words, ok := c.Text(t.Every); t.Every.Given() {
		fields, _ = scope.Every(words)
		known = known && ok
	}
	if !known {
		return ""
	}
	return fields
}

package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
)

// schedules (RB3008, RB3009, RB3014) holds that a schedule says when, in one way, and that the time and its
// zone exist.
func (c *checker) schedules() {
	for _, t := range c.Tree.Triggers {
		address := "trigger." + t.Name.Value
		c.oneTime(t, address)
		if text, ok := c.Text(t.Cron); ok && t.Cron.Given() {
			c.cron(text, t.Cron.Range, address)
		}
		if text, ok := c.Text(t.Every); ok && t.Every.Given() {
			if _, err := scope.Every(text); err != nil {
				d := diag.New("RB3008", t.Every.Range, fmt.Sprintf("every says no time: %v.", err)).At(address)
				c.report(instead(d, everyMeant(text)).
					WithHelp("Write it as " + scope.EveryForms + "."))
			}
		}
		c.zone(t.Timezone, address)
	}
}

func (c *checker) oneTime(t *syntax.Trigger, address string) {
	switch given := t.Cron.Given() || t.Every.Given(); {
	case t.Cron.Given() && t.Every.Given():
		c.report(diag.New("RB3009", t.Every.Range, "This trigger has both cron and every.").At(address).
			WithRelated(t.Cron.Range, "cron").WithHelp("Keep one of them."))
	case t.Kind.Value == "schedule" && !given && !c.Tree.Broken:
		c.report(diag.New("RB3009", t.Range, "This schedule does not say when.").At(address).
			WithHelp(`Add every = "monday 07:00", or cron with five fields.`))
	}
}

package check

import (
	"fmt"
	"time"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// untils (RB3007) holds that a wait.until names a time, as far as it is known at review time, and that the run
// lasts until then.
func (c *checker) untils() {
	for _, s := range c.Tree.Steps {
		if s.Action.Value != "wait.until" {
			continue
		}
		call := scope.StepCall(s)
		if text, known := c.Literal(call, "until"); known {
			c.until(call, text)
		}
		if text, known := c.Literal(call, "give_up_after"); known {
			if _, ok := expr.ParseLength(text); !ok {
				c.notTime(call, "give_up_after", "a length of time", text, `Write a number and a unit in quotes: "30m".`)
			}
		}
	}
}

func (c *checker) until(call scope.Call, text string) {
	run, told := c.seconds(c.Tree.Timeout)
	if !told {
		run = usualRun
	}
	seconds, isLength := expr.ParseLength(text)
	switch {
	case !isLength && !isDate(text) && !isInstant(text):
		c.notTime(call, "until", "an instant, a date or a length of time", text, `Write "2099-12-31T07:00:00Z", "2099-12-31", or a length of time from the start of the step: "30m".`)
	case isLength && seconds >= run:
		c.report(diag.New("RB3007", syntax.Place(call.Setting("until").Value.Range()), fmt.Sprintf("It waits for %s, and the run is ended before.", text)).At(call.Address).
			WithHelp("Give the run more time: timeout in the section runbook."))
	}
}

func (c *checker) notTime(call scope.Call, setting, what, text, help string) {
	d := diag.New("RB3007", syntax.Place(call.Setting(setting).Value.Range()), fmt.Sprintf("%s is %s, and not %q.", setting, what, text)).At(call.Address)
	c.report(instead(d, lengthMeant(text)).WithHelp(help))
}

// usualRun is how long a run may take that states no timeout, in seconds.
const usualRun = 3600

func isInstant(text string) bool {
	const form = "2006-01-02T15:04:05Z"
	t, err := time.Parse(form, text)
	return err == nil && t.Format(form) == text
}

package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/expr"
)

// notifies (RB4047) holds that a notify tells people something: its action takes a text, and it says when.
func (c *checker) notifies() {
	for _, n := range c.Tree.Notifies {
		if n.On.Given() && !c.some(n.On) {
			c.report(diag.New("RB4047", n.On.Range, "on names no state of the run, so nothing is told.").At("notify." + n.Name.Value).
				WithHelp("Name one or more: started, waiting, passed, failed, blocked, missed."))
		}
		k, ok := c.action(c.NotifyCall(n).Action.Value)
		if !ok {
			continue
		}
		problem := ""
		if field := k.Field("text"); field == nil || field.Type != string(expr.StringType) {
			problem = "it takes no text"
		} else if !k.Tells {
			problem = "neither notify.webhook nor issue.open does it"
		}
		if problem != "" {
			c.report(diag.New("RB4047", n.Action.Range, fmt.Sprintf("%s does not tell people anything: %s.", k.Name, problem)).At("notify." + n.Name.Value).
				WithHelp("Choose notify.webhook, or an action of your own that it or issue.open does, with a setting text."))
		}
	}
}

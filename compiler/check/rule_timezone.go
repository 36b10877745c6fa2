package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/plan"
)

// timezone (RB3014) holds that the time zone is in the table of IANA names that this program carries: the
// machine, whose own table may be older or newer, is not asked.
func (c *checker) timezone() { c.zone(c.Project.Tree.Timezone, "project") }

func (c *checker) zone(t syntax.Text, address string) {
	name, ok := c.Text(t)
	if !t.Given() || !ok {
		return
	}
	if _, err := plan.ZoneOffsets(name); err != nil {
		c.report(diag.New("RB3014", t.Range, fmt.Sprintf("There is no time zone %q.", name)).At(address).
			WithHelp(`Write its IANA name: "Europe/Paris", "America/New_York" or "UTC".`))
	}
}

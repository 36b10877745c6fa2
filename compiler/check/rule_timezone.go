package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/plan"
)

// timezone (RB3014) holds that the time zone is in the table of IANA names that this program carries: the
// machine, whose own table may be older or newer, is not asked.
func (c *checker) timezone() {
	t := c.Project.Tree.Timezone
	name, ok := c.Text(t)
	if !t.Given() || !ok {
		return
	}
	if _, err := plan.ZoneOffsets(name); err != nil {
		c.report(diag.New("RB3014", t.Range, fmt.Sprintf("There is no time zone %q.", name)).At("project").
			WithHelp(`Write its IANA name: "Europe/Paris", "America/New_York" or "UTC".`))
	}
}

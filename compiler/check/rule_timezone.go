package check

import (
	"fmt"
	"time"
	_ "time/tzdata" // time zones are part of the program: the same on every machine

	"github.com/attestary/attestary/compiler/diag"
)

// timezone (RB3014) holds that the time zone is in the IANA tables that this program carries.
func (c *checker) timezone() {
	t := c.Project.Tree.Timezone
	name, ok := c.Text(t)
	if !t.Given() || !ok {
		return
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" || name == "" {
		c.report(diag.New("RB3014", t.Range, fmt.Sprintf("There is no time zone %q.", name)).At("project").
			WithHelp(`Write its IANA name: "Europe/Paris", "America/New_York" or "UTC".`))
	}
}

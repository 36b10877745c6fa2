package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
)

// frameworks (RB9001) holds that the project's frameworks exist.
func (c *checker) frameworks() {
	for _, e := range c.entries(c.Project.Tree.Frameworks) {
		if _, known := c.Project.Framework(e.text); !known {
			d := diag.New("RB9001", e.at, fmt.Sprintf("There is no framework %s.", e.text)).At("project")
			c.report(suggest(d, e.text, c.Project.FrameworkIDs(), "The frameworks are"))
		}
	}
}

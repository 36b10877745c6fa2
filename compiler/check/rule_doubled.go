package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// doubledLocals (RB1007) holds that no two sections of locals have one name; within a section and between
// other parts syntax has seen to it.
func (c *checker) doubledLocals() { c.doubled("local", c.Tree.Locals) }

// doubledRunbooks (RB1007) holds that no two runbooks of the project have one name, wherever their files
// are: records and the ledger call them by it.
func (c *checker) doubledRunbooks() {
	first := map[string]diag.Range{}
	for _, r := range c.runbooks {
		if before, twice := first[r.Name]; twice && r.Name != "" {
			c.report(diag.New("RB1007", r.At, fmt.Sprintf("There are two runbooks called %s.", r.Name)).
				WithRelated(before, "the first one").WithHelp("Give one of them, and its file, another name."))
			continue
		}
		first[r.Name] = r.At
	}
}

func (c *checker) doubled(namespace string, list []syntax.Assignment) {
	first := map[string]diag.Range{}
	for _, a := range list {
		if before, twice := first[a.Name.Value]; twice {
			c.lost = true
			c.report(diag.New("RB1007", a.Name.Range, fmt.Sprintf("There are two values %s.%s.", namespace, a.Name.Value)).At(namespace+"."+a.Name.Value).
				WithRelated(before, "the first one").WithHelp("Remove one of them, or give it another name."))
			continue
		}
		first[a.Name.Value] = a.Name.Range
	}
}

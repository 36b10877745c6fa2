package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// complete (RB2011) tells whether a reference names a part, not a namespace as a whole. What a namespace
// holds is not a value: a plan lists what each expression mentions, one by one.
func (c *checker) complete(t *scope.Term) bool {
	if len(t.Path) > 1 {
		return true
	}
	root := t.Path[0]
	d := diag.New("RB2011", t.Range(), fmt.Sprintf("%s alone is no value; say which one: %s.NAME.", root, root))
	c.report(suggest(d, "", c.existing(root), "There are"))
	return false
}

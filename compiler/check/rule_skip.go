package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
)

// skips (RB4043) holds that whoever starts a run does not decide whether somebody must say yes to it: the
// skip_if of an approval mentions neither input nor trigger, through locals neither.
func (c *checker) skips() {
	for _, a := range c.Tree.Approvals {
		if a.SkipIf == nil {
			continue
		}
		if way := c.started(c.Term(a.SkipIf), nil); way != nil {
			c.report(diag.New("RB4043", c.Term(a.SkipIf).Range(), fmt.Sprintf("Whoever starts the run would decide whether it needs a yes: %s.", strings.Join(append(way, "approval."+a.Name.Value), " → "))).
				At("approval." + a.Name.Value).
				WithWhy("An approval that the one who asks can turn off is none.").
				WithHelp("Mention what a step found out, or org; or remove skip_if."))
		}
	}
}

// started is the way by which t depends on what the one who starts a run gives, or nil. seen are the locals
// that were looked into.
func (c *checker) started(t *scope.Term, seen []string) (way []string) {
	t.References(func(ref *scope.Term) {
		switch {
		case way != nil:
		case ref.Path[0] == "input" || ref.Path[0] == "trigger":
			way = []string{strings.Join(ref.Path[:min(2, len(ref.Path))], ".")}
		case ref.Path[0] == "local" && len(ref.Path) > 1 && c.Local(ref.Path[1]) != nil && !slices.Contains(seen, ref.Path[1]):
			if inner := c.started(c.Local(ref.Path[1]).Term, append(seen, ref.Path[1])); inner != nil {
				way = append(inner, "local."+ref.Path[1])
			}
		}
	})
	return way
}

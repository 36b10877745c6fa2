package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/kind"
)

// retries (RB4002) warns of a retry of something that is not known to be as good twice as once: the first
// attempt may have half-happened. What only observes may be repeated.
func (c *checker) retries() {
	for _, s := range c.Tree.Steps {
		k, ok := c.action(s.Action.Value)
		if !ok || s.Retry == nil || k.Idempotent || c.Effect(s, k) == kind.Observe {
			continue
		}
		if attempts, _ := c.Whole(s.Retry.Max); attempts == 1 {
			continue
		}
		c.report(diag.New("RB4002", s.Retry.Range, fmt.Sprintf("%s may have happened already when it is tried again.", k.Name)).At("step." + s.Name.Value).
			WithHelp("Remove the retry, or make sure that doing it twice is as good as once and say so in an ignore \"RB4002\"."))
	}
}

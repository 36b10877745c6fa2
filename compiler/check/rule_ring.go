package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
)

// rings (RB2004): parts that wait for each other never begin. The ring is told whole, so that the reader
// can choose where to cut it.
func (c *checker) rings() {
	if ring := c.StepRing(); ring != nil {
		step := c.Steps[ring[0]]
		at := step.Name.Range
		for _, need := range step.Needs.Values {
			if need.Name == ring[1] {
				at = need.Range
			}
		}
		c.ring("step", ring, "waits for", at)
	}
	if ring := c.LocalRing(); ring != nil {
		c.ring("local", ring, "needs", c.Local(ring[0]).Assignment.Name.Range)
	}
	if ring := c.CheckRing(); ring != nil {
		c.ring("check", ring, "needs", c.Checks[ring[0]].Name.Range)
	}
}

func (c *checker) ring(namespace string, ring []string, verb string, at diag.Range) {
	links := make([]string, len(ring)-1)
	for i := range links {
		links[i] = fmt.Sprintf("%s %s %s", ring[i], verb, ring[i+1])
	}
	c.report(diag.New("RB2004", at, strings.Join(links, ", ")+".").At(namespace + "." + ring[0]).
		WithWhy("None of them could ever begin.").
		WithHelp("Remove one of these links: what each part mentions, and what its needs say."))
}

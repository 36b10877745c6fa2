package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
)

// rings (RB2004): parts that wait for each other never begin. The ring is told whole, so that the reader
// can choose where to cut it. A ring of parts in several phases is one of the phases too, and told once.
func (c *checker) rings() {
	if ring := c.PartRing(); ring != nil {
		first := c.Part(ring[0])
		at := first.Name.Range
		if need := first.Mention(ring[1]); first.Needs.Given() {
			at = need
		}
		c.ring(ring[0], names(ring), "waits for", at)
	} else if ring := c.PhaseRing(); ring != nil {
		c.ring("phase."+ring[0], ring, "waits for", c.Link(c.Phases[ring[0]], ring[1]))
	}
	if ring := c.LocalRing(); ring != nil {
		c.ring("local."+ring[0], ring, "needs", c.Local(ring[0]).Assignment.Name.Range)
	}
	if ring := c.CheckRing(); ring != nil {
		c.ring(ring[0], names(ring), "needs", c.Part(ring[0]).Name.Range)
	}
}

// names are the addresses without their kind, where all are of one kind.
func names(ring []string) []string {
	kind, _, _ := strings.Cut(ring[0], ".")
	short := make([]string, len(ring))
	for i, address := range ring {
		name, same := strings.CutPrefix(address, kind+".")
		if !same {
			return ring
		}
		short[i] = name
	}
	return short
}

func (c *checker) ring(address string, ring []string, verb string, at diag.Range) {
	links := make([]string, len(ring)-1)
	for i := range links {
		links[i] = fmt.Sprintf("%s %s %s", ring[i], verb, ring[i+1])
	}
	if len(links) == 1 {
		links[0] = fmt.Sprintf("%s %s itself", ring[0], verb)
	}
	c.report(diag.New("RB2004", at, strings.Join(links, ", ")+".").At(address).
		WithWhy("None of them could ever begin.").
		WithHelp("Remove one of these links: what each part mentions, and what its needs say."))
}

package simulate

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// readPlan finds which outputs of steps anything in the plan asks for.
func (c *recalling) readPlan() {
	p := c.plan
	for _, s := range p.AllSteps() {
		c.mentions("", values(s.Settings)...)
		c.mentions("", s.When, s.ForEach)
		for _, e := range s.Expects {
			c.mentions(s.Address(), e.Condition, e.Message)
		}
		if s.Retry != nil {
			c.mentions(s.Address(), s.Retry.While)
		}
	}
	for _, k := range p.AllChecks() {
		c.mentions("", k.Condition, k.Message, k.ForEach)
	}
	for _, e := range p.Evidence {
		c.mentions("", e.Value)
	}
	for i := range p.Phases {
		c.mentions("", p.Phases[i].When, p.Phases[i].ForEach)
	}
	c.mentions("", values(p.Locals)...)
}

func values(of map[string]*expr.Node) []*expr.Node { return slices.Collect(maps.Values(of)) }

// mentions notes the outputs that expressions ask for; self is the address that self stands for. One that
// takes a step as a whole may ask for all, which is noted as "".
func (c *recalling) mentions(self string, nodes ...*expr.Node) {
	for _, n := range nodes {
		if n == nil {
			continue
		}
		for _, path := range n.References() {
			address, rest := "", []string(nil)
			switch {
			case path[0] == "self":
				address, rest = self, path[1:]
			case path[0] == "step" && len(path) > 1:
				address, rest = plan.StepPrefix+path[1], path[2:]
			default:
				continue
			}
			if c.asked[address] == nil {
				c.asked[address] = map[string]bool{}
			}
			output := ""
			if len(rest) > 0 && (path[0] == "self" || !c.many(path[1])) {
				output = rest[0]
			}
			c.asked[address][output] = true
		}
	}
}

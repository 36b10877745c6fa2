package check

import (
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/plan"
)

// peopleLeaves asks rule_review about phases and about all that people are asked or told.
func (c *checker) peopleLeaves() {
	t := c.Tree
	for _, f := range t.Phases {
		address := "phase." + f.Name.Value
		c.hold(address, textLeaf("title", f.Title), textLeaf("by", f.By), wholeLeaf("parallel", f.Parallel), wholeLeaf("limit", f.Limit))
		c.hold(address, textsLeaves("runs_on", f.RunsOn)...)
		c.failureLeaves(f.OnFailure, address)
	}
	c.failureLeaves(t.OnFailure, "runbook")
	for _, a := range t.Approvals {
		c.hold("approval."+a.Name.Value, wholeLeaf("min", a.Min), textLeaf("timeout", a.Timeout))
	}
	for _, a := range t.Asks {
		c.askLeaves(a)
	}
	c.aroundLeaves()
}

func (c *checker) failureLeaves(o *syntax.OnFailure, address string) {
	if o != nil {
		c.hold(address, textLeaf("undo", o.Undo).within("reverse", "none"))
	}
}

func (c *checker) askLeaves(a *syntax.Ask) {
	address := "ask." + a.Name.Value
	c.hold(address, textLeaf("timeout", a.Timeout))
	for _, answer := range a.Answers {
		c.hold(address+"."+answer.Name.Value, textLeaf("title", answer.Title), textLeaf("pattern", answer.Pattern),
			wholeLeaf("max_length", answer.MaxLength), valueLeaf("one_of", answer.OneOf), valueLeaf("min", answer.Min), valueLeaf("max", answer.Max))
	}
}

// aroundLeaves are those of what stands around a run.
func (c *checker) aroundLeaves() {
	t := c.Tree
	if t.Access != nil {
		for _, g := range t.Access.Gates {
			c.hold("gate."+g.Name.Value, textLeaf("action", g.Action), textLeaf("max_age", g.MaxAge))
		}
	}
	if t.Concurrency != nil {
		c.hold("runbook", textLeaf("mode", t.Concurrency.Mode).within("queue", "refuse"))
	}
	for _, n := range t.Notifies {
		leaves := textsLeaves("on", n.On)
		for i := range leaves {
			leaves[i] = leaves[i].within(plan.NotifyOn...)
		}
		c.hold("notify."+n.Name.Value, append(leaves, textLeaf("action", n.Action))...)
	}
	if t.Confirm != nil {
		c.hold("confirm", textLeaf("within", t.Confirm.Within))
	}
	for _, w := range t.Waivables {
		c.hold("waivable."+w.Check.Value, textLeaf("max_for", w.MaxFor))
	}
	for _, m := range t.Moves {
		c.hold("", textLeaf("from", m.From), textLeaf("to", m.To))
	}
}

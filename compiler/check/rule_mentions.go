package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// mentions (RB2002, RB2006) holds that the parts exist that the runbook's settings name: roles, connections,
// what others wait for, whom to tell, the inputs that a claim names, and the checks that may be waived.
func (c *checker) mentions() {
	t := c.Tree
	c.refer(t.Owner)
	c.accessMentions()
	for _, s := range t.Steps {
		c.refer(s.Connection)
		c.needs(s.Needs)
	}
	for _, a := range t.Approvals {
		c.referAll(a.From)
		c.needs(a.Needs)
	}
	for _, a := range t.Asks {
		c.referAll(a.To, a.Second)
		c.needs(a.Needs)
	}
	c.phaseMentions()
	c.endMentions()
	for _, u := range t.Uses {
		if !c.exists("connection", u.Connection.Value) {
			c.unknownName("connection", u.Connection.Value, u.Connection.Range)
		}
	}
	for _, s := range t.Satisfies {
		for _, in := range c.entries(s.Inputs) {
			if !c.exists("input", in.text) {
				c.unknownName("input", in.text, in.at)
			}
		}
	}
}

func (c *checker) accessMentions() {
	if c.Tree.Access == nil {
		return
	}
	c.referAll(c.Tree.Access.Who, c.Tree.Access.BreakGlass)
	for _, g := range c.Tree.Access.Gates {
		c.refer(g.Connection)
	}
}

func (c *checker) phaseMentions() {
	for _, f := range c.Tree.Phases {
		c.referAll(f.After)
		if f.OnFailure != nil {
			c.referAll(f.OnFailure.Notify)
		}
	}
	if c.Tree.OnFailure != nil {
		c.referAll(c.Tree.OnFailure.Notify)
	}
}

// endMentions holds what stands around a run: whom it tells, who confirms it, what may be waived.
func (c *checker) endMentions() {
	for _, n := range c.Tree.Notifies {
		c.refer(n.Connection)
	}
	if c.Tree.Confirm != nil {
		c.referAll(c.Tree.Confirm.By)
	}
	for _, w := range c.Tree.Waivables {
		c.referAll(w.By)
		if !c.exists("check", w.Check.Value) {
			c.unknownName("check", w.Check.Value, w.Check.Range)
		}
	}
}

func (c *checker) referAll(lists ...syntax.Refs) {
	for _, refs := range lists {
		for _, ref := range refs.Values {
			c.refer(ref)
		}
	}
}

// needs holds what a part waits for by its own word: parts that are there, and do not come last.
func (c *checker) needs(refs syntax.Refs) {
	c.referAll(refs)
	for _, need := range refs.Values {
		if part := c.Part(need.String()); part != nil && part.Kind == "check" && part.Phase == nil {
			c.report(diag.New("RB2006", need.Range, fmt.Sprintf("The check %s stands outside phases, so it is judged after everything else.", need.Name)).
				WithHelp("Move the check into a phase, or remove it from needs."))
		}
	}
}

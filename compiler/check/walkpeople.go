package check

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// inside is the place of a part in a phase, or outside of all.
func (c *checker) inside(f *syntax.Phase, address string) place {
	return place{address: address, phase: f, each: c.eachIn(f)}
}

// phase looks at what a phase says of itself; its parts are looked at with those of all phases.
func (c *checker) phase(f *syntax.Phase) {
	p := place{address: "phase." + f.Name.Value}
	c.address = p.address
	if f.ForEach != nil {
		c.eachIn(f)
		c.items[f] = c.forEach(c.Term(f.ForEach), f.By, p)
		p.each = c.items[f]
	} else {
		c.withoutItems(f.By, p)
	}
	c.condition(f.When, p, "when")
}

// people looks at what the run asks of people, and tells them.
func (c *checker) people() {
	for _, a := range c.Tree.Approvals {
		p := c.inside(a.Phase, "approval."+a.Name.Value)
		c.address = p.address
		c.condition(a.SkipIf, p, "skip_if")
		c.show(a.Show, p)
	}
	for _, a := range c.Tree.Asks {
		p := c.inside(a.Phase, "ask."+a.Name.Value)
		c.address = p.address
		c.condition(a.When, p, "when")
		c.words(a.Question, p, "question")
		c.show(a.Show, p)
	}
	for _, n := range c.Tree.Notifies {
		c.address = "notify." + n.Name.Value
		c.words(n.Text, place{address: c.address, checks: true}, "text")
	}
	c.address = "result"
	c.show(c.Tree.Result, place{address: c.address, checks: true})
	c.beforehand()
}

// beforehand looks at what is judged before a run begins: gates, and which runs exclude each other.
func (c *checker) beforehand() {
	if c.Tree.Access != nil {
		for _, g := range c.Tree.Access.Gates {
			c.gate(g)
		}
	}
	if c.Tree.Concurrency != nil {
		c.address = "runbook"
		c.exclusion(c.Tree.Concurrency.Key, place{address: c.address, asking: true})
	}
}

func (c *checker) gate(g *syntax.Gate) {
	p := place{address: "gate." + g.Name.Value, asking: true}
	c.address = p.address
	k, known := c.action(c.GateCall(g).Action.Value)
	c.fill(k, g.Settings, p)
	p.self = anything
	if known {
		p.self = c.answer(k, g.Settings, p)
	}
	c.judgement(c.Term(g.Condition), c.Term(g.Message), p)
}

// condition looks at a condition that may be absent.
func (c *checker) condition(e hclsyntax.Expression, p place, what string) {
	if e != nil {
		c.decides(c.Term(e), c.truth(c.Term(e), p, what), p, p.address+"."+what)
		c.settled(c.Term(e), p, what)
	}
}

// words looks at a text that people read; it may be absent.
func (c *checker) words(e hclsyntax.Expression, p place, what string) {
	if e == nil {
		return
	}
	s := c.infer(c.Term(e), p)
	c.wants(c.Term(e), s, expr.Type{Kind: expr.StringType}, what)
	c.shown(c.Term(e), s, p, what)
}

var rows = expr.MustType("list(map(any))")

// show (RB3025) looks at what people are shown, which is something.
func (c *checker) show(s *syntax.Show, p place) {
	if s == nil {
		return
	}
	if s.Title == nil && s.Text == nil && s.Table == nil && !c.Tree.Broken {
		c.report(diag.New("RB3025", s.Range, "Nothing is shown here.").At(p.address).
			WithWhy("People decide by what they are shown.").WithHelp("Add a title, a text or a table; or remove the section."))
	}
	c.words(s.Title, p, "title")
	c.words(s.Text, p, "text")
	if s.Table != nil {
		t := c.infer(c.Term(s.Table), p)
		c.wants(c.Term(s.Table), t, rows, "table")
		c.shown(c.Term(s.Table), t, p, "table")
	}
}

// exclusion (RB3001) looks at what runs that exclude each other have in common: one text or number, which the
// forge shows.
func (c *checker) exclusion(e hclsyntax.Expression, p place) {
	if e == nil {
		return
	}
	t := c.Term(e)
	s := c.infer(t, p)
	if !s.isAny() && !s.isText() && s.kind != expr.NumberType {
		c.report(diag.New("RB3001", t.Range(), fmt.Sprintf("key takes a text or a number, and this is %s.", s.words())).At(p.address).
			WithHelp(`Make one text of it: "${…}", or join(", ", …) of a list.`))
	}
	c.shown(t, s, p, "concurrency.key")
}

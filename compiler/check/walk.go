package check

import (
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// expressions goes over every expression that is computed in a run, and asks the rules about expressions
// at each place.
func (c *checker) expressions() {
	defer func() { c.address = "" }()
	for _, name := range c.LocalNames() {
		c.localShape(name)
	}
	for _, t := range c.Tree.Triggers {
		c.triggerMap(t)
	}
	for _, f := range c.Tree.Phases {
		c.phase(f)
	}
	for _, s := range c.Tree.Steps {
		c.step(s)
	}
	c.people()
	for _, judged := range c.Tree.Checks {
		c.check(judged)
	}
	for _, e := range c.Tree.Evidence {
		if e.Value != nil {
			p := place{address: "evidence." + e.Name.Value, checks: true}
			c.address = p.address
			s := c.infer(c.Term(e.Value), p)
			c.kept(c.Term(e.Value), s, e)
		}
	}
	c.exhausted()
}

func (c *checker) step(s *syntax.Step) {
	p := c.inside(s.Phase, "step."+s.Name.Value)
	c.address = p.address
	if s.ForEach != nil {
		p.each = c.forEach(c.Term(s.ForEach), s.By, p)
	} else {
		c.withoutItems(s.By, p)
	}
	k, known := action(s.Action.Value)
	for _, a := range s.Settings {
		given := c.infer(c.Term(a.Value), p)
		if field := k.Field(a.Name.Value); known && field != nil {
			c.wants(c.Term(a.Value), given, fieldTypes[k.Name][field.Name], a.Name.Value)
			c.oneOf(c.Term(a.Value), field, p)
			c.trusted(c.Term(a.Value), given, field, p)
			if k.Tells {
				c.shown(c.Term(a.Value), given, p)
			}
		}
	}
	if s.When != nil {
		c.truth(c.Term(s.When), p, "when")
		c.settled(c.Term(s.When), p, "when")
	}
	p.self = anything
	if known {
		p.self = outputsShape(k, p.address)
	}
	if s.Retry != nil && s.Retry.While != nil {
		c.truth(c.Term(s.Retry.While), p, "while")
	}
	for _, e := range s.Expects {
		inner := p
		inner.address += "." + e.Name.Value
		c.judgement(c.Term(e.Condition), c.Term(e.Message), inner)
	}
}

func (c *checker) check(judged *syntax.Check) {
	p := c.inside(judged.Phase, "check."+judged.Name.Value)
	p.checks = judged.Phase == nil
	c.address = p.address
	if judged.ForEach != nil {
		p.each = c.forEach(c.Term(judged.ForEach), judged.By, p)
	} else {
		c.withoutItems(judged.By, p)
	}
	if judged.Severity.Expr != nil {
		c.severity(judged, p)
	}
	c.judgement(c.Term(judged.Condition), c.Term(judged.Message), p)
}

// judgement is a condition and what is said where it does not hold.
func (c *checker) judgement(condition, message *scope.Term, p place) {
	if condition != nil {
		c.truth(condition, p, "A condition")
		c.settled(condition, p, "The condition")
	}
	if message != nil {
		s := c.infer(message, p)
		c.wants(message, s, expr.Type{Kind: expr.StringType}, "message")
		c.shown(message, s, p)
	}
}

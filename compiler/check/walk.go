package check

import (
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
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
			s := c.judging(func() *shape { return c.infer(c.Term(e.Value), p) })
			c.kept(c.Term(e.Value), s, e)
		}
	}
	c.exhausted()
}

func (c *checker) step(s *syntax.Step) {
	p := c.inside(s.Phase, "step."+s.Name.Value)
	c.address = p.address
	c.counted(s, p)
	if s.ForEach != nil {
		p.each = c.forEach(c.Term(s.ForEach), s.By, p)
	} else {
		c.withoutItems(s.By, p)
	}
	k, known := c.action(s.Action.Value)
	c.fill(k, s.Settings, p)
	c.condition(s.When, p, "when")
	p.self = anything
	if known {
		p.self = c.answerOf(s, k)
	}
	if s.Retry != nil && s.Retry.While != nil {
		t := c.Term(s.Retry.While)
		c.decides(t, c.truth(t, p, "while"), p, p.address+".while")
	}
	c.takenBack(s, p)
	for _, e := range s.Expects {
		inner := p
		inner.address += "." + e.Name.Value
		c.judgement(c.Term(e.Condition), c.Term(e.Message), inner)
	}
}

// fill looks at what an action is given for its settings. One that there is not has its own finding.
func (c *checker) fill(k kind.Kind, settings []syntax.Assignment, p place) {
	for _, a := range settings {
		if a.Value == nil {
			continue
		}
		t, before := c.Term(a.Value), len(c.found)
		given := c.infer(t, p)
		if field := k.Field(a.Name.Value); field != nil {
			c.wants(t, given, c.fieldType(k, field.Name), a.Name.Value)
			c.oneOf(t, field, p)
			c.trusted(t, given, field, p)
			if c.exposes(k, field) {
				c.shown(t, given, p, field.Name)
			}
			if len(c.found) == before {
				c.keepsSetting(k, t, a.Name.Value)
			}
		}
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
		c.judged(condition, c.judging(func() *shape { return c.truth(condition, p, "A condition") }), p)
		c.settled(condition, p, "The condition")
	}
	if message != nil {
		s := c.infer(message, p)
		c.wants(message, s, expr.Type{Kind: expr.StringType}, "message")
		c.shown(message, s, p, "message")
	}
}

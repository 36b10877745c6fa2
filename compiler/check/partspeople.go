package check

import (
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// What approvals, asks and phases are to an expression.

// awaited is the shape of one of them, found once.
func (c *checker) awaited(namespace, name string) *shape {
	address := namespace + "." + name
	s, ok := c.others[address]
	if ok {
		return s
	}
	switch namespace {
	case "approval":
		s = approvalShape(address)
	case "ask":
		s = c.askShape(c.Asks[name], address)
	case "phase":
		s = c.phaseShape(c.Phases[name])
	}
	if c.others == nil {
		c.others = map[string]*shape{}
	}
	c.others[address] = s
	return s
}

// approvalShape names people, so it is about them.
func approvalShape(address string) *shape {
	s := shapeOf(expr.MustType("object({outcome = string, approved_by = list(string), approved_at = string})"))
	s.fields["approved_by"] = personal(s.fields["approved_by"], address+".approved_by")
	return s
}

func personal(s *shape, path string) *shape {
	return s.with([]label{{kind: kind.Personal, path: []string{path}}})
}

// askShape has the answers, each of its type. A text that no rule bounds comes from outside.
func (c *checker) askShape(a *syntax.Ask, address string) *shape {
	s := shapeOf(expr.MustType("object({outcome = string, answered_by = string})"))
	s.fields["answered_by"] = personal(s.fields["answered_by"], address+".answered_by")
	for _, answer := range a.Answers {
		s.fields[answer.Name.Value] = c.answerShape(answer, address+"."+answer.Name.Value)
	}
	return s
}

func (c *checker) answerShape(a *syntax.Answer, path string) *shape {
	typ, err := expr.ParseType(a.Type.Value)
	if err != nil {
		return anything
	}
	if c.unbounded(answerInput(a)) {
		return shapeOf(typ).with([]label{{kind: kind.Untrusted, path: []string{path}}})
	}
	return shapeOf(typ)
}

// answerInput is an answer as the input whose rules it has.
func answerInput(a *syntax.Answer) *syntax.Input {
	return &syntax.Input{
		Range: a.Range, Name: a.Name, Type: a.Type, Title: a.Title, Pattern: a.Pattern, OneOf: a.OneOf,
		Min: a.Min, Max: a.Max, MaxLength: a.MaxLength,
	}
}

// phaseShape is when a phase was and how it ended; with for_each, for each item, with its steps.
func (c *checker) phaseShape(f *syntax.Phase) *shape {
	s := shapeOf(expr.MustType("object({outcome = string, started_at = string, ended_at = string, duration = number})"))
	if f.ForEach == nil {
		return s
	}
	steps := &shape{kind: expr.ObjectType, fields: map[string]*shape{}}
	for _, step := range c.Tree.Steps {
		if step.Phase == f {
			steps.fields[step.Name.Value] = c.stepShape(step.Name.Value)
		}
	}
	s.fields["step"] = steps
	return &shape{kind: expr.MapType, elem: s, names: c.calledBy(f.ForEach, f.By, nil)}
}

package check

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// What flows through actions. The engine masks a secret that comes out of one as it went in; what an answer
// still tells about it is reduced. What an action written in HCL hands back as it is keeps every label.

// answerOf is what a step's action gives to this step.
func (c *checker) answerOf(s *syntax.Step, k kind.Kind) *shape {
	p := place{address: "step." + s.Name.Value, phase: s.Phase}
	if c.secretive() {
		p.each = c.eachIn(s.Phase)
		if s.ForEach != nil {
			p.each = c.eachOf(s.ForEach, s.By, p)
		}
	}
	return c.answer(k, s.Settings, p)
}

// answer is what an action gives to a part that gives it these settings.
func (c *checker) answer(k kind.Kind, settings []syntax.Assignment, p place) *shape {
	out := c.outputsShape(k, p.address)
	if !c.secretive() {
		return out
	}
	given := map[string][]label{}
	var told []label
	for _, a := range settings {
		if a.Value == nil || k.Field(a.Name.Value) == nil {
			continue
		}
		labels := passed(c.quietly(c.Term(a.Value), p).all(), p.address+"."+a.Name.Value)
		given[a.Name.Value] = labels
		told = merged(told, reduced(labels))
	}
	for _, o := range k.Outputs {
		field := out.fields[o.Name]
		if field.kind == expr.NumberType || field.kind == expr.BoolType {
			continue // as the status of a request: whether it worked is what anybody sees
		}
		labels := merged(c.handedBack(k, o.Name, given), told)
		out.fields[o.Name] = field.with(passed(labels, p.address+"."+o.Name))
	}
	return out
}

// handedBack are the labels of the settings that an action written in HCL mentions in an output.
func (c *checker) handedBack(k kind.Kind, output string, given map[string][]label) (labels []label) {
	a := c.Project.Actions[k.Name]
	if a == nil || a.Tree.Run == nil {
		return nil
	}
	for name, value := range scope.Members(c.Term(a.Tree.Run.Give)) {
		if name == output {
			settingsIn(value, func(setting string) { labels = merged(labels, given[setting]) })
		}
	}
	return labels
}

// settingsIn visits the names of the settings that t mentions.
func settingsIn(t *scope.Term, visit func(setting string)) {
	t.References(func(ref *scope.Term) {
		if ref.Path[0] == "setting" && len(ref.Path) > 1 {
			visit(ref.Path[1])
		}
	})
}

// exposes tells whether what a setting is given can be read by others: people who are told, everybody on
// the machine where a program runs, whoever keeps a log of addresses. An action written in HCL shows what it
// gives to such a setting, and its undo does.
func (c *checker) exposes(k kind.Kind, field *kind.Field) bool {
	a := c.Project.Actions[k.Name]
	if a == nil {
		return k.Tells || field.Trusted && field.Name != "headers"
	}
	if c.asks(a, field.Name) {
		return true
	}
	if a.Tree.Undo == nil {
		return false
	}
	back := c.Project.Actions[a.Tree.Undo.Action.Value]
	return back != nil && mentions(c, a.Tree.Undo.Settings, field.Name, func(into string) bool { return c.asks(back, into) })
}

// asks tells whether an action shows a setting in what it asks for.
func (c *checker) asks(a *scope.Action, setting string) bool {
	if a.Tree.Run == nil {
		return false
	}
	primitive, _ := kind.Lookup(a.Tree.Run.Action.Value)
	return mentions(c, a.Tree.Run.Settings, setting, func(into string) bool {
		field := primitive.Field(into)
		return field != nil && c.exposes(primitive, field)
	})
}

// mentions tells whether one of those settings that satisfy some mentions the action's setting of that name.
func mentions(c *checker, settings []syntax.Assignment, name string, some func(into string) bool) bool {
	found := false
	for _, s := range settings {
		if s.Value != nil && some(s.Name.Value) {
			settingsIn(c.Term(s.Value), func(setting string) { found = found || setting == name })
		}
	}
	return found
}

// quietly is what t can be, where what is wrong in it is told elsewhere.
func (c *checker) quietly(t *scope.Term, p place) *shape {
	outer := c.quiet
	c.quiet = true
	defer func() { c.quiet = outer }()
	return c.infer(t, p)
}

// judging infers a value that tells, besides, whether a fallback of default was taken on the way, even for a
// part that did not matter.
func (c *checker) judging(infer func() *shape) *shape {
	outer := c.fell
	c.fell = nil
	s := infer()
	s, c.fell = s.with(c.fell), outer
	return s
}

// calledBy are the labels of what the items of a part are called.
func (c *checker) calledBy(forEach hclsyntax.Expression, by syntax.Text, f *syntax.Phase) []label {
	return c.itemNames(c.quietly(c.Term(forEach), place{phase: f, each: c.eachIn(f)}), by)
}

// eachOf is what each is in a part, where what is wrong with it is told elsewhere.
func (c *checker) eachOf(forEach hclsyntax.Expression, by syntax.Text, p place) *shape {
	over := c.quietly(c.Term(forEach), p)
	return &shape{kind: expr.ObjectType, fields: map[string]*shape{"key": aText.with(c.itemNames(over, by)), "value": over.common()}}
}

// eachIn is what each is in a phase, found once; nil outside and without items.
func (c *checker) eachIn(f *syntax.Phase) *shape {
	if f == nil || f.ForEach == nil {
		return nil
	}
	s, ok := c.items[f]
	if !ok {
		if c.items == nil {
			c.items = map[*syntax.Phase]*shape{}
		}
		c.items[f] = anything // one that needs itself
		s = c.eachOf(f.ForEach, f.By, place{address: "phase." + f.Name.Value})
		c.items[f] = s
	}
	return s
}

// secretive tells whether there is anything secret that an expression could mention.
func (c *checker) secretive() bool {
	if c.secrets == nil {
		found := false
		for _, in := range c.Tree.Inputs {
			found = found || in.Sensitive.Value
		}
		for _, s := range c.Tree.Steps {
			k, _ := c.action(s.Action.Value)
			for _, o := range k.Outputs {
				for _, l := range o.Labels {
					found = found || l == kind.Secret
				}
			}
		}
		c.secrets = &found
	}
	return *c.secrets
}

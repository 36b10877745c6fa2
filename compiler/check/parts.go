package check

import (
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

var (
	checkShape   = shapeOf(expr.MustType("object({passed = bool})"))
	triggerShape = fromOutside(shapeOf(expr.MustType("object({kind = string, name = string, event = any})")))
	planShape    = shapeOf(expr.MustType("object({observes = bool, changes = bool, grants = bool, destroys = bool, approvals = number, reviews = number})"))
	runShape     = runLabels(shapeOf(expr.MustType(
		"object({id = string, url = string, started_at = string, mode = string, requester = object({login = string, email = string, roles = list(string)})})")))
)

// fromOutside labels what the sender of an event chose.
func fromOutside(s *shape) *shape {
	s.fields["event"] = anything.with([]label{{kind: kind.Untrusted, path: []string{"trigger.event"}}})
	return s
}

func runLabels(s *shape) *shape {
	who := s.fields["requester"]
	for _, name := range []string{"login", "email"} {
		who.fields[name] = who.fields[name].with([]label{{kind: kind.Personal, path: []string{"run.requester." + name}}})
	}
	return s
}

// localShape infers a local once, where it stands. One that needs itself can be anything.
func (c *checker) localShape(name string) *shape {
	if s, ok := c.locals[name]; ok {
		return s
	}
	c.locals[name] = anything
	outer, quiet := c.address, c.quiet
	c.address, c.quiet = "local."+name, false // this is where it is told
	fell := c.fell
	c.fell = nil
	s := c.infer(c.Local(name).Term, place{address: c.address})
	c.fells[name], c.fell = passed(c.fell, c.address), fell
	c.address, c.quiet = outer, quiet
	if s.beyond(maxShape) < 0 {
		s = anything.with(s.all())
	}
	c.locals[name] = s.through("local." + name)
	return c.locals[name]
}

// orgShape is what org.NAME is.
func (c *checker) orgShape(name string) *shape {
	s, ok := c.org[name]
	if o := c.Project.Org(name); !ok && o.Known {
		s = shapeOfValue(o.Value)
		c.org[name] = s
	}
	return orAnything(s)
}

// stepShape is what step.NAME is: the outputs of its action and its outcome, or with for_each a map of
// those.
func (c *checker) stepShape(name string) *shape {
	if s, ok := c.steps[name]; ok {
		return s
	}
	s := anything
	step := c.Steps[name]
	if k, ok := c.action(step.Action.Value); ok {
		c.steps[name] = s // one that needs itself can be anything
		s = c.answerOf(step, k)
		s.fields["outcome"] = aText
		if step.ForEach != nil {
			s = &shape{kind: expr.MapType, elem: s, names: c.calledBy(step.ForEach, step.By, step.Phase)}
		}
	}
	c.steps[name] = s
	return s
}

// outputsShape is what an action gives, labelled as it says itself.
func (c *checker) outputsShape(k kind.Kind, from string) *shape {
	shapes := c.outputShapes(k)
	s := &shape{kind: expr.ObjectType, fields: make(map[string]*shape, len(k.Outputs)+1), giver: k.Name}
	for i, o := range k.Outputs {
		field := shapes[i]
		if len(o.Labels) > 0 {
			var labels []label
			for _, l := range o.Labels {
				labels = append(labels, label{kind: l, path: []string{from + "." + o.Name}})
			}
			field = field.with(labels)
		}
		s.fields[o.Name] = field
	}
	return s
}

// outputShapes are what the outputs of an action are, in their order.
func (c *checker) outputShapes(k kind.Kind) []*shape {
	a := c.Project.Actions[k.Name]
	if a == nil {
		return primitiveOutputs[k.Name]
	}
	shapes, ok := c.outputs[k.Name]
	if !ok {
		for _, o := range k.Outputs {
			shapes = append(shapes, shapeOf(a.Outputs[o.Name]))
		}
		if c.outputs == nil {
			c.outputs = map[string][]*shape{}
		}
		c.outputs[k.Name] = shapes
	}
	return shapes
}

// fieldType is the type of an action's setting.
func (c *checker) fieldType(k kind.Kind, field string) expr.Type {
	if a := c.Project.Actions[k.Name]; a != nil {
		return a.Settings[field]
	}
	return primitiveFields[k.Name][field]
}

// The types of the table of actions, read once.
var (
	primitiveOutputs = map[string][]*shape{}
	primitiveFields  = map[string]map[string]expr.Type{}
)

func init() {
	for _, k := range kind.All() {
		for _, o := range k.Outputs {
			primitiveOutputs[k.Name] = append(primitiveOutputs[k.Name], shapeOf(expr.MustType(o.Type)))
		}
		primitiveFields[k.Name] = map[string]expr.Type{}
		for _, f := range k.Fields {
			primitiveFields[k.Name][f.Name] = expr.MustType(f.Type)
		}
	}
}

// inputShape is what an input can be. A text that no rule bounds comes from outside.
func inputShape(in *syntax.Input, c *checker) *shape {
	typ, err := expr.ParseType(in.Type.Value)
	if err != nil {
		return anything
	}
	s := shapeOf(typ)
	address := []string{"input." + in.Name.Value}
	if c.unbounded(in) {
		s = s.with([]label{{kind: kind.Untrusted, path: address}})
	}
	if in.Personal.Value {
		s = s.with([]label{{kind: kind.Personal, path: address}})
	}
	if in.Sensitive.Value {
		s = s.with([]label{{kind: kind.Secret, path: address}})
	}
	return s
}

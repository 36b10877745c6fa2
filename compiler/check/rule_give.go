package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// give (RB3044, RB3001) holds that an action says what each of its outputs is, and nothing else, and that the
// values can be of the outputs' types. What comes at last is judged again when it is there.
func (c *checker) give(a *syntax.Action, p place) {
	outputs := map[string]expr.Type{}
	for _, o := range a.Outputs {
		typ, _ := expr.ParseType(o.Type.Value)
		outputs[o.Name.Value] = typ
	}
	object := c.Term(a.Run.Give)
	if object != nil {
		s := c.infer(object, p)
		if object.Op != expr.OpObject || s.kind != expr.ObjectType {
			c.report(diag.New("RB3044", object.Range(), "give is written out: { OUTPUT = value }.").
				WithHelp("Write a line for each output in braces."))
			return
		}
		c.members(object, s, outputs)
	}
	c.notGiven(a, object)
}

// members holds what is given against the outputs.
func (c *checker) members(object *scope.Term, s *shape, outputs map[string]expr.Type) {
	for i := 0; i+1 < len(object.Args); i += 2 {
		name, _ := object.Args[i].Value.AsText()
		typ, known := outputs[name]
		if !known {
			d := diag.New("RB3044", object.Args[i].Range(), fmt.Sprintf("The action has no output %s.", name))
			c.report(suggest(d, name, slices.Sorted(maps.Keys(outputs)), "Its outputs are"))
			continue
		}
		c.wants(object.Args[i+1], orAnything(s.fields[name]), typ, name)
	}
}

// notGiven tells of outputs without a value; where something else is given that could be meant, that has its
// finding.
func (c *checker) notGiven(a *syntax.Action, object *scope.Term) {
	given := map[string]bool{}
	for name := range scope.Members(object) {
		given[name] = true
	}
	for _, o := range a.Outputs {
		name := o.Name.Value
		meant := slices.ContainsFunc(slices.Collect(maps.Keys(given)), func(other string) bool { return diag.Nearest(other, []string{name}) != "" })
		if !given[name] && !meant && !c.Tree.Broken {
			c.report(diag.New("RB3044", o.Name.Range, fmt.Sprintf("Nothing says what the output %s is.", name)).
				WithRelated(a.Run.Range, "the run").WithHelp(fmt.Sprintf("Add to give: %s = self.json.…, or remove the output.", name)))
		}
	}
}

package check

import (
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

func (c *checker) action(name string) (kind.Kind, bool) { return action(name) }

func (c *checker) outputsShape(k kind.Kind, from string) *shape { return outputsShape(k, from) }

func (c *checker) fill(k kind.Kind, settings []syntax.Assignment, p place) {
	for _, a := range settings {
		given := c.infer(c.Term(a.Value), p)
		if field := k.Field(a.Name.Value); field != nil {
			c.wants(c.Term(a.Value), given, fieldTypes[k.Name][field.Name], a.Name.Value)
			c.oneOf(c.Term(a.Value), field, p)
			c.trusted(c.Term(a.Value), given, field, p)
		}
	}
}

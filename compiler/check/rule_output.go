package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/expr"
)

// member is one step of a way into a value.
type member struct {
	name    string
	of      string // what it is looked for in, as it is written
	at      diag.Range
	address string
}

// member (RB2003) is the part of that name in s. It reports a name that the value surely does not have:
// an output that the action does not give, a member that a map written out lacks.
func (c *checker) member(s *shape, m member) *shape {
	switch s.kind {
	case expr.ObjectType:
		if field, ok := s.fields[m.name]; ok {
			return orAnything(field).with(s.labels)
		}
		c.report(noMember(s, m))
		return anything
	case expr.MapType:
		if s.elem != nil && s.elem.giver != "" && s.elem.fields[m.name] != nil {
			c.report(ofEach(m))
			return anything
		}
		return s.element()
	case expr.ListType:
		c.report(diag.New("RB2003", m.at, fmt.Sprintf("%s is a list: it has items, not a part called %s.", m.of, m.name)).At(m.address).
			WithHelp("Choose an item by its place, as [0], or take all with [for x in … : x." + m.name + "]."))
		return anything
	}
	if !s.isAny() {
		c.noParts(m.at, s, m.address)
	}
	return anything.with(s.labels)
}

func noMember(s *shape, m member) diag.Diagnostic {
	giver := m.of
	if s.giver != "" {
		giver = s.giver
	}
	d := diag.New("RB2003", m.at, fmt.Sprintf("%s gives no %s.", giver, m.name)).At(m.address)
	return suggest(d, m.name, slices.Sorted(maps.Keys(s.fields)), "It gives")
}

// ofEach is for an output that is taken of a step as a whole, which has items: it would be an item of that
// name, and there is hardly ever one.
func ofEach(m member) diag.Diagnostic {
	return diag.New("RB2003", m.at, fmt.Sprintf("%s is there once for each item, and %s is what one of them gives.", m.of, m.name)).At(m.address).
		WithHelp(fmt.Sprintf("Choose an item, as %s[\"KEY\"].%s, or take all with [for x in %s : x.%s].", m.of, m.name, m.of, m.name))
}

// noParts reports a way into something that has no parts.
func (c *checker) noParts(at diag.Range, s *shape, address string) {
	c.report(diag.New("RB2003", at, fmt.Sprintf("This is %s, which has no parts.", s.words())).At(address).
		WithHelp("Use the value itself."))
}

package check

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
)

// shape is what an expression can be, as far as it can be told without running anything: its type, and
// the labels of what flows into it. A shape never changes once it is made, and may be shared.
type shape struct {
	kind   expr.TypeKind
	elem   *shape            // of a list or map; nil is anything
	fields map[string]*shape // of an object
	labels []label           // of the value as a whole; those of fields come besides
	names  []label           // of the names of a map's members, besides
	giver  string            // for a step: the action that gives it
}

var (
	anything = &shape{kind: expr.AnyType}
	aText    = &shape{kind: expr.StringType}
	aNumber  = &shape{kind: expr.NumberType}
	aTruth   = &shape{kind: expr.BoolType}
)

// maxShape is how many parts the shape of a local has, counted as often as it is mentioned: a row of locals
// that each mention the one before twice would double it each time. One with more can be anything.
const maxShape = 1000

// beyond is what is left of allowance after the parts of s were counted; less than 0 where it has more.
func (s *shape) beyond(allowance int) int {
	if allowance--; s.elem != nil && allowance >= 0 {
		allowance = s.elem.beyond(allowance)
	}
	for _, field := range s.fields {
		if allowance < 0 {
			return allowance
		}
		allowance = orAnything(field).beyond(allowance)
	}
	return allowance
}

// shapeOf is the shape of a type.
func shapeOf(t expr.Type) *shape {
	s := &shape{kind: t.Kind}
	switch t.Kind {
	case "":
		return anything
	case expr.ListType, expr.MapType:
		s.elem = anything
		if t.Elem != nil {
			s.elem = shapeOf(*t.Elem)
		}
	case expr.ObjectType:
		s.fields = make(map[string]*shape, len(t.Fields))
		for name, field := range t.Fields {
			s.fields[name] = shapeOf(field)
		}
	}
	return s
}

// shapeOfValue is the shape of a value that is known.
func shapeOfValue(v expr.Value) *shape {
	switch v.Kind() {
	case expr.Text:
		return aText
	case expr.Number:
		return aNumber
	case expr.Bool:
		return aTruth
	case expr.List:
		var elem *shape
		for _, item := range v.Items() {
			elem = unify(elem, shapeOfValue(item))
		}
		return &shape{kind: expr.ListType, elem: orAnything(elem)}
	case expr.Object:
		s := &shape{kind: expr.ObjectType, fields: map[string]*shape{}}
		for _, m := range v.Members() {
			s.fields[m.Name] = shapeOfValue(m.Value)
		}
		return s
	}
	return anything
}

func orAnything(s *shape) *shape {
	if s == nil {
		return anything
	}
	return s
}

func (s *shape) isAny() bool { return s.kind == "" || s.kind == expr.AnyType }

// isText tells whether s is a text of some kind; dates and lengths of time are texts.
func (s *shape) isText() bool {
	return s.kind == expr.StringType || s.kind == expr.DateType || s.kind == expr.DurationType
}

// isPlain tells whether s can stand within a text.
func (s *shape) isPlain() bool {
	return s.isAny() || s.isText() || s.kind == expr.NumberType || s.kind == expr.BoolType
}

func (s *shape) element() *shape { return orAnything(s.elem).with(s.labels) }

// unify is what both a and b can be; nil is nothing yet. An object that lacks a member of the other has
// null there.
func unify(a, b *shape) *shape {
	switch {
	case a == nil || a == b:
		return b
	case b == nil:
		return a
	case a.kind != b.kind && a.isText() && b.isText():
		return aText.with(a.labels).with(b.labels)
	case a.kind != b.kind:
		return anything.with(a.all()).with(b.all())
	}
	s := &shape{kind: a.kind, labels: a.labels, names: merged(a.names, b.names)}
	switch a.kind {
	case expr.ListType, expr.MapType:
		s.elem = unify(a.elem, b.elem)
	case expr.ObjectType:
		s.fields = maps.Clone(a.fields)
		for name, field := range b.fields {
			s.fields[name] = unify(a.fields[name], field)
		}
	}
	return s.with(b.labels)
}

// common is what all members of s are, for a walk over them.
func (s *shape) common() *shape {
	switch s.kind {
	case expr.ListType, expr.MapType:
		return s.element()
	case expr.ObjectType:
		var elem *shape
		for _, name := range slices.Sorted(maps.Keys(s.fields)) {
			elem = unify(elem, s.fields[name])
		}
		return orAnything(elem).with(s.labels)
	}
	return anything.with(s.labels)
}

// words is what a sentence calls a thing of shape s.
func (s *shape) words() string { return typeWords(s.kind) }

func typeWords(k expr.TypeKind) string {
	switch k {
	case expr.StringType:
		return "a text"
	case expr.NumberType:
		return "a number"
	case expr.BoolType:
		return "true or false"
	case expr.DateType:
		return "a date"
	case expr.DurationType:
		return "a length of time"
	case expr.ListType:
		return "a list"
	case expr.MapType, expr.ObjectType:
		return "a map"
	}
	return "anything"
}

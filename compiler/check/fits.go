package check

import (
	"github.com/attestary/attestary/schemas/expr"
)

// fits tells whether what has shape s may stand where t is asked for. It says no only where no value
// could: what may be anything is judged when it is known.
func (s *shape) fits(t expr.Type) bool {
	if s.isAny() || t.Kind == "" || t.Kind == expr.AnyType {
		return true
	}
	elem := expr.Type{}
	if t.Elem != nil {
		elem = *t.Elem
	}
	switch t.Kind {
	case expr.StringType, expr.DateType, expr.DurationType:
		return s.isText()
	case expr.ListType:
		return s.kind == expr.ListType && orAnything(s.elem).fits(elem)
	case expr.MapType:
		return s.fitsMap(elem)
	case expr.ObjectType:
		return s.fitsObject(t)
	}
	return s.kind == t.Kind
}

func (s *shape) fitsMap(elem expr.Type) bool {
	for _, field := range s.fields {
		if !field.fits(elem) {
			return false
		}
	}
	return s.kind == expr.ObjectType || s.kind == expr.MapType && orAnything(s.elem).fits(elem)
}

func (s *shape) fitsObject(t expr.Type) bool {
	for name, field := range t.Fields {
		if mine := s.fields[name]; s.kind == expr.ObjectType && (mine == nil || !mine.fits(field)) {
			return false
		}
	}
	return s.kind == expr.ObjectType || s.kind == expr.MapType
}

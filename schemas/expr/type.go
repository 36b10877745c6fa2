package expr

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// TypeKind is the outer form of a Type.
type TypeKind string

const (
	AnyType      TypeKind = "any"
	StringType   TypeKind = "string"
	NumberType   TypeKind = "number"
	BoolType     TypeKind = "bool"
	DateType     TypeKind = "date"     // a text, YYYY-MM-DD
	DurationType TypeKind = "duration" // a text, [0-9]+(s|m|h|d|w)
	ListType     TypeKind = "list"
	MapType      TypeKind = "map"    // an object with any names and values of one type
	ObjectType   TypeKind = "object" // an object with these names
)

// Type is what a value may be. The zero Type is any. Null conforms to every type: it says that there
// is no value, and what meets it is unknown.
type Type struct {
	Kind   TypeKind
	Elem   *Type           // of a list or map
	Fields map[string]Type // of an object
}

// String is the type as ParseType reads it.
func (t Type) String() string {
	switch t.Kind {
	case "":
		return string(AnyType)
	case ListType, MapType:
		return string(t.Kind) + "(" + t.elem().String() + ")"
	case ObjectType:
		fields := make([]string, 0, len(t.Fields))
		for _, name := range slices.Sorted(maps.Keys(t.Fields)) {
			fields = append(fields, name+" = "+t.Fields[name].String())
		}
		return "object({" + strings.Join(fields, ", ") + "})"
	}
	return string(t.Kind)
}

func (t Type) elem() Type {
	if t.Elem == nil {
		return Type{}
	}
	return *t.Elem
}

// Accepts tells whether a value of type u may stand where t is asked for. It says no only where no
// value of u conforms to t, or where u is wider than t in a known way; any goes both ways, and the
// value is then judged by Conforms.
func (t Type) Accepts(u Type) bool {
	if t.isAny() || u.isAny() {
		return true
	}
	switch t.Kind {
	case StringType:
		return u.Kind == StringType || u.Kind == DateType || u.Kind == DurationType
	case ListType:
		return u.Kind == ListType && t.elem().Accepts(u.elem())
	case MapType:
		return t.acceptsMap(u)
	case ObjectType:
		return t.acceptsObject(u)
	}
	return t.Kind == u.Kind
}

// Worded tells whether any text may stand in a value of the type, or within it.
func (t Type) Worded() bool {
	for _, field := range t.Fields {
		if field.Worded() {
			return true
		}
	}
	return t.Kind == StringType || t.isAny() || t.Elem != nil && t.Elem.Worded()
}

func (t Type) isAny() bool { return t.Kind == "" || t.Kind == AnyType }

func (t Type) acceptsMap(u Type) bool {
	if u.Kind == MapType {
		return t.elem().Accepts(u.elem())
	}
	for _, field := range u.Fields {
		if !t.elem().Accepts(field) {
			return false
		}
	}
	return u.Kind == ObjectType
}

func (t Type) acceptsObject(u Type) bool {
	for name, field := range t.Fields {
		if other, ok := u.Fields[name]; u.Kind == ObjectType && (!ok || !field.Accepts(other)) {
			return false
		}
	}
	return u.Kind == ObjectType || u.Kind == MapType
}

var (
	lengthOfTime = regexp.MustCompile(`^[0-9]{1,9}[smhdw]$`)
)

// Conforms tells why v is not a t, naming the place within it, or nil. Unknown conforms to nothing.
func (v Value) Conforms(t Type) error {
	if v.kind == Unknown {
		return errors.New("unknown: " + v.text)
	}
	if v.kind == Null || t.isAny() {
		return nil
	}
	switch t.Kind {
	case ListType:
		return v.conformsList(t)
	case MapType, ObjectType:
		return v.conformsObject(t)
	}
	return v.conformsScalar(t.Kind)
}

func (v Value) conformsScalar(kind TypeKind) error {
	want := map[TypeKind]Kind{StringType: Text, NumberType: Number, BoolType: Bool, DateType: Text, DurationType: Text}[kind]
	switch {
	case v.kind != want:
		return fmt.Errorf("is %s, not %s", spoken[v.kind], spoken[want])
	case kind == DateType && !isDate(v.text):
		return errors.New("is not a date as 2026-01-31")
	case kind == DurationType && !lengthOfTime.MatchString(v.text):
		return errors.New("is not a length of time as 30m, 12h or 7d")
	}
	return nil
}

// spoken is what a sentence calls a value of each kind.
var spoken = map[Kind]string{Text: "a text", Number: "a number", Bool: "true or false", List: "a list", Object: "a map"}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && len(s) == len(time.DateOnly)
}

func (v Value) conformsList(t Type) error {
	if v.kind != List {
		return fmt.Errorf("is %s, not a list", spoken[v.kind])
	}
	for i, item := range v.list {
		if err := item.Conforms(t.elem()); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	return nil
}

func (v Value) conformsObject(t Type) error {
	if v.kind != Object {
		return fmt.Errorf("is %s, not a map", spoken[v.kind])
	}
	for _, m := range v.object {
		field, known := t.Fields[m.Name]
		if t.Kind == MapType {
			field, known = t.elem(), true
		}
		if !known {
			return fmt.Errorf("has a member %s that is not in its type", quote(m.Name))
		}
		if err := m.Value.Conforms(field); err != nil {
			return fmt.Errorf("member %s: %w", quote(m.Name), err)
		}
	}
	return t.missing(v)
}

func (t Type) missing(v Value) error {
	for _, name := range slices.Sorted(maps.Keys(t.Fields)) {
		if _, ok := v.member(name); !ok {
			return fmt.Errorf("has no member %q", name)
		}
	}
	return nil
}

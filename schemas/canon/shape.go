package canon

import (
	"cmp"
	"encoding"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
)

// Reader is a type that reads its own canonical JSON, because the way through package json takes too
// long for it. data is in canonical form already; what ReadCanonical accepts, the type must encode to
// the same bytes.
type Reader interface {
	ReadCanonical(data []byte) error
}

// shape is how the JSON of one Go type is read. What package json would do that is not told here, it
// does itself (readOther), so every type has a shape.
type shape struct {
	read func(f *form, v reflect.Value, depth int) error
}

var shapes sync.Map // reflect.Type to *shape

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	b := builder{}
	s := b.of(t)
	for t, s := range b {
		shapes.LoadOrStore(t, s)
	}
	return s
}

// builder holds the shapes of one type and of what is in it, so that a type may be in itself.
type builder map[reflect.Type]*shape

func (b builder) of(t reflect.Type) *shape {
	if s, ok := b[t]; ok {
		return s
	}
	s := &shape{readOther}
	b[t] = s
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[Reader]()):
		s.read = readItself
	case t.Kind() == reflect.Pointer && t.Implements(reflect.TypeFor[Reader]()):
		s.read = readPointer(b.of(t.Elem()))
	case !hasOwnJSON(t) && t != reflect.TypeFor[time.Duration](): // which package json does not write
		b.shape(s, t)
	}
	return s
}

// hasOwnJSON tells whether a type says itself how it is written.
func hasOwnJSON(t reflect.Type) bool {
	for _, method := range []reflect.Type{
		reflect.TypeFor[json.MarshalerTo](), reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler](), reflect.TypeFor[encoding.TextAppender](),
		reflect.TypeFor[json.UnmarshalerFrom](), reflect.TypeFor[json.Unmarshaler](), reflect.TypeFor[encoding.TextUnmarshaler](),
	} {
		if t.Implements(method) || reflect.PointerTo(t).Implements(method) {
			return true
		}
	}
	return false
}

func (b builder) shape(s *shape, t reflect.Type) {
	switch t.Kind() {
	case reflect.String:
		s.read = readString
	case reflect.Bool:
		s.read = readBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s.read = readInt
	case reflect.Pointer:
		if t.Elem().Kind() != reflect.Pointer {
			s.read = readPointer(b.of(t.Elem()))
		}
	case reflect.Slice:
		if s.read = readSlice(t, b.of(t.Elem())); t.Elem() == reflect.TypeFor[byte]() {
			s.read = readBytes
		}
	case reflect.Map:
		if t.Key().Kind() == reflect.String && !hasOwnJSON(t.Key()) {
			s.read = readMap(b.of(t.Elem()))
		}
	case reflect.Struct:
		if fields, ok := b.fields(t); ok {
			s.read = readStruct(fields)
		}
	}
}

// field is one member of a struct.
type field struct {
	name  string
	begin string // the name as it is written, and the colon
	index int
	shape *shape
	// A member is absent where Go has nothing to say: omitted tells whether it would be, for what was read.
	optional bool
	omitted  func(text []byte, v reflect.Value) bool
}

// fields are a struct's members in canonical order. ok is false where package json must read it.
func (b builder) fields(t reflect.Type) (fields []field, ok bool) {
	for i := range t.NumField() {
		f := field{index: i, shape: b.of(t.Field(i).Type)}
		if !f.tag(t.Field(i)) {
			return nil, false
		}
		fields = append(fields, f)
	}
	slices.SortFunc(fields, func(x, y field) int { return cmp.Compare(x.name, y.name) })
	return fields, true
}

// tag reads the tag of a field. It does not know all that package json knows: names in ASCII without
// quotes, omitempty, omitzero; no field that is embedded or not exported.
func (f *field) tag(sf reflect.StructField) bool {
	name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
	if f.name = name; name == "" {
		f.name = sf.Name
	}
	f.begin = `"` + f.name + `":`
	if !sf.IsExported() || sf.Anonymous || name == "-" || strings.IndexFunc(f.name, special) >= 0 {
		return false
	}
	switch options {
	case "":
		return true
	case "omitzero":
		f.optional, f.omitted = true, zeroTest(sf.Type)
		return true
	case "omitempty": // what is nothing in Go is nothing in JSON for these alone
		f.optional, f.omitted = true, isEmpty
		return slices.Contains([]reflect.Kind{reflect.String, reflect.Slice, reflect.Map, reflect.Pointer}, sf.Type.Kind()) && !hasOwnJSON(sf.Type)
	}
	return false
}

func special(r rune) bool { return r < ' ' || r >= utf8.RuneSelf || strings.ContainsRune("'\"\\`", r) }

// isEmpty is what omitempty leaves out.
func isEmpty(text []byte, _ reflect.Value) bool {
	switch string(text) {
	case `null`, `""`, `[]`, `{}`:
		return true
	}
	return false
}

// zeroTest is what omitzero leaves out: what the type's own IsZero says, else Go's zero value.
func zeroTest(t reflect.Type) func([]byte, reflect.Value) bool {
	type zeroer interface{ IsZero() bool }
	own := reflect.TypeFor[zeroer]()
	return func(_ []byte, v reflect.Value) bool {
		switch {
		case t.Kind() == reflect.Pointer && v.IsNil():
			return true
		case t.Implements(own):
			return v.Interface().(zeroer).IsZero()
		case reflect.PointerTo(t).Implements(own):
			return v.Addr().Interface().(zeroer).IsZero()
		}
		return v.IsZero()
	}
}

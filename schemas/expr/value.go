package expr

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"
)

// Kind is the kind of a Value.
type Kind uint8

const (
	Null Kind = iota
	Bool
	Text
	Number // a decimal of at most 40 digits
	List
	Object
	Unknown // what could not be computed; never stored, never a pass
)

// String is the kind's name as messages and operands write it.
func (k Kind) String() string {
	return [...]string{"null", "bool", "text", "number", "list", "object", "unknown"}[k]
}

// Value is what an expression gives. The zero Value is null. A Value never changes, and may be shared.
//
// Its JSON is null, true, "text", [items], {"number":"21.5"} and {"object":{"name":value}}: numbers
// are text (shortest decimal, no exponent), and objects are wrapped, so that no text can be taken for
// a number and no object for a wrapper. Unknown has no JSON: encoding it is an error.
//
// A text is always valid UTF-8. An unknown may stand within a list or an object: references walk past
// it, but an operator or function that would have to look at it is unknown, and Whole tells of it. What
// is larger or deeper than a Value may be is unknown, so that no chain of references can build a value
// which takes minutes to compare or encode.
type Value struct {
	kind     Kind
	truth    bool
	fallback bool   // default() chose its fallback on the way here
	depth    uint8  // of lists and objects
	size     uint32 // in units of fuel, see meter
	text     string // Text; for Unknown the reason, for List and Object that of an unknown within
	number   *apd.Decimal
	list     []Value
	object   []Member // by name
}

// Member is one member of an object.
type Member struct {
	Name  string
	Value Value
}

const (
	maxDepth = 32      // lists and objects within each other, in one value
	maxSize  = 1 << 22 // units of 16 bytes in one value, so 64 MiB
)

// Nil is null.
func Nil() Value { return Value{} }

// OfBool is a truth value.
func OfBool(b bool) Value { return Value{kind: Bool, truth: b} }

// OfText is a text. Bytes that are not UTF-8 become U+FFFD.
func OfText(s string) Value {
	units := textUnits(len(s))
	if units > maxSize {
		return UnknownOf("a text is too long")
	}
	return Value{kind: Text, text: strings.ToValidUTF8(s, "\uFFFD"), size: uint32(units)}
}

// OfList is a list; it takes the slice over.
func OfList(items []Value) Value {
	v := Value{kind: List, list: items, depth: 1}
	for i := range items {
		if bad := v.hold(items[i], 0); bad != "" {
			return UnknownOf(bad).fell(v.fallback)
		}
	}
	return v
}

// OfObject is an object of these members. Names that are not UTF-8 make it unknown.
func OfObject(members map[string]Value) Value {
	list := make([]Member, 0, len(members))
	for name, value := range members {
		list = append(list, Member{name, value})
	}
	return OfMembers(list)
}

// OfMembers is the object of these members; it takes the slice over. A name that is there twice makes it unknown,
// as one that is not UTF-8 does.
func OfMembers(members []Member) Value {
	slices.SortFunc(members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	v := Value{kind: Object, object: members, depth: 1}
	for i := range members {
		name := members[i].Name
		bad := v.hold(members[i].Value, textUnits(len(name)))
		switch {
		case !utf8.ValidString(name):
			bad = "the name of a member is not text"
		case i > 0 && members[i-1].Name == name:
			bad = "an object has two values for one key"
		}
		if bad != "" {
			return UnknownOf(bad).fell(v.fallback)
		}
	}
	return v
}

// hold counts part as a part of v. It gives the reason why v cannot hold it, or "".
func (v *Value) hold(part Value, nameUnits int) string {
	v.fallback = v.fallback || part.fallback
	v.depth = max(v.depth, part.depth+1)
	if v.text == "" {
		v.text = part.Reason()
	}
	size := int(v.size) + int(part.size) + nameUnits + listUnits
	if size > maxSize {
		return "a list or object is too large"
	}
	if v.size = uint32(size); v.depth > maxDepth {
		return "lists or objects within each other are too deep"
	}
	return ""
}

// UnknownOf is what could not be computed. The reason is a short phrase for people, without a full
// stop; it must not quote a value.
func UnknownOf(reason string) Value {
	if reason == "" {
		reason = "this could not be computed"
	}
	return Value{kind: Unknown, text: strings.ToValidUTF8(reason, "\uFFFD")}
}

// Kind is the kind of v.
func (v Value) Kind() Kind { return v.kind }

// IsNull tells whether v is null.
func (v Value) IsNull() bool { return v.kind == Null }

// IsUnknown tells whether v is unknown.
func (v Value) IsUnknown() bool { return v.kind == Unknown }

// IsZero tells whether v is null. So a null is not written where a member has omitzero: there,
// absent and null are one.
func (v Value) IsZero() bool { return v.kind == Null }

// Fallback tells whether a fallback of default() was taken to compute v. It may fail a check, but not
// pass one. It is not part of a value's JSON, nor of its equality.
func (v Value) Fallback() bool { return v.fallback }

// Reason says why v, or the first unknown within it, is unknown; "" where v is whole.
func (v Value) Reason() string {
	if v.kind == Text {
		return ""
	}
	return v.text
}

// Whole tells whether v is known in every part. Only then it has JSON.
func (v Value) Whole() bool { return v.kind == Text || v.text == "" }

// AsBool is the truth of a bool; ok tells whether v is one.
func (v Value) AsBool() (truth, ok bool) { return v.truth, v.kind == Bool }

// AsText is the text of a text; ok tells whether v is one.
func (v Value) AsText() (text string, ok bool) {
	if v.kind != Text {
		return "", false
	}
	return v.text, true
}

// Items are the items of a list, which the caller must not change; nil for all else.
func (v Value) Items() []Value { return v.list }

// Members are the members of an object by name, which the caller must not change; nil for all else.
func (v Value) Members() []Member { return v.object }

// Names are the sorted names of an object's members.
func (v Value) Names() []string {
	names := make([]string, len(v.object))
	for i := range v.object {
		names[i] = v.object[i].Name
	}
	return names
}

// Get is the member called name, and null where v has none.
func (v Value) Get(name string) Value {
	member, _ := v.member(name)
	return member
}

func (v Value) member(name string) (member Value, there bool) {
	at, there := slices.BinarySearchFunc(v.object, name, func(m Member, name string) int { return strings.Compare(m.Name, name) })
	if !there {
		return Value{}, false
	}
	return v.object[at].Value, true
}

// Equal tells whether both have the same JSON. Two unknowns are equal here, though == between them
// is unknown.
func (v Value) Equal(w Value) bool {
	if v.kind != w.kind {
		return false
	}
	switch v.kind {
	case Bool:
		return v.truth == w.truth
	case Text, Unknown:
		return v.text == w.text
	case Number:
		return v.number.Cmp(w.number) == 0
	case List:
		return slices.EqualFunc(v.list, w.list, Value.Equal)
	case Object:
		return slices.EqualFunc(v.object, w.object, func(a, b Member) bool { return a.Name == b.Name && a.Value.Equal(b.Value) })
	}
	return true
}

// WithFallback is v as one for which a fallback was taken, in all its parts: for whoever keeps a value as JSON,
// and beside it that it was so.
func (v Value) WithFallback() Value {
	v.fallback = true
	if v.list != nil {
		items := make([]Value, len(v.list))
		for i, item := range v.list {
			items[i] = item.WithFallback()
		}
		v.list = items
	}
	if v.object != nil {
		members := make([]Member, len(v.object))
		for i, m := range v.object {
			members[i] = Member{m.Name, m.Value.WithFallback()}
		}
		v.object = members
	}
	return v
}

// fell marks v as computed with a fallback.
func (v Value) fell(fallback bool) Value {
	v.fallback = v.fallback || fallback
	return v
}

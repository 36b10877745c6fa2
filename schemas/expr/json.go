package expr

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf16"

	"github.com/go-json-experiment/json/jsontext"
)

// errUnknown tells that somebody tried to store what could not be computed.
var errUnknown = errors.New("an unknown value cannot be stored")

// MarshalJSONTo writes the JSON form of v.
func (v Value) MarshalJSONTo(enc *jsontext.Encoder) error {
	data, err := v.AppendJSON(enc.AvailableBuffer())
	if err != nil {
		return err
	}
	return enc.WriteValue(data)
}

// AppendJSON appends the canonical JSON form of v to b. It is an error where v is not whole.
func (v Value) AppendJSON(b []byte) ([]byte, error) {
	switch v.kind {
	case Null:
		return append(b, "null"...), nil
	case Bool:
		return strconv.AppendBool(b, v.truth), nil
	case Text:
		return jsontext.AppendQuote(b, v.text)
	case Number:
		b = append(append(b, `{"number":"`...), v.numberText()...)
		return append(b, `"}`...), nil
	case List:
		return appendItems(b, v.list, Value.AppendJSON)
	case Object:
		b, err := appendMembers(append(b, `{"object":`...), inCanonicalOrder(v.object), Value.AppendJSON)
		return append(b, '}'), err
	}
	return b, errUnknown
}

type appender func(v Value, b []byte) ([]byte, error)

func appendItems(b []byte, items []Value, item appender) (_ []byte, err error) {
	b = append(b, '[')
	for i, v := range items {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = item(v, b); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

func appendMembers(b []byte, members []Member, item appender) (_ []byte, err error) {
	b = append(b, '{')
	for i, m := range members {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = jsontext.AppendQuote(b, m.Name); err != nil {
			return b, err
		}
		if b, err = item(m.Value, append(b, ':')); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

// inCanonicalOrder are the members of an object in the order of RFC 8785, which is nearly always theirs.
func inCanonicalOrder(members []Member) []Member {
	if slices.IsSortedFunc(members, canonically) {
		return members
	}
	members = slices.Clone(members)
	slices.SortFunc(members, canonically)
	return members
}

// canonically compares names by UTF-16 code units.
func canonically(x, y Member) int {
	a, b := x.Name, y.Name
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] && (a[i] >= 0xee || b[i] >= 0xee) { // only here UTF-8 sorts otherwise
			return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
		}
		if a[i] != b[i] {
			return int(a[i]) - int(b[i])
		}
	}
	return len(a) - len(b)
}

// UnmarshalJSONFrom reads the JSON form of a value, and nothing else.
func (v *Value) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	read, err := readValue(dec, 0)
	if err != nil {
		return err
	}
	if !read.Whole() { // too large or too deep
		return errors.New(read.text)
	}
	*v = read
	return nil
}

func readValue(dec *jsontext.Decoder, depth int) (Value, error) {
	if depth > maxDepth {
		return Value{}, errors.New("lists or objects within each other are too deep")
	}
	token, err := dec.ReadToken()
	if err != nil {
		return Value{}, err
	}
	switch token.Kind() {
	case jsontext.KindNull:
		return Nil(), nil
	case jsontext.KindTrue, jsontext.KindFalse:
		return OfBool(token.Bool()), nil
	case jsontext.KindString:
		return OfText(token.String()), nil
	case jsontext.KindBeginArray:
		return readList(dec, depth)
	case jsontext.KindBeginObject:
		return readWrapper(dec, depth)
	}
	return Value{}, errors.New(`a number is written {"number":"21.5"}`)
}

func readList(dec *jsontext.Decoder, depth int) (Value, error) {
	items := []Value{}
	for dec.PeekKind() != jsontext.KindEndArray {
		item, err := readValue(dec, depth+1)
		if err != nil {
			return Value{}, err
		}
		items = append(items, item)
	}
	_, err := dec.ReadToken()
	return OfList(items), err
}

// readWrapper reads what follows the opening brace of {"number":…} or {"object":…}.
func readWrapper(dec *jsontext.Decoder, depth int) (v Value, err error) {
	name, err := dec.ReadToken()
	if err != nil {
		return Value{}, err
	}
	switch {
	case name.Kind() == jsontext.KindEndObject:
		return Value{}, errors.New(`an object is written {"object":{…}}`)
	case name.String() == "number":
		v, err = readNumber(dec)
	case name.String() == "object":
		v, err = readObject(dec, depth)
	default:
		return Value{}, fmt.Errorf(`%s is neither "number" nor "object"`, quote(name.String()))
	}
	if err != nil {
		return Value{}, err
	}
	return v, readEnd(dec)
}

// readEnd reads the closing brace of a wrapper.
func readEnd(dec *jsontext.Decoder) error {
	end, err := dec.ReadToken()
	if err == nil && end.Kind() != jsontext.KindEndObject {
		err = errors.New("a value has a member too many")
	}
	return err
}

// readText reads a text that must be there.
func readText(dec *jsontext.Decoder) (string, error) {
	token, err := dec.ReadToken()
	if err == nil && token.Kind() != jsontext.KindString {
		err = errors.New("something stands where a text belongs")
	}
	if err != nil {
		return "", err
	}
	return token.String(), nil
}

func readNumber(dec *jsontext.Decoder) (Value, error) {
	digits, err := readText(dec)
	if err != nil {
		return Value{}, err
	}
	return ParseNumber(digits)
}

func readObject(dec *jsontext.Decoder, depth int) (Value, error) {
	begin, err := dec.ReadToken()
	if err == nil && begin.Kind() != jsontext.KindBeginObject {
		err = errors.New(`an object is written {"object":{…}}`)
	}
	if err != nil {
		return Value{}, err
	}
	members := map[string]Value{}
	for dec.PeekKind() != jsontext.KindEndObject {
		name, err := readText(dec)
		if err != nil {
			return Value{}, err
		}
		if _, twice := members[name]; twice {
			return Value{}, fmt.Errorf("%s is there twice", quote(name))
		}
		if members[name], err = readValue(dec, depth+1); err != nil {
			return Value{}, err
		}
	}
	_, err = dec.ReadToken()
	return OfObject(members), err
}

// quote shows outside text in a message: escaped, and not endless.
func quote(s string) string {
	if len(s) > 60 {
		s = s[:60] + "…"
	}
	return strconv.QuoteToGraphic(s)
}

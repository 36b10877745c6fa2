package canon

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json"
)

// The functions of this file read one value each from form's place on. They judge its form on the way,
// and refuse what Encode would have written in another way or not at all.

func readString(f *form, v reflect.Value, _ int) error {
	text, err := f.string()
	v.SetString(text)
	return err
}

// string reads a text and gives what it means.
func (f *form) string() (string, error) {
	raw, err := f.text()
	if bytes.IndexByte(raw, '\\') >= 0 {
		raw = unescape(raw)
	}
	return f.words.text(raw), err
}

func readBool(f *form, v reflect.Value, _ int) error {
	switch {
	case f.word("true"):
		v.SetBool(true)
	case !f.word("false"):
		return f.refuse("neither true nor false")
	}
	return nil
}

// word takes word if it is next.
func (f *form) word(word string) bool {
	if !f.next(word) {
		return false
	}
	f.pos += len(word)
	return true
}

func (f *form) next(word string) bool {
	rest := f.data[f.pos:]
	return len(rest) >= len(word) && string(rest[:len(word)]) == word
}

func readInt(f *form, v reflect.Value, _ int) error {
	start := f.pos
	if err := f.integer(); err != nil {
		return err
	}
	n, err := strconv.ParseInt(string(f.data[start:f.pos]), 10, 64)
	if err != nil || v.OverflowInt(n) {
		f.pos = start
		return f.refuse("an integer is too large here")
	}
	v.SetInt(n)
	return nil
}

func readBytes(f *form, v reflect.Value, _ int) error {
	raw, err := f.text()
	if err != nil {
		return err
	}
	decoded := make([]byte, 0, base64.StdEncoding.DecodedLen(len(raw)))
	decoded, err = base64.StdEncoding.Strict().AppendDecode(decoded, raw)
	if err != nil {
		return f.refuse("a text before this is not base64 in its one spelling")
	}
	v.SetBytes(decoded)
	return nil
}

func readPointer(elem *shape) func(*form, reflect.Value, int) error {
	return func(f *form, v reflect.Value, depth int) error {
		if f.word("null") {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return elem.read(f, v.Elem(), depth)
	}
}

func readSlice(t reflect.Type, elem *shape) func(*form, reflect.Value, int) error {
	empty := reflect.MakeSlice(t, 0, 0)
	return func(f *form, v reflect.Value, depth int) error {
		if f.peek() != '[' {
			return f.refuse("no list begins here")
		}
		v.Set(empty)
		return f.sequence(depth+1, ']', func() error {
			n := v.Len()
			if n == v.Cap() {
				v.Grow(2) // most lists have one or two items; after that, room doubles
			}
			v.SetLen(n + 1)
			v.Index(n).SetZero()
			return elem.read(f, v.Index(n), depth+1)
		})
	}
}

func readMap(elem *shape) func(*form, reflect.Value, int) error {
	return func(f *form, v reflect.Value, depth int) error {
		if f.peek() != '{' {
			return f.refuse("no object begins here")
		}
		v.Set(reflect.MakeMap(v.Type()))
		return f.members(depth+1, func(name []byte) error {
			if bytes.IndexByte(name, '\\') >= 0 {
				name = unescape(name)
			}
			key := reflect.New(v.Type().Key()).Elem()
			key.SetString(string(name))
			value := reflect.New(v.Type().Elem()).Elem()
			err := elem.read(f, value, depth+1)
			v.SetMapIndex(key, value)
			return err
		})
	}
}

func readStruct(fields []field) func(*form, reflect.Value, int) error {
	return func(f *form, v reflect.Value, depth int) error {
		if f.peek() != '{' {
			return f.refuse("no object begins here")
		}
		rest := fields
		err := f.sequence(depth+1, '}', func() error {
			for len(rest) > 0 && rest[0].optional && !f.next(rest[0].begin) {
				rest = rest[1:]
			}
			if len(rest) == 0 || !f.word(rest[0].begin) {
				return f.unexpected(fields)
			}
			member := &rest[0]
			rest = rest[1:]
			return f.member(member, v.Field(member.index), depth+1)
		})
		for err == nil && len(rest) > 0 {
			if !rest[0].optional {
				return fmt.Errorf("%w: byte %d: there is no member %q", ErrForm, f.pos, rest[0].name)
			}
			rest = rest[1:]
		}
		return err
	}
}

// member reads the value of a struct's member.
func (f *form) member(m *field, v reflect.Value, depth int) error {
	start := f.pos
	if err := m.shape.read(f, v, depth); err != nil {
		return err
	}
	if m.optional && m.omitted(f.data[start:f.pos], v) {
		return fmt.Errorf("%w: byte %d: %q is there and says nothing", ErrForm, start, m.name)
	}
	return nil
}

// unexpected says why what begins here cannot be the member that it would have to be.
func (f *form) unexpected(fields []field) error {
	start := f.pos
	name, err := f.name()
	if err != nil {
		return err
	}
	for _, known := range fields {
		if known.name == string(name) {
			return fmt.Errorf("%w: byte %d: %q is not in its place, or what belongs before it is missing", ErrForm, start, name)
		}
	}
	return fmt.Errorf("byte %d: there is no member %.80q in this document", start, name)
}

// readItself lets a type read its own canonical form.
func readItself(f *form, v reflect.Value, depth int) error {
	text, err := f.raw(depth)
	if err != nil {
		return err
	}
	if err := v.Addr().Interface().(Reader).ReadCanonical(text); err != nil {
		return fmt.Errorf("before byte %d: %w", f.pos, err)
	}
	return nil
}

// readOther reads through package json and compares with what it writes.
func readOther(f *form, v reflect.Value, depth int) error {
	text, err := f.raw(depth)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v.Addr().Interface(), reading); err != nil {
		return err
	}
	again, err := json.Marshal(v.Addr().Interface(), writing)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, text) && !bytes.Equal(order(again), text) {
		return f.refuse("what stands before this is written in another way")
	}
	return nil
}

// raw reads a value of any kind and gives its bytes, which are in canonical form.
func (f *form) raw(depth int) ([]byte, error) {
	start := f.pos
	if err := f.value(depth); err != nil {
		return nil, err
	}
	if f.misplaced > 0 {
		return nil, f.outOfOrder()
	}
	return f.data[start:f.pos], nil
}

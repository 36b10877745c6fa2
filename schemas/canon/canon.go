// Package canon is the one encoding, and the one name, of every document.
//
// A document of Attestary is the RFC 8785 (JCS) bytes of a Go value, and its name is the SHA-256 of
// those bytes. So two programs that mean the same thing write the same bytes, and a digest names a
// meaning, not a spelling.
//
// Decode is strict. It refuses unknown members, names in another letter case, duplicate names, lone
// surrogates, trailing bytes, white space, and every spelling that Encode would not have written:
// what Decode accepts, Encode gives back byte for byte. JSON numbers are integers within ±(2^53−1),
// which every reader of JSON has without rounding; a runbook's own numbers are text (see package expr).
// Documents have at most MaxSize bytes and MaxDepth levels.
//
// The form is judged on the bytes themselves (form.go), by Decode while it reads the Go type (read.go):
// the limits hold before anything large is built, and nothing needs to be encoded again. A type with
// JSON of its own that is read very often can be a Reader. A struct whose fields stand in the order of
// their names is encoded without a second pass (order.go).
//
// Start at Encode and Decode; Digest is what other documents use to point at one.
package canon

import (
	"errors"
	"reflect"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	// MaxSize is how many bytes a document has at most. Callers with smaller documents look first.
	MaxSize = 4 << 20
	// MaxDepth is how many objects and arrays may be within each other. An expression of 64 levels takes
	// two for each and may end in a value of 64; a plan puts eight around it.
	MaxDepth = 256
)

// ErrForm is the cause of every refusal of bytes that are not the one encoding of something.
var ErrForm = errors.New("not in the one canonical form (RFC 8785)")

var (
	writing = json.JoinOptions(json.Deterministic(true))
	reading = json.JoinOptions(json.RejectUnknownMembers(true), jsontext.AllowDuplicateNames(true)) // check refuses those
)

// Encode gives the RFC 8785 bytes of v. It refuses numbers that are not integers within ±(2^53−1),
// text that is not UTF-8, and what is larger or deeper than a document may be.
func Encode(v any) ([]byte, error) {
	data, err := json.Marshal(v, writing) // which refuses names that are there twice
	if err != nil {
		return nil, err
	}
	f := form{data: data}
	inOrder, err := f.document()
	if err != nil {
		return nil, err
	}
	if !inOrder {
		data = order(data)
	}
	return data, nil
}

// Decode reads data, which must be exactly what Encode gives for the result, into v (a pointer). Where it
// refuses, v points to a zero value.
//
// It reads as package json would with RejectUnknownMembers, but judges on the way whether Encode would
// have written these bytes, so that nothing needs to be encoded again (read.go, shape.go).
func Decode(data []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		panic("canon: Decode into something that is not a pointer")
	}
	target = target.Elem()
	target.SetZero()
	f := forms.Get().(*form)
	defer forms.Put(f)
	f.data, f.pos, f.misplaced = data, 0, 0
	err := f.whole(func() error { return shapeOf(target.Type()).read(f, target, 0) })
	if err == nil && f.misplaced > 0 {
		err = f.outOfOrder()
	}
	if err != nil {
		target.SetZero()
	}
	f.data = nil
	return err
}

var forms = sync.Pool{New: func() any { return &form{words: new(words)} }}

// Check tells whether data is the RFC 8785 form of some JSON value within the limits, whatever it means.
func Check(data []byte) error {
	f := form{data: data}
	inOrder, err := f.document()
	if err == nil && !inOrder {
		err = f.outOfOrder()
	}
	return err
}

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
// The form is judged on the bytes themselves, before any Go value is built from them (form.go). A
// struct whose fields stand in the order of their names is encoded without a second pass.
//
// Start at Encode and Decode; Digest is what other documents use to point at one.
package canon

import (
	"bytes"
	"errors"
	"fmt"

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

// Decode reads data, which must be exactly what Encode gives for the result, into v (a pointer to a
// zero value).
func Decode(data []byte, v any) error {
	if err := Check(data); err != nil {
		return err
	}
	if err := json.Unmarshal(data, v, reading); err != nil {
		return err
	}
	again, err := json.Marshal(v, writing)
	if err != nil {
		return err
	}
	if bytes.Equal(again, data) { // fields declared in the order of their names
		return nil
	}
	if again = order(again); !bytes.Equal(again, data) {
		return fmt.Errorf("%w: encoded again it is different at byte %d", ErrForm, firstDifference(again, data))
	}
	return nil
}

// Check tells whether data is the RFC 8785 form of some JSON value within the limits, whatever it means.
func Check(data []byte) error {
	f := form{data: data}
	inOrder, err := f.document()
	if err != nil {
		return err
	}
	if !inOrder {
		return fmt.Errorf("%w: byte %d: a name is not in its place", ErrForm, f.misplaced)
	}
	return nil
}

func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

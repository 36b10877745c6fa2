package expr

import (
	"bytes"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/go-json-experiment/json"
)

// Scalars are nearly all that records hold, and a verifier reads a great many of them. So they are read
// here from their canonical bytes; lists, objects, digests and fallbacks go through package json.

// ReadCanonical reads the canonical JSON of a value. Package canon calls it.
func (v *Value) ReadCanonical(data []byte) error {
	read, ok, err := readScalar(data)
	if !ok {
		return json.Unmarshal(data, v)
	}
	*v = read
	return err
}

// ReadCanonical reads the canonical JSON of an operand. Package canon calls it.
func (o *Operand) ReadCanonical(data []byte) error {
	v, ok, err := readScalar(data)
	if !ok {
		return json.Unmarshal(data, o)
	}
	if err == nil {
		*o, err = recorded(v, nil)
	}
	return err
}

// readScalar reads a scalar from data, which is canonical JSON. ok is false for all else.
func readScalar(data []byte) (v Value, ok bool, err error) {
	switch data[0] {
	case 'n':
		return Nil(), true, nil
	case 't', 'f':
		return OfBool(data[0] == 't'), true, nil
	case '"':
		var text string
		err := canon.Decode(data, &text)
		return OfText(text), true, err
	}
	digits, isNumber := bytes.CutPrefix(data, []byte(`{"number":"`))
	digits, closed := bytes.CutSuffix(digits, []byte(`"}`))
	if !isNumber || !closed {
		return Value{}, false, nil
	}
	v, err = ParseNumber(string(digits))
	return v, true, err
}

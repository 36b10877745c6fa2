package steps

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/attestary/attestary/schemas/expr"
)

// maxJSONDepth is how many lists and objects may be within each other, as in a Value.
const maxJSONDepth = 32

// fromJSON reads outside text as JSON; null where it is none, has a name twice, or has a number that a
// Value cannot hold. So one reader never sees another document than the next.
func fromJSON(data []byte) expr.Value {
	dec := jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true)) // which it reads in place
	v, err := readJSON(dec, 0)
	if err != nil || !v.Whole() {
		return expr.Nil()
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return expr.Nil()
	}
	return v
}

var errJSON = errors.New("not a value")

func readJSON(dec *jsontext.Decoder, depth int) (expr.Value, error) {
	token, err := dec.ReadToken()
	if err != nil || depth > maxJSONDepth {
		return expr.Nil(), errors.Join(err, errJSON)
	}
	switch token.Kind() {
	case jsontext.KindNull:
		return expr.Nil(), nil
	case jsontext.KindTrue, jsontext.KindFalse:
		return expr.OfBool(token.Bool()), nil
	case jsontext.KindString:
		return expr.OfText(token.String()), nil
	case jsontext.KindNumber:
		return expr.ReadNumber(token.String()), nil
	case jsontext.KindBeginArray:
		return readJSONList(dec, depth)
	case jsontext.KindBeginObject:
		return readJSONObject(dec, depth)
	}
	return expr.Nil(), errJSON
}

func readJSONList(dec *jsontext.Decoder, depth int) (expr.Value, error) {
	items := []expr.Value{}
	for dec.PeekKind() != jsontext.KindEndArray {
		item, err := readJSON(dec, depth+1)
		if err != nil {
			return expr.Nil(), err
		}
		items = append(items, item)
	}
	_, err := dec.ReadToken()
	return expr.OfList(items), err
}

func readJSONObject(dec *jsontext.Decoder, depth int) (expr.Value, error) {
	members := make([]expr.Member, 0, 4) // most have no more
	for dec.PeekKind() != jsontext.KindEndObject {
		token, err := dec.ReadToken()
		if err != nil {
			return expr.Nil(), err
		}
		name := token.String() // the token does not outlive the next read
		v, err := readJSON(dec, depth+1)
		if err != nil {
			return expr.Nil(), err
		}
		members = append(members, expr.Member{Name: name, Value: v})
	}
	_, err := dec.ReadToken()
	return expr.OfMembers(members), err
}

package expr

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/go-json-experiment/json/jsontext"
)

// errUnknown tells that somebody tried to store what could not be computed.
var errUnknown = errors.New("an unknown value cannot be stored")

// MarshalJSONTo writes the JSON form of v.
func (v Value) MarshalJSONTo(enc *jsontext.Encoder) error {
	switch v.kind {
	case Null:
		return enc.WriteToken(jsontext.Null)
	case Bool:
		return enc.WriteToken(jsontext.Bool(v.truth))
	case Text:
		return enc.WriteToken(jsontext.String(v.text))
	case Number:
		return writeTokens(enc, jsontext.BeginObject, jsontext.String("number"), jsontext.String(v.numberText()), jsontext.EndObject)
	case List:
		return v.writeList(enc)
	case Object:
		return v.writeObject(enc)
	}
	return errUnknown
}

func (v Value) writeList(enc *jsontext.Encoder) error {
	if err := enc.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for _, item := range v.list {
		if err := item.MarshalJSONTo(enc); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndArray)
}

func (v Value) writeObject(enc *jsontext.Encoder) error {
	if err := writeTokens(enc, jsontext.BeginObject, jsontext.String("object"), jsontext.BeginObject); err != nil {
		return err
	}
	for _, name := range v.Names() {
		if err := enc.WriteToken(jsontext.String(name)); err != nil {
			return err
		}
		if err := v.object[name].MarshalJSONTo(enc); err != nil {
			return err
		}
	}
	return writeTokens(enc, jsontext.EndObject, jsontext.EndObject)
}

func writeTokens(enc *jsontext.Encoder, tokens ...jsontext.Token) error {
	for _, token := range tokens {
		if err := enc.WriteToken(token); err != nil {
			return err
		}
	}
	return nil
}

// UnmarshalJSONFrom reads the JSON form of a value, and nothing else.
func (v *Value) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	read, err := readValue(dec, 0)
	if err != nil {
		return err
	}
	if read.kind == Unknown {
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
	if end, err := dec.ReadToken(); err != nil || end.Kind() != jsontext.KindEndObject {
		return Value{}, errors.Join(errors.New("a value has one member too many"), err)
	}
	return v, nil
}

func readNumber(dec *jsontext.Decoder) (Value, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return Value{}, err
	}
	if token.Kind() != jsontext.KindString {
		return Value{}, errors.New(`the digits of a number are text: {"number":"21.5"}`)
	}
	return ParseNumber(token.String())
}

func readObject(dec *jsontext.Decoder, depth int) (Value, error) {
	if begin, err := dec.ReadToken(); err != nil || begin.Kind() != jsontext.KindBeginObject {
		return Value{}, errors.Join(errors.New(`an object is written {"object":{…}}`), err)
	}
	members := map[string]Value{}
	for dec.PeekKind() != jsontext.KindEndObject {
		token, err := dec.ReadToken()
		if err != nil {
			return Value{}, err
		}
		name := token.String()
		if _, twice := members[name]; twice {
			return Value{}, fmt.Errorf("%s is there twice", quote(name))
		}
		if members[name], err = readValue(dec, depth+1); err != nil {
			return Value{}, err
		}
	}
	_, err := dec.ReadToken()
	return OfObject(members), err
}

// quote shows outside text in a message: escaped, and not endless.
func quote(s string) string {
	if len(s) > 60 {
		s = s[:60] + "…"
	}
	return strconv.QuoteToGraphic(s)
}

// canonical is the one encoding of v.
func (v Value) canonical() (string, error) {
	data, err := canon.Encode(v)
	return string(data), err
}

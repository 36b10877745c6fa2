package expr

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxOperandText is how many characters a text has at most that a record keeps as it is.
const MaxOperandText = 200

// Operand is one value that decided a condition, as a record keeps it. The zero Operand is null.
//
// Its JSON is that of a scalar Value (null, true, "text", {"number":"21"}), or, for a list, an object
// or a text of more than 200 characters, the digest of the value's canonical JSON:
// {"digest":"sha256:…","kind":"list"}. Where a fallback of default() was taken to compute it, either
// form is wrapped: {"fallback":true,"value":…}. What could not be computed is null. These forms are
// part of the evidence format: they never change.
type Operand struct {
	value    Value        // a scalar, or null beside a digest
	digest   canon.Digest // "" for a scalar
	kind     Kind         // of what the digest names
	fallback bool
}

// OperandOf is v as a record keeps it.
func OperandOf(v Value) Operand {
	o := Operand{fallback: v.fallback}
	v.fallback = false
	switch {
	case !v.Whole():
	case v.kind == List || v.kind == Object || v.kind == Text && utf8.RuneCountInString(v.text) > MaxOperandText:
		if text, err := v.canonical(); err == nil {
			o.digest, o.kind = canon.Sum([]byte(text)), v.kind
		}
	default:
		o.value = v
	}
	return o
}

// Kind is the kind of the value, also where only its digest was kept.
func (o Operand) Kind() Kind {
	if o.digest != "" {
		return o.kind
	}
	return o.value.kind
}

// Value is the value itself; null where only its digest was kept.
func (o Operand) Value() Value { return o.value }

// Digest is the digest of the value's canonical JSON where that was kept in its place, else "".
func (o Operand) Digest() canon.Digest { return o.digest }

// Fallback tells whether a fallback of default() was taken to compute the value.
func (o Operand) Fallback() bool { return o.fallback }

// Equal tells whether both have the same JSON.
func (o Operand) Equal(p Operand) bool {
	return o.fallback == p.fallback && o.same(p)
}

// same tells whether both are the same value.
func (o Operand) same(p Operand) bool {
	return o.digest == p.digest && o.Kind() == p.Kind() && o.value.Equal(p.value)
}

// String is the operand for people: 21, "text", a list.
func (o Operand) String() string {
	switch {
	case o.digest != "" && o.kind == Text:
		return "a long text"
	case o.digest != "":
		return "a " + o.kind.String()
	case o.value.kind == Null:
		return "null"
	case o.value.kind == Text:
		return quote(o.value.text)
	}
	text, _ := o.value.display()
	return text
}

type digestForm struct {
	Digest canon.Digest `json:"digest"`
	Kind   string       `json:"kind"`
}

// MarshalJSONTo writes the JSON form of o.
func (o Operand) MarshalJSONTo(enc *jsontext.Encoder) error {
	if !o.fallback {
		return o.writePlain(enc)
	}
	err := writeTokens(enc, jsontext.BeginObject, jsontext.String("fallback"), jsontext.True, jsontext.String("value"))
	if err != nil {
		return err
	}
	if err := o.writePlain(enc); err != nil {
		return err
	}
	return enc.WriteToken(jsontext.EndObject)
}

func (o Operand) writePlain(enc *jsontext.Encoder) error {
	if o.digest == "" {
		return o.value.MarshalJSONTo(enc)
	}
	return json.MarshalEncode(enc, digestForm{o.digest, o.kind.String()})
}

// UnmarshalJSONFrom reads the JSON form of an operand, and nothing else.
func (o *Operand) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	data, err := dec.ReadValue()
	if err != nil {
		return err
	}
	read, err := readOperand(data)
	if err != nil {
		return err
	}
	*o = read
	return nil
}

func readOperand(data jsontext.Value) (Operand, error) {
	if data.Kind() != jsontext.KindBeginObject {
		return readScalar(data)
	}
	var form struct {
		Digest   canon.Digest   `json:"digest"`
		Kind     string         `json:"kind"`
		Fallback bool           `json:"fallback"`
		Value    jsontext.Value `json:"value"`
		Number   jsontext.Value `json:"number"`
	}
	if err := json.Unmarshal(data, &form, json.RejectUnknownMembers(true)); err != nil {
		return Operand{}, err
	}
	switch {
	case form.Number != nil && !form.Fallback && form.Digest == "":
		return readScalar(data)
	case form.Fallback && form.Digest == "" && form.Kind == "" && form.Number == nil:
		o, err := readOperand(form.Value)
		if err == nil && o.fallback {
			err = errors.New("an operand has a fallback within a fallback")
		}
		o.fallback = true
		return o, err
	case form.Digest != "" && !form.Fallback && form.Value == nil && form.Number == nil:
		return readDigest(form.Digest, form.Kind)
	}
	return Operand{}, errors.New("an operand is a scalar, a digest with its kind, or a fallback with its value")
}

func readScalar(data jsontext.Value) (Operand, error) {
	var v Value
	if err := json.Unmarshal(data, &v, json.RejectUnknownMembers(true)); err != nil {
		return Operand{}, err
	}
	o := OperandOf(v)
	if o.digest != "" {
		return Operand{}, fmt.Errorf("an operand holds a %s that belongs into a digest", v.kind)
	}
	return o, nil
}

// readDigest takes a digest of what is recorded so, and of nothing else.
func readDigest(digest canon.Digest, kind string) (Operand, error) {
	if err := digest.Check(); err != nil {
		return Operand{}, err
	}
	allowed := []Kind{Text, List, Object}
	i := slices.IndexFunc(allowed, func(k Kind) bool { return k.String() == kind })
	if i < 0 {
		return Operand{}, fmt.Errorf("an operand has a digest of %s", quote(kind))
	}
	return Operand{digest: digest, kind: allowed[i]}, nil
}

package expr

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/canon"
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
	fallback := v.fallback
	v.fallback = false
	switch {
	case !v.Whole():
		return Operand{fallback: fallback}
	case v.kind != List && v.kind != Object && (v.kind != Text || utf8.RuneCountInString(v.text) <= MaxOperandText):
		return Operand{value: v, fallback: fallback}
	}
	data, err := v.AppendJSON(nil)
	if err != nil {
		panic("expr: a value that is whole has no JSON: " + err.Error())
	}
	return Operand{digest: canon.Sum(data), kind: v.kind, fallback: fallback}
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

// MarshalJSONTo writes the JSON form of o.
func (o Operand) MarshalJSONTo(enc *jsontext.Encoder) error {
	b := enc.AvailableBuffer()
	if o.fallback {
		b = append(b, `{"fallback":true,"value":`...)
	}
	var err error
	if o.digest != "" {
		b = fmt.Appendf(b, `{"digest":"%s","kind":"%s"}`, o.digest, o.kind)
	} else if b, err = o.value.AppendJSON(b); err != nil {
		return err
	}
	if o.fallback {
		b = append(b, '}')
	}
	return enc.WriteValue(b)
}

// UnmarshalJSONFrom reads the JSON form of an operand, its members in their order, and nothing else.
func (o *Operand) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	read, err := readOperand(dec)
	if err != nil {
		return err
	}
	*o = read
	return nil
}

func readOperand(dec *jsontext.Decoder) (Operand, error) {
	if dec.PeekKind() != jsontext.KindBeginObject {
		v, err := readValue(dec, 0)
		return recorded(v, err)
	}
	if _, err := dec.ReadToken(); err != nil {
		return Operand{}, err
	}
	name, err := readText(dec)
	if err != nil {
		return Operand{}, err
	}
	var o Operand
	switch name {
	case "number":
		v, numberErr := readNumber(dec)
		o, err = recorded(v, numberErr)
	case "digest":
		o, err = readDigest(dec)
	case "fallback":
		o, err = readFallback(dec)
	default:
		err = fmt.Errorf("an operand has no member %s", quote(name))
	}
	if err != nil {
		return Operand{}, err
	}
	return o, readEnd(dec)
}

// recorded is v as an operand, if a record keeps it as it is.
func recorded(v Value, err error) (Operand, error) {
	o := OperandOf(v)
	if err == nil && (o.digest != "" || v.kind == Unknown) {
		err = fmt.Errorf("an operand holds a %s that belongs into a digest", v.kind)
	}
	return o, err
}

// readDigest reads the digest of what is recorded so, and of nothing else.
func readDigest(dec *jsontext.Decoder) (Operand, error) {
	digest, err := readText(dec)
	if err != nil {
		return Operand{}, err
	}
	kind, err := readMember(dec, "kind")
	if err != nil {
		return Operand{}, err
	}
	for _, allowed := range []Kind{Text, List, Object} {
		if allowed.String() == kind {
			return Operand{digest: canon.Digest(digest), kind: allowed}, canon.Digest(digest).Check()
		}
	}
	return Operand{}, fmt.Errorf("an operand has a digest of %s", quote(kind))
}

func readMember(dec *jsontext.Decoder, want string) (string, error) {
	name, err := readText(dec)
	if err == nil && name != want {
		err = fmt.Errorf("%s stands where %q belongs", quote(name), want)
	}
	if err != nil {
		return "", err
	}
	return readText(dec)
}

// readFallback reads what follows {"fallback": in an operand.
func readFallback(dec *jsontext.Decoder) (Operand, error) {
	truth, err := dec.ReadToken()
	if err != nil {
		return Operand{}, err
	}
	name, err := readText(dec)
	if err != nil {
		return Operand{}, err
	}
	if truth.Kind() != jsontext.KindTrue || name != "value" {
		return Operand{}, errors.New(`an operand with a fallback is written {"fallback":true,"value":…}`)
	}
	o, err := readOperand(dec)
	if err == nil && o.fallback {
		err = errors.New("an operand has a fallback within a fallback")
	}
	o.fallback = true
	return o, err
}

package expr

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

var encodingFunctions = []Func{
	define("jsonencode(of any) string", "The value as JSON: sorted names, no white space, numbers written out.", jsonencode),
	define("urlencode(text string) string", "The text as one part of a web address: all but letters, digits, - . _ ~ as %XX.", urlencode),
	define("base64encode(text string) string", "The text in base64 (RFC 4648, with padding).",
		func(c *call) Value { return OfText(base64.StdEncoding.EncodeToString([]byte(c.text(0)))) }),
}

func jsonencode(c *call) Value {
	if !c.spend(int(c.args[0].size)) {
		return outOfFuel()
	}
	data, ok := c.args[0].appendPlain(nil)
	if !ok {
		return UnknownOf("a value has no JSON")
	}
	return OfText(string(data))
}

// appendPlain writes v as the JSON that other programs read, unlike its own JSON form.
func (v Value) appendPlain(b []byte) ([]byte, bool) {
	switch v.kind {
	case Null:
		return append(b, "null"...), true
	case Number:
		return append(b, v.numberText()...), true
	case Bool:
		return fmt.Append(b, v.truth), true
	case Text:
		return appendText(b, v.text)
	case List:
		return v.appendPlainList(b)
	case Object:
		return v.appendPlainObject(b)
	}
	return nil, false
}

func appendText(b []byte, s string) ([]byte, bool) {
	b, err := jsontext.AppendQuote(b, s)
	return b, err == nil
}

func (v Value) appendPlainList(b []byte) ([]byte, bool) {
	b = append(b, '[')
	for i, item := range v.list {
		if i > 0 {
			b = append(b, ',')
		}
		var ok bool
		if b, ok = item.appendPlain(b); !ok {
			return nil, false
		}
	}
	return append(b, ']'), true
}

func (v Value) appendPlainObject(b []byte) ([]byte, bool) {
	b = append(b, '{')
	for i, name := range v.Names() {
		if i > 0 {
			b = append(b, ',')
		}
		var ok bool
		if b, ok = appendText(b, name); !ok {
			return nil, false
		}
		if b, ok = v.object[name].appendPlain(append(b, ':')); !ok {
			return nil, false
		}
	}
	return append(b, '}'), true
}

func urlencode(c *call) Value {
	var b strings.Builder
	if !c.spend(textUnits(3 * len(c.text(0)))) {
		return outOfFuel()
	}
	for _, char := range []byte(c.text(0)) {
		if isNameByte(char) || strings.IndexByte("-.~", char) >= 0 {
			b.WriteByte(char)
		} else {
			fmt.Fprintf(&b, "%%%02X", char)
		}
	}
	return OfText(b.String())
}

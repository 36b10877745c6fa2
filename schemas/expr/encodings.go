package expr

import (
	"encoding/base64"
	"fmt"
	"strings"
)

var encodingFunctions = []Func{
	define("jsonencode(of any) string", "The value as JSON: sorted names, no white space, numbers written out.", jsonencode),
	define("urlencode(text string) string", "The text as one part of a web address: all but letters, digits, - . _ ~ as %XX.", urlencode),
	define("base64encode(text string) string", "The text in base64 (RFC 4648, with padding).",
		func(c *call) Value { return OfText(base64.StdEncoding.EncodeToString([]byte(c.text(0)))) }),
}

func jsonencode(c *call) Value {
	const longestEscape = 6 // \u0000
	if !c.spend(int(c.args[0].size) * longestEscape) {
		return outOfFuel()
	}
	data, err := c.args[0].appendPlain(nil)
	if err != nil {
		return UnknownOf("a value has no JSON")
	}
	return OfText(string(data))
}

// appendPlain writes v as the JSON that other programs read, unlike its own JSON form.
func (v Value) appendPlain(b []byte) ([]byte, error) {
	switch v.kind {
	case Number:
		return append(b, v.numberText()...), nil
	case List:
		return appendItems(b, v.list, Value.appendPlain)
	case Object:
		return appendMembers(b, v.object, Value.appendPlain)
	}
	return v.AppendJSON(b)
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

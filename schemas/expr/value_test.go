package expr_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/cockroachdb/apd/v3"
	"github.com/go-json-experiment/json"
	"github.com/gowebpki/jcs"
)

// TestValueJSON holds the forms of values in documents. They never change.
func TestValueJSON(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		value expr.Value
		want  string
	}{
		{expr.Nil(), `null`},
		{expr.OfBool(true), `true`},
		{expr.OfText(""), `""`},
		{expr.OfText("21.5"), `"21.5"`},
		{expr.OfText("\x00 \u2028 <é> \U0001f600 \""), "\"\\u0000 \u2028 <é> \U0001f600 \\\"\""},
		{expr.OfText("not UTF-8: \xff\xfe"), "\"not UTF-8: \ufffd\""},
		{expr.OfInt(math.MinInt64), `{"number":"-9223372036854775808"}`},
		{number("-0.5"), `{"number":"-0.5"}`},
		{number(strings.Repeat("1", 40)), `{"number":"` + strings.Repeat("1", 40) + `"}`},
		{expr.OfList(nil), `[]`},
		{expr.OfList([]expr.Value{expr.Nil(), expr.OfInt(0), expr.OfList(nil)}), `[null,{"number":"0"},[]]`},
		{expr.OfObject(nil), `{"object":{}}`},
		{expr.OfObject(map[string]expr.Value{"number": expr.OfText("1"), "a": expr.OfObject(nil), "\U0001f600": expr.Nil(), "\uffff": expr.Nil()}),
			"{\"object\":{\"a\":{\"object\":{}},\"number\":\"1\",\"\U0001f600\":null,\"\uffff\":null}}"},
	} {
		got, err := canon.Encode(test.value)
		if err != nil || string(got) != test.want {
			t.Errorf("Encode gives %s, %v; want %s", got, err, test.want)
		}
		if others, err := jcs.Transform(got); err != nil || string(others) != test.want {
			t.Errorf("gowebpki/jcs writes %s, %v", others, err)
		}
		var again expr.Value
		if err := canon.Decode(got, &again); err != nil || !again.Equal(test.value) {
			t.Errorf("%s is read as %v, %v", got, again, err)
		}
	}
	if data, err := canon.Encode(expr.OfList([]expr.Value{expr.UnknownOf("x")})); err == nil {
		t.Errorf("unknown is stored as %s", data)
	}
}

func TestValueRefusesJSON(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"a bare number":         `1`,
		"no digits":             `{"number":""}`,
		"digits that are bare":  `{"number":1}`,
		"a plus":                `{"number":"+1"}`,
		"an exponent":           `{"number":"1e3"}`,
		"a leading zero":        `{"number":"01"}`,
		"a zero too many":       `{"number":"1.50"}`,
		"no digit before":       `{"number":".5"}`,
		"no digit after":        `{"number":"5."}`,
		"minus zero":            `{"number":"-0"}`,
		"infinity":              `{"number":"Infinity"}`,
		"41 digits":             `{"number":"` + strings.Repeat("1", 41) + `"}`,
		"41 decimals":           `{"number":"0.` + strings.Repeat("1", 41) + `"}`,
		"a million digits":      `{"number":"` + strings.Repeat("1", 1e6) + `"}`,
		"an object, unwrapped":  `{"a":"b"}`,
		"an empty wrapper":      `{}`,
		"two wrappers":          `{"number":"1","object":{}}`,
		"an object of nothing":  `{"object":null}`,
		"an object of a list":   `{"object":[]}`,
		"a member twice":        `{"object":{"a":null,"a":null}}`,
		"a member out of order": `{"object":{"b":null,"a":null}}`,
		"too deep":              strings.Repeat("[", 33) + strings.Repeat("]", 33),
		"far too deep":          strings.Repeat(`{"object":{"a":`, 1000),
	} {
		var v expr.Value
		if err := canon.Decode([]byte(data), &v); err == nil {
			t.Errorf("%s is read as %s", name, plain(v))
		}
	}
}

// TestNumbers holds that a number is what 40 written digits can say, rounded half to even.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"1E3": "1000", "-0": "0", "-0.00": "0", "1.500": "1.5", "1E-40": "0." + strings.Repeat("0", 39) + "1",
		"1E-41": "0", "5E-41": "0", "15E-41": "0." + strings.Repeat("0", 38) + "02", "1E39": "1" + strings.Repeat("0", 39),
		"1E40": "unknown: a number is too large", "1E99999": "unknown: a number is too large", "1E-99999": "0",
		strings.Repeat("9", 40) + ".4": strings.Repeat("9", 40), strings.Repeat("9", 40) + ".5": "unknown: a number is too large",
		"2." + strings.Repeat("3", 100): "2." + strings.Repeat("3", 39),
		"Infinity":                      "unknown: a number is not finite", "NaN": "unknown: a number is not finite",
	} {
		d, _, err := apd.NewFromString(in)
		if err != nil {
			t.Fatal(in, err)
		}
		if got := plain(expr.OfNumber(d)); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
}

// TestParseNumberIsOneValue holds that a number is the same value, whether it was parsed or computed.
func TestParseNumberIsOneValue(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "1", "-1", "7", "10", "-120", "200", "1000000", "999999999999999999", "-99999999999999999",
		"100000000000000000", "9223372036854775808", "-9223372036854775808", "1000000000000000000000"} {
		d, _, err := apd.NewFromString(text)
		if err != nil {
			t.Fatal(err)
		}
		v, err := expr.ParseNumber(text)
		if err != nil || !reflect.DeepEqual(v, expr.OfNumber(d)) || plain(v) != text {
			t.Errorf("%s is %s, %v: %+v, not %+v", text, plain(v), err, v, expr.OfNumber(d))
		}
	}
	for _, text := range []string{"", "-0", "+1", "01", "-01", "1_000", " 1", "1 ", "0x1", "1e2", "1.0", "--1"} {
		if v, err := expr.ParseNumber(text); err == nil {
			t.Errorf("%q is %s", text, plain(v))
		}
	}
}

// TestValueIsBounded holds that no value takes long to encode, however it shares its parts.
func TestValueIsBounded(t *testing.T) {
	t.Parallel()
	wide := expr.OfText("x")
	for range 30 {
		wide = expr.OfList([]expr.Value{wide, wide, wide})
	}
	if wide.Whole() || wide.Reason() != "a list or object is too large" {
		t.Errorf("3^30 texts: %s", wide.Reason())
	}
	tall := expr.Nil()
	for range 40 {
		tall = expr.OfObject(map[string]expr.Value{"a": tall})
	}
	if tall.Whole() || tall.Reason() != "lists or objects within each other are too deep" {
		t.Errorf("40 levels: %s", tall.Reason())
	}
	if v := expr.OfText(strings.Repeat("x", 65<<20)); !v.IsUnknown() {
		t.Error("a text of 65 MiB is a value")
	}
	if v := expr.OfObject(map[string]expr.Value{"\xff": expr.Nil()}); !v.IsUnknown() {
		t.Error("a name that is not UTF-8 is a name")
	}
}

func FuzzValue(f *testing.F) {
	for _, seed := range []string{`null`, `[true,"x",{"number":"-1.5"}]`, `{"object":{"a":[],"b":{"object":{}}}}`, `{"number":"0"}`,
		`{"fallback":true,"value":{"number":"1"}}`, `{"digest":"sha256:` + strings.Repeat("0", 64) + `","kind":"list"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v expr.Value
		if canon.Decode(data, &v) == nil {
			if again, err := v.AppendJSON(nil); err != nil || string(again) != string(data) {
				t.Errorf("%q is a value that is written %q, %v", data, again, err)
			}
		}
		sameAsJSON[expr.Value](t, data)
		sameAsJSON[expr.Operand](t, data)
		var o expr.Operand
		if canon.Decode(data, &o) == nil {
			again, err := canon.Encode(o)
			if err != nil || string(again) != string(data) {
				t.Errorf("%q is an operand that is written %q, %v", data, again, err)
			}
		}
		if v := expr.ReadNumber(string(data)); !v.IsUnknown() {
			if parsed, err := expr.ParseNumber(plain(v)); err != nil || !parsed.Equal(v) {
				t.Errorf("the number in %q is written %s: %v", data, plain(v), err)
			}
		}
	})
}

// sameAsJSON holds that the short way to read a T takes what the long one takes.
func sameAsJSON[T any](t *testing.T, data []byte) {
	t.Helper()
	var short, long T
	shortErr := canon.Decode(data, &short)
	longErr := json.Unmarshal(data, &long)
	if longErr == nil {
		if again, err := canon.Encode(long); err != nil || string(again) != string(data) {
			longErr = canon.ErrForm
		}
	}
	if (shortErr == nil) != (longErr == nil) {
		t.Errorf("%q as %T: %v, by package json %v", data, short, shortErr, longErr)
	}
}

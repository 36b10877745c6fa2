package canon_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/gowebpki/jcs"
)

// TestEncode holds the one encoding, and that an implementation of RFC 8785 by other people agrees.
func TestEncode(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		value any
		want  string
	}{
		"names in order":               {map[string]any{"b": 1, "a": 2, "": 3, "aa": 4}, `{"":3,"a":2,"aa":4,"b":1}`},
		"fields of a struct too":       {struct{ Z, A int }{1, 2}, `{"A":2,"Z":1}`},
		"order is by UTF-16":           {map[string]int{"\ue000": 1, "\U0001f600": 2, "\uffff": 3, "\ud7ff": 4}, "{\"\ud7ff\":4,\"\U0001f600\":2,\"\ue000\":1,\"\uffff\":3}"},
		"order is of what is meant":    {map[string]int{"\n": 1, "\x01": 2, "\"": 3, "!": 4, "\\": 5, "]": 6}, `{"\u0001":2,"\n":1,"!":4,"\"":3,"\\":5,"]":6}`},
		"line separators stay":         {"\u2028\u2029", "\"\u2028\u2029\""},
		"no escapes for HTML":          {"<a href='/'>&</a>", `"<a href='/'>&</a>"`},
		"controls":                     {"\x00\x08\t\n\v\f\r\x1f\x7f", "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\x7f\""},
		"text of every plane":          {"€ 日本 \U0001f469\u200d\U0001f52c", "\"€ 日本 \U0001f469\u200d\U0001f52c\""},
		"greatest and least integer":   {[]int64{1<<53 - 1, -(1<<53 - 1), 0}, `[9007199254740991,-9007199254740991,0]`},
		"a float that is whole":        {float64(3), `3`},
		"empty":                        {map[string]any{"a": []int{}, "b": map[string]int{}, "c": "", "d": nil}, `{"a":[],"b":{},"c":"","d":null}`},
		"objects within objects":       {map[string]any{"x": []any{map[string]any{"b": 1, "a": map[string]any{"d": 1, "c": 2}}, true}, "w": false}, `{"w":false,"x":[{"a":{"c":2,"d":1},"b":1},true]}`},
		"an object in another's order": {struct{ B, A map[string]int }{map[string]int{"y": 1, "x": 2}, nil}, `{"A":{},"B":{"x":2,"y":1}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := canon.Encode(test.value)
			if err != nil || string(got) != test.want {
				t.Fatalf("Encode = %s, %v\nwant     %s", got, err, test.want)
			}
			others, err := jcs.Transform(got)
			if err != nil || !bytes.Equal(others, got) {
				t.Errorf("gowebpki/jcs writes %s, %v", others, err)
			}
			if err := canon.Check(got); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestEncodeRefuses holds that nothing is rounded or mended on the way into a document.
func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{
		"2^53":             int64(1) << 53,
		"-2^53":            -int64(1) << 53,
		"greatest uint64":  ^uint64(0),
		"a fraction":       0.5,
		"an exponent":      1e300,
		"minus zero":       math.Copysign(0, -1),
		"broken UTF-8":     "\xff",
		"half a surrogate": "\xed\xa0\x80",
		"too deep":         deep(canon.MaxDepth + 1),
		"too large":        strings.Repeat("x", canon.MaxSize),
		"a channel":        make(chan int),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := canon.Encode(value); err == nil {
				t.Errorf("Encode = %.80s", got)
			}
		})
	}
}

func deep(levels int) any {
	var v any
	for range levels {
		v = []any{v}
	}
	return v
}

type document struct {
	A    string         `json:"a,omitempty"`
	List []int64        `json:"list,omitempty"`
	Data []byte         `json:"data,omitempty"`
	Map  map[string]int `json:"map,omitempty"`
	N    *int64         `json:"n,omitempty"`
}

// TestDecodeRefuses holds that a document has one spelling.
func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"nothing":                    ``,
		"white space within":         `{"a": "x"}`,
		"white space after":          `{"a":"x"}` + "\n",
		"white space before":         ` {}`,
		"byte order mark":            "\ufeff{}",
		"trailing document":          `{}{}`,
		"name in another case":       `{"A":"x"}`,
		"unknown member":             `{"b":1}`,
		"twice the same name":        `{"a":"x","a":"x"}`,
		"twice, once escaped":        `{"a":"x","\u0061":"x"}`,
		"names out of order":         `{"list":[1],"data":"AA=="}`,
		"map out of order":           `{"map":{"b":1,"a":2}}`,
		"an escape too many":         `{"a":"\/"}`,
		"an escape in capitals":      `{"a":"\u001F"}`,
		"long escape of a tab":       `{"a":"\u0009"}`,
		"escaped letter":             `{"a":"\u00e9"}`,
		"lone surrogate":             `{"a":"\ud800"}`,
		"surrogate in UTF-8":         "{\"a\":\"\xed\xa0\x80\"}",
		"overlong UTF-8":             "{\"a\":\"\xc0\x80\"}",
		"raw control character":      "{\"a\":\"\x01\"}",
		"an empty member, unwritten": `{"a":""}`,
		"null for text":              `{"a":null}`,
		"null for a list":            `{"list":null}`,
		"a fraction":                 `{"list":[1.0]}`,
		"an exponent":                `{"list":[1e2]}`,
		"minus zero":                 `{"list":[-0]}`,
		"leading zero":               `{"list":[01]}`,
		"plus":                       `{"list":[+1]}`,
		"beyond 2^53":                `{"list":[9007199254740992]}`,
		"far beyond":                 `{"list":[100000000000000000000]}`,
		"comma at the end":           `{"list":[1,]}`,
		"comma at the start":         `{"list":[,1]}`,
		"cut off":                    `{"list":[1`,
		"cut in a text":              `{"a":"`,
		"cut in an escape":           `{"a":"\`,
		"a word":                     `nul`,
		"base64 without padding":     `{"data":"AA"}`,
		"base64 with stray bits":     `{"data":"AB=="}`,
		"base64 with a line break":   `{"data":"AA\n=="}`,
		"too deep":                   strings.Repeat("[", 1e6),
		"deep and out of order":      `{"map":{"b":` + strings.Repeat(`{"a":`, 300),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var doc document
			if err := canon.Decode([]byte(data), &doc); err == nil {
				t.Errorf("Decode took it: %+v", doc)
			}
		})
	}
}

// TestDecodeSaysWhere holds that a refusal names the byte.
func TestDecodeSaysWhere(t *testing.T) {
	t.Parallel()
	var doc document
	err := canon.Decode([]byte(`{"a": "x"}`), &doc)
	if !errors.Is(err, canon.ErrForm) || !strings.Contains(err.Error(), "byte 5") {
		t.Error(err)
	}
	err = canon.Decode([]byte(`{"list":[1],"a":"x"}`), &doc)
	if !errors.Is(err, canon.ErrForm) || !strings.Contains(err.Error(), "byte 12") {
		t.Error(err)
	}
}

// TestDecodeTakes holds that fields may stand in any order in Go.
func TestDecodeTakes(t *testing.T) {
	t.Parallel()
	want := `{"a":"\u0000\"é","data":"AAE=","list":[1,-2],"map":{"":0,"𝄞":1,"` + "\ue000" + `":2}}`
	var doc document
	if err := canon.Decode([]byte(want), &doc); err != nil {
		t.Fatal(err)
	}
	if got, err := canon.Encode(doc); err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	d := canon.Sum(nil)
	if want := "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; string(d) != want || d.Check() != nil {
		t.Errorf("%s, %v", d, d.Check())
	}
	for _, bad := range []canon.Digest{"", "sha256:", "sha1:" + canon.Digest(d.Hex()), canon.Digest(d.Hex()), d + "0", d[:len(d)-1],
		"sha256:" + canon.Digest(strings.ToUpper(d.Hex())), canon.Digest(strings.Replace(string(d), "e3", "g3", 1))} {
		if bad.Check() == nil {
			t.Errorf("%q is taken for a digest", bad)
		}
	}
}

// FuzzDecode holds the promise of Decode: what it takes, Encode gives back byte for byte, and other
// people's RFC 8785 calls it canonical. And the promise of Encode: what it gives, Decode takes.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2,null,true,"\u001f\n"],"b":{}}`, "{\"\U0001f600\":1,\"\ue000\":2}", `{"b":1,"a":2}`, `"\ud83d\ude00"`,
		`9007199254740991`, `[1e3,0.1,-0]`, `{"":{"":{"":[]}}}`, `{"\\":1,"]":2,"\"":3}`, `[[[[]]]]`, full, `[{"a":{"a":"x","list":[1],"n":2}}]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		compare[everything](t, data)
		compare[[]map[string]document](t, data)
		compare[struct {
			document
			Max uint8 `json:"max,omitempty"`
		}](t, data)
		var v any
		if canon.Decode(data, &v) == nil {
			if again, err := canon.Encode(v); err != nil || !bytes.Equal(again, data) {
				t.Fatalf("Decode takes %q, Encode gives %q, %v", data, again, err)
			}
			if others, err := jcs.Transform(data); err != nil || !bytes.Equal(others, data) {
				t.Fatalf("Decode takes %q, gowebpki/jcs writes %q, %v", data, others, err)
			}
		}
		encoded, err := canon.Encode(rawOf(data))
		if err != nil {
			return
		}
		if err := canon.Decode(encoded, &v); err != nil {
			t.Fatalf("Encode of %q gives %q, which Decode refuses: %v", data, encoded, err)
		}
		if data[0] != '{' && data[0] != '[' { // gowebpki/jcs does not read a scalar alone with space around it
			data = encoded
		}
		if others, err := jcs.Transform(data); err != nil || !bytes.Equal(others, encoded) {
			t.Fatalf("Encode of %q gives %q, gowebpki/jcs %q, %v", data, encoded, others, err)
		}
	})
}

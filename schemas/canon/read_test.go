package canon_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// everything has a field for each way in which a document is read.
type everything struct {
	Any     any                     `json:"any,omitzero"`
	Bool    bool                    `json:"bool"`
	Bytes   []byte                  `json:"bytes"`
	Deep    *everything             `json:"deep,omitempty"`
	Default string                  // its name begins with a capital, so it comes first
	Empty   []string                `json:"empty,omitempty"`
	Int     int8                    `json:"int,omitzero"`
	List    []everything            `json:"list,omitzero"`
	Map     map[named]*int64        `json:"map,omitempty"`
	Names   map[string][]named      `json:"names,omitzero"`
	Null    *string                 `json:"null"`
	Raw     jsontext.Value          `json:"raw,omitzero"`
	Self    upper                   `json:"self,omitzero"`
	Struct  struct{ A, B named }    `json:"struct,omitzero"`
	Text    *string                 `json:"text,omitempty"`
	Uint    uint16                  `json:"uint"`
	Zero    struct{ X *everything } `json:"zero"`
}

type named string

// upper reads and writes itself, in capitals.
type upper string

func (u upper) MarshalJSONTo(enc *jsontext.Encoder) error {
	return enc.WriteToken(jsontext.String(strings.ToUpper(string(u))))
}

func (u *upper) ReadCanonical(data []byte) error {
	var text string
	if err := canon.Decode(data, &text); err != nil {
		return err
	}
	if *u = upper(text); strings.ToUpper(text) != text {
		return errors.New("not in capitals")
	}
	return nil
}

// reference is what Decode promises, by way of package json: read, write again, compare.
func reference[T any](data []byte) (v T, err error) {
	if err := canon.Check(data); err != nil {
		return v, err
	}
	if err := json.Unmarshal(data, &v, json.RejectUnknownMembers(true)); err != nil {
		return v, err
	}
	again, err := canon.Encode(v)
	if err == nil && !bytes.Equal(again, data) {
		err = canon.ErrForm
	}
	return v, err
}

// compare holds that Decode accepts what reference accepts, and reads the same.
func compare[T any](t *testing.T, data []byte) {
	t.Helper()
	var got T
	err := canon.Decode(data, &got)
	want, wantErr := reference[T](data)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%q as %T: Decode says %v, package json %v", data, got, err, wantErr)
	}
	if err == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%q as %T:\n%+v is read, package json reads\n%+v", data, got, got, want)
	}
	if err != nil && !reflect.ValueOf(got).IsZero() {
		t.Fatalf("%q as %T is refused, and %+v is left", data, got, got)
	}
}

const full = `{"Default":"\u0001","any":{"a":[1]},"bool":true,"bytes":"AAE=","deep":{"Default":"","bool":false,"bytes":"","null":null,"uint":0,"zero":{"X":null}},` +
	`"empty":["x"],"int":-128,"list":[],"map":{"\n":null,"é":1,"𝄞":2},"names":{},"null":"n","raw":[{}],"self":"SELF","struct":{"A":"a","B":""},"text":"t","uint":0,"zero":{"X":null}}`

// TestDecodeReadsAll holds that every way of reading a field is the way of package json, and that no
// part can be left out, doubled, moved or emptied.
func TestDecodeReadsAll(t *testing.T) {
	t.Parallel()
	var v everything
	if err := canon.Decode([]byte(full), &v); err != nil {
		t.Fatal(err)
	}
	compare[everything](t, []byte(full))
	for _, change := range [][2]string{
		{`"bool":true,`, ``}, {`"bool":true`, `"bool":1`}, {`"bool":true`, `"bool":null`}, {`"bool":true`, `"Bool":true`}, {`"bool":true`, `"bool":true,"bool":true`},
		{`"AAE="`, `"AAF="`}, {`"AAE="`, `"AAE"`}, {`"AAE="`, `null`}, {`"AAE="`, `"AA\n="`}, {`["x"]`, `[]`}, {`["x"]`, `null`}, {`["x"]`, `{}`},
		{`"empty":["x"],`, ``}, {`-128`, `-129`}, {`-128`, `0`}, {`-128`, `"1"`}, {`-128`, `null`}, {`"int":-128,`, ``}, {`"list":[]`, `"list":null`},
		{`"\n":null,"é":1`, `"é":1,"\n":null`}, {`"𝄞":2`, `"é":2`}, {`"𝄞":2`, `"\ud834\udd1e":2`}, {`"é":1`, `"é":1.5`}, {`"names":{},`, ``}, {`"names":{}`, `"names":{"a":null}`},
		{`"null":"n",`, ``}, {`"null":"n"`, `"null":null`}, {`[{}]`, `null`}, {`[{}]`, `{"b":1,"a":2}`}, {`"SELF"`, `"self"`}, {`"SELF"`, `""`}, {`"A":"a",`, ``},
		{`"A":"a","B":""`, `"B":"","A":"a"`}, {`"A":"a"`, `"A":""`}, {`"text":"t"`, `"text":""`}, {`"text":"t"`, `"text":null`}, {`"uint":0`, `"uint":65536`}, {`"uint":0,`, ``},
		{`"zero":{"X":null}}`, `"zero":{}}`}, {`"zero":{"X":null}}`, `"zero":{"X":null},"zoo":1}`}, {`{"a":[1]}`, `{"a":[1.5]}`}, {`{"a":[1]}`, `null`}, {`"deep":{`, `"deep":{"A":1,`},
	} {
		changed := strings.Replace(full, change[0], change[1], 1)
		if changed == full {
			t.Fatalf("%s is not in the document", change[0])
		}
		compare[everything](t, []byte(changed))
	}
	for i := range full {
		compare[everything](t, []byte(full[:i]))
		compare[everything](t, []byte(full[:i]+" "+full[i:]))
	}
}

// TestDecodeReadsEveryByte holds that no byte is passed by, wherever it stands in a text: texts are read
// eight bytes at a time.
func TestDecodeReadsEveryByte(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		for at := range 18 {
			text := []byte(`"abcdefghijklmnopqr"`)
			text[1+at] = byte(c)
			compare[string](t, text)
			compare[string](t, text[:at+2])
		}
	}
}

// TestDecodeKeepsTexts holds that texts which look alike are not taken for one another.
func TestDecodeKeepsTexts(t *testing.T) {
	t.Parallel()
	for i := range 3000 {
		text := fmt.Sprintf(`["%d-likeness","%d","likeness"]`, i, i)
		compare[[]string](t, []byte(text))
		compare[[]named](t, []byte(text))
	}
}

// selves has pointers to what reads itself.
type selves struct {
	A *upper `json:"a"`
	B *upper `json:"b,omitzero"`
}

func TestDecodeReadsPointersToReaders(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"a":"A","b":"B"}`, `{"a":null}`, `{"a":"A","b":null}`, `{"a":"a"}`, `{"a":""}`, `{}`, `{"a":1}`} {
		compare[selves](t, []byte(text))
	}
}

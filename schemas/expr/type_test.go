package expr_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/expr"
)

func TestParseType(t *testing.T) {
	t.Parallel()
	for _, written := range []string{
		"string", "number", "bool", "date", "duration", "any", "list(string)", "map(list(number))",
		"object({})", "object({a = string, b = list(object({c = any}))})",
	} {
		if got := expr.MustType(written).String(); got != written {
			t.Errorf("%s is read as %s", written, got)
		}
	}
	if got := expr.MustType(" object ( { b=number , a = list( string ), } ) ").String(); got != "object({a = list(string), b = number})" {
		t.Errorf("white space and order matter: %s", got)
	}
	for _, bad := range []string{
		"", "text", "List(string)", "list", "list()", "list(string", "list(string,number)", "string string", "object({a string})",
		"object({a = string, a = string})", "object({1 = string})", "object(a = string)", "object({a = string)", "map(int)",
		strings.Repeat("list(", 9) + "any" + strings.Repeat(")", 9), strings.Repeat("list(", 1e5),
	} {
		if got, err := expr.ParseType(bad); err == nil {
			t.Errorf("%.40q is read as %s", bad, got)
		}
	}
}

func TestConforms(t *testing.T) {
	t.Parallel()
	person := "object({name = string, age = number})"
	of := func(name string, age expr.Value) expr.Value {
		return expr.OfObject(map[string]expr.Value{"name": expr.OfText(name), "age": age})
	}
	for _, test := range []struct {
		value expr.Value
		kind  string
		want  string // "" where it conforms
	}{
		{expr.OfText("x"), "string", ""},
		{expr.OfText("true"), "bool", "is a text, not true or false"},
		{expr.OfText("1"), "number", "is a text, not a number"},
		{expr.OfText("2026-02-28"), "date", ""},
		{expr.OfText("2026-02-29"), "date", "is not a date as 2026-01-31"},
		{expr.OfText("2026-2-8"), "date", "is not a date as 2026-01-31"},
		{expr.OfText("90d"), "duration", ""},
		{expr.OfText("1.5h"), "duration", "is not a length of time as 30m, 12h or 7d"},
		{expr.Nil(), "list(string)", ""},
		{expr.OfList([]expr.Value{expr.OfText("a"), expr.OfInt(1)}), "list(string)", "item 1: is a number, not a text"},
		{expr.OfList([]expr.Value{expr.OfText("a"), expr.OfInt(1)}), "list(any)", ""},
		{expr.OfText("a"), "list(string)", "is a text, not a list"},
		{of("a", expr.OfInt(1)), person, ""},
		{of("a", expr.Nil()), person, ""},
		{of("a", expr.OfText("old")), person, `member "age": is a text, not a number`},
		{of("a", expr.OfInt(1)), "object({name = string})", `has a member "age" that is not in its type`},
		{expr.OfObject(nil), person, `has no member "age"`},
		{of("a", expr.OfInt(1)), "map(string)", `member "age": is a number, not a text`},
		{expr.OfObject(map[string]expr.Value{"any name": expr.OfText("a")}), "map(string)", ""},
		{expr.OfList([]expr.Value{expr.UnknownOf("it is gone")}), "list(any)", "item 0: unknown: it is gone"},
	} {
		got := ""
		if err := test.value.Conforms(expr.MustType(test.kind)); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s as %s: %q, want %q", plain(test.value), test.kind, got, test.want)
		}
	}
}

func TestAccepts(t *testing.T) {
	t.Parallel()
	for pair, want := range map[[2]string]bool{
		{"string", "date"}: true, {"date", "string"}: false, {"string", "number"}: false, {"any", "list(any)"}: true, {"list(string)", "any"}: true,
		{"list(string)", "list(duration)"}: true, {"list(number)", "list(string)"}: false, {"list(any)", "list(string)"}: true,
		{"map(number)", "object({a = number})"}: true, {"map(number)", "object({a = string})"}: false, {"map(any)", "list(any)"}: false,
		{"object({a = number})", "object({a = number, b = string})"}: true, {"object({a = number})", "object({b = number})"}: false,
		{"object({a = number})", "map(number)"}: true, {"object({})", "string"}: false,
	} {
		if got := expr.MustType(pair[0]).Accepts(expr.MustType(pair[1])); got != want {
			t.Errorf("%s accepts %s: %t", pair[0], pair[1], got)
		}
	}
}

func FuzzParseType(f *testing.F) {
	f.Add("object({a = string, b = list(map(any)), })")
	f.Add("list(list(")
	f.Fuzz(func(t *testing.T, s string) {
		kind, err := expr.ParseType(s)
		if err != nil {
			return
		}
		if again, err := expr.ParseType(kind.String()); err != nil || again.String() != kind.String() {
			t.Errorf("%q is %s, which is read as %s, %v", s, kind, again, err)
		}
	})
}

func TestWorded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"string": true, "any": true, "list(string)": true, "map(list(any))": true, "object({a = number, b = object({c = string})})": true,
		"number": false, "bool": false, "date": false, "duration": false, "list(number)": false, "object({a = bool, b = list(date)})": false, "object({})": false,
	} {
		if got := expr.MustType(text).Worded(); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

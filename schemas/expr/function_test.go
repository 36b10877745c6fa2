package expr_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/expr"
)

// TestFunctions is the manual by example. A function without an example fails it.
func TestFunctions(t *testing.T) {
	t.Parallel()
	abc := list(text("a"), text("b"), text("c"))
	ages := object(text("zoe"), num("41"), text("ann"), num("30"))
	at := text("2026-03-29T01:30:00Z")
	tried := map[string]bool{}
	for _, test := range []struct {
		tree *expr.Node
		want string
	}{
		{call("upper", text("straße")), `"STRAßE"`},
		{call("lower", text("ÀB")), `"àb"`},
		{call("trim", text(" \t a b \n")), `"a b"`},
		{call("trim", text("--a-b-"), text("-")), `"a-b"`},
		{call("replace", text("a.b.c"), text("."), text("/")), `"a/b/c"`},
		{call("replace", text("a"), text(""), text("/")), `unknown: there is nothing to replace`},
		{call("split", text(","), text("a,,b")), `["a","","b"]`},
		{call("split", text(""), text("ab")), `unknown: there is no separator to split by`},
		{call("join", text("-"), list(text("a"), num("1.5"), yes(true))), `"a-1.5-true"`},
		{call("join", text("-"), list(text("a"), null)), `unknown: a null cannot be joined to a text`},
		{call("format", text("%s|%5s|%-5s|%05d|%.2f|%d%%"), text("x"), text("é"), text("y"), num("-42"), num("2.675"), num("9")), `"x|    é|y    |-0042|2.68|9%"`},
		{call("format", text("%.1f"), num("-0.04")), `"0.0"`},
		{call("format", text("%d"), num("1.5")), `unknown: a number does not fit %d of a layout`},
		{call("format", text("%999s"), text("")), `unknown: a layout is at most 200 wide`},
		{call("format", text("%s")), `unknown: a layout has more places than values`},
		{call("format", text("x"), num("1")), `unknown: a layout has fewer places than values`},
		{call("format", text("%v"), num("1")), `unknown: a layout knows %s, %d, %f and %% only`},
		{call("startswith", text("TLS 1.3"), text("TLS")), `true`},
		{call("endswith", text("TLS 1.3"), text("1.2")), `false`},
		{call("strcontains", text("TLS 1.3"), text("S 1")), `true`},
		{call("substr", text("Zoë Müller"), num("2"), num("3")), `"ë M"`},
		{call("substr", text("Zoë"), num("1")), `"oë"`},
		{call("substr", text("Zoë"), num("9"), num("9")), `""`},
		{call("substr", text("Zoë"), num("-1")), `unknown: a text begins at 0`},
		{call("indent", num("2"), text("a\nb\nc")), `"a\n  b\n  c"`},
		{call("indent", num("201"), text("a")), `unknown: a text is indented by 0 to 200 spaces`},
		{call("title", text("o'neil and the 3rd élan")), `"O'neil And The 3rd Élan"`},
		{call("truncate", text("Müller"), num("4")), `"Mül…"`},
		{call("truncate", text("Müll"), num("4")), `"Müll"`},
		{call("matches", text("abc-12"), text("[a-z]+-[0-9]+")), `true`},
		{call("matches", text("abc-12x"), text("[a-z]+-[0-9]+")), `false`},
		{call("matches", text("x\nrm -rf /"), text("x")), `false`},
		{call("matches", text("ab"), text("a|b")), `false`},
		{call("matches", text("x"), text(")(")), `unknown: a pattern is not RE2 or is too large`},

		{call("length", text("Zoë")), `3`},
		{call("length", list(unknown, null)), `2`},
		{call("length", num("3")), `unknown: a number has no length`},
		{call("contains", abc, text("b")), `true`},
		{call("contains", abc, text("d")), `false`},
		{call("contains", ages, text("ann")), `true`},
		{call("contains", list(text("a"), null), text("d")), `unknown: a list holds items that cannot be compared with a text`},
		{call("contains", list(num("1")), text("1")), `unknown: a list holds items that cannot be compared with a text`},
		{call("distinct", list(text("b"), num("1"), text("b"), text("1"), num("1"))), `["b",{"number":"1"},"1"]`},
		{call("sort", list(num("10"), num("9"), num("-1"))), `[{"number":"-1"},{"number":"9"},{"number":"10"}]`},
		{call("sort", list(text("b"), text("B"), text("a"))), `["B","a","b"]`},
		{call("sort", list(text("b"), num("1"))), `unknown: only texts alone, or numbers alone, can be sorted`},
		{call("reverse", abc), `["c","b","a"]`},
		{call("concat", abc, list(), list(num("1"))), `["a","b","c",{"number":"1"}]`},
		{call("flatten", list(abc, list(list(num("1")), list()), null)), `["a","b","c",{"number":"1"},null]`},
		{call("merge", ages, object(text("ann"), num("31"))), `{"object":{"ann":{"number":"31"},"zoe":{"number":"41"}}}`},
		{call("keys", ages), `["ann","zoe"]`},
		{call("values", ages), `[{"number":"30"},{"number":"41"}]`},
		{call("slice", abc, num("1")), `["b","c"]`},
		{call("slice", abc, num("0"), num("1")), `["a"]`},
		{call("slice", abc, num("2"), num("4")), `unknown: a list does not reach as far as the slice`},
		{call("zipmap", list(text("x"), text("y")), list(num("1"), null)), `{"object":{"x":{"number":"1"},"y":null}}`},
		{call("zipmap", list(text("x")), list()), `unknown: there are not as many names as values`},
		{call("sum", list(num("0.1"), num("0.2"))), `0.3`},
		{call("sum", list()), `0`},
		{call("sum", list(num("1"), null)), `unknown: a null cannot be added up`},
		{call("alltrue", list(yes(true), yes(true))), `true`},
		{call("alltrue", list(yes(false), null)), `false`},
		{call("alltrue", list(yes(true), null)), `unknown: an item of a list is not a yes or no`},
		{call("anytrue", list()), `false`},
		{call("anytrue", list(null, yes(true))), `true`},

		{call("min", num("3"), num("-1.5"), num("2")), `-1.5`},
		{call("max", list(num("3"), num("12"))), `12`},
		{call("max", list()), `unknown: there is no number, or something that is not a number, to choose from`},
		{call("ceil", num("1.01")), `2`},
		{call("ceil", num("-0.5")), `0`},
		{call("floor", num("-1.01")), `-2`},
		{call("round", num("2.5")), `2`},
		{call("round", num("3.5")), `4`},
		{call("round", num("-2.345"), num("2")), `-2.34`},
		{call("number", text("007.50")), `7.5`},
		{call("number", text("1e3")), `1000`},
		{call("number", text("0x10")), `unknown: a text is not a number`},
		{call("number", text("NaN")), `unknown: a text is not a number`},
		{call("number", text("1e999999999")), `unknown: a text is not a number`},
		{call("number", text("1e41")), `unknown: a number is too large`},
		{call("number", text("1e-41")), `unknown: a number has too many digits`},
		{call("number", text("")), `unknown: a text is not a number`},

		{call("addtime", at, text("-7d")), `"2026-03-22T01:30:00Z"`},
		{call("addtime", text("2024-02-28"), text("2w")), `"2024-03-13T00:00:00Z"`},
		{call("addtime", at, text("1y")), `unknown: a text is not a length of time as 30m, 12h or -7d`},
		{call("addtime", text("2026-03-29T01:30:00+01:00"), text("1d")), `unknown: a text is not an instant as 2026-01-31T07:00:00Z`},
		{call("addtime", text("9999-12-31"), text("1d")), `unknown: an instant lies outside the years 1 to 9999`},
		{call("formatdate", text("EEEE, D MMMM YYYY 'at' hh:mm:ss"), at), `"Sunday, 29 March 2026 at 01:30:00"`},
		{call("formatdate", text("YY-MM-DD M MMM EEE 'o''clock'"), text("2026-03-09")), `"26-03-09 3 Mar Mon o'clock"`},
		{call("formatdate", text("QQ"), at), `unknown: a layout has a word that is not known`},
		{call("before", text("2026-03-28"), at), `true`},
		{call("before", at, at), `false`},
		{call("before", at, text("tomorrow")), `unknown: a text is not an instant as 2026-01-31T07:00:00Z`},
		{call("days_between", text("2026-01-01"), at), `87`},
		{call("days_between", at, text("2026-03-29")), `-1`},

		{call("jsonencode", object(text("b"), list(num("1.5"), null, yes(true)), text("a"), text("\"\n<"))), `"{\"a\":\"\\\"\\n<\",\"b\":[1.5,null,true]}"`},
		{call("urlencode", text("a b/ü~?")), `"a%20b%2F%C3%BC~%3F"`},
		{call("base64encode", text("Zoë")), `"Wm/Dqw=="`},

		{call("default", days, num("0")), `5`},
		{call("default", expr.Ref("step", "site", "none"), num("0")), `0`},
		{call("default", expr.Ref("step", "site", "broken"), num("0")), `unknown: the answer has no member called broken`},

		{call("absent", expr.Ref("step", "site", "days_left")), `false`},
		{call("absent", expr.Ref("step", "site", "none")), `true`},
		{call("isnull", expr.Ref("step", "site", "days_left")), `false`},
	} {
		tried[test.tree.Name] = true
		if err := test.tree.Check(); err != nil {
			t.Errorf("%s: %v", test.tree, err)
			continue
		}
		if got := plain(expr.Eval(test.tree, world)); got != test.want {
			t.Errorf("%s\n gives %s\nwant   %s", test.tree, got, test.want)
		}
	}
	for _, f := range expr.Functions() {
		if !tried[f.Name] {
			t.Errorf("%s has no example", f.Name)
		}
	}
}

// TestFunctionTable holds that every function says what it does, and refuses null and wrong kinds.
func TestFunctionTable(t *testing.T) {
	t.Parallel()
	names := "upper lower trim replace split join format startswith endswith strcontains substr indent title truncate matches " +
		"length contains distinct sort reverse concat flatten merge keys values slice zipmap sum alltrue anytrue " +
		"min max ceil floor round number addtime formatdate before days_between jsonencode urlencode base64encode default absent isnull"
	if got, want := len(expr.Functions()), len(strings.Fields(names)); got != want {
		t.Errorf("there are %d functions, the language has %d", got, want)
	}
	for _, name := range strings.Fields(names) {
		f, ok := expr.Function(name)
		if !ok {
			t.Errorf("%s does not exist", name)
			continue
		}
		if !strings.HasSuffix(f.Doc, ".") || len(f.Doc) < 20 || !strings.HasPrefix(f.Signature(), name+"(") {
			t.Errorf("%s is not described: %q", f.Signature(), f.Doc)
		}
		if f.CheckArgs(99) == nil && !f.Variadic {
			t.Errorf("%s takes 99 arguments", name)
		}
		if name == "default" || name == "absent" || name == "isnull" {
			continue
		}
		args := make([]*expr.Node, len(f.Params))
		for i := range args {
			args[i] = expr.Ref("nobody")
		}
		if v := expr.Eval(call(name, args...), nil); v.Reason() != "nobody is null" {
			t.Errorf("%s of null is %s", name, plain(v))
		}
	}
	join, _ := expr.Function("join")
	if got, want := join.Signature(), "join(separator string, items list(any)) string"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if v := expr.Eval(call("upper", days), world); v.Reason() != "step.site.days_left is a number and is not a string" {
		t.Error(v.Reason())
	}
}

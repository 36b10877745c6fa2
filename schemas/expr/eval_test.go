package expr_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

func num(s string) *expr.Node { return expr.Lit(number(s)) }

func number(s string) expr.Value {
	v, err := expr.ParseNumber(s)
	if err != nil {
		panic(err)
	}
	return v
}

func text(s string) *expr.Node { return expr.Lit(expr.OfText(s)) }

func yes(b bool) *expr.Node { return expr.Lit(expr.OfBool(b)) }

func op(o expr.Op, args ...*expr.Node) *expr.Node { return &expr.Node{Op: o, Args: args} }

func call(name string, args ...*expr.Node) *expr.Node {
	return &expr.Node{Op: expr.OpCall, Name: name, Args: args}
}

func list(args ...*expr.Node) *expr.Node { return op(expr.OpList, args...) }

func object(args ...*expr.Node) *expr.Node { return op(expr.OpObject, args...) }

var (
	null    = expr.Lit(expr.Nil())
	unknown = op(expr.OpDiv, num("1"), num("0"))
	days    = expr.Ref("step", "site", "days_left")
	hosts   = expr.Ref("step", "site", "hosts")
)

// world is what the tests refer to.
var world = expr.Names{
	"step": expr.OfObject(map[string]expr.Value{
		"site": expr.OfObject(map[string]expr.Value{
			"days_left": expr.OfInt(5),
			"version":   expr.OfText("TLS 1.3"),
			"none":      expr.Nil(),
			"broken":    expr.UnknownOf("the answer has no member called broken"),
			"hosts":     expr.OfList([]expr.Value{expr.OfText("a"), expr.OfText("b")}),
			"long":      expr.OfText(strings.Repeat("x", 201)),
		}),
	}),
	"yes": expr.OfBool(true),
	"no":  expr.OfBool(false),
}

// plain is a value as a reader of the table wants it: JSON, or "unknown: " and the reason.
func plain(v expr.Value) string {
	if !v.Whole() {
		return "unknown: " + v.Reason()
	}
	data, err := canon.Encode(v)
	if err != nil {
		return err.Error()
	}
	if digits, ok := strings.CutPrefix(string(data), `{"number":"`); ok {
		return strings.TrimSuffix(digits, `"}`)
	}
	return string(data)
}

func TestEval(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		tree *expr.Node
		want string
	}{
		{"a literal", num("21.5"), `21.5`},
		{"the literal null has no value in JSON", &expr.Node{Op: expr.OpLiteral}, `null`},
		{"a reference", days, `5`},
		{"a part that is missing is null", expr.Ref("step", "other", "days_left"), `null`},
		{"a name that is missing is null", expr.Ref("nobody"), `null`},
		{"a part of a text is null", expr.Ref("step", "site", "version", "x"), `null`},
		{"unknown stays unknown", expr.Ref("step", "site", "broken", "x"), `unknown: the answer has no member called broken`},
		{"unknown beside it does no harm", expr.Ref("step", "site", "version"), `"TLS 1.3"`},

		{"an item", op(expr.OpGet, hosts, num("1")), `"b"`},
		{"an item that is missing is null", op(expr.OpGet, hosts, num("2")), `null`},
		{"there is no item -1", op(expr.OpGet, hosts, num("-1")), `null`},
		{"a member by a text", op(expr.OpGet, expr.Ref("step", "site"), text("version")), `"TLS 1.3"`},
		{"an item of null is null", op(expr.OpGet, null, num("0")), `null`},
		{"null chooses nothing", op(expr.OpGet, hosts, null), `unknown: a value is null`},
		{"a text does not choose from a list", op(expr.OpGet, hosts, text("0")), `unknown: a text does not choose from a list`},

		{"a list may hold null", list(num("1"), null), `[{"number":"1"},null]`},
		{"an object", object(text("b"), num("1"), text("a"), list()), `{"object":{"a":[],"b":{"number":"1"}}}`},
		{"a key is text", object(num("1"), num("1")), `unknown: the key of an object is number, not text`},
		{"a key is there once", object(text("a"), num("1"), text("a"), num("1")), `unknown: an object has two values for one key`},
		{"unknown in a list", list(num("1"), unknown), `unknown: this divides by zero`},
		{"what is not asked for in it", op(expr.OpGet, list(num("1"), unknown), num("0")), `1`},

		{"a template", op(expr.OpTemplate, text("at "), days, text(" days: "), expr.Ref("yes")), `"at 5 days: true"`},
		{"a template that meets null", op(expr.OpTemplate, text("at "), expr.Ref("step", "site", "none")), `unknown: step.site.none is null`},
		{"a template that meets a list", op(expr.OpTemplate, hosts), `unknown: step.site.hosts is a list and cannot be part of a text`},

		{"if takes one side only", op(expr.OpIf, yes(true), num("1"), unknown), `1`},
		{"if not", op(expr.OpIf, yes(false), unknown, num("2")), `2`},
		{"if null", op(expr.OpIf, null, num("1"), num("2")), `unknown: a value is null`},
		{"if 1", op(expr.OpIf, num("1"), num("1"), num("2")), `unknown: a value is a number and is not a yes or no`},

		{"and stops at the first no", op(expr.OpAnd, yes(false), unknown), `false`},
		{"no decides, from either side", op(expr.OpAnd, unknown, yes(false)), `false`},
		{"unknown and yes", op(expr.OpAnd, unknown, yes(true)), `unknown: this divides by zero`},
		{"yes and yes", op(expr.OpAnd, yes(true), yes(true)), `true`},
		{"or stops at the first yes", op(expr.OpOr, yes(true), unknown), `true`},
		{"yes decides, from either side", op(expr.OpOr, null, yes(true)), `true`},
		{"null or no", op(expr.OpOr, null, yes(false)), `unknown: a value is null`},
		{"1 is not a yes", op(expr.OpOr, num("1"), yes(false)), `unknown: a value is a number and is not a yes or no`},
		{"not", op(expr.OpNot, expr.Ref("no")), `true`},
		{"not null", op(expr.OpNot, null), `unknown: a value is null`},

		{"equal", op(expr.OpEqual, expr.Ref("step", "site", "version"), text("TLS 1.3")), `true`},
		{"null equals nothing, not even null", op(expr.OpEqual, null, null), `unknown: a value is null`},
		{"text is not a number", op(expr.OpEqual, num("1"), text("1")), `unknown: a number and a text cannot be compared`},
		{"nor unequal to one", op(expr.OpUnequal, num("1"), text("1")), `unknown: a number and a text cannot be compared`},
		{"lists are equal in all", op(expr.OpEqual, hosts, list(text("a"), text("b"))), `true`},
		{"in their order", op(expr.OpUnequal, hosts, list(text("b"), text("a"))), `true`},
		{"objects without order", op(expr.OpEqual, object(text("a"), num("1"), text("b"), null), object(text("b"), null, text("a"), num("1"))), `true`},
		{"less", op(expr.OpLess, days, num("5")), `false`},
		{"at most", op(expr.OpAtMost, days, num("5")), `true`},
		{"greater", op(expr.OpGreater, num("10"), num("9.99")), `true`},
		{"at least", op(expr.OpAtLeast, num("-1"), num("0")), `false`},
		{"texts have no order", op(expr.OpLess, text("a"), text("b")), `unknown: only numbers have an order here; for instants there is before()`},

		{"plus is exact", op(expr.OpAdd, num("0.1"), num("0.2")), `0.3`},
		{"minus", op(expr.OpSub, num("5"), num("7.5")), `-2.5`},
		{"minus, alone", op(expr.OpNegate, days), `-5`},
		{"no minus zero", op(expr.OpNegate, num("0")), `0`},
		{"times", op(expr.OpMul, num("1.5"), num("4")), `6`},
		{"divided, to 40 digits", op(expr.OpDiv, num("2"), num("3")), `0.6666666666666666666666666666666666666667`},
		{"by zero", unknown, `unknown: this divides by zero`},
		{"rest", op(expr.OpMod, num("7.5"), num("2")), `1.5`},
		{"rest has the sign of the left", op(expr.OpMod, num("-7"), num("2")), `-1`},
		{"rest by zero", op(expr.OpMod, num("7"), num("0")), `unknown: this divides by zero`},
		{"too large", op(expr.OpMul, num(strings.Repeat("9", 40)), num("10")), `unknown: a number is too large`},
		{"text is no number", op(expr.OpAdd, text("1"), num("1")), `unknown: a value is a text and is not a number`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := test.tree.Check(); err != nil {
				t.Fatal(err)
			}
			if got := plain(expr.Eval(test.tree, world)); got != test.want {
				t.Errorf("%s\n gives %s\nwant   %s", test.tree, got, test.want)
			}
		})
	}
}

func TestFor(t *testing.T) {
	t.Parallel()
	sites := object(text("b"), num("2"), text("a"), num("1"))
	for name, test := range map[string]struct {
		loop *expr.Node
		want string
	}{
		"a list": {&expr.Node{Op: expr.OpFor, Vars: []string{"h"}, Args: []*expr.Node{hosts, op(expr.OpTemplate, expr.Ref("h"), text("!"))}}, `["a!","b!"]`},
		"with the index, and a condition": {&expr.Node{Op: expr.OpFor, Vars: []string{"i", "h"}, If: true,
			Args: []*expr.Node{hosts, expr.Ref("i"), op(expr.OpEqual, expr.Ref("h"), text("b"))}}, `[{"number":"1"}]`},
		"an object, by sorted name, to an object": {&expr.Node{Op: expr.OpFor, Vars: []string{"k", "v"}, Keyed: true,
			Args: []*expr.Node{sites, expr.Ref("k"), op(expr.OpAdd, expr.Ref("v"), num("1"))}}, `{"object":{"a":{"number":"2"},"b":{"number":"3"}}}`},
		"a variable hides a name":  {&expr.Node{Op: expr.OpFor, Vars: []string{"step"}, Args: []*expr.Node{hosts, expr.Ref("step")}}, `["a","b"]`},
		"but not where it is made": {&expr.Node{Op: expr.OpFor, Vars: []string{"step"}, Args: []*expr.Node{expr.Ref("step", "site", "hosts"), num("1")}}, `[{"number":"1"},{"number":"1"}]`},
		"over null":                {&expr.Node{Op: expr.OpFor, Vars: []string{"x"}, Args: []*expr.Node{null, num("1")}}, `unknown: a value is null`},
		"two values for a key": {&expr.Node{Op: expr.OpFor, Vars: []string{"x"}, Keyed: true,
			Args: []*expr.Node{hosts, text("k"), expr.Ref("x")}}, `unknown: an object has two values for one key`},
		"a condition that is unknown": {&expr.Node{Op: expr.OpFor, Vars: []string{"x"}, If: true,
			Args: []*expr.Node{hosts, expr.Ref("x"), null}}, `unknown: a value is null`},
	} {
		if err := test.loop.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := plain(expr.Eval(test.loop, world)); got != test.want {
			t.Errorf("%s: %s gives %s, want %s", name, test.loop, got, test.want)
		}
	}
}

// TestLocals holds that a local is computed when asked for, that its fallback is not forgotten, and
// that one which needs itself is unknown.
func TestLocals(t *testing.T) {
	t.Parallel()
	scope := expr.WithLocals(world, map[string]*expr.Node{
		"limit":  num("14"),
		"left":   call("default", expr.Ref("step", "other", "days_left"), num("100")),
		"enough": op(expr.OpGreater, expr.Ref("local", "left"), expr.Ref("local", "limit")),
		"ring":   op(expr.OpAdd, expr.Ref("local", "gnir"), num("1")),
		"gnir":   op(expr.OpAdd, expr.Ref("local", "ring"), num("1")),
	})
	if v := expr.Eval(expr.Ref("local", "limit"), scope); plain(v) != "14" || v.Fallback() {
		t.Errorf("%s, fallback %t", plain(v), v.Fallback())
	}
	if v := expr.Eval(expr.Ref("local", "enough"), scope); plain(v) != "true" || !v.Fallback() {
		t.Errorf("%s, fallback %t", plain(v), v.Fallback())
	}
	if j := expr.Judge(expr.Ref("local", "enough"), scope); j.Outcome != expr.OutcomeUnknown {
		t.Errorf("a condition passes by a fallback two locals away: %+v", j)
	}
	if v := expr.Eval(expr.Ref("local", "ring"), scope); plain(v) != "unknown: local.ring needs itself" {
		t.Error(plain(v))
	}
	if v := expr.Eval(expr.Ref("local", "missing"), scope); !v.IsNull() {
		t.Error(plain(v))
	}
	if v := expr.Eval(days, expr.WithLocals(nil, nil)); !v.IsNull() {
		t.Error(plain(v))
	}
}

package expr_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/google/go-cmp/cmp"
)

// TestCheckRefuses holds that the tree is closed: one spelling for each expression, and nothing else.
func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	one := num("1")
	loop := func(change func(*expr.Node)) *expr.Node {
		n := &expr.Node{Op: expr.OpFor, Vars: []string{"x"}, Args: []*expr.Node{list(one), one}}
		change(n)
		return n
	}
	deep, nested := one, list(one)
	for range expr.MaxNodeDepth {
		deep = op(expr.OpNegate, deep)
	}
	for range expr.MaxForDepth + 1 {
		nested = &expr.Node{Op: expr.OpFor, Vars: []string{"x"}, Args: []*expr.Node{nested, one}}
	}
	unknownValue := expr.UnknownOf("x")
	for _, test := range []struct {
		name string
		tree *expr.Node
		want string
	}{
		{"nothing", nil, "no expression"},
		{"no operator", &expr.Node{}, `"" is not an operator`},
		{"another operator", op("**", one, one), `"**" is not an operator`},
		{"a missing side", op(expr.OpAdd, one), `"+" has 1 arguments and takes 2 arguments`},
		{"a side too many", op(expr.OpNot, one, one), `"!" has 2 arguments and takes 1 arguments`},
		{"a side that is nothing", op(expr.OpAdd, one, nil), `args[1]: no expression`},
		{"deep within", op(expr.OpAdd, one, list(one, op(expr.OpNot))), `args[1].args[1]: "!" has 0 arguments and takes 1 arguments`},
		{"a literal with arguments", &expr.Node{Op: expr.OpLiteral, Args: []*expr.Node{one}}, `"literal" has no "args"`},
		{"a value elsewhere", &expr.Node{Op: expr.OpList, Value: &unknownValue}, `"list" has no "value"`},
		{"an unknown literal", expr.Lit(unknownValue), "a literal cannot be unknown"},
		{"an operator with a name", &expr.Node{Op: expr.OpAdd, Name: "x", Args: []*expr.Node{one, one}}, `"+" has no "name"`},
		{"a reference to nothing", expr.Ref(), "a reference has 1 to 32 parts"},
		{"a reference from a number", expr.Ref("0", "x"), `a reference cannot begin with "0"`},
		{"an empty part", expr.Ref("step", ""), `"" cannot be part of a reference`},
		{"an empty template", op(expr.OpTemplate), `"template" has 0 arguments and takes at least one part`},
		{"a key without value", object(one), `"object" has 1 arguments and takes pairs of key and value`},
		{"a function that does not exist", call("file", one), `"file" is not a function`},
		{"an argument too many", call("upper", one, one), "upper has 2 arguments: upper(text string) string"},
		{"an argument too few", call("join", one), "join has 1 arguments: join(separator string, items list(any)) string"},
		{"no number to choose from", call("max"), "max has 0 arguments: max(numbers any…) number"},
		{"default of a sum", call("default", op(expr.OpAdd, one, one), one), "the first argument of default is a reference"},
		{"a loop without variable", loop(func(n *expr.Node) { n.Vars = nil }), "a for has one or two variables"},
		{"a loop with one name twice", loop(func(n *expr.Node) { n.Vars = []string{"x", "x"} }), `"x" cannot be a variable of this for`},
		{"a loop with a strange name", loop(func(n *expr.Node) { n.Vars = []string{"x.y"} }), `"x.y" cannot be a variable of this for`},
		{"a keyed loop without key", loop(func(n *expr.Node) { n.Keyed = true }), `"for" has 2 arguments and takes 3 arguments`},
		{"a loop without its condition", loop(func(n *expr.Node) { n.If = true }), `"for" has 2 arguments and takes 3 arguments`},
		{"too deep", deep, "more than 64 parts or 3 loops within each other"},
		{"loops too deep", nested, "more than 64 parts or 3 loops within each other"},
		{"too wide", list(make([]*expr.Node, expr.MaxNodes)...), "args[0]: no expression"},
		{"too large", list(repeat(one, expr.MaxNodes)...), "more than 10000 parts"},
	} {
		err := test.tree.Check()
		if err == nil || !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
		if err == nil || strings.Contains(err.Error(), "more than") { // fuel bounds what is too large
			continue
		}
		if v := expr.Eval(test.tree, world); v.Whole() {
			t.Errorf("%s is refused, and gives %s", test.name, plain(v))
		}
	}
}

func repeat(n *expr.Node, times int) []*expr.Node {
	nodes := make([]*expr.Node, times)
	for i := range nodes {
		nodes[i] = n
	}
	return nodes
}

// TestHostile holds that no tree of the allowed size takes long, and that its answer is unknown.
func TestHostile(t *testing.T) {
	t.Parallel()
	loop := func(name string, over, give *expr.Node) *expr.Node {
		return &expr.Node{Op: expr.OpFor, Vars: []string{name + "_index", name}, Args: []*expr.Node{over, give}}
	}
	thousand := list(repeat(num("1"), 1000)...)
	long := call("join", text(strings.Repeat("x", 10_000)), thousand)
	doubled := expr.Ref("step", "site", "hosts")
	for range 60 {
		doubled = call("concat", doubled, doubled) // 2^60 items, in 61 nodes that are shared
	}
	repeats := text(strings.Repeat("(x?){500}", 20))
	locals := map[string]*expr.Node{"l0": text("lol")}
	for i := range 50 {
		before := expr.Ref("local", fmt.Sprintf("l%d", i))
		locals[fmt.Sprintf("l%d", i+1)] = list(before, before)
	}
	for name, tree := range map[string]*expr.Node{
		"three loops over a thousand": loop("a", thousand, loop("b", thousand, loop("c", thousand, expr.Ref("a")))),
		"texts that grow":             call("replace", call("replace", long, text("x"), long), text("x"), long),
		"doubling":                    doubled,
		"a pattern that repeats":      loop("a", thousand, call("matches", call("join", text("x"), thousand), repeats)),
		"a pattern that does not fit": loop("a", thousand, call("matches", call("format", text("%0200d"), expr.Ref("a")), text("(0?){500}1"))),
		"many patterns": loop("a", thousand, loop("b", thousand,
			call("matches", text("x"), op(expr.OpTemplate, text("x"), expr.Ref("a_index"), text("."), expr.Ref("b_index"))))),
		"references that double": op(expr.OpEqual, expr.Ref("local", "l50"), expr.Ref("local", "l50")),
		"sorting in loops":       loop("a", thousand, loop("b", thousand, call("sort", thousand))),
		"distinct in loops":      loop("a", thousand, loop("b", thousand, call("distinct", thousand))),
	} {
		scope := expr.WithLocals(world, locals)
		if j := expr.Judge(op(expr.OpEqual, tree, tree), scope); j.Outcome != expr.OutcomeUnknown || !strings.Contains(j.Why, "too ") {
			t.Errorf("%s is %s: %s", name, j.Outcome, j.Why)
		}
		if text := tree.String(); len(text) > 1000 {
			t.Errorf("%s is told in %d bytes", name, len(text))
		}
	}
}

// TestDeepest holds that the deepest tree around the deepest value is still a document.
func TestDeepest(t *testing.T) {
	t.Parallel()
	v := expr.OfObject(nil)
	for range 31 {
		v = expr.OfObject(map[string]expr.Value{"a": v})
	}
	tree := expr.Lit(v)
	for range expr.MaxNodeDepth - 1 {
		tree = op(expr.OpNegate, tree)
	}
	if err := tree.Check(); err != nil || !v.Whole() {
		t.Fatalf("%v, %s", err, v.Reason())
	}
	data, err := canon.Encode([]any{map[string]any{"settings": []any{tree}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := canon.Check(data); err != nil {
		t.Error(err)
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	tree := op(expr.OpAnd,
		&expr.Node{Op: expr.OpFor, Vars: []string{"h"}, Args: []*expr.Node{expr.Ref("h", "outer"), list(expr.Ref("h"), expr.Ref("input", "days"))}},
		expr.Ref("h"))
	want := [][]string{{"h", "outer"}, {"input", "days"}, {"h"}}
	if diff := cmp.Diff(want, tree.References()); diff != "" {
		t.Error(diff)
	}
	if tree.Constant() || !call("upper", text("x")).Constant() {
		t.Error("what mentions something is constant, or what mentions nothing is not")
	}
}

// TestString holds how messages show an expression.
func TestString(t *testing.T) {
	t.Parallel()
	for want, tree := range map[string]*expr.Node{
		`(step.site.days_left > 14) && (!local.paused)`: op(expr.OpAnd, op(expr.OpGreater, days, num("14")), op(expr.OpNot, expr.Ref("local", "paused"))),
		`(1 + 2) * (-x["a b"])`:                         op(expr.OpMul, op(expr.OpAdd, num("1"), num("2")), op(expr.OpNegate, expr.Ref("x", "a b"))),
		`[for h in x : "at ${h}" if true]`: &expr.Node{Op: expr.OpFor, Vars: []string{"h"}, If: true,
			Args: []*expr.Node{expr.Ref("x"), op(expr.OpTemplate, text("at "), expr.Ref("h")), yes(true)}},
		`{for k, v in x : k => v}`: &expr.Node{Op: expr.OpFor, Vars: []string{"k", "v"}, Keyed: true,
			Args: []*expr.Node{expr.Ref("x"), expr.Ref("k"), expr.Ref("v")}},
		`default(x.y, null)[0]`:    op(expr.OpGet, call("default", expr.Ref("x", "y"), null), num("0")),
		`a ? {"b" = [1]} : [2][0]`: op(expr.OpIf, expr.Ref("a"), object(text("b"), list(num("1"))), op(expr.OpGet, list(num("2")), num("0"))),
	} {
		if got := tree.String(); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// FuzzNode holds that a tree has one encoding, and that whatever Check takes can be computed, judged
// and judged again with one answer.
func FuzzNode(f *testing.F) {
	for seed := range uint64(20) {
		data, err := canon.Encode(generate(seed))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var n expr.Node
		if canon.Decode(data, &n) != nil || n.Check() != nil {
			return
		}
		agree(t, &n)
		again, err := canon.Encode(n)
		if err != nil || string(again) != string(data) {
			t.Errorf("%s is encoded as %s, %v", data, again, err)
		}
	})
}

package expr_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// read reads a tree as a plan holds it.
func read(t testing.TB, text string) *expr.Node {
	t.Helper()
	var n expr.Node
	if err := canon.Decode([]byte(text), &n); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if err := n.Check(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return &n
}

func num(s string) *expr.Node {
	v, err := expr.ParseNumber(s)
	if err != nil {
		panic(err)
	}
	return expr.Lit(v)
}

func text(s string) *expr.Node { return expr.Lit(expr.OfText(s)) }

func op(o expr.Op, args ...*expr.Node) *expr.Node { return &expr.Node{Op: o, Args: args} }

func call(name string, args ...*expr.Node) *expr.Node {
	return &expr.Node{Op: expr.OpCall, Name: name, Args: args}
}

func list(args ...*expr.Node) *expr.Node { return op(expr.OpList, args...) }

var world = expr.Names{
	"step": expr.OfObject(map[string]expr.Value{
		"site": expr.OfObject(map[string]expr.Value{
			"days_left": expr.OfInt(5),
			"version":   expr.OfText("TLS 1.3"),
			"none":      expr.Nil(),
			"broken":    expr.UnknownOf("the answer had no such member"),
			"hosts":     expr.OfList([]expr.Value{expr.OfText("a"), expr.OfText("b")}),
		}),
	}),
	"yes": expr.OfBool(true),
	"no":  expr.OfBool(false),
}

func TestSmoke(t *testing.T) {
	n := read(t, `{"args":[{"op":"ref","path":["step","site","days_left"]},{"op":"literal","value":{"number":"14"}}],"op":">"}`)
	j := expr.Judge(n, world)
	if j.Outcome != expr.OutcomeFailed || !strings.Contains(j.Why, "days_left is 5") {
		t.Fatalf("%+v", j)
	}
	again, err := expr.Rejudge(n, j.Operands)
	if err != nil || again != j.Outcome {
		t.Fatal(again, err)
	}
}

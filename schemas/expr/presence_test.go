package expr_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/expr"
)

// TestPresence holds the two functions that look whether an answer has a member, above all that silence is never an
// answer: what cannot be looked into is unknown.
func TestPresence(t *testing.T) {
	t.Parallel()
	answer := expr.OfObject(map[string]expr.Value{
		"said":   expr.OfText("yes"),
		"null":   expr.Nil(),
		"empty":  expr.OfList(nil),
		"list":   expr.OfList([]expr.Value{expr.Nil(), expr.OfInt(1)}),
		"object": expr.OfObject(map[string]expr.Value{"null": expr.Nil()}),
		"broken": expr.UnknownOf("it broke"),
	})
	scope := expr.Names{"self": expr.OfObject(map[string]expr.Value{"json": answer, "none": expr.Nil()})}
	in := func(path ...string) *expr.Node { return expr.Ref(append([]string{"self", "json"}, path...)...) }
	item := func(of *expr.Node, key *expr.Node) *expr.Node { return op(expr.OpGet, of, key) }
	const left, notThere = "unknown: self.json.missing is left out, and is not null", "would be in is not there"
	for name, test := range map[string]struct {
		member         *expr.Node
		absent, isnull string
	}{
		"a value":                  {in("said"), "false", "false"},
		"a list of nothing":        {in("empty"), "false", "false"},
		"null":                     {in("null"), "true", "true"},
		"nothing":                  {in("missing"), "true", left},
		"null within":              {in("object", "null"), "true", "true"},
		"nothing within":           {in("object", "missing"), "true", "is left out"},
		"within null":              {in("null", "missing"), notThere, notThere},
		"within nothing":           {in("missing", "missing"), notThere, notThere},
		"within a text":            {in("said", "missing"), notThere, notThere},
		"what broke":               {in("broken"), "unknown: it broke", "unknown: it broke"},
		"within what broke":        {in("broken", "missing"), "unknown: it broke", "unknown: it broke"},
		"an output that is null":   {expr.Ref("self", "none", "missing"), notThere, notThere},
		"an output that is nobody": {expr.Ref("self", "nobody", "missing"), notThere, notThere},
		"an item":                  {item(in("list"), num("1")), "false", "false"},
		"an item that is null":     {item(in("list"), num("0")), "true", "true"},
		"no such item":             {item(in("list"), num("2")), "true", "is left out"},
		"no item":                  {item(in("list"), num("0.5")), "does not choose", "does not choose"},
		"a member by its name":     {item(in(), text("said")), "false", "false"},
		"no member by its name":    {item(in(), text("missing")), "true", "is left out"},
		"a member by no name":      {item(in(), in("null")), "does not choose", "does not choose"},
	} {
		for function, want := range map[string]string{"absent": test.absent, "isnull": test.isnull} {
			n := call(function, test.member)
			if err := n.Check(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			got := expr.Eval(n, scope)
			if !strings.Contains(shown(got), want) || got.Fallback() {
				t.Errorf("%s: %s(…) is %s, want %s", name, function, shown(got), want)
			}
		}
	}
}

func shown(v expr.Value) string {
	if v.IsUnknown() {
		return "unknown: " + v.Reason()
	}
	data, err := v.AppendJSON(nil)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// TestPresenceOfMembers: what is no member cannot be asked about.
func TestPresenceOfMembers(t *testing.T) {
	t.Parallel()
	for _, n := range []*expr.Node{text("x"), expr.Ref("u"), expr.Ref("self", "json"), call("length", expr.Ref("u", "x")), op(expr.OpIf, yes(true), null, null)} {
		if call("absent", n).Check() == nil || call("isnull", n).Check() == nil {
			t.Errorf("%s may be asked whether it is there", n)
		}
	}
}

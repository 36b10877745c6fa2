package check

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// known (RB2005, RB3021) holds that an expression is known at review time, and gives its value: what
// shapes the workflow, its permissions and who must say yes cannot wait for a run. ok is false where it
// reported something.
func (c *checker) known(e hclsyntax.Expression, what, address string) (v expr.Value, ok bool) {
	if e == nil {
		return v, false
	}
	t, before, outer := c.Term(e), len(c.found), c.address
	c.address = address
	defer func() { c.address = outer }()
	c.infer(t, place{address: address})
	if len(c.found) > before {
		return v, false
	}
	if v, ok = c.Known(t); ok {
		return v, true
	}
	if late := c.late(t); late != "" {
		c.report(diag.New("RB2005", t.Range(), fmt.Sprintf("%s is needed at review time, and %s is known only in a run.", what, late)).At(address).
			WithWhy("It shapes the workflow, its permissions, or who must say yes.").
			WithHelp("Write it out, or mention org or a local that is made of literals."))
		return v, false
	}
	c.uncomputable(t, what, address)
	return v, false
}

// late is what t mentions that is not known at review time, or "".
func (c *checker) late(t *scope.Term) string {
	late := ""
	t.References(func(ref *scope.Term) {
		if _, ok := c.Known(ref); !ok && late == "" {
			late = expr.PathString(ref.Path)
		}
	})
	return late
}

// uncomputable tells of an expression over literals that has no value.
func (c *checker) uncomputable(t *scope.Term, what, address string) {
	if c.Exhausted || c.Tree.Broken || c.Project.Tree.Broken {
		return
	}
	reason := expr.Eval(c.Node(t), nil).Reason()
	if reason == "" {
		reason = "what comes out of it is too large, or stands on a fallback"
	}
	c.report(diag.New("RB3021", t.Range(), fmt.Sprintf("%s cannot be computed: %s.", what, reason)).At(address).
		WithHelp("Write the value out, or mend the expression."))
}

// exhausted (RB3023) tells of a runbook whose review-time values take too much to compute.
func (c *checker) exhausted() {
	if c.Exhausted {
		c.report(diag.New("RB3023", c.Tree.Range, "The values that must be known at review time take too much to compute.").
			WithWhy("A pull request from anybody is compiled; none may keep the compiler busy.").
			WithHelp("Make the loops over org and locals smaller, or write the values out."))
	}
}

// leaf is a setting that is known at review time and was written as an expression.
type leaf struct {
	expr  hclsyntax.Expression
	name  string
	typ   expr.TypeKind
	oneOf []string
}

// hold holds the settings of one part that are written as expressions.
func (c *checker) hold(address string, leaves ...leaf) {
	for _, l := range leaves {
		v, ok := c.known(l.expr, l.name, address)
		if !ok {
			continue
		}
		t := c.Term(l.expr)
		before := len(c.found)
		want := expr.Type{Kind: l.typ}
		if l.typ == expr.ListType {
			want = expr.MustType("list(string)")
		}
		c.wants(t, shapeOfValue(v), want, l.name)
		if text, isText := v.AsText(); isText {
			c.legible(text, l, address)
		}
		if text, isText := v.AsText(); len(c.found) == before && isText && l.oneOf != nil && !slices.Contains(l.oneOf, text) {
			c.report(suggest(diag.New("RB3002", t.Range(), fmt.Sprintf("%s cannot be %q.", l.name, text)).At(address), text, l.oneOf, "Allowed are"))
		}
	}
}

func textLeaf(name string, t syntax.Text) leaf           { return leaf{t.Expr, name, expr.StringType, nil} }
func wholeLeaf(name string, w syntax.Whole) leaf         { return leaf{w.Expr, name, expr.NumberType, nil} }
func truthLeaf(name string, t syntax.Truth) leaf         { return leaf{t.Expr, name, expr.BoolType, nil} }
func (l leaf) within(words ...string) leaf               { l.oneOf = words; return l }
func valueLeaf(name string, e hclsyntax.Expression) leaf { return leaf{e, name, expr.AnyType, nil} }

// textsLeaves are a list as a whole, or its items.
func textsLeaves(name string, t syntax.Texts) []leaf {
	if t.Expr != nil {
		return []leaf{{t.Expr, name, expr.ListType, nil}}
	}
	var leaves []leaf
	for _, item := range t.Values {
		leaves = append(leaves, textLeaf(name, item))
	}
	return leaves
}

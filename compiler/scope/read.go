package scope

import (
	"regexp"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/attestary/attestary/schemas/expr"
)

// read makes a Term of an HCL expression.
func read(e hclsyntax.Expression) *Term {
	r := reader{}
	return r.term(e, 1)
}

// reader reads one expression. It stops where the tree gets larger than expr allows, so that a chain of
// operators cannot make it deep.
type reader struct{ terms, loops int }

// maxDepth leaves room for what folding puts around a reference (see reference).
const maxDepth = expr.MaxNodeDepth - 2

const (
	faultLarge = "This expression is too large, or too deep."
	faultForm  = "The language does not have this form of expression."
)

func (r *reader) term(e hclsyntax.Expression, depth int) *Term {
	if r.terms++; depth > maxDepth || r.terms > expr.MaxNodes-maxDepth {
		return &Term{source: e, Fault: faultLarge}
	}
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return r.term(e.Expression, depth)
	case *hclsyntax.LiteralValueExpr:
		return literal(e, e.Val)
	case *hclsyntax.TemplateExpr:
		return r.template(e, depth)
	case *hclsyntax.TemplateWrapExpr:
		return &Term{Op: expr.OpTemplate, source: e, Args: r.list(depth, e.Wrapped)}
	case *hclsyntax.ScopeTraversalExpr:
		return traverse(e, e.Traversal)
	case *hclsyntax.RelativeTraversalExpr:
		return get(e, r.term(e.Source, depth+1), e.Traversal)
	case *hclsyntax.IndexExpr:
		return &Term{Op: expr.OpGet, source: e, Args: r.list(depth, e.Collection, e.Key)}
	case *hclsyntax.TupleConsExpr:
		return &Term{Op: expr.OpList, source: e, Args: r.list(depth, e.Exprs...)}
	case *hclsyntax.ObjectConsExpr:
		return r.object(e, depth)
	case *hclsyntax.ConditionalExpr:
		return &Term{Op: expr.OpIf, source: e, Args: r.list(depth, e.Condition, e.TrueResult, e.FalseResult)}
	case *hclsyntax.ForExpr:
		return r.loop(e, depth)
	case *hclsyntax.FunctionCallExpr:
		return r.call(e, depth)
	case *hclsyntax.BinaryOpExpr:
		return &Term{Op: operators[e.Op], source: e, Args: r.list(depth, e.LHS, e.RHS)}
	case *hclsyntax.UnaryOpExpr:
		return &Term{Op: operators[e.Op], source: e, Args: r.list(depth, e.Val)}
	}
	return &Term{source: e, Fault: faultForm}
}

var operators = map[*hclsyntax.Operation]expr.Op{
	hclsyntax.OpLogicalOr: expr.OpOr, hclsyntax.OpLogicalAnd: expr.OpAnd, hclsyntax.OpLogicalNot: expr.OpNot,
	hclsyntax.OpEqual: expr.OpEqual, hclsyntax.OpNotEqual: expr.OpUnequal,
	hclsyntax.OpGreaterThan: expr.OpGreater, hclsyntax.OpGreaterThanOrEqual: expr.OpAtLeast,
	hclsyntax.OpLessThan: expr.OpLess, hclsyntax.OpLessThanOrEqual: expr.OpAtMost,
	hclsyntax.OpAdd: expr.OpAdd, hclsyntax.OpSubtract: expr.OpSub, hclsyntax.OpMultiply: expr.OpMul,
	hclsyntax.OpDivide: expr.OpDiv, hclsyntax.OpModulo: expr.OpMod, hclsyntax.OpNegate: expr.OpNegate,
}

func (r *reader) list(depth int, exprs ...hclsyntax.Expression) []*Term {
	terms := make([]*Term, len(exprs))
	for i, e := range exprs {
		terms[i] = r.term(e, depth+1)
	}
	return terms
}

// literal takes numbers as the decimal that was written: 512 bits hold the 40 digits that are allowed.
func literal(e hclsyntax.Expression, v cty.Value) *Term {
	t := &Term{Op: expr.OpLiteral, source: e}
	if v.IsNull() {
		return t
	}
	switch v.Type() {
	case cty.Bool:
		t.Value = expr.OfBool(v.True())
	case cty.String:
		t.Value = expr.OfText(v.AsString())
	case cty.Number:
		t.number(v)
	}
	return t
}

func (t *Term) number(v cty.Value) {
	f := v.AsBigFloat()
	if n, exact := f.Int64(); exact == 0 {
		t.Value = expr.OfInt(n)
		return
	}
	value, err := expr.ParseNumber(f.Text('f', -1))
	if err != nil {
		*t = Term{source: t.source, Fault: "A number has at most 40 digits."}
		return
	}
	t.Value = value
}

// template joins a text without references to one literal, as a heredoc of many lines is.
func (r *reader) template(e *hclsyntax.TemplateExpr, depth int) *Term {
	text := ""
	for _, part := range e.Parts {
		piece, ok := part.(*hclsyntax.LiteralValueExpr)
		if !ok || piece.Val.IsNull() || piece.Val.Type() != cty.String {
			return &Term{Op: expr.OpTemplate, source: e, Args: r.list(depth, e.Parts...)}
		}
		text += piece.Val.AsString()
	}
	return &Term{Op: expr.OpLiteral, source: e, Value: expr.OfText(text)}
}

func (r *reader) object(e *hclsyntax.ObjectConsExpr, depth int) *Term {
	t := &Term{Op: expr.OpObject, source: e, Args: make([]*Term, 0, 2*len(e.Items))}
	for _, item := range e.Items {
		t.Args = append(t.Args, r.key(item.KeyExpr, depth), r.term(item.ValueExpr, depth+1))
	}
	return t
}

// key takes a bare word before = as text; what stands in brackets or quotes is an expression.
func (r *reader) key(e hclsyntax.Expression, depth int) *Term {
	wrapped, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	if !ok {
		return r.term(e, depth+1)
	}
	if word := hcl.ExprAsKeyword(wrapped.Wrapped); word != "" && !wrapped.ForceNonLiteral {
		return &Term{Op: expr.OpLiteral, source: e, Value: expr.OfText(word)}
	}
	return r.term(wrapped.Wrapped, depth+1)
}

func (r *reader) loop(e *hclsyntax.ForExpr, depth int) *Term {
	if r.loops++; r.loops > expr.MaxForDepth {
		return &Term{source: e, Fault: "At most 3 for can stand within each other."}
	}
	defer func() { r.loops-- }()
	t := &Term{Op: expr.OpFor, source: e, Vars: []string{e.ValVar}, Keyed: e.KeyExpr != nil, If: e.CondExpr != nil}
	if e.KeyVar != "" {
		t.Vars = []string{e.KeyVar, e.ValVar}
	}
	switch {
	case e.Group:
		return &Term{source: e, Fault: "The language has no grouping with … in a for."}
	case e.KeyVar == e.ValVar || !isVariable(e.KeyVar) && e.KeyVar != "" || !isVariable(e.ValVar):
		return &Term{source: e, Fault: "The variables of a for are two different names of letters, digits and _."}
	}
	parts := []hclsyntax.Expression{e.CollExpr, e.KeyExpr, e.ValExpr, e.CondExpr}
	for _, part := range parts {
		if part != nil {
			t.Args = append(t.Args, r.term(part, depth+1))
		}
	}
	return t
}

var isVariable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,39}$`).MatchString

func (r *reader) call(e *hclsyntax.FunctionCallExpr, depth int) *Term {
	if e.ExpandFinal {
		return &Term{source: e, Fault: "The language does not spread a list over arguments with …"}
	}
	return &Term{Op: expr.OpCall, Name: e.Name, source: e, Args: r.list(depth, e.Args...)}
}

// traverse takes the names and quoted keys at the front as one path, and the rest as gets.
func traverse(e hclsyntax.Expression, trail hcl.Traversal) *Term {
	t := &Term{Op: expr.OpRef, source: e, trail: trail, Path: make([]string, 0, len(trail))}
	for i, step := range trail {
		part := partOf(step)
		if part == "" || len(part) > maxPart || len(t.Path) == maxPath {
			return get(e, t, trail[i:])
		}
		t.Path = append(t.Path, part)
	}
	return t
}

// The bounds of a reference of expr: parts, and bytes in one of them.
const (
	maxPath = 32
	maxPart = 1000
)

func partOf(step hcl.Traverser) string {
	switch step := step.(type) {
	case hcl.TraverseRoot:
		return step.Name
	case hcl.TraverseAttr:
		return step.Name
	case hcl.TraverseIndex:
		if step.Key.Type() == cty.String {
			return step.Key.AsString()
		}
	}
	return ""
}

// get walks trail from t, one get a part.
func get(e hclsyntax.Expression, t *Term, trail hcl.Traversal) *Term {
	for _, step := range trail {
		var key *Term
		switch step := step.(type) {
		case hcl.TraverseAttr:
			key = &Term{Op: expr.OpLiteral, source: e, Value: expr.OfText(step.Name)}
		case hcl.TraverseIndex:
			key = literal(e, step.Key)
		default:
			return &Term{source: e, Fault: faultForm}
		}
		t = &Term{Op: expr.OpGet, source: e, trail: hcl.Traversal{step}, Args: []*Term{t, key}}
	}
	return t
}

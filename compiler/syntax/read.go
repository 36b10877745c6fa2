package syntax

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/attestary/attestary/compiler/diag"
)

// The accessors of a part. Each takes the setting of that name as one kind of leaf, zero where it is not
// written, and tells of a literal of another kind.

func (p *part) value(name string) hclsyntax.Expression {
	if attr := p.body.Attributes[name]; attr != nil {
		return attr.Expr
	}
	return nil
}

func (p *part) text(name string) Text {
	expr := p.value(name)
	if expr == nil {
		return Text{}
	}
	return p.textWithin(name, expr)
}

// textWithin is a text that is held to the words that the setting allows.
func (p *part) textWithin(name string, expr hclsyntax.Expression) Text {
	text := p.textOf(name, expr)
	if _, literal := literalText(expr); !literal {
		return text
	}
	if row := p.row.setting(name); row.OneOf != nil && !slices.Contains(row.OneOf, text.Value) {
		p.d.report(notOneOf("for "+name, text, row.OneOf).At(p.address()))
	}
	return text
}

func (p *part) textOf(name string, expr hclsyntax.Expression) Text {
	text := Text{Range: Place(expr.Range())}
	value, literal := literalText(expr)
	switch {
	case p.unquotedName(name, expr):
	case literal:
		text.Value = value
		p.oneLine(name, value, text.Range)
	case p.computed(name, expr, TextType):
		text.Expr = expr
	}
	return text
}

// unquotedName tells of an action or an address without quotes in a list of their names.
func (p *part) unquotedName(name string, expr hclsyntax.Expression) bool {
	word, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok || name != "allow" && name != "ran" || len(word.Traversal) < 2 || slices.Contains([]string{"local", "org"}, word.Traversal.RootName()) {
		return false
	}
	at := Place(expr.Range())
	text := string(p.d.src[at.Start.Byte:at.End.Byte])
	p.d.report(diag.New("RB0108", at, fmt.Sprintf("%s is a list of names, and each needs quotes.", name)).At(p.address()).
		WithHelp("Write " + quoted(text) + ".").WithFix(quoteFix(at, text)))
	return true
}

func (p *part) texts(name string) Texts {
	expr := p.value(name)
	if expr == nil {
		return Texts{}
	}
	texts := Texts{Range: Place(expr.Range())}
	list, ok := expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		if p.computed(name, expr, TextsType) {
			texts.Expr = expr
		}
		return texts
	}
	for _, item := range list.Exprs {
		texts.Values = append(texts.Values, p.textWithin(name, item))
	}
	return texts
}

func (p *part) truth(name string) Truth {
	expr := p.value(name)
	if expr == nil {
		return Truth{}
	}
	truth := Truth{Range: Place(expr.Range())}
	if literal, ok := expr.(*hclsyntax.LiteralValueExpr); ok && literal.Val.Type() == cty.Bool {
		truth.Value = literal.Val.True()
	} else if p.computed(name, expr, TruthType) {
		truth.Expr = expr
	}
	return truth
}

func (p *part) whole(name string) Whole {
	expr := p.value(name)
	if expr == nil {
		return Whole{}
	}
	whole := Whole{Range: Place(expr.Range())}
	literal, ok := expr.(*hclsyntax.LiteralValueExpr)
	if ok && literal.Val.Type() == cty.Number {
		n, accuracy := literal.Val.AsBigFloat().Int64()
		if whole.Value = n; accuracy != 0 {
			p.d.report(diag.New("RB3001", whole.Range, name+" takes a whole number.").WithHelp(examples[WholeType]).At(p.address()))
		}
	} else if whole.Expr = expr; !p.computed(name, expr, WholeType) {
		return Whole{}
	}
	return whole
}

func (p *part) ref(name string) Ref {
	expr := p.value(name)
	if expr == nil {
		return Ref{}
	}
	return p.refOf(name, expr)
}

func (p *part) refs(name string) Refs {
	expr := p.value(name)
	if expr == nil {
		return Refs{}
	}
	refs := Refs{Range: Place(expr.Range())}
	list, ok := expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		if _, _, one := misreadName(p.row.setting(name).Roots, expr); one {
			p.d.report(p.wantsReference(name, p.row.setting(name).Roots, expr, "[", "]"))
			return refs
		}
		finding := p.wantsList(name, expr)
		finding.Fixes[0].Kind = diag.Safe
		p.d.report(finding)
		return refs
	}
	for _, item := range list.Exprs {
		if ref := p.refOf(name, item); ref.Given() {
			refs.Values = append(refs.Values, ref)
		}
	}
	return refs
}

// refOf takes expr as a reference of two parts with one of the roots that the setting's row names.
func (p *part) refOf(name string, expr hclsyntax.Expression) Ref {
	roots := p.row.setting(name).Roots
	traversal, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if ok && len(traversal.Traversal) == 2 && slices.Contains(roots, traversal.Traversal.RootName()) {
		if attr, ok := traversal.Traversal[1].(hcl.TraverseAttr); ok {
			return Ref{Root: traversal.Traversal.RootName(), Name: attr.Name, Range: Place(expr.Range())}
		}
	}
	p.d.report(p.wantsReference(name, roots, expr, "", ""))
	return Ref{}
}

// wantsList is the finding for one thing where a list belongs.
func (p *part) wantsList(name string, expr hclsyntax.Expression) diag.Diagnostic {
	at := Place(expr.Range())
	before, after := at, at
	before.End, after.Start = before.Start, after.End
	return diag.New("RB3001", at, fmt.Sprintf("%s takes a %s.", name, p.row.setting(name).Type)).At(p.address()).
		WithHelp("Write it in brackets, even if it is one.").
		WithFix(diag.Fix{Title: "put it in brackets", Kind: diag.Maybe, Edits: []diag.Edit{{Range: before, New: "["}, {Range: after, New: "]"}}})
}

// computed tells whether expr may be left to the checker: it is not a literal of a kind that is wrong here.
func (p *part) computed(name string, expr hclsyntax.Expression, want Type) bool {
	switch expr.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.ObjectConsExpr:
		p.wrongKind(name, expr, want)
		return false
	case *hclsyntax.TupleConsExpr:
		p.wrongKind(name, expr, want)
		return false
	case *hclsyntax.TemplateExpr:
		if want == TextsType {
			p.d.report(p.wantsList(name, expr))
			return false
		}
		if want != TextType {
			p.wrongKind(name, expr, want)
			return false
		}
	}
	return true
}

func (p *part) wrongKind(name string, expr hclsyntax.Expression, want Type) {
	if row := p.row.setting(name); want == TextType && examples[row.Type] != "" && row.Type != TextsType {
		want = row.Type // a text of a form of its own
	}
	phrase := "a " + string(want)
	if want == TruthType {
		phrase = string(want)
	}
	p.d.report(diag.New("RB3001", Place(expr.Range()), fmt.Sprintf("%s takes %s, and this is %s.", name, phrase, kindOf(expr))).
		WithHelp(examples[want]).At(p.address()))
}

// examples show how a value of a type is written.
var examples = map[Type]string{
	TextType:   `Write it in quotes: "like this".`,
	TextsType:  `Write the texts in brackets: ["one", "two"].`,
	TruthType:  "Write true or false, without quotes.",
	LengthType: `Write a number and its unit in quotes: "30s", "5m", "12h", "7d" or "2w".`,
	DateType:   `Write year, month and day in quotes: "2027-01-31".`,
	WholeType:  "Write digits alone, without quotes: 3.",
}

// kindOf is what a sentence calls the value that expr writes.
func kindOf(expr hclsyntax.Expression) string {
	switch e := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		return "a list"
	case *hclsyntax.ObjectConsExpr:
		return "a map"
	case *hclsyntax.TemplateExpr:
		return "a text"
	case *hclsyntax.LiteralValueExpr:
		switch e.Val.Type() {
		case cty.Number:
			return "a number"
		case cty.Bool:
			return "true or false"
		}
		return "nothing (null)"
	}
	return "something else"
}

// literalText is the text that expr writes, if it is a text without references.
func literalText(expr hclsyntax.Expression) (string, bool) {
	template, ok := expr.(*hclsyntax.TemplateExpr)
	if !ok {
		return "", false
	}
	var text strings.Builder
	for _, part := range template.Parts {
		literal, ok := part.(*hclsyntax.LiteralValueExpr)
		if !ok || literal.Val.Type() != cty.String {
			return "", false
		}
		text.WriteString(literal.Val.AsString())
	}
	return text.String(), true
}

// assignments are the settings of p that its row does not know, by name.
func (p *part) assignments() []Assignment {
	var list []Assignment
	for name, attr := range p.body.Attributes {
		if p.row.setting(name) == nil && p.row.section(name) == nil {
			list = append(list, Assignment{Name: Text{Value: name, Range: Place(attr.NameRange)}, Value: attr.Expr})
		}
	}
	slices.SortFunc(list, func(a, b Assignment) int { return strings.Compare(a.Name.Value, b.Name.Value) })
	return list
}

// source is the setting's value as it is written: a type.
func (p *part) source(name string) Text {
	expr := p.value(name)
	if expr == nil {
		return Text{}
	}
	r := expr.Range()
	return Text{Value: string(p.d.src[r.Start.Byte:r.End.Byte]), Range: Place(r)}
}

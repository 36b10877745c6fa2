package syntax

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/attestary/attestary/compiler/diag"
)

// Namespaces are the words that a reference may begin with.
var Namespaces = []string{
	"input", "local", "org", "role", "connection", "secret", "step", "phase", "approval", "ask", "check",
	"notify", "trigger", "each", "self", "setting", "plan", "run",
}

// looker goes through one value for HCL that the language does not have, and for what HCL accepts in
// silence though it means something else than its author thinks.
type looker struct {
	d       *decoder
	address string
	vars    []string // of the loops around
	loops   int
	told    bool // of a limit; once is enough
	inText  bool // within ${ }, where a word is never a text without quotes
	refers  bool // a reference is wanted: a word alone is a bad one, not a text without quotes
}

// look goes through the value of a setting. A type is a word of its own and not looked at.
func (d *decoder) look(p *part, row *Setting, attr *hclsyntax.Attribute) {
	if row != nil && row.Type == KindType {
		d.quotedType(p, attr)
		return
	}
	l := looker{d: d, address: p.address(), refers: row != nil && (row.Type == RefType || row.Type == RefsType)}
	if l.value(attr.Expr).work > maxWork && !l.told {
		l.report("RB0206", attr.Expr.Range(), "Computing this value would be too much work.",
			"Loop over shorter lists, or over one list instead of one within another.")
	}
}

func (d *decoder) quotedType(p *part, attr *hclsyntax.Attribute) {
	name, quoted := literalText(attr.Expr)
	if !quoted {
		return
	}
	at := Place(attr.Expr.Range())
	d.report(diag.New("RB0128", at, "A type is written without quotes.").WithHelp("Write " + name + " alone.").At(p.address()).
		WithFix(diag.Fix{Title: "take the quotes away", Kind: diag.Safe, Edits: []diag.Edit{{Range: at, New: name}}}))
}

func (l *looker) report(code string, at hcl.Range, message, help string, fixes ...diag.Fix) {
	finding := diag.New(code, Place(at), message).WithHelp(help).At(l.address)
	for _, fix := range fixes {
		finding = finding.WithFix(fix)
	}
	l.d.report(finding)
}

// value looks at e and all within it, and says what computing it costs.
func (l *looker) value(e hclsyntax.Expression) cost {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		l.placeholder(e)
		l.escaped(e)
	case *hclsyntax.ScopeTraversalExpr:
		l.traversal(e.Traversal)
		if len(e.Traversal) == 1 {
			l.bareWord(e)
		}
	case *hclsyntax.RelativeTraversalExpr:
		l.traversal(e.Traversal)
		return l.value(e.Source)
	case *hclsyntax.TemplateExpr:
		return l.within(e.Parts...)
	case *hclsyntax.TemplateWrapExpr:
		return l.within(e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		return l.value(e.Expression)
	case *hclsyntax.UnaryOpExpr:
		return l.value(e.Val)
	case *hclsyntax.BinaryOpExpr:
		return l.binary(e)
	case *hclsyntax.ConditionalExpr:
		return l.all(e.Condition, e.TrueResult, e.FalseResult)
	case *hclsyntax.IndexExpr:
		return l.all(e.Collection, e.Key)
	case *hclsyntax.FunctionCallExpr:
		return l.call(e)
	case *hclsyntax.TupleConsExpr:
		return cost{work: l.all(e.Exprs...).work, size: float64(len(e.Exprs))}
	case *hclsyntax.ObjectConsExpr:
		return l.object(e)
	case *hclsyntax.ForExpr:
		return l.loop(e)
	case *hclsyntax.SplatExpr:
		l.report("RB0121", e.MarkerRange, "The star [*] is not part of the language.", "Write a loop: [for x in list : x.name].")
		return l.value(e.Source)
	}
	return cost{work: 1, size: assumedSize}
}

func (l *looker) all(exprs ...hclsyntax.Expression) cost {
	sum := cost{work: 1, size: assumedSize}
	for _, e := range exprs {
		sum.work += l.value(e).work
	}
	return sum
}

// within looks at the parts of a text.
func (l *looker) within(parts ...hclsyntax.Expression) cost {
	before := l.inText
	l.inText = true
	defer func() { l.inText = before }()
	return l.all(parts...)
}

func (l *looker) object(e *hclsyntax.ObjectConsExpr) cost {
	sum := cost{work: 1, size: float64(len(e.Items))}
	for _, item := range e.Items {
		if key, ok := item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr); ok && (key.ForceNonLiteral || hcl.ExprAsKeyword(key.Wrapped) == "") {
			sum.work += l.value(key.Wrapped).work
		}
		sum.work += l.value(item.ValueExpr).work
	}
	return sum
}

// call refuses the functions that HCL users know and this language leaves out on purpose.
func (l *looker) call(e *hclsyntax.FunctionCallExpr) cost {
	switch {
	case e.ExpandFinal:
		l.report("RB0124", between(e.Args[len(e.Args)-1].Range(), e.CloseParenRange), "The three dots ... are not part of the language.",
			"Give the function one list, or loop over it.")
	case e.Name == "try" || e.Name == "can":
		l.report("RB0125", e.NameRange, e.Name+" is not part of the language.",
			"For a value that may be missing write default(step.NAME.OUTPUT, fallback); with the fallback taken, a check may fail but not pass.")
	case strings.Contains(e.Name, "::"):
		l.report("RB0127", e.NameRange, "A function has a plain name, without ::.", "The manual lists all functions; there are no others.")
	}
	return l.all(e.Args...)
}

func (l *looker) binary(e *hclsyntax.BinaryOpExpr) cost {
	r := e.Range()
	if written := l.d.src[r.Start.Byte:r.End.Byte]; dateForm.Match(written) {
		l.report("RB0110", r, fmt.Sprintf("%s is read as a sum: minus twice.", written), "Put the date in quotes.", quoteFix(Place(r), string(written)))
		return cost{work: 1}
	}
	return l.all(e.LHS, e.RHS)
}

var dateForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$`)

// traversal refuses list.0 and a reference with too many parts.
func (l *looker) traversal(steps hcl.Traversal) {
	for _, step := range steps {
		index, ok := step.(hcl.TraverseIndex)
		if ok && l.d.src[index.SrcRange.Start.Byte] == '.' {
			r := Place(index.SrcRange)
			number := string(l.d.src[r.Start.Byte+1 : r.End.Byte])
			l.report("RB0122", index.SrcRange, "An item of a list is not taken by a dot.", "Write ["+number+"].",
				diag.Fix{Title: "write [" + number + "]", Kind: diag.Safe, Edits: []diag.Edit{{Range: r, New: "[" + number + "]"}}})
		}
	}
}

// bareWord refuses a word alone: only types and the variables of loops are written so.
func (l *looker) bareWord(e *hclsyntax.ScopeTraversalExpr) {
	word, at := e.Traversal.RootName(), Place(e.SrcRange)
	if l.refers || l.inText || slices.Contains(l.vars, word) || slices.Contains(Namespaces, word) {
		return // what a reference lacks is told where it is read; a namespace alone is the checker's to word
	}
	if right, ok := truthWords[strings.ToLower(word)]; ok {
		l.report("RB0107", e.SrcRange, "Write "+right+" instead of "+word+".", "The two answers are true and false, without quotes; a value that is missing is null.",
			diag.Fix{Title: "write " + right, Kind: diag.Safe, Edits: []diag.Edit{{Range: at, New: right}}})
		return
	}
	l.report("RB0108", e.SrcRange, fmt.Sprintf("%s is a word alone, and text needs quotes.", word),
		"Put it in quotes if it is a text. A reference has a dot: input.NAME, step.NAME.OUTPUT.", quoteFix(at, word))
}

var truthWords = map[string]string{
	"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false", "none": "null", "nil": "null", "null": "null",
}

// placeholder tells of {{ input.x }} in a text: another program's way to write ${input.x}.
func (l *looker) placeholder(e *hclsyntax.LiteralValueExpr) {
	if e.Val.Type() != cty.String || e.Val.IsNull() || !strings.Contains(e.Val.AsString(), "{{") {
		return
	}
	r := e.SrcRange
	for _, m := range doubleBraces.FindAllSubmatchIndex(l.d.src[r.Start.Byte:r.End.Byte], -1) {
		from, to := r.Start.Byte+m[0], r.Start.Byte+m[1]
		inner := string(l.d.src[r.Start.Byte+m[2] : r.Start.Byte+m[3]])
		at := RangeOf(l.d.file, l.d.src, from, to)
		l.d.report(diag.New("RB0104", at, "This stays as it is written: a value is put into a text with ${...}.").At(l.address).
			WithHelp("Write ${" + inner + "}.").
			WithFix(diag.Fix{Title: "write ${...}", Kind: diag.Maybe, Edits: []diag.Edit{{Range: at, New: "${" + inner + "}"}}}))
	}
}

var doubleBraces = regexp.MustCompile(`\{\{-?\s*\.?((?:input|local|org|step|each|self|run|trigger|check)\.[A-Za-z0-9_.\[\]]+)\s*-?\}\}`)

// quoteFix puts the text at a place in quotes.
func quoteFix(at diag.Range, text string) diag.Fix {
	return diag.Fix{Title: "put it in quotes", Kind: diag.Safe, Edits: []diag.Edit{{Range: at, New: quoted(text)}}}
}

// quoted is a text as HCL writes it.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${", "%{", "%%{").Replace(text) + `"`
}

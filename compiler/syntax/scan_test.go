package syntax_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/syntax"
)

// nesting is how deep the tokens of HCL's own lexer stand within each other: open brackets and texts,
// and signs before a value.
func nesting(src []byte) int {
	tokens, _ := hclsyntax.LexConfig(src, "x", hcl.InitialPos)
	opener := map[hclsyntax.TokenType][]hclsyntax.TokenType{
		hclsyntax.TokenCParen:         {hclsyntax.TokenOParen},
		hclsyntax.TokenCBrack:         {hclsyntax.TokenOBrack},
		hclsyntax.TokenCBrace:         {hclsyntax.TokenOBrace},
		hclsyntax.TokenCQuote:         {hclsyntax.TokenOQuote},
		hclsyntax.TokenCHeredoc:       {hclsyntax.TokenOHeredoc},
		hclsyntax.TokenTemplateSeqEnd: {hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl},
	}
	var open []hclsyntax.TokenType
	deepest, signs := 0, 0
	for _, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenOBrace, hclsyntax.TokenOQuote,
			hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			open = append(open, token.Type)
		case hclsyntax.TokenMinus, hclsyntax.TokenBang, hclsyntax.TokenQuestion:
			signs++
		default:
			if wanted, closes := opener[token.Type]; closes {
				open = unwind(open, wanted)
			}
			signs = 0
		}
		deepest = max(deepest, len(open)+signs)
	}
	return deepest
}

// unwind closes the innermost opener that is wanted and what stands open within it. A bracket does not
// close what stands outside of its template.
func unwind(open, wanted []hclsyntax.TokenType) []hclsyntax.TokenType {
	for i := len(open) - 1; i >= 0; i-- {
		for _, w := range wanted {
			if open[i] == w {
				return open[:i]
			}
		}
		if len(wanted) == 1 && open[i] == hclsyntax.TokenTemplateInterp {
			break
		}
	}
	return open
}

// FuzzScan holds the scanner to its promise: what it lets through, HCL's lexer does not find deeper.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		`a = [[(({ b = 1 }))]]`, `a = "x${"y${[z]}"}"`, "a = <<-E\n x ${[1]} \n E\n", `a = !!!-x ? y : z`,
		"a = \"$${[[\" /* [ */ # [\n", "/* [[[", "a = \"\\${[\"", "a = <<E\n$${[\n%%{\nE\nb = [[", "a = \"$$${[x]}\"",
		"a = {\n for k, v in x : k => !\n!\n!y }", "a = 1e5", "x ~} [[", "a = \"${ {} ~}\"", "a = <<E\n$\nE\n[[", "a = <<E\n E x\nE \n[", "\"%",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 4096 || len(syntax.Scan("x", src)) > 0 {
			return
		}
		if deep, scanned := nesting(src), syntax.Nesting(src); scanned < deep {
			t.Fatalf("the lexer nests %d deep, the scanner counted %d in %q", deep, scanned, src)
		}
	})
}

func TestScanRefusesWhatWouldHurtTheParser(t *testing.T) {
	t.Parallel()
	deep := func(open, inner, close string) string {
		return "locals {\n  n = " + strings.Repeat(open, 65) + inner + strings.Repeat(close, 65) + "\n}\n"
	}
	for name, test := range map[string]struct{ text, code string }{
		"parentheses":         {deep("(", "1", ")"), "RB0203"},
		"lists":               {deep("[", "", "]"), "RB0203"},
		"maps":                {deep("{ a = ", "1", "}"), "RB0203"},
		"templates":           {deep(`"${`, "x", `}"`), "RB0203"},
		"sections":            {strings.Repeat("a {\n", 65) + strings.Repeat("}\n", 65), "RB0203"},
		"not":                 {deep("!", "true", ""), "RB0203"},
		"minus":               {deep("-", "1", ""), "RB0203"},
		"conditions":          {deep("a ? b : ", "c", ""), "RB0203"},
		"a sum":               {deep("1 + ", "1", ""), "RB0203"},
		"a sum on many lines": {deep("(1 +\n", "1", ")"), "RB0203"},
		"indexes":             {"locals {\n  n = a" + strings.Repeat("[b]", 65) + "\n}\n", "RB0203"},
		"a long reference":    {"locals {\n  n = a" + strings.Repeat(".b", 40) + "\n}\n", "RB0203"},
		"not over lines":      {"a = {for x in y : x => " + strings.Repeat("!\n", 65) + "x}", "RB0203"},
		"an exponent":         {`a = "x${1e10000000}"`, "RB0204"},
		"digits":              {"a = " + strings.Repeat("9", 41), "RB0204"},
		"a directive":         {`a = "%{ if x }y%{ endif }"`, "RB0123"},
		"an open comment":     {"a = 1 /* " + strings.Repeat("(", 65), "RB0203"},
		"a long line":         {"# " + strings.Repeat("x", 16<<10), "RB0202"},
		"a large file":        {strings.Repeat("# x\n", 64<<10+1), "RB0201"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := syntax.Scan("x.hcl", []byte(test.text))
			if len(diags) != 1 || diags[0].Code != test.code {
				t.Errorf("got %v, want one %s", codes(diags), test.code)
			}
		})
	}
}

// TestLoopsOverLongListsAreRefused: the work of a value is known from its text, before anything is computed.
func TestLoopsOverLongListsAreRefused(t *testing.T) {
	t.Parallel()
	list := func(n int) string { return "[" + strings.Repeat("1,\n", n) + "]" }
	for text, want := range map[string]int{
		"[for x in " + list(500) + " : x + 1]":                                           0,
		"[for x in " + list(20) + " : [for y in " + list(20) + " : x + y]]":              0,
		"[for x in " + list(1000) + " : [for y in " + list(1000) + " : x + y]]":          1,
		"[for a in org.x : [for b in a : [for c in b : c if " + list(60) + "[0] == c]]]": 1,
	} {
		diags := syntax.Judge("look-around.runbook.hcl", []byte(lookAround+"locals {\n  n = "+text+"\n}\n"))
		if len(diags) != want || want == 1 && diags[0].Code != "RB0206" {
			t.Errorf("%.40s…: got %v, want %d", text, messages(diags), want)
		}
	}
}

func TestScanLetsPeopleWrite(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"many sections":     strings.Repeat("a \"b\" {\n  c = [1, 2]\n}\n", 500),
		"many operands":     "a = " + strings.Repeat("x.y.z == \"q\" && ", 20) + "true",
		"many templates":    `a = "` + strings.Repeat("${x} of ${y[\"z\"]}, ", 200) + `"`,
		"a list":            "a = [" + strings.Repeat("-1, ", 300) + "]",
		"brackets in texts": `a = "` + strings.Repeat("([{", 100) + `" # ` + strings.Repeat("(", 100),
		"heredoc":           "a = <<-EOT\n" + strings.Repeat("  (((( $${ {{ \n", 50) + "  EOT\nb = 1\n",
		"40 digits":         "a = " + strings.Repeat("9", 40),
		"names with dashes": "a = " + strings.Repeat("b-", 100) + "c",
		"other alphabets":   "# Zoë, Кириллица, Ελληνικά, IT部門\na = \"naïve café Ω µs\"",
		"windows lines":     "a = 1\r\nb = 2\r\n",
	} {
		if diags := syntax.Scan("x.hcl", []byte(text)); len(diags) > 0 {
			t.Errorf("%s: %s %s", name, diags[0].Code, diags[0].Message)
		}
	}
}

func TestScanTellsWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a = 1\n<<<<<<< HEAD\nb = 1\n=======\nb = 2\n>>>>>>> main\n": "RB0210 2:1",
		"\ufeffa = 1":              "RB0209 1:1",
		"a = \"caf\xe9\"":          "RB0208 1:9",
		"a = \"\u202eevil\"":       "RB0211 1:6",
		"a = \"pay\u200broll\"":    "RB0212 1:9",
		"a = \"p\u0430yroll\"":     "RB0213 1:6",
		"a = \"\x1b[2K\"":          "RB0214 1:6",
		"a = 1\rb = 2":             "RB0214 1:6",
		"a = \"tag\U000e0041\"":    "RB0212 1:9",
		"# \u0440\u0430\u0443roll": "RB0213 1:3",
	} {
		diags := syntax.Scan("x.hcl", []byte(text))
		if len(diags) != 1 {
			t.Errorf("%q: got %v, want %s", text, codes(diags), want)
			continue
		}
		at := diags[0].Range.Start
		if got := fmt.Sprintf("%s %d:%d", diags[0].Code, at.Line, at.Column); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

package syntax

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleBracket finds ( or [ without its end: the next line that begins a setting or a section, or the
// brace of the section around, tells where it should have been.
func ruleBracket(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.within.kind != '(' && t.within.kind != '[' {
			continue
		}
		begins := t.first && t.kind == hclsyntax.TokenIdent && (s.kind(i+1) == hclsyntax.TokenEqual || s.header(i) >= 0)
		passed := t.kind == hclsyntax.TokenCBrace && t.closes != nil
		crossed := (t.kind == hclsyntax.TokenCParen || t.kind == hclsyntax.TokenCBrack) && t.closes != nil && t.closes != t.within
		if begins || passed || crossed || t.kind == hclsyntax.TokenEOF {
			return s.unclosed(t.within, s.before(i))
		}
	}
	return nil
}

func (s *sheet) unclosed(b *bracket, last int) *mistake {
	mark := map[byte]string{'(': ")", '[': "]"}[b.kind]
	if s.kind(last) == hclsyntax.TokenComma && last > b.token+1 {
		last--
	}
	open, end := s.tokens[b.token], s.tokens[last].to
	return &mistake{
		code: "RB0119", from: open.from, to: open.to, message: fmt.Sprintf("The closing %s is missing.", mark),
		help: fmt.Sprintf("Add %s where this ends.", mark), title: "add the " + mark, kind: diag.Maybe,
		edits: []edit{{end, end, mark}},
	}
}

package syntax

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// runaway is the quote that opens the first text that does not end on its line, or -1.
func (s *sheet) runaway() int {
	for _, t := range s.tokens {
		if t.within.kind == '"' && (t.kind == hclsyntax.TokenQuotedNewline || t.kind == hclsyntax.TokenEOF) {
			return t.within.token
		}
	}
	return -1
}

// surplus is the first } that closes nothing, or -1.
func (s *sheet) surplus() int {
	return slices.IndexFunc(s.tokens, func(t token) bool { return t.kind == hclsyntax.TokenCBrace && t.closes == nil })
}

// isHeader tells whether the line that token last ends is a section's name and labels.
func (s *sheet) isHeader(last int) bool {
	for i := last; i >= 0; i-- {
		switch s.kind(i) {
		case hclsyntax.TokenIdent, hclsyntax.TokenOQuote, hclsyntax.TokenQuotedLit, hclsyntax.TokenCQuote:
		default:
			return false
		}
		if s.tokens[i].first {
			return s.kind(i) == hclsyntax.TokenIdent && s.tokens[i].within.kind == 'b'
		}
	}
	return false
}

// plainWords tells whether the value of an item is words alone, two or more: a text, whatever the words.
func (s *sheet) plainWords(it *item) bool {
	words := 0
	for i := it.equal + 1; !s.endsLine(i - 1); i++ {
		if s.kind(i) != hclsyntax.TokenIdent {
			return false
		}
		words++
	}
	return words > 1
}

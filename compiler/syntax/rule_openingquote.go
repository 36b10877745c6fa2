package syntax

import (
	"bytes"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleOpeningQuote finds a text that ends in a quote and does not begin with one.
func ruleOpeningQuote(s *sheet) *mistake {
	open := s.runaway()
	if open < 1 || s.tokens[open].within.kind != 'b' {
		return nil
	}
	t := s.tokens[open]
	rest := bytes.TrimSpace(s.src[t.to:s.lineEnd(t.to)])
	first := open - 1
	switch {
	case t.item.equal >= 0 && len(rest) == 0 && t.item.equal < first:
		first = t.item.equal + 1
	case t.item.equal < 0 && string(rest) == "{" && s.kind(first) == hclsyntax.TokenIdent && s.tokens[first].to == t.from:
	default:
		return nil
	}
	for _, before := range s.tokens[first:open] {
		if before.within == t.within && before.opens != nil && before.opens.kind != 'o' {
			return nil // that is open, and the quote is within it
		}
	}
	from := s.tokens[first].from
	return &mistake{
		code: "RB0116", from: from, to: t.to, message: "The opening quote is missing.",
		help: `Add " where the text begins.`, title: "open the text", kind: diag.Maybe, edits: []edit{{from, from, `"`}},
	}
}

package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleMissingEquals finds NAME VALUE: a name that is no section's, and one text or number after it, alone
// on a line of a section.
func ruleMissingEquals(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenIdent || t.within.kind != 'b' || t.item.start != i || homes(s.text(i)) != "" || !s.oneValue(i+1) {
			continue
		}
		return &mistake{
			code: "RB0132", from: t.from, to: t.to, message: "The = between " + s.text(i) + " and its value is missing.",
			help: "Write " + s.text(i) + " = and the value.", title: "add the =", kind: diag.Safe, edits: []edit{{t.to, t.to, " ="}},
		}
	}
	return nil
}

// oneValue tells whether the line from token i is one text or one number.
func (s *sheet) oneValue(i int) bool {
	switch s.kind(i) {
	case hclsyntax.TokenNumberLit:
		return s.endsLine(i)
	case hclsyntax.TokenOQuote:
		for end := i + 1; end < len(s.tokens); end++ {
			if s.tokens[end].closes == s.tokens[i].opens {
				return s.endsLine(end)
			}
		}
	}
	return false
}

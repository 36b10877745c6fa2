package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleQuotedName finds "title" = … in a section, as JSON writes names.
func ruleQuotedName(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenOQuote || t.within.kind != 'b' || t.item.start != i || s.kind(i+2) != hclsyntax.TokenCQuote {
			continue
		}
		if k := s.kind(i + 3); k == hclsyntax.TokenEqual || k == hclsyntax.TokenColon {
			return &mistake{
				code: "RB0129", from: t.from, to: s.tokens[i+2].to, message: "The name of a setting is written without quotes.",
				help: "Write NAME = VALUE.", title: "take the quotes away", kind: diag.Safe,
				edits: []edit{{t.from, s.tokens[i+2].to, s.text(i + 1)}},
			}
		}
	}
	return nil
}

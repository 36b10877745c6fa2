package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleComma finds a comma or semicolon after a setting or a section.
func ruleComma(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenComma && t.kind != hclsyntax.TokenSemicolon || t.within.kind != 'b' || !s.isOperand(i-1) || !s.endsLine(i) {
			continue
		}
		return &mistake{
			code: "RB0113", from: t.from, to: t.to, message: "A setting ends with its line; nothing follows it.",
			help: "Remove the " + map[string]string{",": "comma", ";": "semicolon"}[s.text(i)] + ".", title: "remove it", kind: diag.Safe,
			edits: []edit{{t.from, t.to, ""}},
		}
	}
	return nil
}

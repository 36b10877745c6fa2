package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleColon finds NAME: VALUE and NAME := VALUE in a section.
func ruleColon(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenColon || t.within.kind != 'b' || t.item.start != i-1 || s.kind(i-1) != hclsyntax.TokenIdent {
			continue
		}
		m := &mistake{
			code: "RB0103", from: t.from, to: t.to, message: "A setting takes = between its name and its value, not a colon.",
			help: "Write = instead of :.", title: "write =", kind: diag.Safe,
		}
		text := "="
		if s.tokens[i-1].to == t.from {
			text = " ="
		}
		if s.kind(i+1) == hclsyntax.TokenEqual {
			m.to = s.tokens[i+1].to
		}
		m.edits = []edit{{m.from, m.to, text}}
		return m
	}
	return nil
}

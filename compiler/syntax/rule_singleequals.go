package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleSingleEquals finds = where == is meant, and === where == is.
func ruleSingleEquals(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenEqual || i == 0 {
			continue
		}
		if s.kind(i-1) == hclsyntax.TokenEqualOp && s.tokens[i-1].to == t.from {
			return &mistake{
				code: "RB0115", from: s.tokens[i-1].from, to: t.to, message: "Two values are compared with ==.",
				help: "Write == instead of ===.", title: "write ==", kind: diag.Safe, edits: []edit{{t.from, t.to, ""}},
			}
		}
		if s.comparesWith(i) {
			return &mistake{
				code: "RB0115", from: t.from, to: t.to, message: "A single = gives a setting its value; two values are compared with ==.",
				help: "Write == instead of =.", title: "write ==", kind: diag.Safe, edits: []edit{{t.from, t.to, "=="}},
			}
		}
	}
	return nil
}

// comparesWith tells whether the = at token i stands between two values.
func (s *sheet) comparesWith(i int) bool {
	t := s.tokens[i]
	if !s.isOperand(i-1) || !s.beginsValue(i+1) {
		return false
	}
	switch t.within.kind {
	case '(', '$', '[':
		return !s.tokens[i-1].first // NAME = at the start of a line: a bracket before it is not closed
	case 'b', 'o':
		twoSettings := s.kind(i-1) == hclsyntax.TokenIdent && s.isOperand(i-2)
		return t.item.equal >= 0 && t.item.equal < i && !twoSettings
	}
	return false
}

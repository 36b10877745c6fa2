package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleBraceBelow finds a section whose { stands on the next line.
func ruleBraceBelow(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenOBrace || !t.first || t.within.kind != 'b' {
			continue
		}
		last := s.before(i)
		if last < 0 || !s.isHeader(last) {
			continue
		}
		return &mistake{
			code: "RB0112", from: t.from, to: t.to, message: "The { of a section stands on the line of its name.",
			help: "Move it up, to the end of the line before.", title: "move the { up", kind: diag.Safe,
			edits: []edit{{s.tokens[last].to, t.to, " {"}},
		}
	}
	return nil
}

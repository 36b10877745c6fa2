package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleOpeningBrace finds a section without its {: a line with a name and labels alone, in a file that has
// a } too many below.
func ruleOpeningBrace(s *sheet) *mistake {
	surplus := s.surplus()
	for i := range max(surplus, 0) {
		if !s.endsLine(i) || s.kind(i) == hclsyntax.TokenNewline || !s.isHeader(i) {
			continue
		}
		at := s.tokens[i].to
		if next := s.after(i); s.kind(next) == hclsyntax.TokenOBrace || s.column(s.tokens[next].from) <= len(s.indent(at)) {
			continue
		}
		return &mistake{
			code: "RB0130", from: s.tokens[i].from, to: at, message: "The { of this section is missing.",
			help: "Add it at the end of the line.", title: "add the {", kind: diag.Maybe, edits: []edit{{at, at, " {"}},
		}
	}
	return nil
}

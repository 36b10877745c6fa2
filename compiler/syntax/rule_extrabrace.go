package syntax

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleExtraBrace finds a closing bracket that closes nothing.
func ruleExtraBrace(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenCBrace && t.kind != hclsyntax.TokenCBrack && t.kind != hclsyntax.TokenCParen || t.closes != nil {
			continue
		}
		return &mistake{
			code: "RB0118", from: t.from, to: t.to, message: fmt.Sprintf("This %s closes nothing.", s.text(i)),
			help:  "Remove it, or look for a section above that was closed too early.",
			title: "remove it", kind: diag.Maybe, edits: []edit{{t.from, t.to, ""}},
		}
	}
	return nil
}

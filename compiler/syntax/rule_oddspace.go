package syntax

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleOddSpace finds spaces that a web page or a word processor wrote, outside of texts.
func ruleOddSpace(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind == hclsyntax.TokenInvalid && strings.TrimSpace(s.text(i)) == "" {
			return &mistake{
				code: "RB0212", from: t.from, to: t.to, message: "This looks like a space and is another character.",
				help: "Type the space again.", title: "write a plain space", kind: diag.Safe, edits: []edit{{t.from, t.to, " "}},
			}
		}
	}
	return nil
}

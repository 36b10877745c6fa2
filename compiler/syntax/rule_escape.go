package syntax

import (
	"bytes"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleEscape finds \d and the like in a text: a backslash before a letter that it does not change.
func ruleEscape(s *sheet) *mistake {
	for _, t := range s.tokens {
		if t.kind != hclsyntax.TokenQuotedLit {
			continue
		}
		var edits []edit
		for n := t.from; n < t.to-1; n++ {
			if s.src[n] != '\\' {
				continue
			}
			if bytes.IndexByte([]byte(`nrt"\uU`), s.src[n+1]) < 0 {
				edits = append(edits, edit{n, n, `\`})
			}
			n++
		}
		if len(edits) > 0 {
			first := edits[0].from
			return &mistake{
				code: "RB0120", from: first, to: first + 2, message: `\ begins a special character, and this one is unknown.`,
				help: `Write \\ for the \ itself, also in patterns: "\\d+".`, title: `write \\`, kind: diag.Safe, edits: edits,
			}
		}
	}
	return nil
}

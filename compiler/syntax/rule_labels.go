package syntax

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleLabels finds labels without quotes that HCL does not take for names: step tls.probe site {.
func ruleLabels(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.within.kind != 'b' || t.item.start != i || t.kind != hclsyntax.TokenIdent || s.header(i) >= 0 {
			continue
		}
		end := i + 1
		for s.headerLike(end) {
			end++
		}
		if s.kind(end) != hclsyntax.TokenOBrace || end == i+1 {
			continue
		}
		from, to := s.tokens[i+1].from, s.tokens[end-1].to
		words := strings.Fields(string(s.src[from:to]))
		for n, word := range words {
			word = strings.Trim(word, `",`)
			if s.text(i) == "use" {
				word = strings.TrimPrefix(word, "connection.")
			}
			words[n] = `"` + word + `"`
		}
		return &mistake{
			code: "RB0111", from: from, to: to, message: "The words between a section's name and its brace need quotes.",
			help: "Write: " + s.text(i) + " " + strings.Join(words, " ") + " {", title: "put them in quotes", kind: diag.Safe,
			edits: []edit{{from, to, strings.Join(words, " ")}},
		}
	}
	return nil
}

func (s *sheet) headerLike(i int) bool {
	switch s.kind(i) {
	case hclsyntax.TokenIdent, hclsyntax.TokenDot, hclsyntax.TokenMinus, hclsyntax.TokenNumberLit, hclsyntax.TokenComma, hclsyntax.TokenSlash,
		hclsyntax.TokenOQuote, hclsyntax.TokenQuotedLit, hclsyntax.TokenCQuote:
		return true
	}
	return false
}

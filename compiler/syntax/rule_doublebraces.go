package syntax

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleDoubleBraces finds ${{ x }} in a text, as GitHub writes it, and {{ x }} as a value.
func ruleDoubleBraces(s *sheet) *mistake {
	for i, t := range s.tokens {
		inner := s.kind(i+1) == hclsyntax.TokenOBrace && s.tokens[i+1].from == t.to
		switch {
		case t.kind == hclsyntax.TokenTemplateInterp && inner:
			return s.doubled(i, i+1, "${")
		case t.kind == hclsyntax.TokenOBrace && t.opens.kind == 'o' && inner:
			return s.doubled(i, i+1, "")
		}
	}
	return nil
}

// doubled mends the doubled braces that tokens outer and inner open: with begin before the value, and a
// brace after it if begin has one.
func (s *sheet) doubled(outer, inner int, begin string) *mistake {
	m := &mistake{
		code: "RB0104", from: s.tokens[outer].from, to: s.tokens[inner].to, message: "Doubled braces are another program's; here a value is put into a text with ${...}.",
		help: "Write ${...} in a text, and the value alone outside of one.", title: "write the value alone", kind: diag.Safe,
	}
	end := ""
	if begin != "" {
		m.title, end = "write ${...}", "}"
	}
	for i := inner; i < len(s.tokens)-1; i++ {
		if s.tokens[i].closes != s.tokens[inner].opens {
			continue
		}
		if s.tokens[i+1].closes != s.tokens[outer].opens {
			break
		}
		value := strings.TrimSpace(string(s.src[m.to:s.tokens[i].from]))
		m.edits = []edit{{m.from, s.tokens[i+1].to, begin + value + end}}
		m.to = s.tokens[i+1].to
		return m
	}
	m.title, m.edits = "", []edit{{s.tokens[inner].from, s.tokens[inner].to, ""}}
	return m
}

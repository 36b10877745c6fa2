package syntax

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleDollar finds $x and ${x} outside of a text.
func ruleDollar(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenInvalid || s.text(i) != "$" || s.tokens[min(i+1, len(s.tokens)-1)].from != t.to {
			continue
		}
		m := &mistake{
			code: "RB0105", from: t.from, to: s.tokens[i+1].to, message: "Outside of a text a reference is written without $.",
			help: "Write the reference alone: input.days.", title: "write the reference alone", kind: diag.Safe,
		}
		switch s.kind(i + 1) {
		case hclsyntax.TokenIdent:
			m.edits = []edit{{t.from, t.to, ""}}
			if name := s.text(i + 1); s.kind(i+2) != hclsyntax.TokenDot {
				m.help, m.title, m.kind = "Say what kind of part it is, without $: input."+name+".", "write input."+name, diag.Maybe
				m.edits = []edit{{t.from, t.to, "input."}}
			}
		case hclsyntax.TokenOBrace:
			m.edits = s.unwrap(i)
		default:
			continue
		}
		return m
	}
	return nil
}

// unwrap takes ${ and } from around a value.
func (s *sheet) unwrap(dollar int) []edit {
	for _, t := range s.tokens[dollar+1:] {
		if t.closes != nil && t.closes == s.tokens[dollar+1].opens {
			value := strings.Trim(string(s.src[s.tokens[dollar+1].to:t.from]), "{} \t")
			to := t.to
			if to < len(s.src) && s.src[to] == '}' && strings.HasPrefix(string(s.src[s.tokens[dollar+1].to:]), "{") {
				to++
			}
			return []edit{{s.tokens[dollar].from, to, value}}
		}
	}
	return []edit{{s.tokens[dollar].from, s.tokens[dollar+1].to, ""}}
}

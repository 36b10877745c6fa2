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

// operators are the words and signs that other languages have for ours.
var operators = map[string]string{"and": "&&", "or": "||", "not": "!", "&": "&&", "|": "||"}

// ruleWords finds and, or, not and single & and | in a value.
func ruleWords(s *sheet) *mistake {
	for i, t := range s.tokens {
		word := strings.ToLower(s.text(i))
		right, ok := operators[word]
		if !ok || t.within.kind == '"' || t.within.kind == 'h' || t.kind == hclsyntax.TokenComment || !s.isOperator(i, word == "not") {
			continue
		}
		m := &mistake{
			code: "RB0106", from: t.from, to: t.to, message: "Write " + right + " instead of " + s.text(i) + ".",
			help: "The signs are && (both), || (one of them) and ! (not).", title: "write " + right, kind: diag.Safe,
			edits: []edit{{t.from, t.to, right}},
		}
		if word == "not" {
			m.kind, m.edits = diag.Maybe, []edit{{t.from, s.tokens[i+1].from, right}}
		}
		return m
	}
	return nil
}

// isOperator tells whether token i stands where an operator does: between two values, or before one.
func (s *sheet) isOperator(i int, prefix bool) bool {
	t := s.tokens[i]
	if t.within.kind == 'b' && (t.item.equal < 0 || i <= t.item.equal || s.plainWords(t.item)) {
		return false
	}
	if prefix {
		return !s.isOperand(i-1) && s.beginsValue(i+1)
	}
	return s.isOperand(i-1) && s.beginsValue(i+1)
}

package syntax

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

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

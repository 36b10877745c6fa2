package syntax

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// operators are the words and signs that other languages have for ours.
var operators = map[string]string{"and": "&&", "or": "||", "not": "!", "&": "&&", "|": "||", "is": "==", "equals": "=="}

// otherWays are words of other languages for what is written in another way here, so that no sign is enough.
var otherWays = map[string][2]string{
	"in": {"Whether a list has something is asked with contains.", "Write contains(LIST, VALUE)."},
	"if": {"A choice is written with ? and :.", "Write CONDITION ? ONE : OTHER."},
}

// ruleWords finds and, or, not and single & and | in a value.
func ruleWords(s *sheet) *mistake {
	for i, t := range s.tokens {
		word := strings.ToLower(s.text(i))
		if m := s.otherWay(i, word); m != nil {
			return m
		}
		right, ok := operators[word]
		if !ok || t.within.kind == '"' || t.within.kind == 'h' || t.kind == hclsyntax.TokenComment || !s.isOperator(i, word == "not") {
			continue
		}
		m := &mistake{
			code: "RB0106", from: t.from, to: t.to, message: "Write " + right + " instead of " + s.text(i) + ".",
			help: "The signs are && (both), || (one of them), ! (not), == (the same) and != (another).", title: "write " + right, kind: diag.Safe,
			edits: []edit{{t.from, t.to, right}},
		}
		if word == "not" {
			m.kind, m.edits = diag.Maybe, []edit{{t.from, s.tokens[i+1].from, right}}
		}
		return m
	}
	return nil
}

// otherWay is the mistake at token i where it is a word for what is written in another way, or <>.
func (s *sheet) otherWay(i int, word string) *mistake {
	t := s.tokens[i]
	if s.kind(i) == hclsyntax.TokenLessThan && s.kind(i+1) == hclsyntax.TokenGreaterThan && s.tokens[i+1].from == t.to {
		return &mistake{code: "RB0106", from: t.from, to: s.tokens[i+1].to, message: "Write != instead of <>.", help: "The signs are == (the same) and != (another).",
			title: "write !=", kind: diag.Safe, edits: []edit{{t.from, s.tokens[i+1].to, "!="}}}
	}
	words, ok := otherWays[word]
	if !ok || t.kind != hclsyntax.TokenIdent || t.within.kind != 'b' || t.item.equal < 0 || i <= t.item.equal || s.plainWords(t.item) {
		return nil
	}
	if between := s.isOperator(i, false); word == "in" && !between || word == "if" && (i != t.item.equal+1 || s.kind(i+1) != hclsyntax.TokenIdent) {
		return nil
	}
	return &mistake{code: "RB0106", from: t.from, to: t.to, message: words[0], help: words[1]}
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

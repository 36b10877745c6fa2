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

// signs are what other languages, and people, write for a sign of ours, token by token.
var signs = map[[2]hclsyntax.TokenType]string{
	{hclsyntax.TokenLessThan, hclsyntax.TokenGreaterThan}: "!=", // <>
	{hclsyntax.TokenEqual, hclsyntax.TokenLessThan}:       "<=", // =<
	{hclsyntax.TokenNotEqual, hclsyntax.TokenEqual}:       "!=", // !==
}

// sign is the mistake at token i where it begins such a sign. => has a meaning in maps alone.
func (s *sheet) sign(i int) *mistake {
	t := s.tokens[i]
	if s.kind(i) == hclsyntax.TokenFatArrow && t.within.kind != 'o' {
		return misspelt(t.from, t.to, s.text(i), ">=")
	}
	if i+1 == len(s.tokens) || t.to != s.tokens[i+1].from {
		return nil
	}
	if right := signs[[2]hclsyntax.TokenType{s.kind(i), s.kind(i + 1)}]; right != "" {
		return misspelt(t.from, s.tokens[i+1].to, s.text(i)+s.text(i+1), right)
	}
	return nil
}

func misspelt(from, to int, sign, right string) *mistake {
	return &mistake{code: "RB0106", from: from, to: to, message: "Write " + right + " instead of " + sign + ".",
		help:  "The signs are == (the same), != (another), < and <= (less), > and >= (more).",
		title: "write " + right, kind: diag.Safe, edits: []edit{{from, to, right}}}
}

// otherWay is the mistake at token i where it is a word or sign for what is written in another way.
func (s *sheet) otherWay(i int, word string) *mistake {
	t := s.tokens[i]
	if m := s.sign(i); m != nil {
		return m
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

package syntax

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

var (
	lengthForm = regexp.MustCompile(`^[0-9]+ ?(s|m|h|d|w|sec|min|seconds?|minutes?|hours?|days?|weeks?)$`)
	dottedList = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[a-z0-9_]+(, *[a-z][a-z0-9_]*\.[a-z0-9_]+)+$`)
	timeForm   = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]`)
)

// ruleUnquoted finds a text, a length of time or a date without quotes: a value up to the end of its line
// that has no brackets and no quotes, and that is no expression.
func ruleUnquoted(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenEqual || t.within.kind != 'b' || t.item.equal != i {
			continue
		}
		if from, to, text := s.unquoted(i); text {
			return unquoted(from, to, string(s.src[from:to]))
		}
	}
	return nil
}

func unquoted(from, to int, value string) *mistake {
	m := &mistake{
		code: "RB0108", from: from, to: to, message: "Text needs quotes.", help: `Put it in quotes: ` + quoted(value),
		title: "put it in quotes", kind: diag.Safe, edits: []edit{{from, to, quoted(value)}},
	}
	if value[0] == '.' || isDigit(value[0]) {
		m.kind, m.help = diag.Maybe, "Put it in quotes if it is a text. A number is digits and at most one point: 1000, 0.5."
	}
	switch {
	case dottedList.MatchString(value):
		var items []string
		for item := range strings.SplitSeq(value, ",") {
			items = append(items, quoted(strings.TrimSpace(item)))
		}
		list := "[" + strings.Join(items, ", ") + "]"
		m.message, m.help, m.title, m.kind = "A list stands in brackets, each text of it in quotes.", "Write: "+list, "write it as a list", diag.Maybe
		m.edits = []edit{{from, to, list}}
	case lengthForm.MatchString(value):
		m.code, m.message = "RB0109", "A length of time needs quotes."
		m.help = `Write a number and s, m, h, d or w in quotes: "30s", "5m".`
		short := regexp.MustCompile(`^([0-9]+) ?(.).*$`).ReplaceAllString(value, `"$1$2"`)
		m.edits = []edit{{from, to, short}}
	case timeForm.MatchString(value):
		m.code, m.message = "RB0110", "A date needs quotes."
	}
	return m
}

// unquoted is the part of the line after the = at token i, and whether it is a text without quotes.
func (s *sheet) unquoted(equal int) (from, to int, text bool) {
	first := s.tokens[equal+1]
	from = first.from
	switch first.kind {
	case hclsyntax.TokenNewline, hclsyntax.TokenEOF, hclsyntax.TokenComment, hclsyntax.TokenApostrophe, hclsyntax.TokenBacktick:
		return from, from, false
	case hclsyntax.TokenInvalid:
		if strings.Contains(curly+"$", s.text(equal+1)) {
			return from, from, false
		}
	}
	for i := equal + 1; ; i++ {
		t := s.tokens[i]
		switch t.kind {
		case hclsyntax.TokenNewline, hclsyntax.TokenEOF:
			return from, to, s.readsAsText(equal+1, i)
		case hclsyntax.TokenComment:
			if s.kind(i-1) == hclsyntax.TokenColon && s.tokens[i-1].to == t.from { // https://…
				return from, s.lineEnd(from), true
			}
			return from, to, s.readsAsText(equal+1, i)
		case hclsyntax.TokenOQuote, hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen,
			hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenOHeredoc, hclsyntax.TokenEqual:
			return from, to, false
		}
		to = t.to
	}
}

// readsAsText tells whether tokens from up to end are neither an expression nor one with a small mistake
// that another rule knows.
func (s *sheet) readsAsText(from, end int) bool {
	var likely bytes.Buffer
	for i := from; i < end; i++ {
		word := s.text(i)
		if s.kind(i+1) == hclsyntax.TokenDot && slices.Contains(Namespaces, word) {
			return false // a reference: whatever is wrong, quotes do not mend it
		}
		if right, ok := operators[strings.ToLower(word)]; ok && !s.plainWords(s.tokens[i].item) {
			word = right
		}
		if i == end-1 && (word == "," || word == ";") {
			break
		}
		likely.WriteString(word)
		if next := s.tokens[i+1]; next.from > s.tokens[i].to {
			likely.WriteByte(' ')
		}
	}
	_, diags := hclsyntax.ParseExpression(likely.Bytes(), "", hcl.InitialPos)
	return diags.HasErrors()
}

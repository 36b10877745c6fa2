package syntax

import (
	"regexp"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
)

var reference = regexp.MustCompile(`^\s*[A-Za-z_][A-Za-z0-9_.\[\]]*`)

// ruleOpenTemplate finds ${ without its }: the quote that ends the text is taken for one that begins
// another.
func ruleOpenTemplate(s *sheet) *mistake {
	open := s.runaway()
	if open < 0 || s.tokens[open].within.kind != '$' {
		return nil
	}
	start := s.tokens[s.tokens[open].within.token]
	name := reference.Find(s.src[start.to:s.lineEnd(start.to)])
	if len(name) == 0 || strings.TrimSpace(string(name)) == "" {
		return nil
	}
	at := start.to + len(name)
	at += callLength(s.src[at:s.lineEnd(at)])
	return &mistake{
		code: "RB0119", from: start.from, to: at, message: "The } that ends ${ is missing.",
		help: "Write ${REFERENCE}; $${ stands for the two characters themselves.", title: "add the }", kind: diag.Maybe,
		edits: []edit{{at, at, "}"}},
	}
}

// callLength is how much of rest the values of a call take, brackets included; 0 where none begins.
func callLength(rest []byte) int {
	depth := 0
	for n, c := range rest {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			if c == ')' {
				return n + 1
			}
			return 0
		}
	}
	return 0
}

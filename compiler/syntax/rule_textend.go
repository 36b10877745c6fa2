package syntax

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleClosingQuote finds a text in quotes that runs over the end of its line.
func ruleClosingQuote(s *sheet) *mistake {
	open := s.runaway()
	if open < 0 {
		return nil
	}
	from := s.tokens[open].from
	end := s.lineEnd(from)
	tail := len(bytes.TrimRight(s.src[from:end], ",)]{} \t"))
	insert := from + max(tail, 1)
	if b := s.tokens[open].within; b.kind == 'b' && s.tokens[open].item.equal >= 0 {
		insert = from + len(bytes.TrimRight(s.src[from:end], ", \t")) // nothing is open that a bracket could close
	}
	return &mistake{
		code: "RB0116", from: from, to: max(insert, from+1), message: "The closing quote is missing.",
		help: `Add " where the text ends.`, title: "close the text at the end of the line", kind: diag.Maybe,
		edits: []edit{{insert, insert, `"`}},
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

// ruleOpeningQuote finds a text that ends in a quote and does not begin with one.
func ruleOpeningQuote(s *sheet) *mistake {
	open := s.runaway()
	if open < 1 || s.tokens[open].within.kind != 'b' {
		return nil
	}
	t := s.tokens[open]
	rest := bytes.TrimSpace(s.src[t.to:s.lineEnd(t.to)])
	first := open - 1
	switch {
	case t.item.equal >= 0 && len(rest) == 0 && t.item.equal < first:
		first = t.item.equal + 1
	case t.item.equal < 0 && string(rest) == "{" && s.kind(first) == hclsyntax.TokenIdent && s.tokens[first].to == t.from:
	default:
		return nil
	}
	for _, before := range s.tokens[first:open] {
		if before.within == t.within && before.opens != nil && before.opens.kind != 'o' {
			return nil // that is open, and the quote is within it
		}
	}
	from := s.tokens[first].from
	return &mistake{
		code: "RB0116", from: from, to: t.to, message: "The opening quote is missing.",
		help: `Add " where the text begins.`, title: "open the text", kind: diag.Maybe, edits: []edit{{from, from, `"`}},
	}
}

// runaway is the quote that opens the first text that does not end on its line, or -1.
func (s *sheet) runaway() int {
	for _, t := range s.tokens {
		if t.within.kind == '"' && (t.kind == hclsyntax.TokenQuotedNewline || t.kind == hclsyntax.TokenEOF) {
			return t.within.token
		}
	}
	return -1
}

var laterLine = regexp.MustCompile(`^\s*(}|[a-z_]+\s*(=|\{|")|#|//|$)`)

// ruleTextOverLines finds a text in quotes that was meant to go on over several lines.
func ruleTextOverLines(s *sheet) *mistake {
	open := s.runaway()
	if open < 0 || s.tokens[open].within.kind != 'b' || s.tokens[open].item.equal < 0 {
		return nil
	}
	from := s.tokens[open].from
	m := &mistake{
		code: "RB0126", from: from, message: "A text in quotes ends with its line.",
		help: "Write it on one line, with \\n for a new line, or between <<-EOT and EOT.", title: "write it on one line", kind: diag.Maybe,
	}
	for n, lines := s.lineEnd(from), 0; n < len(s.src) && lines < 20; lines++ {
		start := n + bytes.IndexByte(s.src[n:], '\n') + 1
		if start == n || start >= len(s.src) {
			return nil
		}
		line := firstLine(s.src[start:])
		quote := bytes.IndexByte(line, '"')
		if quote < 0 && laterLine.Match(line) || quote >= 0 && (laterLine.Match(line[:quote]) && len(bytes.TrimSpace(line[:quote])) > 0 || len(bytes.TrimRight(line[quote+1:], ", \t\r")) > 0) {
			return nil
		}
		text := start + len(line) - len(bytes.TrimLeft(line, " \t"))
		m.edits = append(m.edits, edit{n, text, " "})
		if quote >= 0 {
			m.to = start + quote + 1
			return m
		}
		n = s.lineEnd(start)
	}
	return nil
}

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

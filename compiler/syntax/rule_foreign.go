package syntax

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// foreigners are how lines of other notations begin: what they are, what is written here, and what to put in
// the place of the mark, where that is enough.
var foreigners = []struct {
	mark, message, help, title string
	kind                       diag.FixKind
	line                       bool   // the whole line goes
	instead                    string // of the mark
}{
	{"```", "This line belongs to a page of Markdown.", "Remove it; the file holds the sections alone.", "remove the line", diag.Safe, true, ""},
	{"---", "This line belongs to YAML or Markdown.", "Remove it; parts are told apart by their braces.", "remove the line", diag.Maybe, true, ""},
	{"<!--", "A remark for readers does not begin with <!--.", "Begin it with #, on each line.", "", diag.Maybe, false, ""},
	{"--", "A remark for readers does not begin with --.", "Begin it with #.", "write #", diag.Maybe, false, "#"},
	{"- ", "A list is not written with dashes.", `Write it in brackets, behind the =: ["one", "two"], or [role.NAME, role.OTHER].`, "", diag.Maybe, false, ""},
}

// ruleForeign finds lines of JSON, YAML and Markdown: what people paste.
func ruleForeign(s *sheet) *mistake {
	if s.kind(0) == hclsyntax.TokenOBrace {
		return &mistake{code: "RB0199", from: s.tokens[0].from, to: s.tokens[0].to, message: "The file begins as JSON does.",
			help: `A file is a list of sections, with settings in them: runbook "NAME" { … }, and in it NAME = VALUE. Names have no quotes, lines no commas.`}
	}
	for _, t := range s.tokens {
		if !t.first || t.within.kind != 'b' {
			continue
		}
		for _, f := range foreigners {
			if !bytes.HasPrefix(s.src[t.from:], []byte(f.mark)) {
				continue
			}
			m := &mistake{code: "RB0199", from: t.from, to: t.from + len(strings.TrimSpace(f.mark)), message: f.message, help: f.help, title: f.title, kind: f.kind}
			switch {
			case f.line:
				m.to = s.lineEnd(t.from)
				m.edits = []edit{{t.from, m.to, ""}}
			case f.instead != "":
				m.edits = []edit{{m.from, m.to, f.instead}}
			}
			return m
		}
	}
	return nil
}

// ruleQuoteWithin finds a text with quotes in it: "say "yes" now".
func ruleQuoteWithin(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind == hclsyntax.TokenCQuote && s.kind(i+1) == hclsyntax.TokenIdent && s.tokens[i+1].from == t.to && s.tokens[i+1].within.kind == 'b' {
			return &mistake{code: "RB0116", from: t.from, to: t.to, message: "The text ends at this quote, and words follow.",
				help: `Write a quote within a text as \": "say \"yes\"".`}
		}
	}
	return nil
}

// ruleMissingComma finds two texts of a list without a comma between them.
func ruleMissingComma(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenCQuote || t.within.outer == nil || t.within.outer.kind != '[' {
			continue
		}
		next := i + 1
		for s.kind(next) == hclsyntax.TokenNewline {
			next++
		}
		if s.kind(next) == hclsyntax.TokenOQuote && s.tokens[next].within.kind == '[' {
			return &mistake{code: "RB0199", from: t.from, to: t.to, message: "A comma is missing between two items of a list.",
				help: `Write ["one", "two"].`, title: "add the comma", kind: diag.Safe, edits: []edit{{t.to, t.to, ","}}}
		}
	}
	return nil
}

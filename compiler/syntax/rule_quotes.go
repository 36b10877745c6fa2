package syntax

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

const curly = "“”„‟«»‘’‚‛＂"

// ruleCurlyQuotes finds quotes as word processors write them.
func ruleCurlyQuotes(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind == hclsyntax.TokenInvalid && strings.Contains(curly, s.text(i)) {
			return s.curlyFrom(t.from)
		}
		if t.kind == hclsyntax.TokenQuotedNewline && t.within.kind == '"' {
			start := s.tokens[t.within.token].to
			if n := bytes.LastIndexAny(s.src[start:t.from], curly); n >= 0 { // begun straight, ended curly
				m := s.curlyFrom(start + n)
				m.from = s.tokens[t.within.token].from
				return m
			}
		}
	}
	return nil
}

// curlyFrom mends the curly quote at from and the next one on its line.
func (s *sheet) curlyFrom(from int) *mistake {
	_, size := utf8.DecodeRune(s.src[from:])
	m := &mistake{
		code: "RB0101", from: from, to: from + size, message: "Curly quotes do not begin or end a text.",
		help: `Write straight quotes: "like this".`, title: "write straight quotes", kind: diag.Safe,
		edits: []edit{{from, from + size, `"`}},
	}
	rest := s.src[m.to:s.lineEnd(m.to)]
	if n := bytes.IndexAny(rest, curly+`"`); n >= 0 && rest[n] != '"' {
		_, size := utf8.DecodeRune(rest[n:])
		m.edits = append(m.edits, edit{m.to + n, m.to + n + size, `"`})
		m.to += n + size
	}
	return m
}

// ruleSingleQuotes finds texts in ' ' or ` `.
func ruleSingleQuotes(s *sheet) *mistake {
	for _, t := range s.tokens {
		if t.kind != hclsyntax.TokenApostrophe && t.kind != hclsyntax.TokenBacktick {
			continue
		}
		m := &mistake{
			code: "RB0102", from: t.from, to: t.to, message: "Single quotes do not begin or end a text.",
			help: `Write double quotes: "like this".`, title: "write double quotes", kind: diag.Safe,
		}
		end := closingSingle(s.src[t.to:s.lineEnd(t.to)], s.src[t.from])
		if end < 0 {
			m.title, m.edits = "", []edit{{t.from, t.to, `"`}, {s.lineEnd(t.to), s.lineEnd(t.to), `"`}}
			return m
		}
		inner := string(s.src[t.to : t.to+end])
		m.to = t.to + end + 1
		m.edits = []edit{{m.from, m.to, `"` + strings.NewReplacer(`\'`, `'`, `"`, `\"`).Replace(inner) + `"`}}
		return m
	}
	return nil
}

// closingSingle is where a text that was begun with mark ends in rest: at a mark with the end of a value
// after it.
func closingSingle(rest []byte, mark byte) int {
	for n, c := range rest {
		if c != mark {
			continue
		}
		after := bytes.TrimLeft(rest[n+1:], " \t")
		if len(after) == 0 || bytes.IndexByte([]byte(",])}{#:=?'\"`"), after[0]) >= 0 || len(after) < len(rest[n+1:]) {
			return n
		}
	}
	return bytes.LastIndexByte(rest, mark)
}

// ruleQuotedName finds "title" = … in a section, as JSON writes names.
func ruleQuotedName(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind != hclsyntax.TokenOQuote || t.within.kind != 'b' || t.item.start != i || s.kind(i+2) != hclsyntax.TokenCQuote {
			continue
		}
		if k := s.kind(i + 3); k == hclsyntax.TokenEqual || k == hclsyntax.TokenColon {
			return &mistake{
				code: "RB0129", from: t.from, to: s.tokens[i+2].to, message: "The name of a setting is written without quotes.",
				help: "Write NAME = VALUE.", title: "take the quotes away", kind: diag.Safe,
				edits: []edit{{t.from, s.tokens[i+2].to, s.text(i + 1)}},
			}
		}
	}
	return nil
}

// ruleOddSpace finds spaces that a web page or a word processor wrote, outside of texts.
func ruleOddSpace(s *sheet) *mistake {
	for i, t := range s.tokens {
		if t.kind == hclsyntax.TokenInvalid && strings.TrimSpace(s.text(i)) == "" {
			return &mistake{
				code: "RB0212", from: t.from, to: t.to, message: "This looks like a space and is another character.",
				help: "Type the space again.", title: "write a plain space", kind: diag.Safe, edits: []edit{{t.from, t.to, " "}},
			}
		}
	}
	return nil
}

// ruleEscape finds \d and the like in a text: a backslash before a letter that it does not change.
func ruleEscape(s *sheet) *mistake {
	for _, t := range s.tokens {
		if t.kind != hclsyntax.TokenQuotedLit {
			continue
		}
		var edits []edit
		for n := t.from; n < t.to-1; n++ {
			if s.src[n] != '\\' {
				continue
			}
			if bytes.IndexByte([]byte(`nrt"\uU`), s.src[n+1]) < 0 {
				edits = append(edits, edit{n, n, `\`})
			}
			n++
		}
		if len(edits) > 0 {
			first := edits[0].from
			return &mistake{
				code: "RB0120", from: first, to: first + 2, message: `\ begins a special character, and this one is unknown.`,
				help: `Write \\ for the \ itself, also in patterns: "\\d+".`, title: `write \\`, kind: diag.Safe, edits: edits,
			}
		}
	}
	return nil
}

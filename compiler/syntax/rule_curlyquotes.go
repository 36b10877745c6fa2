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

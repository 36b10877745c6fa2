package syntax

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleMissingBrace finds a section without its } by the layout: a line that stands no further right than
// the section around it belongs outside of that section.
func ruleMissingBrace(s *sheet) *mistake {
	if len(s.open) == 0 || s.open[len(s.open)-1].kind != 'b' && s.open[len(s.open)-1].kind != 'o' {
		return nil
	}
	for i, t := range s.tokens {
		b := t.within
		if !t.first || b.kind != 'b' && b.kind != 'o' || b.token < 0 || t.kind == hclsyntax.TokenComment || t.kind == hclsyntax.TokenNewline {
			continue
		}
		at, section := s.column(t.from), s.column(s.tokens[b.head.start].from)
		begins := t.kind == hclsyntax.TokenIdent && (s.header(i) >= 0 || b.kind == 'b' && s.kind(i+1) == hclsyntax.TokenEqual)
		if begins && at <= section || t.kind == hclsyntax.TokenCBrace && at < section {
			return s.missingBrace(b, i, fmt.Sprintf("A } is missing before this %s", s.called(i)))
		}
	}
	return s.missingBrace(s.open[len(s.open)-1], len(s.tokens)-1, "A } is missing at the end of the file")
}

func (s *sheet) called(i int) string {
	switch {
	case s.kind(i) == hclsyntax.TokenCBrace:
		return "brace"
	case s.kind(i+1) == hclsyntax.TokenEqual:
		return "setting"
	}
	return "section"
}

// missingBrace names the section b that is still open at token i.
func (s *sheet) missingBrace(b *bracket, i int, what string) *mistake {
	head := s.tokens[b.head.start]
	open := s.tokens[b.token]
	name := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(string(s.src[head.from:open.from])), "="))
	last := s.tokens[s.before(i)]
	at := last.to
	return &mistake{
		code: "RB0117", from: s.tokens[i].from, to: s.tokens[i].to,
		message: fmt.Sprintf("%s: %s (line %d) is still open.", what, name, s.lineNumber(head.from)),
		help:    "Close it with } on a line of its own.",
		related: []span{{head.from, open.to, "this section is still open"}},
		title:   "close " + name, kind: diag.Maybe, edits: []edit{{at, at, "\n" + s.indent(head.from) + "}"}},
	}
}

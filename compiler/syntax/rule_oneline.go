package syntax

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleOneLine finds a section that is written on one line and has more than one setting.
func ruleOneLine(s *sheet) *mistake {
	for i, t := range s.tokens {
		switch {
		case t.opens != nil && t.opens.kind == 'b' && !s.endsLine(i) && s.kind(i+1) != hclsyntax.TokenCBrace:
			if m := s.spread(i); m != nil {
				return m
			}
		case t.kind == hclsyntax.TokenEqual && t.within.kind == 'b' && t.within.token < 0 || t.kind == hclsyntax.TokenEqual && t.within.kind == 'b' && !s.oneLine(t.within):
			if s.kind(i-1) == hclsyntax.TokenIdent && t.item.equal >= 0 && t.item.equal < i && s.settingFollows(i-1) {
				return s.split(i - 1)
			}
		case t.kind == hclsyntax.TokenCBrace && t.closes != nil && t.closes.kind == 'b' && !t.first && !s.oneLine(t.closes) && s.surplus() < 0:
			return &mistake{
				code: "RB0114", from: t.from, to: t.to, message: "The closing brace of a section stands on a line of its own.",
				help: "Write it on the next line.", title: "move the } down", kind: diag.Safe,
				edits: []edit{{s.tokens[i-1].to, t.from, "\n" + s.indent(s.tokens[t.closes.token].from)}},
			}
		}
	}
	return nil
}

// oneLine tells whether something follows the { of a section on its line.
func (s *sheet) oneLine(b *bracket) bool { return b.token >= 0 && !s.endsLine(b.token) }

// settingFollows tells whether the name at token i begins another setting on the same line.
func (s *sheet) settingFollows(i int) bool {
	k := s.kind(i - 1)
	return k == hclsyntax.TokenComma || k == hclsyntax.TokenSemicolon || s.isOperand(i-1)
}

// split puts the setting whose name is token i on a line of its own.
func (s *sheet) split(i int) *mistake {
	last := i - 1
	if k := s.kind(last); k == hclsyntax.TokenComma || k == hclsyntax.TokenSemicolon {
		last--
	}
	name := s.tokens[i]
	return &mistake{
		code: "RB0114", from: name.from, to: name.to, message: "Two settings stand on one line.",
		help: "Write one setting a line.", title: "put it on a line of its own", kind: diag.Safe,
		edits: []edit{{s.tokens[last].to, name.from, "\n" + s.indent(name.from)}},
	}
}

// spread writes the section whose { is token open on several lines, if it has more than one setting or
// goes on below its line.
func (s *sheet) spread(open int) *mistake {
	b := s.tokens[open].opens
	indent := s.indent(s.tokens[open].from)
	pieces, end := []int{open + 1}, open+1
	for ; end < len(s.tokens) && s.tokens[end].closes != b; end++ {
		t := s.tokens[end]
		switch {
		case t.kind == hclsyntax.TokenNewline && t.within == b, t.kind == hclsyntax.TokenEOF:
			at := s.tokens[open].to
			return s.severalLines(open, s.tokens[open].to, edit{at, s.tokens[open+1].from, "\n" + indent + "  "})
		case t.within == b && t.kind == hclsyntax.TokenIdent && end > open+1 && s.settingFollows(end) && (s.kind(end+1) == hclsyntax.TokenEqual || s.header(end) >= 0):
			pieces = append(pieces, end)
		}
	}
	if len(pieces) == 1 && s.kind(open+2) == hclsyntax.TokenEqual {
		return nil // one setting may stand so; a comma after it is another rule's
	}
	var text strings.Builder
	for n, from := range pieces {
		to := s.tokens[end].from
		if n+1 < len(pieces) {
			to = s.tokens[pieces[n+1]].from
		}
		text.WriteString("\n" + indent + "  " + strings.TrimRight(string(s.src[s.tokens[from].from:to]), ",; \t"))
	}
	text.WriteString("\n" + indent)
	return s.severalLines(open, s.tokens[end].to, edit{s.tokens[open].to, s.tokens[end].from, text.String()})
}

func (s *sheet) severalLines(open, to int, e edit) *mistake {
	head := s.tokens[s.tokens[open].opens.head.start]
	return &mistake{
		code: "RB0114", from: head.from, to: to, message: "A section that is written on one line has one setting.",
		help: "Write one setting a line.", title: "write it on several lines", kind: diag.Safe, edits: []edit{e},
	}
}

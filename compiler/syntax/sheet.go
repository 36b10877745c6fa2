package syntax

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// sheet is a text that HCL could not parse, as tokens, each with the place that it has in the layout.
// Rules read it; the parser never sees it.
type sheet struct {
	src    []byte
	tokens []token
	open   []*bracket // still open at the end, outermost first
}

// token is one of HCL's tokens and what is open around it.
type token struct {
	kind     hclsyntax.TokenType
	from, to int
	within   *bracket
	item     *item // the line or member that it belongs to
	first    bool  // on its line
	opens    *bracket
	closes   *bracket
}

// bracket is something open: the file itself, a section, a map, a list, a template, a text.
type bracket struct {
	kind  byte // 'b' for the file and sections, 'o' for maps, otherwise ( [ $ " h
	token int  // that opens it; -1 for the file
	outer *bracket
	item  *item // the one that is being read
	head  *item // of a section: its name and labels
}

// item is one line of a section or one member of a map: from a token up to, where it has one, the = and
// the value.
type item struct {
	start int // its first token
	equal int // the token = ; -1 without one
}

// newSheet lexes src and follows its brackets.
func newSheet(src []byte) *sheet {
	lexed, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	s := &sheet{src: src, tokens: make([]token, 0, len(lexed))}
	file := &bracket{kind: 'b', token: -1}
	file.item = &item{equal: -1}
	top, line := file, 0
	for i, t := range lexed {
		now := token{kind: t.Type, from: t.Range.Start.Byte, to: t.Range.End.Byte, within: top, item: top.item, first: t.Range.Start.Line > line}
		line = t.Range.Start.Line
		s.tokens = append(s.tokens, now)
		top = s.follow(i, top)
		if bytes.HasSuffix(t.Bytes, []byte{'\n'}) {
			line = t.Range.End.Line - 1
		}
	}
	for b := top; b.token >= 0; b = b.outer {
		s.open = append([]*bracket{b}, s.open...)
	}
	return s
}

var openers = map[hclsyntax.TokenType]byte{
	hclsyntax.TokenOParen: '(', hclsyntax.TokenOBrack: '[', hclsyntax.TokenOQuote: '"', hclsyntax.TokenOHeredoc: 'h',
	hclsyntax.TokenTemplateInterp: '$', hclsyntax.TokenTemplateControl: '$',
}

var closers = map[hclsyntax.TokenType]string{
	hclsyntax.TokenCParen: "(", hclsyntax.TokenCBrack: "[", hclsyntax.TokenCQuote: `"`, hclsyntax.TokenCHeredoc: "h",
	hclsyntax.TokenTemplateSeqEnd: "$", hclsyntax.TokenCBrace: "bo",
}

// follow is what is innermost open after token i.
func (s *sheet) follow(i int, top *bracket) *bracket {
	t := &s.tokens[i]
	if kinds, closes := closers[t.kind]; closes {
		return s.close(t, top, kinds)
	}
	kind, opens := openers[t.kind]
	if t.kind == hclsyntax.TokenOBrace {
		kind, opens = 'o', true
		if top.kind == 'b' && top.item.equal < 0 {
			kind = 'b'
		}
	}
	switch {
	case opens:
		t.opens = &bracket{kind: kind, token: i, outer: top, head: top.item, item: &item{start: i + 1, equal: -1}}
		return t.opens
	case t.kind == hclsyntax.TokenEqual && top.item.equal < 0:
		top.item.equal = i
	case t.kind == hclsyntax.TokenNewline && (top.kind == 'b' || top.kind == 'o'),
		t.kind == hclsyntax.TokenComment && (top.kind == 'b' || top.kind == 'o') && s.src[t.to-1] == '\n',
		t.kind == hclsyntax.TokenComma && top.kind == 'o':
		top.item = &item{start: i + 1, equal: -1}
	}
	return top
}

// close ends the innermost bracket of one of the kinds and all within it, but nothing outside of a text.
func (s *sheet) close(t *token, top *bracket, kinds string) *bracket {
	for b := top; b.token >= 0; b = b.outer {
		if bytes.IndexByte([]byte(kinds), b.kind) >= 0 {
			t.closes = b
			return b.outer
		}
		if b.kind == '$' || b.kind == '"' || b.kind == 'h' {
			break
		}
	}
	return top
}

// text is a token as it is written.
func (s *sheet) text(i int) string {
	if i < 0 || i >= len(s.tokens) {
		return ""
	}
	return string(s.src[s.tokens[i].from:s.tokens[i].to])
}

// kind is the kind of token i; the kind of the end where there is none.
func (s *sheet) kind(i int) hclsyntax.TokenType {
	if i < 0 || i >= len(s.tokens) {
		return hclsyntax.TokenEOF
	}
	return s.tokens[i].kind
}

// lineEnd is the offset of the end of the line that holds byte n, without trailing white space.
func (s *sheet) lineEnd(n int) int {
	end := bytes.IndexByte(s.src[n:], '\n')
	if end < 0 {
		end = len(s.src) - n
	}
	return n + len(bytes.TrimRight(s.src[n:n+end], " \t\r"))
}

// indent is the white space that begins the line that holds byte n.
func (s *sheet) indent(n int) string {
	start := bytes.LastIndexByte(s.src[:n], '\n') + 1
	line := s.src[start:]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// column is how far byte n stands from the start of its line.
func (s *sheet) column(n int) int { return n - bytes.LastIndexByte(s.src[:n], '\n') - 1 }

// lineNumber is the line that holds byte n, from 1.
func (s *sheet) lineNumber(n int) int { return 1 + bytes.Count(s.src[:n], []byte{'\n'}) }

// ends tells whether token i is the last of its line, comments aside.
func (s *sheet) endsLine(i int) bool {
	switch s.kind(i + 1) {
	case hclsyntax.TokenNewline, hclsyntax.TokenEOF, hclsyntax.TokenComment:
		return true
	}
	return false
}

// before is the last token before i that is neither a new line nor a comment; -1 without one.
func (s *sheet) before(i int) int {
	for i--; i >= 0 && (s.kind(i) == hclsyntax.TokenNewline || s.kind(i) == hclsyntax.TokenComment); i-- {
	}
	return i
}

// after is the first token after i that is neither a new line nor a comment.
func (s *sheet) after(i int) int {
	for i++; s.kind(i) == hclsyntax.TokenNewline || s.kind(i) == hclsyntax.TokenComment; i++ {
	}
	return min(i, len(s.tokens)-1)
}

// isOperand tells whether a value can end with token i.
func (s *sheet) isOperand(i int) bool {
	switch s.kind(i) {
	case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenCQuote, hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenCBrace:
		return true
	}
	return false
}

// beginsValue tells whether a value can begin with token i.
func (s *sheet) beginsValue(i int) bool {
	switch s.kind(i) {
	case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenOQuote, hclsyntax.TokenOParen, hclsyntax.TokenOBrack,
		hclsyntax.TokenOBrace, hclsyntax.TokenBang, hclsyntax.TokenMinus:
		return true
	}
	return false
}

// header is the token { of the section whose name is token i, or -1 if none begins there.
func (s *sheet) header(i int) int {
	if s.kind(i) != hclsyntax.TokenIdent {
		return -1
	}
	for i++; ; i++ {
		switch s.kind(i) {
		case hclsyntax.TokenIdent, hclsyntax.TokenOQuote, hclsyntax.TokenQuotedLit, hclsyntax.TokenCQuote:
		case hclsyntax.TokenOBrace:
			return i
		default:
			return -1
		}
	}
}

package editor

import "bytes"

// token is a piece of a text that somebody is in the middle of writing.
type token struct {
	kind     byte // one of the constants below, or the byte itself: { } ( ) [ ] = . , : ?
	from, to int
	open     bool // of a text or heredoc: its end is missing
}

const (
	aWord     = 'w'
	aNumber   = '0'
	aText     = '"' // with its quotes, and whatever is put into it by ${ }
	aHeredoc  = 'h'
	aComment  = '#'
	aNewLine  = '\n'
	aOperator = '+'
)

// lexer splits a part of a file. It differs from HCL's in what it makes of mistakes: a text without its
// closing quote ends with its line, so that all lines after it keep their meaning.
type lexer struct {
	src     []byte
	pos     int
	end     int
	upTo    bool // the part ends where somebody writes: a heredoc that is open there is one
	endless int  // heredocs without an end
	tokens  []token
}

// lex splits the bytes from to to.
func lex(src []byte, from, to int, upTo bool) []token {
	l := &lexer{src: src[:to], pos: from, end: to, upTo: upTo}
	for l.pos < l.end {
		l.next()
	}
	return l.tokens
}

func (l *lexer) next() {
	from, c := l.pos, l.src[l.pos]
	switch {
	case c == ' ' || c == '\t' || c == '\r':
		l.pos++
	case c == '\n':
		l.add(aNewLine, from+1)
	case c == '#' || l.starts("//"):
		l.add(aComment, l.lineEnd(from))
	case l.starts("/*"):
		l.add(aComment, l.after("*/"))
	case c == '"':
		end, closed := textEnd(l.src, from)
		l.add(aText, end)
		l.tokens[len(l.tokens)-1].open = !closed
	case l.starts("<<"):
		l.heredoc()
	case isDigit(c):
		l.run(aNumber, func(c byte) bool { return isDigit(c) || c == '.' })
	case isWord(c):
		l.run(aWord, func(c byte) bool { return isWord(c) || isDigit(c) || c == '-' })
	case bytes.IndexByte([]byte("{}()[]=.,:?"), c) >= 0 && !l.starts("==") && !l.starts("=>"):
		l.add(c, from+1)
	case l.starts("==") || l.starts("=>") || l.starts("!=") || l.starts("<=") || l.starts(">="):
		l.add(aOperator, from+2)
	default:
		l.add(aOperator, from+1)
	}
}

func (l *lexer) starts(with string) bool { return bytes.HasPrefix(l.src[l.pos:], []byte(with)) }

func (l *lexer) add(kind byte, end int) {
	l.tokens = append(l.tokens, token{kind: kind, from: l.pos, to: end})
	l.pos = end
}

func (l *lexer) run(kind byte, in func(byte) bool) {
	end := l.pos
	for end < l.end && in(l.src[end]) {
		end++
	}
	l.add(kind, end)
}

func (l *lexer) lineEnd(from int) int {
	if n := bytes.IndexByte(l.src[from:], '\n'); n >= 0 {
		return from + n
	}
	return l.end
}

func (l *lexer) after(mark string) int {
	if n := bytes.Index(l.src[l.pos:], []byte(mark)); n >= 0 {
		return l.pos + n + len(mark)
	}
	return l.end
}

// maxEndless is for how many heredocs without an end the end is looked for.
const maxEndless = 8

// heredoc takes <<WORD up to its word on a line of its own. One that never ends is taken for a mistake of
// its line.
func (l *lexer) heredoc() {
	first := l.lineEnd(l.pos)
	mark := bytes.TrimSpace(bytes.TrimPrefix(l.src[l.pos+2:first], []byte("-")))
	if len(mark) == 0 || l.endless > maxEndless {
		l.add(aOperator, l.pos+2)
		return
	}
	for line := first; line < l.end; {
		next := l.lineEnd(line + 1)
		if bytes.Equal(bytes.TrimSpace(l.src[line:next]), mark) {
			l.add(aHeredoc, next)
			return
		}
		line = next
	}
	l.endless++
	end := first
	if l.upTo {
		end = l.end
	}
	l.add(aHeredoc, end)
	l.tokens[len(l.tokens)-1].open = true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}

// textEnd is where the text that begins at from ends, and whether its closing quote is there.
func textEnd(src []byte, from int) (end int, closed bool) {
	modes := newModes(src, aText, from+1)
	for modes.pos < len(src) && src[modes.pos] != '\n' {
		if modes.step(); len(modes.open) == 0 {
			return modes.pos, true
		}
	}
	return min(modes.pos, len(src)), false
}

// modes walks through a text that has code in it by ${ }, which has texts in it, and so on.
type modes struct {
	src  []byte
	pos  int
	open []mode
}

type mode struct {
	kind byte // '"' in a text, 'h' in a heredoc, '$' in the code of ${ }, '{' in a brace of code
	from int  // its first byte
	// mixed tells of a text that a value was put into before.
	mixed bool
}

func newModes(src []byte, kind byte, from int) *modes {
	return &modes{src: src, pos: from, open: []mode{{kind: kind, from: from}}}
}

// in is where pos is.
func (m *modes) in() mode { return m.open[len(m.open)-1] }

func (m mode) isText() bool { return m.kind == aText || m.kind == aHeredoc }

// step takes what stands at pos.
func (m *modes) step() {
	rest, in := m.src[m.pos:], m.in()
	is := func(mark string) bool { return bytes.HasPrefix(rest, []byte(mark)) }
	switch {
	case in.kind == aText && is("\\"):
		m.pos += min(2, len(rest))
	case in.isText() && (is("$${") || is("%%{")):
		m.pos += 3
	case in.isText() && (is("${") || is("%{")):
		m.push('$', 2)
	case in.kind == aText && is(`"`), !in.isText() && is("}"):
		m.pop()
	case !in.isText() && is(`"`):
		m.push(aText, 1)
	case !in.isText() && is("{"):
		m.push('{', 1)
	default:
		m.pos++
	}
}

func (m *modes) pop() {
	m.open = m.open[:len(m.open)-1]
	if n := len(m.open); n > 0 && m.open[n-1].isText() {
		m.open[n-1].mixed = true
	}
	m.pos++
}

func (m *modes) push(kind byte, length int) {
	m.pos += length
	m.open = append(m.open, mode{kind: kind, from: m.pos})
}

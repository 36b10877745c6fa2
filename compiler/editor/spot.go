package editor

import (
	"slices"

	"github.com/attestary/attestary/compiler/syntax"
)

// spot is what stands at a place of a file: what somebody writes there, and what is around it.
type spot struct {
	state
	// The word that is written: its bytes in the file, from its first to the place itself. In a text it is
	// the text so far.
	from, to int
	text     bool // within quotes
	mixed    bool // of a text: values are put into it, so that it is not one of some words
	bare     bool // a value may begin here
	chain    span // what stands before the dot that stands before the word; empty without one
	loops    []loop
}

// span is bytes of the file.
type span struct{ from, to int }

// loop is a for around a spot. key is "" where it has one variable.
type loop struct {
	key, value string
	over       span
}

// spot finds out what stands at a byte of the page.
func (p *Page) spot(at int) spot {
	at = min(max(at, 0), len(p.outline.Text))
	o := outline(p.outline.File, p.outline.Text, at, true)
	s := spot{state: o.end, from: o.end.written.from, to: at}
	switch s.kind {
	case nowhere:
		s.from = at
	case inHeader:
		if s.text = s.written.kind == aText; s.text {
			s.from++
		}
	case inValue:
		s.readValue(o.Text[:at])
	}
	return s
}

// readValue looks into the value that is being written: through texts that have code in them, down to
// the code or the text in which the place is.
func (s *spot) readValue(src []byte) {
	tokens := lex(src, s.state.from, len(src), true)
	last := len(tokens) - 1
	if last < 0 || !tokens[last].open || tokens[last].to != len(src) {
		s.readCode(src, tokens)
		return
	}
	s.loops = openLoops(src, tokens[:last])
	at := modesAtEnd(src, tokens[last])
	for i, m := range at.open {
		if m.kind != '$' {
			continue
		}
		end := len(src)
		if next := slices.IndexFunc(at.open[i:], mode.isText); next > 0 {
			end = at.open[i+next].from - 1
		}
		s.readCode(src, lex(src, m.from, end, true))
	}
	if in := at.in(); in.isText() {
		s.text, s.bare, s.from, s.chain = true, false, in.from, span{}
		if s.mixed = in.mixed || in.kind == aHeredoc; s.mixed {
			s.from = len(src)
		}
	}
}

// modesAtEnd walks through a text or heredoc that is open to the end of src.
func modesAtEnd(src []byte, t token) *modes {
	m := newModes(src, t.kind, t.from+1)
	for m.pos < len(src) && len(m.open) > 0 {
		m.step()
	}
	return m
}

// readCode looks at the end of code: the word that is written, and what it hangs on.
func (s *spot) readCode(src []byte, tokens []token) {
	s.loops = append(s.loops, openLoops(src, tokens)...)
	s.from, s.bare, s.chain = len(src), true, span{}
	n := len(tokens)
	if n > 0 && tokens[n-1].to == len(src) {
		switch last := tokens[n-1]; last.kind {
		case aWord:
			s.from = last.from
			n--
		case aNumber, aText, aComment, ')', ']', '}':
			s.bare = false
			return
		}
	}
	if n > 0 && tokens[n-1].kind == '.' {
		from := chainStart(tokens[:n-1])
		s.bare, s.chain = false, span{from, tokens[n-1].from}
	}
}

// chainStart is the first byte of the reference, call or bracket that tokens end with.
func chainStart(tokens []token) int {
	i := len(tokens) - 1
	for i >= 0 {
		switch tokens[i].kind {
		case ']', ')':
			if i = opening(tokens, i); i > 0 && (tokens[i-1].kind == aWord || tokens[i-1].kind == ']' || tokens[i-1].kind == ')') {
				i--
				continue
			}
		case aWord:
			if i >= 2 && tokens[i-1].kind == '.' {
				i -= 2
				continue
			}
		}
		break
	}
	if i < 0 {
		return 0
	}
	return tokens[i].from
}

// opening is the token that opens what token i closes; the first one where nothing does.
func opening(tokens []token, i int) int {
	depth := 0
	for ; i > 0; i-- {
		switch tokens[i].kind {
		case ']', ')', '}':
			depth++
		case '[', '(', '{':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}

// openLoops are the loops that are not closed at the end of tokens, and whose collection is complete.
func openLoops(src []byte, tokens []token) []loop {
	var open []loop // one for each bracket
	for i, t := range tokens {
		switch t.kind {
		case '[', '{', '(':
			var l loop
			if len(open) < syntax.MaxNesting {
				l = readLoop(src, tokens[i+1:])
			}
			open = append(open, l)
		case ']', '}', ')':
			open = open[:max(0, len(open)-1)]
		}
	}
	return slices.DeleteFunc(open, func(l loop) bool { return l.value == "" })
}

// readLoop reads "for KEY, VALUE in COLLECTION :" at the start of tokens.
func readLoop(src []byte, tokens []token) (l loop) {
	is := func(i int, kind byte, text string) bool {
		return i < len(tokens) && tokens[i].kind == kind && (text == "" || string(src[tokens[i].from:tokens[i].to]) == text)
	}
	word := func(i int) string { return string(src[tokens[i].from:tokens[i].to]) }
	at := 3
	switch {
	case is(0, aWord, "for") && is(1, aWord, "") && is(2, aWord, "in"):
		l.value = word(1)
	case is(0, aWord, "for") && is(1, aWord, "") && is(2, ',', "") && is(3, aWord, "") && is(4, aWord, "in"):
		l.key, l.value, at = word(1), word(3), 5
	default:
		return loop{}
	}
	for depth, i := 0, at; i < len(tokens); i++ {
		switch tokens[i].kind {
		case '[', '(', '{':
			depth++
		case ']', ')', '}':
			if depth--; depth < 0 {
				return loop{}
			}
		case ':':
			if depth == 0 && i > at {
				l.over = span{tokens[at].from, tokens[i-1].to}
				return l
			}
		}
	}
	return loop{}
}

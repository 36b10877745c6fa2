package lsp

import (
	"bytes"
	"sort"
	"unicode/utf16"
	"unicode/utf8"
)

// text is a file's bytes with the places of its lines, to go between bytes and positions. Positions that
// are not in it are taken for the nearest one that is, as the protocol says.
type text struct {
	bytes []byte
	lines []int // where each begins
}

func newText(data []byte) text {
	t := text{bytes: data, lines: []int{0}}
	for at := 0; ; {
		n := bytes.IndexByte(data[at:], '\n')
		if n < 0 {
			return t
		}
		at += n + 1
		t.lines = append(t.lines, at)
	}
}

// offset is the byte at a position.
func (t text) offset(p position) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(t.lines) {
		return len(t.bytes)
	}
	at, end := t.lines[p.Line], t.lineEnd(p.Line)
	for units := p.Character; units > 0 && at < end; {
		r, size := utf8.DecodeRune(t.bytes[at:end])
		if units -= max(1, utf16.RuneLen(r)); units >= 0 {
			at += size
		}
	}
	return at
}

// lineEnd is where a line ends, without what ends it.
func (t text) lineEnd(line int) int {
	end := len(t.bytes)
	if line+1 < len(t.lines) {
		end = t.lines[line+1] - 1
	}
	if end > t.lines[line] && t.bytes[end-1] == '\r' {
		end--
	}
	return end
}

// position is the position of a byte.
func (t text) position(offset int) position {
	offset = min(max(offset, 0), len(t.bytes))
	line := sort.SearchInts(t.lines, offset+1) - 1
	p := position{Line: line}
	for at := t.lines[line]; at < offset; {
		r, size := utf8.DecodeRune(t.bytes[at:])
		p.Character += max(1, utf16.RuneLen(r))
		at += size
	}
	return p
}

// span is the range of the bytes from one offset up to another.
func (t text) span(from, to int) textRange { return textRange{t.position(from), t.position(to)} }

// changed is the text with what stands in a range replaced.
func (t text) changed(r textRange, by string) []byte {
	from, to := t.offset(r.Start), t.offset(r.End)
	if from > to {
		from, to = to, from
	}
	out := make([]byte, 0, len(t.bytes)-(to-from)+len(by))
	return append(append(append(out, t.bytes[:from]...), by...), t.bytes[to:]...)
}

// difference is the one edit of whole lines that makes next of t.
func (t text) difference(next []byte) textEdit {
	same := 0
	for _, line := range t.lines[1:] {
		if line > len(next) || !bytes.Equal(t.bytes[same:line], next[same:line]) {
			break
		}
		same = line
	}
	tail := 0
	for i := len(t.lines) - 1; i >= 0 && t.lines[i] >= same; i-- {
		size := len(t.bytes) - t.lines[i]
		if len(next)-size < same || !bytes.Equal(t.bytes[t.lines[i]:len(t.bytes)-tail], next[len(next)-size:len(next)-tail]) {
			break
		}
		tail = size
	}
	return textEdit{t.span(same, len(t.bytes)-tail), string(next[same : len(next)-tail])}
}

package diag

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// Sources are the texts that findings point into, by the File of their ranges.
type Sources map[string][]byte

// line is the text of one line of a file, without its end; lines count from 1. It is empty where the
// file or the line is unknown.
func (s Sources) line(file string, line int) string {
	src := s[file]
	for ; line > 1; line-- {
		end := bytes.IndexByte(src, '\n')
		if end < 0 {
			return ""
		}
		src = src[end+1:]
	}
	if end := bytes.IndexByte(src, '\n'); end >= 0 {
		src = src[:end]
	}
	return string(bytes.TrimSuffix(src, []byte{'\r'}))
}

// utf16Column is the column of p as editors and GitHub count it, from 1: in UTF-16 units.
func (s Sources) utf16Column(file string, p Pos) int {
	src := s[file]
	if p.Byte > len(src) {
		return p.Column
	}
	start := bytes.LastIndexByte(src[:p.Byte], '\n') + 1
	column := 1
	for rest := src[start:p.Byte]; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		column += max(1, utf16.RuneLen(r))
		rest = rest[size:]
	}
	return column
}

// offsetInLine is how many bytes of its line stand before p.
func (s Sources) offsetInLine(file string, p Pos) int {
	src := s[file]
	if p.Byte > len(src) {
		return 0
	}
	return p.Byte - bytes.LastIndexByte(src[:p.Byte], '\n') - 1
}

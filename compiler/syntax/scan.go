package syntax

import (
	"bytes"
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
)

// Limits of one file, held before the parser sees it.
const (
	MaxLine    = 16 << 10 // bytes in a line
	MaxNesting = 64       // brackets, quotes, templates and chained operators within each other
	MaxDigits  = 40       // of a number, written out
	maxParts   = 32       // of a reference: a.b.c has three
)

// Scan holds the bytes of a file to the limits that make it safe to parse: its size, its lines, how deep
// its parts stand within each other, its numbers; and it refuses what a reviewer cannot see (conflict
// markers, hidden characters). It takes time linear in src and no recursion. Whoever parses HCL from
// outside, runbook or not, calls it first and parses only what it has no findings for.
func Scan(file string, src []byte) []diag.Diagnostic {
	if len(src) > MaxFileSize {
		return []diag.Diagnostic{diag.New("RB0201", diag.Range{File: file}, fmt.Sprintf("The file has more than %d KiB.", MaxFileSize>>10)).
			WithHelp("Split it, or let a step read the data that it holds.")}
	}
	if diags := scanText(file, src); len(diags) > 0 {
		return diags
	}
	s := newScanner(src)
	if fault := s.run(); fault != nil {
		return []diag.Diagnostic{fault.finding(file, src)}
	}
	return nil
}

// fault is a limit that a file breaks, and where.
type fault struct {
	code          string
	from, to      int
	message, help string
}

func (f *fault) finding(file string, src []byte) diag.Diagnostic {
	return diag.New(f.code, RangeOf(file, src, f.from, f.to), f.message).WithHelp(f.help)
}

// scanner walks over the bytes of a file as the HCL lexer does, and counts how deep the parser would
// recurse: what it has not closed yet (frames), and the operators that wait for an operand (chain).
//
// It must never count less than the lexer does (FuzzScan holds it to that), so where HCL is subtle it
// follows the lexer's own rules: which braces end a template, where a heredoc ends, and that a comment
// without an end is no comment.
type scanner struct {
	src     []byte
	pos     int
	frames  []frame
	chain   int   // the sum of the frames' chains
	braces  int   // as the lexer counts them, to tell which } ends a template
	returns []int // for each open template, the braces at its start
	operand bool  // the last token could be one
	dots    int   // in the reference that is being read
	endless bool  // there is no */ in the rest of the file
	deepest int
}

// frame is something open: one of ( [ { " , $ for a template, h for a heredoc, and 0 for the file.
type frame struct {
	kind   byte
	chain  int
	fresh  bool   // nothing stands in it yet
	loop   bool   // { for …: new lines mean nothing in it
	marker []byte // of a heredoc
	middle bool   // of a line of a heredoc
}

func newScanner(src []byte) *scanner {
	return &scanner{src: src, frames: append(make([]frame, 0, 16), frame{fresh: true})}
}

func (s *scanner) top() *frame { return &s.frames[len(s.frames)-1] }

// run walks over the whole file, or up to the first limit that it breaks.
func (s *scanner) run() *fault {
	for s.pos < len(s.src) {
		var broken *fault
		switch s.top().kind {
		case '"':
			broken = s.quoted()
		case 'h':
			broken = s.heredoc()
		default:
			broken = s.code()
		}
		if broken != nil {
			return broken
		}
		if depth := len(s.frames) - 1 + s.chain; depth > s.deepest {
			if s.deepest = depth; depth > MaxNesting {
				return s.tooDeep()
			}
		}
	}
	return nil
}

func (s *scanner) tooDeep() *fault {
	return &fault{"RB0203", s.pos - 1, s.pos, fmt.Sprintf("More than %d parts stand within each other here.", MaxNesting),
		"Give the inner parts names in locals, and use the names."}
}

// push opens a frame.
func (s *scanner) push(f frame) {
	f.fresh = true
	s.frames = append(s.frames, f)
	s.operand, s.dots = false, 0
}

// pop closes the innermost frame of that kind and all within it; where there is none, nothing. It looks
// no further than the template that it stands in.
func (s *scanner) pop(kind byte) {
	for i := len(s.frames) - 1; i > 0; i-- {
		switch k := s.frames[i].kind; {
		case k == kind:
			for _, f := range s.frames[i:] {
				s.chain -= f.chain
			}
			s.frames = s.frames[:i]
			return
		case k == '$':
			return
		}
	}
}

// operator counts one that waits for an operand.
func (s *scanner) operator() {
	s.top().chain++
	s.chain++
	s.operand, s.dots = false, 0
}

// separate ends an expression, and with it the operators that wait in this frame.
func (s *scanner) separate() {
	f := s.top()
	s.chain -= f.chain
	f.chain, s.operand, s.dots = 0, false, 0
}

// code takes one token outside of texts.
func (s *scanner) code() *fault {
	c := s.src[s.pos]
	switch {
	case c == '\n':
		s.newline()
		return nil
	case c == ' ' || c == '\t' || c == '\r' || s.comment(c):
		s.pos++
		return nil
	case isLetter(c):
		return s.word()
	case isDigit(c):
		return s.number()
	}
	s.top().fresh = false
	if s.brackets(c) {
		return nil
	}
	return s.mark(c)
}

// newline ends an expression where new lines count: in sections and maps, not in brackets and templates.
func (s *scanner) newline() {
	s.pos++
	if f := s.top(); f.kind == 0 || f.kind == '{' && !f.loop {
		s.separate()
	}
}

// comment skips one, up to its last byte, if it begins here.
func (s *scanner) comment(c byte) bool {
	rest := s.src[s.pos:]
	switch {
	case c == '#' || bytes.HasPrefix(rest, []byte("//")):
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			end = len(rest)
		}
		s.pos += end - 1
		return true
	case bytes.HasPrefix(rest, []byte("/*")) && !s.endless:
		end := bytes.Index(rest[2:], []byte("*/"))
		if s.endless = end < 0; s.endless {
			return false
		}
		s.pos += end + 3
		return true
	}
	return false
}

// word takes a name. The first one in a brace decides whether it is a loop.
func (s *scanner) word() *fault {
	start := s.pos
	for s.pos < len(s.src) && (isLetter(s.src[s.pos]) || isDigit(s.src[s.pos]) || s.src[s.pos] == '-') {
		s.pos++
	}
	if f := s.top(); f.fresh {
		f.fresh = false
		f.loop = f.kind == '{' && string(s.src[start:s.pos]) == "for"
	}
	s.operand = true
	return nil
}

// number takes one and refuses it if it has too many digits when written out.
func (s *scanner) number() *fault {
	start, digits := s.pos, 0
	s.top().fresh = false
	for s.pos < len(s.src) {
		size, worth := numberPart(s.src[s.pos:])
		if size == 0 {
			break
		}
		s.pos += size
		digits = min(digits+worth, 1<<20)
	}
	s.operand = true
	if digits > MaxDigits {
		return &fault{"RB0204", start, s.pos, fmt.Sprintf("This number has more than %d digits when it is written out.", MaxDigits),
			"Use a smaller number. If it is an identifier, put it in quotes."}
	}
	return nil
}

// numberPart is the size of the next part of a number (a digit, a point, an exponent) and how many
// digits it stands for.
func numberPart(rest []byte) (size, worth int) {
	switch {
	case isDigit(rest[0]):
		return 1, 1
	case rest[0] == '.':
		return 1, 0
	case rest[0] != 'e' && rest[0] != 'E':
		return 0, 0
	}
	size = 1
	if len(rest) > size && (rest[size] == '+' || rest[size] == '-') {
		size++
	}
	if len(rest) <= size || !isDigit(rest[size]) {
		return 0, 0
	}
	for size < len(rest) && isDigit(rest[size]) {
		worth = min(worth*10+int(rest[size]-'0'), 1<<20)
		size++
	}
	return size, worth
}

func isLetter(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

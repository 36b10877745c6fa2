package syntax

import (
	"bytes"
	"fmt"
)

// brackets opens and closes what stands within brackets, braces, quotes and heredocs.
func (s *scanner) brackets(c byte) bool {
	switch c {
	case '(':
		s.push(frame{kind: '('})
	case '[':
		if s.operand { // an index waits for what stands before it
			s.operator()
		}
		s.push(frame{kind: '['})
	case '{':
		s.braces++
		s.push(frame{kind: '{'})
	case '"':
		s.push(frame{kind: '"'})
	case ')':
		s.pop('(')
		s.operand = true
	case ']':
		s.pop('[')
		s.operand = true
	case '}':
		s.closeBrace()
	default:
		return c == '<' && s.openHeredoc()
	}
	s.pos++
	return true
}

// closeBrace ends the template whose braces these are, or else a section or map.
func (s *scanner) closeBrace() {
	if n := len(s.returns); n > 0 && s.returns[n-1] == s.braces {
		s.returns = s.returns[:n-1]
		s.popTemplate()
	} else {
		s.pop('{')
		s.operand = true
	}
	s.braces--
}

// popTemplate closes the innermost template and all that is open in it.
func (s *scanner) popTemplate() {
	for i := len(s.frames) - 1; i > 0; i-- {
		s.chain -= s.frames[i].chain
		if s.frames[i].kind == '$' {
			s.frames = s.frames[:i]
			return
		}
	}
}

// openTemplate begins the part of a text that is computed.
func (s *scanner) openTemplate() {
	s.pos += 2
	s.braces++
	s.returns = append(s.returns, s.braces)
	s.push(frame{kind: '$'})
}

// mark takes an operator, a separator, or a byte that means nothing.
func (s *scanner) mark(c byte) *fault {
	next := byte(0)
	if s.pos+1 < len(s.src) {
		next = s.src[s.pos+1]
	}
	s.pos++
	switch c {
	case ',', ';':
		s.separate()
	case '.':
		s.operand = false
		if s.dots++; s.dots >= maxParts {
			return &fault{"RB0203", s.pos - 1, s.pos, fmt.Sprintf("A reference has at most %d parts.", maxParts), "Give a part of it a name in locals."}
		}
	case '=':
		if next == '=' {
			s.pos++
			s.operator()
		} else { // a setting's =, or the => of a loop
			s.separate()
		}
	case '~':
		if next == '}' { // the lexer lets it end a template, and takes it for no brace elsewhere
			s.pos++
			if n := len(s.returns); n > 0 && s.returns[n-1] == s.braces {
				s.returns = s.returns[:n-1]
				s.popTemplate()
			}
			s.braces--
		}
	case '!', '<', '>', '&', '|':
		if next == '=' || next == c && (c == '&' || c == '|') {
			s.pos++
		}
		s.operator()
	case '+', '-', '*', '/', '%', '?':
		s.operator()
	}
	return nil
}

// quoted takes the next piece of a text in quotes.
func (s *scanner) quoted() *fault {
	switch c := s.src[s.pos]; c {
	case '"':
		s.pop('"')
		s.operand = true
	case '\\':
		if s.pos+1 < len(s.src) && s.src[s.pos+1] != '\n' && s.src[s.pos+1] != '\r' {
			s.pos++
		}
	case '$', '%':
		return s.dollar(c)
	}
	s.pos++
	return nil
}

// dollar takes a $ or % in a text: ${ begins a template, $${ is text, %{ is not in the language.
func (s *scanner) dollar(c byte) *fault {
	rest := s.src[s.pos:]
	switch {
	case len(rest) > 2 && rest[1] == c && rest[2] == '{':
		s.pos += 3
	case len(rest) > 1 && rest[1] == '{' && c == '$':
		s.openTemplate()
	case len(rest) > 1 && rest[1] == '{':
		return &fault{"RB0123", s.pos, s.pos + 2, "%{ … } is not part of the language.",
			"Compute the text with ${ … }: a condition is ${a ? b : c}, a loop is ${join(\", \", [for x in list : x])}. A literal %{ is written %%{."}
	default:
		s.pos++
	}
	return nil
}

// openHeredoc begins one if <<NAME or <<-NAME stands here with nothing after it on its line.
func (s *scanner) openHeredoc() bool {
	rest := s.src[s.pos:]
	if !bytes.HasPrefix(rest, []byte("<<")) {
		return false
	}
	start := 2
	if len(rest) > 2 && rest[2] == '-' {
		start = 3
	}
	end := start
	for end < len(rest) && (isLetter(rest[end]) || rest[end] >= 0x80 || end > start && (isDigit(rest[end]) || rest[end] == '-')) {
		end++
	}
	after := bytes.TrimPrefix(rest[end:], []byte{'\r'})
	if end == start || len(after) == 0 || after[0] != '\n' {
		return false
	}
	s.pos += len(rest) - len(after) + 1
	s.push(frame{kind: 'h', marker: rest[start:end]})
	return true
}

// heredoc takes the next piece of one: its last line, or text up to the next template or the line's end.
func (s *scanner) heredoc() *fault {
	f, rest := s.top(), s.src[s.pos:]
	line := rest
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		line = rest[:end+1]
		if !f.middle && bytes.Equal(bytes.TrimSpace(line), f.marker) {
			s.pos += end // the new line itself ends the setting
			s.pop('h')
			s.operand = true
			return nil
		}
	}
	text := bytes.IndexAny(line, "$%")
	if text < 0 {
		s.pos, f.middle = s.pos+len(line), false
		return nil
	}
	s.pos, f.middle = s.pos+text, true
	return s.dollar(line[text])
}

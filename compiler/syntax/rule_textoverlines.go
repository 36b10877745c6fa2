package syntax

import (
	"bytes"
	"regexp"

	"github.com/attestary/attestary/compiler/diag"
)

var laterLine = regexp.MustCompile(`^\s*(}|[a-z_]+\s*(=|\{|")|#|//|$)`)

// ruleTextOverLines finds a text in quotes that was meant to go on over several lines.
func ruleTextOverLines(s *sheet) *mistake {
	open := s.runaway()
	if open < 0 || s.tokens[open].within.kind != 'b' || s.tokens[open].item.equal < 0 {
		return nil
	}
	from := s.tokens[open].from
	m := &mistake{
		code: "RB0126", from: from, message: "A text in quotes ends with its line.",
		help: "Write it on one line, with \\n for a new line, or between <<-EOT and EOT.", title: "write it on one line", kind: diag.Maybe,
	}
	for n, lines := s.lineEnd(from), 0; n < len(s.src) && lines < 20; lines++ {
		start := n + bytes.IndexByte(s.src[n:], '\n') + 1
		if start == n || start >= len(s.src) {
			return nil
		}
		line := firstLine(s.src[start:])
		quote := bytes.IndexByte(line, '"')
		if quote < 0 && laterLine.Match(line) || quote >= 0 && (laterLine.Match(line[:quote]) && len(bytes.TrimSpace(line[:quote])) > 0 || len(bytes.TrimRight(line[quote+1:], ", \t\r")) > 0) {
			return nil
		}
		text := start + len(line) - len(bytes.TrimLeft(line, " \t"))
		m.edits = append(m.edits, edit{n, text, " "})
		if quote >= 0 {
			m.to = start + quote + 1
			return m
		}
		n = s.lineEnd(start)
	}
	return nil
}

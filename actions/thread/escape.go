package thread

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
)

// escape writes a text so that Markdown and HTML take it for nothing but text: whatever is neither a letter
// nor a digit of ASCII, nor a sign that means nothing there, nor beyond ASCII is told by its number. It is for within <code> and <pre>, where a forge
// makes no links of names and numbers either. What hides something is made visible.
func escape(text string) string {
	var b strings.Builder
	for i, r := range text {
		next := byte(0)
		if end := i + len(string(r)); end < len(text) {
			next = text[end]
		}
		switch {
		case strings.ContainsRune(" \n.,-?()=+%;", r) || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z':
			b.WriteRune(r)
		case r == '\t':
			b.WriteByte(' ')
		case r < ' ' || r == 0x7f || r == '\ufffd' || expr.JudgeRune(r, next) != expr.Legible:
			fmt.Fprintf(&b, "&#92;u&#123;%x&#125;", r)
		case r < 0x80:
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Quote is a text of somebody's or of a program's, with its lines, for within a comment.
func Quote(text string) string { return "\n\n" + block(text) }

// code is a text on one line.
func code(text string) string {
	return "<code>" + escape(strings.Join(strings.Fields(text), " ")) + "</code>"
}

// block is a text with its lines. A line without anything would end the block for Markdown.
func block(text string) string {
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		line = escape(strings.TrimRight(line, "\n"))
		if strings.TrimSpace(line) == "" {
			line = "&#32;"
		}
		lines = append(lines, line)
	}
	return "<pre>" + strings.Join(lines, "\n") + "</pre>"
}

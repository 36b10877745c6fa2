package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// Titles, names and reasons come from plans, ledgers and other people's files. Whatever a view prints of
// them passes here first: none of it may move a cursor, turn the direction of a line, open a link, or
// end the cell of a table.

// clean makes text one line without controls and without what is not seen but changes what is.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r == '\u200d' || r == '\u200c': // joiners belong to scripts and signs
			return r
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029':
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	return strings.Join(strings.Fields(text), " ")
}

// quiet keeps GitHub from making people, issues or links out of text.
var quiet = strings.NewReplacer("@", "@\u200b", "#", "#\u200b", "://", ":\u200b//", "www.", "www\u200b.")

// inMarkdown is text that says nothing to a Markdown reader but itself, within a paragraph or a cell.
func inMarkdown(text string) string {
	var b strings.Builder
	for _, r := range quiet.Replace(clean(text)) {
		if r < unicode.MaxASCII && strings.ContainsRune("\\`*_{}[]<>()#+!|~&$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// inCode is text as a code span of Markdown, also within a cell.
func inCode(text string) string {
	return "`" + strings.NewReplacer("`", "'", "|", "\u00a6").Replace(clean(text)) + "`"
}

// printer writes lines and remembers the first error.
type printer struct{ *bufio.Writer }

func newPrinter(w io.Writer) printer { return printer{bufio.NewWriter(w)} }

func (p printer) line(format string, args ...any) {
	p.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " "))
	p.WriteByte('\n')
}

// wrapped prints text in lines of at most width columns: the first after lead, the others below it.
func (p printer) wrapped(width int, lead, text string) {
	indent := strings.Repeat(" ", runewidth.StringWidth(unpainted(lead)))
	line, lines := "", 0
	flush := func() {
		if lines == 0 {
			p.line("%s%s", lead, line)
		} else {
			p.line("%s%s", indent, line)
		}
		line, lines = "", lines+1
	}
	for _, word := range strings.Fields(text) {
		if line != "" && len(indent)+runewidth.StringWidth(unpainted(line+" "+word)) > width {
			flush()
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	flush()
}

// fitted is text in exactly that many columns.
func fitted(text string, columns int) string {
	return runewidth.FillRight(runewidth.Truncate(text, columns, "…"), columns)
}

// count is a number with its noun.
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

package page

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
)

// Markdown is the page as GitHub renders it.
func (p *Page) Markdown() string {
	var b strings.Builder
	indent := 0 // of what stands under the last item
	for i, bl := range p.blocks {
		if i > 0 && bl.apart(p.blocks[i-1]) {
			b.WriteByte('\n')
		}
		switch {
		case bl.kind == row:
			bl.row(&b, i == 0 || p.blocks[i-1].kind != row)
		case bl.kind == item && bl.depth == 0:
			indent = len(bl.bullet()) + 1
			bl.markdown(&b, 0)
		default:
			bl.markdown(&b, indent)
		}
	}
	return b.String()
}

// apart tells whether an empty line stands between two blocks.
func (b block) apart(before block) bool {
	return b.kind != before.kind || b.kind != item && b.kind != row
}

func (b block) markdown(out *strings.Builder, indent int) {
	switch b.kind {
	case heading:
		fmt.Fprintf(out, "%s %s\n", strings.Repeat("#", b.depth), b.cells[0].markdown())
	case paragraph:
		fmt.Fprintf(out, "%s\n", harmless(b.cells[0].markdown()))
	case item:
		fmt.Fprintf(out, "%s%s %s\n", strings.Repeat(" ", indent), b.bullet(), harmless(b.cells[0].markdown()))
	case command:
		fmt.Fprintf(out, "```sh\n%s\n```\n", b.cells[0][0].text)
	}
}

func (b block) bullet() string {
	if b.number > 0 {
		return fmt.Sprintf("%d.", b.number)
	}
	return "-"
}

func (b block) row(out *strings.Builder, first bool) {
	for _, cell := range b.cells {
		out.WriteString("| " + cell.inTable() + " ")
	}
	out.WriteString("|\n")
	if first {
		out.WriteString(strings.Repeat("|---", len(b.cells)) + "|\n")
	}
}

func (ph phrase) markdown() string { return ph.written(show.Span) }

// inTable is for a cell, where nothing but what is escaped stands, within code too.
func (ph phrase) inTable() string { return ph.written(show.Code) }

func (ph phrase) written(code func(string) string) string {
	var b strings.Builder
	for _, p := range ph {
		switch {
		case p.to != "":
			fmt.Fprintf(&b, "[%s](%s)", show.Markdown(p.text), p.to)
		case p.style == plain:
			b.WriteString(show.Markdown(p.text))
		case p.style == strong:
			b.WriteString("**" + show.Markdown(p.text) + "**")
		case p.style == coded:
			b.WriteString(code(p.text))
		default:
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// harmless is a line that begins as text. What a stranger wrote could else begin a list, a rule, or the line
// under a heading.
func harmless(line string) string {
	digits := strings.TrimLeft(line, "0123456789")
	switch {
	case strings.HasPrefix(line, "-") || strings.HasPrefix(line, "="):
		return `\` + line
	case len(digits) < len(line) && (strings.HasPrefix(digits, ".") || strings.HasPrefix(digits, ")")):
		return line[:len(line)-len(digits)] + `\` + digits
	}
	return line
}

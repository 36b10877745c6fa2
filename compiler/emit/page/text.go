package page

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/mattn/go-runewidth"
)

// Text is the page on a terminal of that many columns.
func (p *Page) Text(width int) string {
	var b strings.Builder
	label := 0
	for _, bl := range p.blocks {
		if bl.kind == row {
			label = max(label, runewidth.StringWidth(bl.cells[0].text()))
		}
	}
	for i, bl := range p.blocks {
		if i > 0 && (bl.apart(p.blocks[i-1]) || bl.kind == item && bl.depth == 0 && bl.number > 0) {
			b.WriteByte('\n')
		}
		bl.text(&b, width, label)
	}
	return b.String()
}

func (b block) text(out *strings.Builder, width, label int) {
	text := b.cells[0].text()
	switch b.kind {
	case heading:
		wrapped(out, "", "", text, width)
		if b.depth < 3 {
			line := map[int]string{1: "═", 2: "─"}[b.depth]
			out.WriteString(strings.Repeat(line, min(width, runewidth.StringWidth(text))) + "\n")
		}
	case paragraph:
		wrapped(out, "", "", text, width)
	case item:
		lead := strings.Repeat("    ", b.depth) + runewidth.FillRight(b.bullet(), 3) + " "
		if b.number == 0 {
			lead = strings.Repeat("    ", b.depth) + b.bullet() + " "
		}
		wrapped(out, lead, strings.Repeat(" ", len(lead)), text, width)
	case command:
		out.WriteString("    " + text + "\n") // one line, to be copied
	case row:
		rest := make([]string, 0, len(b.cells)-1)
		for _, cell := range b.cells[1:] {
			rest = append(rest, cell.text())
		}
		wrapped(out, "  "+runewidth.FillRight(text, label)+"  ", strings.Repeat(" ", label+4), strings.Join(rest, "; "), width)
	}
}

// wrapped writes lines of at most width columns, the first after lead and the others after indent. A word
// that is longer stands on a line of its own.
func wrapped(out *strings.Builder, lead, indent, text string, width int) {
	line, empty := lead, true
	for _, word := range strings.Fields(text) {
		if !empty && runewidth.StringWidth(line)+1+runewidth.StringWidth(word) > width {
			fmt.Fprintln(out, line)
			line, empty = indent, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	fmt.Fprintln(out, strings.TrimRight(line, " "))
}

func (ph phrase) text() string {
	var b strings.Builder
	for _, p := range ph {
		if p.style == coded {
			b.WriteString("`" + show.Visible(p.text) + "`")
		} else {
			b.WriteString(show.Visible(p.text))
		}
	}
	return b.String()
}

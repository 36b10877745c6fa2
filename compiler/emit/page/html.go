package page

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
)

// HTML is the page within another one: its title is left out, and what stands below that begins at a heading of the
// third level. All words are escaped, and nothing in it runs.
func (p *Page) HTML() template.HTML {
	var b strings.Builder
	open := "" // elements that are to be closed before the next block
	for i, bl := range p.blocks {
		if i == 0 && bl.kind == heading {
			continue
		}
		if next := bl.within(open); next != open {
			b.WriteString(closing(open))
			b.WriteString(next)
			open = next
		}
		bl.html(&b, i > 0 && p.blocks[i-1].kind == row)
	}
	b.WriteString(closing(open))
	return template.HTML(b.String())
}

// within are the elements that the block stands in.
func (b block) within(now string) string {
	switch {
	case b.kind == row:
		return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>"
	case b.kind == item && b.number > 0:
		return "<ol>"
	case b.kind == item && b.depth > 0 && (now == "<ol>" || now == "<ul>"):
		return now
	case b.kind == item:
		return "<ul>"
	}
	return ""
}

func closing(open string) string {
	switch {
	case open == "":
		return ""
	case strings.HasSuffix(open, "<table>"):
		return "</table></div>\n"
	}
	return strings.Replace(open, "<", "</", 1) + "\n"
}

func (b block) html(out *strings.Builder, later bool) {
	switch b.kind {
	case heading:
		level := min(b.depth+1, 6)
		fmt.Fprintf(out, "<h%d>%s</h%d>\n", level, b.cells[0].html(), level)
	case paragraph:
		fmt.Fprintf(out, "<p>%s</p>\n", b.cells[0].html())
	case item:
		class, value := "", ""
		if b.depth > 0 {
			class = ` class="under"`
		}
		if b.number > 0 {
			value = fmt.Sprintf(` value="%d"`, b.number)
		}
		fmt.Fprintf(out, "<li%s%s>%s</li>\n", class, value, b.cells[0].html())
	case row:
		cell := "td"
		if !later {
			cell = "th"
		}
		out.WriteString("<tr>")
		for _, c := range b.cells {
			fmt.Fprintf(out, "<%s>%s</%s>", cell, c.html(), cell)
		}
		out.WriteString("</tr>\n")
	case command:
		fmt.Fprintf(out, "<pre tabindex=\"0\"><code>%s</code></pre>\n", escaped(b.cells[0][0].text))
	}
}

func (ph phrase) html() string {
	var b strings.Builder
	for _, p := range ph {
		text := escaped(p.text)
		switch p.style {
		case strong:
			text = "<b>" + text + "</b>"
		case coded:
			text = "<code>" + text + "</code>"
		}
		b.WriteString(text) // where it leads is a path beside the HCL, which is not beside this page
	}
	return b.String()
}

func escaped(text string) string { return template.HTMLEscapeString(show.Visible(text)) }

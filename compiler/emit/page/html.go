package page

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
)

// HTML is the page within another one: its title and its summary are left out, and what stands below them begins at a
// heading of the third level. All words are escaped, and nothing in it runs.
func (p *Page) HTML() template.HTML {
	h := &nest{}
	for i, bl := range p.blocks {
		if i > 1 || i == 0 && bl.kind != heading || i == 1 && bl.kind != paragraph {
			h.block(bl)
		}
	}
	h.close(0)
	return template.HTML(h.String())
}

// nest writes blocks, each into the elements that it stands in.
type nest struct {
	strings.Builder
	open []string // their names
}

// close closes all elements but so many.
func (h *nest) close(left int) {
	for len(h.open) > left {
		last := len(h.open) - 1
		h.WriteString("</" + h.open[last] + ">")
		h.open = h.open[:last]
	}
}

// enter opens an element within so many others, unless it is open there.
func (h *nest) enter(depth int, name, tag string) {
	if len(h.open) > depth && h.open[depth] == name {
		return
	}
	h.close(depth)
	h.WriteString(tag)
	h.open = append(h.open, name)
}

func (h *nest) block(b block) {
	text := b.cells[0].html()
	switch b.kind {
	case heading:
		h.close(0)
		level := min(b.depth+1, 6)
		fmt.Fprintf(h, "<h%d>%s</h%d>\n", level, text, level)
	case paragraph:
		h.close(0)
		fmt.Fprintf(h, "<p>%s</p>\n", text)
	case command:
		h.close(0)
		fmt.Fprintf(h, "<pre tabindex=\"0\"><code>%s</code></pre>\n", escaped(b.cells[0][0].text))
	case item:
		h.item(b, text)
	case row:
		h.row(b)
	}
}

// item opens its list, which stands within the item before where it is deeper. A list goes on after what stood in it.
func (h *nest) item(b block, text string) {
	depth := 0
	if b.depth > 0 && len(h.open) > 1 && h.open[1] == "li" {
		depth = 2
	}
	list := "ul"
	if b.number > 0 {
		list = "ol"
	}
	h.enter(depth, list, "<"+list+">")
	h.close(depth + 1)
	value := ""
	if b.number > 0 {
		value = fmt.Sprintf(` value="%d"`, b.number)
	}
	h.WriteString("<li" + value + ">" + text)
	h.open = append(h.open, "li")
}

// row is one of a table, whose first row is its head and whose first cells name their rows.
func (h *nest) row(b block) {
	head := len(h.open) == 0 || h.open[0] != "div"
	h.enter(0, "div", `<div class="scroll" tabindex="0" role="region" aria-label="In brief">`)
	h.enter(1, "table", "<table>")
	h.WriteString("<tr>")
	for i, c := range b.cells {
		switch {
		case head:
			fmt.Fprintf(h, `<th scope="col">%s</th>`, c.html())
		case i == 0:
			fmt.Fprintf(h, `<th scope="row">%s</th>`, c.html())
		default:
			fmt.Fprintf(h, "<td>%s</td>", c.html())
		}
	}
	h.WriteString("</tr>\n")
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

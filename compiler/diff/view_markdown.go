package diff

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
)

// MaxMarkdown is fewer bytes than a comment on GitHub may have characters (65,536).
const MaxMarkdown = 60_000

// Page is a diff as GitHub renders it. The zero Page has room for MaxMarkdown bytes.
type Page struct {
	Room   int               // the page is shorter than so many bytes; 0: MaxMarkdown
	Beside map[string]Beside // by the name of a runbook
}

// Beside is what a page says of a runbook that no change of a setting says. It is text, not Markdown.
type Beside struct {
	Title    string   // after the name: "needs one more review"
	Maturity []string // "Identity / Access management: Advanced stays reachable"
}

// Markdown shows the diff in fewer than MaxMarkdown bytes.
func Markdown(d *Diff) string { return Page{}.Markdown(d) }

// Markdown shows the diff, a table for each runbook. Where not everything fits, the more important
// consequence of any runbook goes before the less important one of another, and what is cut is counted.
func (p Page) Markdown(d *Diff) string {
	if len(d.Runbooks) == 0 {
		return "No change of meaning.\n"
	}
	sheet := p.sheet(d)
	var b strings.Builder
	for _, t := range sheet.tables {
		t.write(&b)
	}
	if sheet.cut > 0 {
		fmt.Fprintf(&b, "%d more runbooks changed; there is no room to show how.\n\n", sheet.cut)
	}
	b.WriteString(d.total() + ".")
	if d.more() {
		b.WriteString(" **Bold** is, or may be, more power, people or reach than before.")
	}
	b.WriteByte('\n')
	return b.String()
}

// sheet is what fits.
type sheet struct {
	tables []*table
	room   int
	cut    int // runbooks that are not shown at all
}

// table is one runbook with the rows that fit.
type table struct {
	title string
	all   []row
	rows  int // the first ones, which fit
	inner int // changes that no row tells, since they are about the inside of actions
}

type row struct {
	of   Consequence
	text string
}

const (
	forTheEnd   = 400 // bytes for the lines below the last table
	forTheFoot  = 360 // and for the lines below each table that say what is not shown
	tableHeader = "| | before | after |\n|---|---|---|\n"
)

// sheet takes rows as long as there is room: of all runbooks those about power, then those about people,
// and so on. Rows of one runbook are in that order, so a table is cut at its end alone.
func (p Page) sheet(d *Diff) *sheet {
	s := &sheet{room: cmp.Or(p.Room, MaxMarkdown) - forTheEnd}
	var all []*table
	for _, r := range d.byImportance() {
		all = append(all, newTable(&r, p.Beside[r.Name]))
	}
	for _, of := range consequences {
		for _, t := range all {
			for t.rows < len(t.all) && t.all[t.rows].of == of && s.take(t.next()) {
				t.rows++
			}
		}
	}
	for _, t := range all {
		if t.rows > 0 {
			s.tables = append(s.tables, t)
		} else {
			s.cut++
		}
	}
	return s
}

// next is how many bytes the next row takes; the first one brings what is around the table.
func (t *table) next() int {
	if t.rows > 0 {
		return len(t.all[t.rows].text)
	}
	return len(t.title) + len(tableHeader) + len(t.all[0].text) + forTheFoot
}

// take uses room, if there is as much.
func (s *sheet) take(bytes int) bool {
	if bytes > s.room {
		return false
	}
	s.room -= bytes
	return true
}

func newTable(r *Runbook, beside Beside) *table {
	t := &table{title: "### " + show.Markdown(r.Name)}
	if r.Status != Changed {
		t.title += " · " + show.Markdown(r.fate())
	}
	if beside.Title != "" {
		t.title += " · " + show.Markdown(beside.Title)
	}
	if r.More() {
		t.title += " · **asks for more**"
	}
	t.title += "\n\n"
	preview := func() {
		for _, words := range beside.Maturity {
			t.all = append(t.all, row{Maturity, fmt.Sprintf("| %s | %s | |\n", Maturity, show.Markdown(words))})
		}
		beside.Maturity = nil
	}
	inside := r.inside()
	for i := range r.Changes {
		if r.Changes[i].Consequence.weight() >= Maturity.weight() {
			preview()
		}
		if inside(&r.Changes[i]) {
			t.inner++
			continue
		}
		t.all = append(t.all, r.Changes[i].row())
	}
	preview()
	return t
}

func (c *Change) row() row {
	before, after := "", hiddenText
	if !c.Hidden {
		before, after = c.phrase(c.Before, ""), c.phrase(c.After, map[bool]string{true: "**"}[c.More])
		if c.More && after == "" {
			after = "**nothing**"
		}
		return row{c.Consequence, fmt.Sprintf("| %s | %s | %s |\n", c.Consequence, before, after)}
	}
	what := strings.TrimSpace(show.Code(c.Address) + " " + show.Markdown(c.Setting))
	if c.More {
		after = "**" + after + "**"
	}
	return row{c.Consequence, fmt.Sprintf("| %s | %s | %s |\n", c.Consequence, what, after)}
}

func (t *table) write(b *strings.Builder) {
	b.WriteString(t.title + tableHeader)
	for _, r := range t.all[:t.rows] {
		b.WriteString(r.text)
	}
	b.WriteByte('\n')
	if cut := t.all[t.rows:]; len(cut) > 0 {
		fmt.Fprintf(b, "%d more changes are not shown: %s.\n\n", len(cut), countRows(cut))
	}
	if t.inner > 0 {
		fmt.Fprintf(b, "Not shown: %d about the inside of actions, such as the types of what they give; `attestary diff` tells them.\n\n", t.inner)
	}
}

func countRows(rows []row) string {
	counts := map[Consequence]int{}
	for _, r := range rows {
		counts[r.of]++
	}
	var parts []string
	for _, of := range consequences {
		if n := counts[of]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d of %s", n, of))
		}
	}
	return strings.Join(parts, ", ")
}

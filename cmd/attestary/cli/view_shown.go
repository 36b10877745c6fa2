package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/mattn/go-runewidth"
)

// viewShown shows what a runbook says to a person: a title, a text and a table. more says where the rest of
// a long table is to be had.
func (w *World) viewShown(out io.Writer, s course.Shown, more string) {
	for _, text := range []string{s.Question, s.Title, s.Text} {
		if text != "" {
			fmt.Fprintf(out, "\n%s\n", indent(printable(text)))
		}
	}
	if rows := s.Table.Items(); len(rows) > 0 {
		fmt.Fprintln(out)
		viewTable(out, rows, w.Width-2, more)
	}
}

// mostRows is how many rows of a table are shown.
const mostRows = 500

// viewTable shows a row for each object and a column for each name: as wide as it must be, and where that
// is more than fits, the widest columns give way.
func viewTable(out io.Writer, rows []expr.Value, width int, more string) {
	t := tableOf(rows[:min(len(rows), mostRows)])
	t.fit(width)
	for _, row := range t.rows {
		fmt.Fprintf(out, "  %s\n", t.line(row))
	}
	if n := len(rows) - mostRows; n > 0 {
		fmt.Fprintf(out, "  … and %d more rows%s\n", n, more)
	}
}

// table is cells as texts, the names of the columns first.
type table struct {
	rows   [][]string
	widths []int
	right  []bool // a column of numbers
}

func tableOf(rows []expr.Value) *table {
	names := namesOf(rows)
	t := &table{rows: [][]string{names}, widths: make([]int, len(names)), right: make([]bool, len(names))}
	for i := range t.right {
		t.right[i] = true
	}
	for _, row := range rows {
		cells := make([]string, len(names))
		for i, name := range names {
			v := row.Get(name)
			cells[i] = cellOf(v)
			t.right[i] = t.right[i] && (v.Kind() == expr.Number || v.IsNull())
		}
		t.rows = append(t.rows, cells)
	}
	for _, row := range t.rows {
		for i, cell := range row {
			t.widths[i] = max(t.widths[i], runewidth.StringWidth(cell))
		}
	}
	return t
}

// namesOf are the names that any of the rows has.
func namesOf(rows []expr.Value) []string {
	var names []string
	for _, row := range rows {
		for _, name := range row.Names() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// cellOf is a value as it stands in a table, on one line.
func cellOf(v expr.Value) string {
	text, isText := v.AsText()
	switch {
	case v.IsNull():
		return "–"
	case !isText:
		text = expr.Lit(v).String()
	}
	return diag.Printable(strings.Join(strings.Fields(text), " "))
}

// between is what stands between two columns, and leastColumn how narrow one becomes.
const (
	between     = 2
	leastColumn = 6
)

// fit makes the table as narrow as that, if it can be.
func (t *table) fit(width int) {
	over := between * (len(t.widths) - 1)
	for _, w := range t.widths {
		over += w
	}
	for over -= width; over > 0; over-- {
		widest := slices.Index(t.widths, slices.Max(t.widths))
		if t.widths[widest] <= leastColumn {
			return
		}
		t.widths[widest]--
	}
}

func (t *table) line(row []string) string {
	cells := make([]string, len(row))
	for i, cell := range row {
		cell = runewidth.Truncate(cell, t.widths[i], "…")
		if t.right[i] {
			cells[i] = runewidth.FillLeft(cell, t.widths[i])
		} else {
			cells[i] = runewidth.FillRight(cell, t.widths[i])
		}
	}
	return strings.TrimRight(strings.Join(cells, strings.Repeat(" ", between)), " ")
}

// clip is as much of a line as fits.
func clip(line string, width int) string { return runewidth.Truncate(line, max(width, 20), "…") }

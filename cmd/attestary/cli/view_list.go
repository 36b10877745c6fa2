package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/mattn/go-runewidth"
)

const noRunbooks = "there are no runbooks yet; attestary init brings some"

// viewList shows runbooks as a table that is at most width columns wide, or, where that is too narrow for
// a table, one below the other. What a runbook is called stands below its row: in a column it would be the widest.
func viewList(out io.Writer, all listing, width int) {
	if len(all.Runbooks) == 0 {
		fmt.Fprintln(out, noRunbooks)
		return
	}
	rows := [][]string{{"runbook", "owner", "starts", "does", "claims"}}
	for _, r := range all.Runbooks {
		rows = append(rows, r.row())
	}
	widths := columns(rows, width)
	if widths == nil {
		stacked(out, rows, all.titles(), width)
		return
	}
	tableRow(out, rows[0], widths)
	for i, title := range all.titles() {
		tableRow(out, rows[i+1], widths)
		titleLines(out, title, width)
	}
}

// titles are those of the runbooks, made safe for a terminal.
func (l listing) titles() []string {
	titles := make([]string, len(l.Runbooks))
	for i, r := range l.Runbooks {
		titles[i] = diag.Printable(r.Title)
	}
	return titles
}

func titleLines(out io.Writer, title string, width int) {
	for _, line := range inLines(title, max(width-2, narrowest)) {
		fmt.Fprintln(out, "  "+strings.TrimSpace(line))
	}
}

// row is a runbook as cells, made safe for a terminal; a new line begins a new thing in the same cell.
func (r listed) row() []string {
	if r.Owner == "" {
		why := "unknown: project.hcl has errors"
		if r.Errors > 0 {
			why = fmt.Sprintf("unknown: %d %s", r.Errors, plural(r.Errors, "error"))
		}
		return []string{diag.Printable(r.Name), "", "", "", why}
	}
	var starts, claims []string
	for _, t := range r.Triggers {
		starts = append(starts, startedBy(t))
	}
	if starts == nil {
		starts = []string{"never"}
	}
	if r.Draft {
		starts = []string{"never: a draft"}
	}
	for _, c := range r.Claims {
		if c.Function != "" {
			claims = append(claims, c.Function+" "+c.Stage)
		} else {
			claims = append(claims, strings.Join(c.Controls, ", "))
		}
	}
	if claims == nil {
		claims = []string{"nothing"}
	}
	row := []string{r.Name, r.Owner, strings.Join(starts, "\n"), deed[r.Effect], strings.Join(claims, "\n")}
	for i, cell := range row {
		parts := strings.Split(cell, "\n")
		for j := range parts {
			parts[j] = diag.Printable(parts[j])
		}
		row[i] = strings.Join(parts, "\n")
	}
	return row
}

var deed = map[kind.Effect]string{kind.Observe: "looks", kind.Change: "changes", kind.Grant: "grants", kind.Destroy: "destroys"}

func startedBy(t listTrigger) string {
	switch t.Kind {
	case "schedule":
		return strings.TrimSpace(page.Times(t.Cron) + " " + t.Zone)
	case "manual":
		return "by hand"
	}
	return strings.ReplaceAll(t.Kind, "_", " ") + " " + t.On
}

const (
	gap        = "  "
	narrowest  = 20 // of a column whose cells are broken into lines
	breakables = 2  // columns from here on may be broken
)

// columns is how wide each column of the rows becomes in width: as wide as its cells, and where that is
// too much, the breakable ones less, the widest first; nil where even that is too much.
func columns(rows [][]string, width int) []int {
	widths := make([]int, len(rows[0]))
	total := len(gap) * (len(widths) - 1)
	for i := range widths {
		for _, row := range rows {
			for line := range strings.SplitSeq(row[i], "\n") {
				widths[i] = max(widths[i], runewidth.StringWidth(line))
			}
		}
		total += widths[i]
	}
	for ; total > width; total-- {
		widest := breakables
		for i := breakables; i < len(widths); i++ {
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= narrowest {
			return nil
		}
		widths[widest]--
	}
	return widths
}

func tableRow(out io.Writer, row []string, widths []int) {
	cells := make([][]string, len(row))
	height := 0
	for i, cell := range row {
		cells[i] = inLines(cell, widths[i])
		height = max(height, len(cells[i]))
	}
	for n := range height {
		var line strings.Builder
		for i := range cells {
			text := ""
			if n < len(cells[i]) {
				text = cells[i][n]
			}
			line.WriteString(runewidth.FillRight(text, widths[i]) + gap)
		}
		fmt.Fprintln(out, strings.TrimRight(line.String(), " "))
	}
}

// stacked shows each row as lines of its own, named by the first row.
func stacked(out io.Writer, rows [][]string, titles []string, width int) {
	for r, row := range rows[1:] {
		fmt.Fprintln(out, row[0])
		titleLines(out, titles[r], width)
		for i := 1; i < len(row); i++ {
			for n, line := range inLines(row[i], max(width-10, narrowest)) {
				name := ""
				if n == 0 {
					name = rows[0][i]
				}
				fmt.Fprintf(out, "  %-6s  %s\n", name, line)
			}
		}
	}
}

// inLines is a cell as lines of at most width columns. What continues a line is indented.
func inLines(cell string, width int) []string {
	var lines []string
	for text := range strings.SplitSeq(cell, "\n") {
		line := ""
		for _, word := range strings.Fields(text) {
			switch {
			case line == "":
				line = word
			case runewidth.StringWidth(line)+1+runewidth.StringWidth(word) <= width:
				line += " " + word
			default:
				lines, line = append(lines, line), "  "+word
			}
			for runewidth.StringWidth(line) > width {
				head := runewidth.Truncate(line, width, "")
				if cut := strings.LastIndexAny(head, "-."); cut > len(head)/2 {
					head = head[:cut+1]
				}
				lines, line = append(lines, head), "  "+line[len(head):]
			}
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

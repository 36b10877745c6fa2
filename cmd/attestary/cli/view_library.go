package cli

import (
	"cmp"
	"io"
	"strings"

	"github.com/attestary/attestary/schemas/plan"
)

// viewLibrary shows runbooks that can be adopted as a table that is at most width columns wide, or, where that is too
// narrow, one below the other.
func viewLibrary(out io.Writer, plans []*plan.Plan, width int) {
	rows, titles := [][]string{{"runbook", "proves", "needs"}}, []string{}
	for _, p := range plans {
		var proves, needs []string
		for _, s := range p.Satisfies {
			if s.Function != "" {
				proves = append(proves, s.Function+" "+s.Stage)
			}
		}
		for _, c := range p.Connections {
			needs = append(needs, c.Name)
		}
		rows = append(rows, []string{p.Runbook, cmp.Or(strings.Join(proves, "\n"), "controls alone"), cmp.Or(strings.Join(needs, ", "), "nothing")})
		titles = append(titles, p.Title)
	}
	widths := columns(rows, width)
	if widths == nil {
		stacked(out, rows, titles, width)
		return
	}
	tableRow(out, rows[0], widths)
	for i, title := range titles {
		tableRow(out, rows[i+1], widths)
		titleLines(out, title, width)
	}
}

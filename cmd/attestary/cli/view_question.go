package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// viewQuestion shows what people are asked, and who.
func (w *World) viewQuestion(out io.Writer, p *plan.Plan, q *conduct.Question) {
	fmt.Fprintf(out, "%s waits for %s, until %s\n", addressOf(q), strings.Join(rules.Asked(p, q.Address), " or "), q.Expires)
	for _, text := range []string{q.Shown.Question, q.Shown.Title, q.Shown.Text} {
		if text != "" {
			fmt.Fprintf(out, "\n%s\n", indent(printable(text)))
		}
	}
	for _, row := range q.Shown.Table.Items() {
		var cells []string
		for _, name := range row.Names() {
			cells = append(cells, name+" "+expr.Lit(row.Get(name)).String())
		}
		fmt.Fprintf(out, "  %s\n", printable(strings.Join(cells, " · ")))
	}
	addresses := []string{}
	for address := range q.Shown.Targets {
		addresses = append(addresses, address)
	}
	slices.Sort(addresses)
	for _, address := range addresses {
		fmt.Fprintf(out, "\n  a yes lets %s go on, for exactly these %d: %s\n", address, len(q.Shown.Targets[address]), printable(some(q.Shown.Targets[address])))
	}
}

func addressOf(q *conduct.Question) string {
	if q.Job != "" {
		return q.Address + "[" + q.Job + "]"
	}
	return q.Address
}

// some are as many names as somebody reads.
func some(names []string) string {
	if len(names) > 20 {
		return strings.Join(names[:20], ", ") + fmt.Sprintf(" and %d more", len(names)-20)
	}
	return strings.Join(names, ", ")
}

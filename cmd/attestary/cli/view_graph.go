package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/mattn/go-runewidth"
)

// viewGraph draws a plan for a terminal: a line for each part, below all that it waits for. A part that
// something waits for has a track of its own, which goes down from it to the last that waits:
//
//	┌──○ step hosts
//	│ ┌○ step users
//	├─┴○ step compare      waits for both
//	└──◇ check same        waits for hosts
func viewGraph(out io.Writer, p *plan.Plan, width int) {
	nodes := graph(p)
	tracks := lay(nodes)
	fmt.Fprintf(out, "%s: %s\n\n", p.Runbook, diag.Printable(p.Title))
	names := 0
	for _, n := range nodes {
		names = max(names, len(n.word())+1+len(n.name))
	}
	for i, n := range nodes {
		line := tracks.draw(i) + mark[n.kind] + " " + runewidth.FillRight(n.word()+" "+n.name, names)
		if n.text != "" {
			line += "  " + diag.Printable(n.text)
		}
		fmt.Fprintln(out, strings.TrimRight(runewidth.Truncate(line, width, "…"), " "))
	}
	fmt.Fprintf(out, "\n%s   each waits for the lines that come in from above\n", legend(nodes))
}

var mark = map[string]string{"step": "○", "approval": "●", "ask": "◎", "judge": "◇", "check": "◇", "evidence": "□"}

// legend are the marks that the drawing has.
func legend(nodes []*node) string {
	var words []string
	for _, kind := range []string{"step", "approval", "ask", "check", "evidence"} {
		if slices.ContainsFunc(nodes, func(n *node) bool { return n.word() == kind }) {
			words = append(words, mark[kind]+" "+kind)
		}
	}
	return strings.Join(words, "   ")
}

// word is what the runbook calls the node's kind.
func (n *node) word() string {
	if n.kind == "judge" {
		return "check"
	}
	return n.kind
}

// track is a line down from one node to those that wait for it.
type track struct {
	column, from, to int   // rows
	ends             []int // rows of those that wait
}

type tracks struct {
	all   []track
	width int // columns
}

// lay gives each node that is waited for the leftmost free column, from its row to the last that waits.
func lay(nodes []*node) tracks {
	var laid tracks
	var busy []int // for each column, the row up to which it is taken
	for i, n := range nodes {
		t := track{from: i}
		for j := i + 1; j < len(nodes); j++ {
			if slices.Contains(nodes[j].after, n) {
				t.ends, t.to = append(t.ends, j), j
			}
		}
		if t.ends == nil {
			continue
		}
		for t.column = 0; t.column < len(busy) && busy[t.column] >= i; t.column++ {
		}
		if t.column == len(busy) {
			busy = append(busy, 0)
		}
		busy[t.column] = t.to
		laid.all = append(laid.all, t)
	}
	laid.width = len(busy)
	return laid
}

// draw is the tracks in a row, up to the mark of its node.
func (ts tracks) draw(row int) string {
	var out strings.Builder
	joined := false // a line goes from here to the mark
	for column := range ts.width {
		symbol := " "
		if joined {
			symbol = "─"
		}
		for _, t := range ts.all {
			if t.column == column && t.from <= row && row <= t.to {
				symbol = t.symbol(row, joined)
				joined = joined || t.from == row || slices.Contains(t.ends, row)
			}
		}
		out.WriteString(symbol)
		if joined {
			out.WriteString("─")
		} else {
			out.WriteString(" ")
		}
	}
	return out.String()
}

// symbol is the track in a row. A line that comes from the left and has nothing to do with the track goes
// behind it.
func (t track) symbol(row int, joined bool) string {
	switch waits := slices.Contains(t.ends, row); {
	case t.from == row && joined:
		return "┬"
	case t.from == row:
		return "┌"
	case waits && row == t.to && joined:
		return "┴"
	case waits && row == t.to:
		return "└"
	case waits && joined:
		return "┼"
	case waits:
		return "├"
	}
	return "│"
}

// viewMermaid writes a plan as a flowchart of Mermaid.
func viewMermaid(out io.Writer, p *plan.Plan) {
	fmt.Fprintln(out, "flowchart TD")
	nodes := graph(p)
	for _, n := range nodes {
		text := n.word() + " " + n.name
		if n.text != "" {
			text += "<br>" + inMermaid(n.text)
		}
		shape := map[string][2]string{"step": {"[", "]"}, "check": {"{{", "}}"}, "evidence": {"[(", ")]"},
			"approval": {"([", "])"}, "ask": {"([", "])"}}[n.word()]
		fmt.Fprintf(out, "  %s%s\"%s\"%s\n", n.id(), shape[0], text, shape[1])
	}
	for _, n := range nodes {
		for _, other := range n.after {
			fmt.Fprintf(out, "  %s --> %s\n", other.id(), n.id())
		}
	}
}

// id is the node's name in a flowchart. It never is one of Mermaid's own words, such as end.
func (n *node) id() string { return n.word() + "_" + n.name }

// inMermaid is text that is only text in a quoted label: whatever could end the label, begin Markdown or
// HTML, or be an entity, is written as an entity.
func inMermaid(text string) string {
	var out strings.Builder
	for _, r := range diag.Printable(text) {
		if strings.ContainsRune("\"#&<>`*_[]{}\\%;", r) {
			fmt.Fprintf(&out, "#%d;", r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/attestary/attestary/compiler/internal/show"
)

// Nothing is what both views say of a diff that is empty.
const Nothing = "no change of meaning"

// Text shows the diff on a terminal of that many columns; 0 is 100.
func Text(d *Diff, width int) string { return Page{}.Text(d, width) }

// Text shows the diff on a terminal of that many columns, whatever room the page has.
func (p Page) Text(d *Diff, width int) string {
	if len(d.Runbooks) == 0 {
		return Nothing + "\n"
	}
	var b strings.Builder
	for _, r := range d.byImportance() {
		fmt.Fprintf(&b, "%s: %s\n", show.Visible(r.Name), r.fate())
		var of Consequence
		for _, c := range r.Changes {
			if c.Consequence != of {
				of = c.Consequence
				fmt.Fprintf(&b, "  %s\n", of)
			}
			c.line(&b, cmp.Or(width, 100))
		}
		for i, words := range p.Beside[r.Name].Maturity {
			if i == 0 {
				b.WriteString("  what becomes of the maturity\n")
			}
			fmt.Fprintf(&b, "    %s\n", show.Visible(words))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s\n", d.total())
	if d.more() {
		b.WriteString("! is, or may be, more power, people or reach than before\n")
	}
	return b.String()
}

func (d *Diff) more() bool {
	return slices.ContainsFunc(d.Runbooks, func(r Runbook) bool { return r.More() })
}

// line shows the change on one line where it fits, else each value on its own.
func (c *Change) line(b *strings.Builder, width int) {
	mark := " "
	if c.More {
		mark = "!"
	}
	name := show.Visible(strings.TrimSpace(c.Address + " " + c.Setting))
	line := fmt.Sprintf("  %s %s: %s", mark, name, c.said())
	if c.Hidden || runewidth.StringWidth(line) <= width || c.Before == "" || c.After == "" {
		fmt.Fprintln(b, line)
		return
	}
	fmt.Fprintf(b, "  %s %s\n      - %s\n      + %s\n", mark, name, show.Visible(c.Before), show.Visible(c.After))
}

// said is what became of the values.
func (c *Change) said() string {
	before, after := show.Visible(c.Before), show.Visible(c.After)
	switch {
	case c.Hidden:
		return hiddenText
	case before == "":
		return "new: " + after
	case after == "":
		return "gone: " + before
	}
	return before + " → " + after
}

const hiddenText = "changed (hidden)"

// fate is what became of the runbook.
func (r *Runbook) fate() string {
	switch r.Status {
	case Added:
		return "new"
	case Removed:
		return "removed"
	case Renamed:
		return "renamed, before " + show.Visible(r.From)
	}
	return "changed"
}

// byImportance are the runbooks as people should read them: first those with more power, then by the first
// thing that changed.
func (d *Diff) byImportance() []Runbook {
	list := slices.Clone(d.Runbooks)
	slices.SortStableFunc(list, func(a, b Runbook) int {
		return cmp.Or(trueFirst(a.More(), b.More()), cmp.Compare(a.weight(), b.weight()), cmp.Compare(a.Name, b.Name))
	})
	return list
}

// weight is that of the most important change.
func (r *Runbook) weight() int {
	if len(r.Changes) == 0 {
		return len(consequences)
	}
	return r.Changes[0].Consequence.weight()
}

// total counts the runbooks by what became of them.
func (d *Diff) total() string {
	counts := map[Status]int{}
	for _, r := range d.Runbooks {
		counts[r.Status]++
	}
	var parts []string
	for _, status := range []Status{Changed, Added, Removed, Renamed} {
		if n := counts[status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, status))
		}
	}
	noun := "runbooks"
	if len(d.Runbooks) == 1 {
		noun = "runbook"
	}
	text := noun + ": " + strings.Join(parts, ", ")
	if d.LeftOut > 0 {
		text += fmt.Sprintf("; %d changes are left out", d.LeftOut)
	}
	return text
}

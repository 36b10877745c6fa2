package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/attestary/attestary/schemas/verdict"
)

// Terminal is where a view is shown. The zero value is 80 columns without colour.
type Terminal struct {
	Width int // columns; less than 40 is taken as 40, 0 as 80
	Color bool
}

func (t Terminal) width() int {
	if t.Width == 0 {
		return 80
	}
	return max(t.Width, 40)
}

// Table shows the scorecard as a matrix: a row for each function that a runbook claims, with the stage
// earned and how each stage stands, and one line a pillar for those that nobody claims.
func Table(w io.Writer, card *verdict.Scorecard, t Terminal) error {
	v := table{newPrinter(w), t.width(), paint(t.Color), 0}
	for _, p := range card.Pillars {
		for _, f := range p.Functions {
			if claimed(&f) {
				v.name = max(v.name, runewidth.StringWidth(clean(f.Name)))
			}
		}
	}
	v.name = min(v.name, v.width-lead-tail)
	v.head(card)
	for i := range card.Pillars {
		v.pillar(&card.Pillars[i])
	}
	v.foot(card)
	return v.Flush()
}

type table struct {
	printer
	width int
	paint paint
	name  int // columns for the name of a function
}

// A row is lead, the name, and the tail: "  ▅ advanced     NAME  ✓ ✓ ·".
const lead, tail = 18, 7

func (v table) head(card *verdict.Scorecard) {
	v.wrapped(v.width, "", v.paint.in(bold, clean(card.Title))+", as of "+words(card.AsOf))
	if len(card.Refuted) > 0 {
		v.wrapped(v.width, "", v.paint.in("1;31", RefutedText(card)))
	}
	if card.Findings != nil {
		v.wrapped(v.width, "", v.paint.in("1;31", FoundText(card.Findings)))
		v.findings(v.width, v.paint, card.Findings)
	}
	var sums []string
	var all int64
	for _, s := range card.Stages {
		sums = append(sums, v.paint.in(stageColours[s.Stage], fmt.Sprintf("%s %d %s", bars[s.Stage], s.Functions, s.Stage)))
		all += s.Functions
	}
	v.wrapped(v.width, fmt.Sprintf("%d functions: ", all), strings.Join(sums, " · "))
}

func (v table) pillar(p *verdict.Pillar) {
	v.line("")
	v.line("%s", v.paint.in(bold, clean(p.Name)))
	var unclaimed []string
	for i := range p.Functions {
		if f := &p.Functions[i]; claimed(f) {
			v.row(f)
		} else {
			unclaimed = append(unclaimed, clean(f.Name))
		}
	}
	if len(unclaimed) > 0 {
		start := fmt.Sprintf("  %s %-13s ", bars["traditional"], "nobody claims")
		v.wrapped(v.width, v.paint.in(dim, start), strings.Join(unclaimed, ", "))
	}
}

func (v table) row(f *verdict.Function) {
	var cells []string
	open := false
	for _, c := range f.Cells {
		cells = append(cells, v.paint.in(standingColours[c.Standing], marks[c.Standing]))
		open = open || c.Standing != verdict.Met && c.Standing != verdict.Unclaimed
	}
	earned := v.paint.in(stageColours[f.Earned], fmt.Sprintf("%s %-13s", bars[f.Earned], f.Earned))
	v.line("  %s %s  %s", earned, fitted(clean(f.Name), v.name), strings.Join(cells, " "))
	if open {
		v.wrapped(v.width, strings.Repeat(" ", lead)+v.paint.in(yellow, "→ "), clean(f.Next))
	}
}

func (v table) foot(card *verdict.Scorecard) {
	v.line("")
	v.wrapped(v.width, "", legend)
	for _, w := range waivers(card) {
		v.wrapped(v.width, v.paint.in(yellow, "waived: "), waiverText(&w))
	}
	if card.Later > 0 {
		v.wrapped(v.width, "", count(card.Later, "run")+" of the ledger came later and was not looked at.")
	}
	v.wrapped(v.width, "", fmt.Sprintf("Evidence: %s. Ledger of %s, root %s.", card.Tier, entries(card.Tree.Size), card.Tree.Root))
	v.wrapped(v.width, "", reading(card))
}

const legend = "The three signs are initial, advanced and optimal: " + signsText

const signsText = "✓ met, ✗ failing, ! missed, ~ stale, ? does not count, w waived, ○ not run, · nobody claims it."

const ownReading = verdict.OwnReading

// reading is what the publisher says of the framework, and whose thresholds these are.
func reading(card *verdict.Scorecard) string {
	return strings.TrimSpace(clean(card.Caveat) + " " + ownReading)
}

// RefutedText warns of claims that do not hold and leave the score standing; "" where there are none.
func RefutedText(card *verdict.Scorecard) string {
	if len(card.Refuted) == 0 {
		return ""
	}
	return fmt.Sprintf("REFUTED: claim %s of the verification does not hold. What does not hold was not counted, and what it hid is not known: attestary verify.",
		clean(strings.Join(card.Refuted, ", ")))
}

// claimed tells whether any runbook claims a stage of the function.
func claimed(f *verdict.Function) bool {
	for _, c := range f.Cells {
		if len(c.Claims) > 0 {
			return true
		}
	}
	return false
}

func entries(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

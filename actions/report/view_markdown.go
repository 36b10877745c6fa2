package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/attestary/attestary/schemas/verdict"
)

// Markdown shows the scorecard as GitHub renders it: in a job summary, a comment, or a file.
func Markdown(w io.Writer, card *verdict.Scorecard) error {
	v := newPrinter(w)
	v.line("## Maturity that is earned: %s", inMarkdown(card.Title))
	v.line("")
	var sums []string
	for _, s := range card.Stages {
		sums = append(sums, fmt.Sprintf("%s **%d** %s", bars[s.Stage], s.Functions, s.Stage))
	}
	v.line("%s, as of %s", strings.Join(sums, " · "), words(card.AsOf))
	if len(card.Refuted) > 0 {
		v.line("")
		v.line("**%s**", inMarkdown(RefutedText(card)))
	}
	findingsMarkdown(v, card.Findings)
	for i := range card.Pillars {
		markdownPillar(v, &card.Pillars[i])
	}
	v.line("")
	v.line("✓ met · ✗ failing · ! missed · ~ stale · ? does not count · w waived · ○ not run · blank: nobody claims it")
	v.line("")
	if list := waivers(card); len(list) > 0 {
		v.line("Waived, which is not met:")
		v.line("")
		for _, w := range list {
			v.line("- %s", inMarkdown(waiverText(&w)))
		}
		v.line("")
	}
	if card.Later > 0 {
		v.line("%s of the ledger came later and was not looked at.\n", count(card.Later, "run"))
	}
	v.line("Evidence: %s. Ledger %s, %s, root %s.", card.Tier, inCode(card.Tree.Origin), entries(card.Tree.Size), inCode(string(card.Tree.Root)))
	v.line("")
	v.line("> %s", inMarkdown(reading(card)))
	return v.Flush()
}

// markdownPillar is a table of what runbooks claim, and a line of what nobody does.
func markdownPillar(v printer, p *verdict.Pillar) {
	v.line("")
	v.line("### %s", inMarkdown(p.Name))
	v.line("")
	var unclaimed []string
	header := false
	for i := range p.Functions {
		f := &p.Functions[i]
		if !claimed(f) {
			unclaimed = append(unclaimed, inMarkdown(f.Name))
			continue
		}
		if !header {
			v.line("| Function | Earned | Initial | Advanced | Optimal | Next |")
			v.line("|---|---|---|---|---|---|")
			header = true
		}
		v.line("| %s | %s %s | %s | %s |", inMarkdown(f.Name), bars[f.Earned], f.Earned, markdownCells(f), inMarkdown(f.Next))
	}
	if len(unclaimed) == 0 {
		return
	}
	if header {
		v.line("")
	}
	v.line("%s Nobody claims: %s.", bars["traditional"], strings.Join(unclaimed, ", "))
}

func markdownCells(f *verdict.Function) string {
	var cells []string
	for _, c := range f.Cells {
		if c.Standing == verdict.Unclaimed {
			cells = append(cells, "")
			continue
		}
		var books []string
		for _, p := range c.Claims {
			if p.Standing == c.Standing {
				books = append(books, inCode(p.Runbook))
			}
		}
		cells = append(cells, fmt.Sprintf("%s %s: %s", inMarkdown(marks[c.Standing]), CellSaid(&c), strings.Join(books, ", ")))
	}
	return strings.Join(cells, " | ")
}

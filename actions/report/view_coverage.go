package report

import (
	"fmt"
	"io"
	"strings"
)

// CoverageTable shows what of a catalog is proven: a line for each baseline, and one for each control that is claimed.
func CoverageTable(w io.Writer, c *Coverage, t Terminal) error {
	v, in := newPrinter(w), paint(t.Color)
	v.wrapped(t.width(), "", in.in(bold, clean(c.Framework+": "+c.Title))+", what runbooks prove of it as of "+words(c.AsOf))
	v.line("")
	v.line("%-12s %9s %8s %7s", "BASELINE", "CONTROLS", "CLAIMED", "PROVEN")
	for _, p := range c.Parts() {
		v.line("%-12s %9d %8d %7d", fitted(clean(p.Name), 12), p.Controls, p.Claimed, p.Proven)
	}
	v.line("")
	for _, is := range c.Controls {
		mark := in.in(standingColours[is.Standing], marks[is.Standing])
		v.wrapped(t.width(), fmt.Sprintf("  %s %-12s ", mark, fitted(clean(is.Label), 12)), clean(is.Title)+baselinesText(is))
		for _, p := range is.Claims {
			v.wrapped(t.width(), strings.Repeat(" ", 17), clean(p.Runbook+": "+p.Why))
		}
	}
	v.line("")
	v.wrapped(t.width(), "", signsText)
	v.wrapped(t.width(), "", c.Says)
	return v.Flush()
}

func baselinesText(c Control) string {
	if len(c.Baselines) == 0 {
		return ""
	}
	return " (" + clean(strings.Join(c.Baselines, ", ")) + ")"
}

// CoverageMarkdown is the same for a page of the forge.
func CoverageMarkdown(w io.Writer, c *Coverage) error {
	v := newPrinter(w)
	v.line("## What runbooks prove of %s\n", inMarkdown(c.Framework+": "+c.Title))
	v.line("| Baseline | Controls | Claimed | Proven |\n|---|--:|--:|--:|")
	for _, p := range c.Parts() {
		v.line("| %s | %d | %d | %d |", inMarkdown(p.Name), p.Controls, p.Claimed, p.Proven)
	}
	v.line("\n| Control | | Runbooks |\n|---|---|---|")
	for _, is := range c.Controls {
		var why []string
		for _, p := range is.Claims {
			why = append(why, inCode(p.Runbook)+": "+inMarkdown(p.Why))
		}
		v.line("| %s | %s %s | %s |", inMarkdown(is.Label+" "+is.Title+baselinesText(is)), marks[is.Standing], Said(is.Standing), strings.Join(why, "<br>"))
	}
	v.line("\nAs of %s. Ledger %s, %s, root %s.", words(c.AsOf), inCode(c.Tree.Origin), entries(c.Tree.Size), inCode(string(c.Tree.Root)))
	v.line("\n> %s", c.Says)
	return v.Flush()
}

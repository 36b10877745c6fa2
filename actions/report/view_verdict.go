package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/attestary/attestary/schemas/verdict"
)

// Verdict shows every claim with its outcome. Its first line names what was not judged; its last ones
// are the checkpoint that an auditor keeps, unless a claim is refuted.
func Verdict(w io.Writer, v *verdict.Verdict, t Terminal) error {
	view := judgement{newPrinter(w), t.width(), paint(t.Color)}
	view.wrapped(view.width, "", view.paint.in(yellow, notJudged(v)))
	view.wrapped(view.width, "", view.paint.in(overallColour(v), Overall(v)))
	if v.Since != nil {
		view.wrapped(view.width, "", view.paint.in(yellow, sinceText(v.Since)))
	}
	if v.Findings != nil {
		view.wrapped(view.width, "", view.paint.in("1;31", FoundText(v.Findings)))
		view.findings(view.width, view.paint, v.Findings)
	}
	view.line("")
	for i := range v.Claims {
		view.claim(&v.Claims[i], v.Since)
	}
	view.ledger(v)
	view.list("What this does not prove:", v.NotProven)
	view.checkpoint(v)
	return view.Flush()
}

type judgement struct {
	printer
	width int
	paint paint
}

// claimLead is the columns before a claim's sentence: "  ✓ 7a  signature  not judged  ".
const claimLead = 34

func (v judgement) claim(c *verdict.Claim, s *verdict.Since) {
	outcome := string(c.Outcome)
	sign := v.paint.in(claimColours[c.Outcome], fmt.Sprintf("%s %-3s %-12s %-10s", claimMarks[c.Outcome], c.ID, clean(c.Name), outcome))
	text := clean(c.Says)
	switch {
	case c.Outcome == verdict.NotJudged:
		text = clean(c.Why)
	case c.Outcome == verdict.Held:
		text += fmt.Sprintf(" (%d)", c.Judged)
		if why := besides(c, s); why != "" { // it holds, as far as could be seen
			text += " Note: " + clean(why) + "."
		}
	}
	if c.Required && c.Outcome != verdict.Held {
		text += " Required."
	}
	if v.width < 72 {
		v.line("  %s", sign)
		v.wrapped(v.width, "      ", text)
	} else {
		v.wrapped(v.width, "  "+sign+strings.Repeat(" ", claimLead-32), text)
	}
	for _, f := range c.Faults {
		v.wrapped(v.width, "      "+v.paint.in(red, "→ "), faultText(f))
	}
	if more := c.Count - int64(len(c.Faults)); more > 0 {
		v.line("      and %d more", more)
	}
}

func (v judgement) ledger(d *verdict.Verdict) {
	if d.Open > 0 {
		v.line("")
		v.line("Authorised, and no result (yet): %d", d.Open)
		for i, u := range d.Unfinished {
			if i == maxListed {
				v.line("  … and %d more", d.Open-maxListed)
				break
			}
			v.wrapped(v.width, "  ", unfinishedText(u))
		}
	}
	v.list(waivedTitle, shortened(waiverTexts(d)))
	v.list(revokedTitle, shortened(revocationTexts(d)))
	if d.Tree.Size > 0 {
		v.line("")
		v.wrapped(v.width, "Ledger:   ", fmt.Sprintf("%s, %s, root %s", clean(d.Tree.Origin), entries(d.Tree.Size), d.Tree.Root))
		v.wrapped(v.width, "Evidence: ", fmt.Sprintf("%s, as of %s", clean(tierText(d)), words(d.AsOf)))
	}
}

// tierText tells the tiers apart where entries are of several: none counts for another.
func tierText(d *verdict.Verdict) string {
	if len(d.Tiers) == 0 {
		return d.Tier
	}
	var parts []string
	for _, t := range d.Tiers {
		parts = append(parts, fmt.Sprintf("%s: %s", t.Tier, entries(t.Entries)))
	}
	return strings.Join(parts, "; ")
}

// maxListed is how many unfinished runs a person is shown; the documents hold more.
const maxListed = 10

const (
	waivedTitle  = "Waived for a while:"
	revokedTitle = "Taken back, and counted for nothing:"
)

// waiverTexts are the waivers that a verdict tells, the newest first.
func waiverTexts(d *verdict.Verdict) []string {
	var out []string
	for i := len(d.Waivers) - 1; i >= 0; i-- {
		out = append(out, standingText(&d.Waivers[i], d.AsOf))
	}
	return out
}

// revocationTexts are the revocations that a verdict tells, the newest first.
func revocationTexts(d *verdict.Verdict) []string {
	var out []string
	for i := len(d.Revoked) - 1; i >= 0; i-- {
		out = append(out, revocationText(&d.Revoked[i]))
	}
	return out
}

// shortened is as much of a list as a person is shown.
func shortened(list []string) []string {
	if more := len(list) - maxListed; more > 0 {
		return append(list[:maxListed:maxListed], fmt.Sprintf("and %d more", more))
	}
	return list
}

func (v judgement) list(title string, items []string) {
	if len(items) == 0 {
		return
	}
	v.line("")
	v.line("%s", title)
	for _, item := range items {
		v.wrapped(v.width, "  - ", clean(item))
	}
}

func (v judgement) checkpoint(d *verdict.Verdict) {
	if !worthKeeping(d) {
		return
	}
	v.line("")
	v.wrapped(v.width, "", "Keep this checkpoint: next time it shows whether anything was rewritten or removed.")
	for line := range strings.Lines(d.Checkpoint) {
		v.line("  %s", clean(line))
	}
}

// worthKeeping tells whether an auditor should keep the checkpoint: one of a ledger that was found to be
// wrong would only vouch for it next time.
func worthKeeping(d *verdict.Verdict) bool {
	return d.Checkpoint != "" && !d.Refuted()
}

// sinceText tells what was not judged now.
func sinceText(s *verdict.Since) string {
	again := "none of them"
	if s.Again > 0 {
		again = fmt.Sprintf("%d of them", s.Again)
	}
	return fmt.Sprintf("Only what is new was judged: the first %s were judged when the checkpoint was kept (commit %.12s, by the policy of then), and are "+
		"not judged again, but for %s with which newer ones have to do. What older runs changed for a while was not followed. --all reads everything.",
		entries(s.Size), clean(s.Commit), again)
}

// besides is what is said of a claim that holds, without what is said of all of them.
func besides(c *verdict.Claim, s *verdict.Since) string {
	if s == nil {
		return c.Why
	}
	why, _ := strings.CutSuffix(c.Why, fmt.Sprintf(verdict.NotAgain, s.Size))
	return strings.TrimSuffix(why, "; ")
}

// notJudged names the claims that were not judged; no reader may take them for held.
func notJudged(v *verdict.Verdict) string {
	if names := named(v, verdict.NotJudged); names != "" {
		return "Not judged: " + names + "."
	}
	return "Every claim was judged."
}

// Overall is the verdict in one sentence.
func Overall(v *verdict.Verdict) string {
	switch {
	case v.Refuted():
		return "REFUTED: " + named(v, verdict.Refuted) + "."
	case v.Unheld():
		return "Not verified: a required claim was not judged."
	}
	required := 0
	for _, c := range v.Claims {
		if c.Required {
			required++
		}
	}
	return fmt.Sprintf("Verified: all %d required claims hold.", required)
}

func overallColour(v *verdict.Verdict) string {
	switch {
	case v.Refuted():
		return "1;31"
	case v.Unheld():
		return "1;33"
	}
	return "1;32"
}

func named(v *verdict.Verdict, o verdict.Outcome) string {
	var names []string
	for _, c := range v.Claims {
		if c.Outcome == o {
			names = append(names, c.ID+" "+clean(c.Name))
		}
	}
	return strings.Join(names, ", ")
}

func faultText(f verdict.Fault) string {
	var where []string
	if f.Entry != nil {
		where = append(where, fmt.Sprintf("entry %d", *f.Entry))
	}
	if f.Path != "" {
		where = append(where, clean(f.Path))
	}
	return strings.Join(append(where, clean(f.Reason)), ": ")
}

func unfinishedText(u verdict.Unfinished) string {
	text := fmt.Sprintf("entry %d, %s, authorised %s; ", u.Entry, clean(u.Runbook), words(u.At))
	if u.Late {
		return text + "late since " + words(u.FinishBy) + ": it counts as failed"
	}
	return text + "it has until " + words(u.FinishBy)
}

package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/attestary/attestary/schemas/verdict"
)

// VerdictMarkdown shows the verdict as GitHub renders it. It ends with the checkpoint: whoever reads it
// later has an older one to hold the ledger against.
func VerdictMarkdown(w io.Writer, d *verdict.Verdict) error {
	v := newPrinter(w)
	v.line("## Verification")
	v.line("")
	v.line("%s", inMarkdown(notJudged(d)))
	v.line("")
	v.line("**%s**", inMarkdown(Overall(d)))
	if d.Since != nil {
		v.line("")
		v.line("%s", inMarkdown(sinceText(d.Since)))
	}
	findingsMarkdown(v, d.Findings)
	v.line("")
	v.line("| | Claim | Outcome | |")
	v.line("|---|---|---|---|")
	for i := range d.Claims {
		c := &d.Claims[i]
		v.line("| %s | %s %s | %s | %s |", claimMarks[c.Outcome], c.ID, inMarkdown(c.Name), c.Outcome, markdownClaim(c))
	}
	if d.Open > 0 {
		v.line("")
		v.line("Authorised, and no result (yet): %d", d.Open)
		v.line("")
		for _, u := range d.Unfinished[:min(len(d.Unfinished), maxListed)] {
			v.line("- %s", inMarkdown(unfinishedText(u)))
		}
	}
	v.items(waivedTitle, shortened(waiverTexts(d)))
	v.items(revokedTitle, shortened(revocationTexts(d)))
	v.items("What this does not prove:", d.NotProven)
	if worthKeeping(d) {
		v.line("")
		v.line("Keep this checkpoint: next time it shows whether anything was rewritten or removed.")
		v.line("")
		for line := range strings.Lines(d.Checkpoint) {
			v.line("    %s", clean(line))
		}
	}
	return v.Flush()
}

// items is a list of Markdown under its title.
func (p printer) items(title string, list []string) {
	if len(list) == 0 {
		return
	}
	p.line("")
	p.line("%s", title)
	p.line("")
	for _, item := range list {
		p.line("- %s", inMarkdown(item))
	}
}

// markdownClaim is what there is to say of a claim: its sentence where it holds, else why not.
func markdownClaim(c *verdict.Claim) string {
	switch c.Outcome {
	case verdict.Held:
		if c.Why != "" { // also that it is held on what is new alone: a row may be read by itself
			return inMarkdown(c.Says + " Note: " + c.Why + ".")
		}
		return inMarkdown(c.Says)
	case verdict.NotJudged:
		return inMarkdown(c.Why)
	}
	var faults []string
	for _, f := range c.Faults {
		faults = append(faults, inMarkdown(faultText(f)))
	}
	if more := c.Count - int64(len(c.Faults)); more > 0 {
		faults = append(faults, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(faults, "<br>")
}

package report

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/schemas/verdict"
)

// Findings stand in every report, until somebody has seen to them: what it is, and the command that leads on.

// Finding is one of them, in a sentence.
type Finding struct{ Text, Mend string }

// FoundText counts what there is; "" where there is nothing.
func FoundText(f *verdict.Findings) string {
	if f == nil {
		return ""
	}
	var parts []string
	if f.Broken > 0 {
		parts = append(parts, plural(f.Broken, "a broken glass is", "broken glasses are")+" not confirmed by a second person")
	}
	if f.Missed > 0 {
		parts = append(parts, plural(f.Missed, "a change that was to end by itself has", "changes that were to end by themselves have")+" not been taken back")
	}
	if n := int64(len(f.Exposed)); n > 0 {
		parts = append(parts, plural(n, "a secret stands", "secrets stand")+" where every workflow gets it")
	}
	return "Found: " + strings.Join(parts, "; ") + "."
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Found lists the first findings of each kind, and how many more there are.
func Found(f *verdict.Findings) (list []Finding, more int64) {
	if f == nil {
		return nil, 0
	}
	for i := range f.Glasses[:min(len(f.Glasses), maxListed)] {
		list = append(list, glassFound(&f.Glasses[i]))
	}
	for i := range f.Undos[:min(len(f.Undos), maxListed)] {
		list = append(list, undoFound(&f.Undos[i]))
	}
	for i := range f.Exposed[:min(len(f.Exposed), maxListed)] {
		list = append(list, exposedFound(&f.Exposed[i]))
	}
	return list, f.Broken + f.Missed + int64(len(f.Exposed)-len(list))
}

func glassFound(g *verdict.Glass) Finding {
	text := fmt.Sprintf("entry %d, %s: %s (%s) broke the glass %s, until %s: “%s”. ",
		g.Entry, clean(g.Runbook), clean(g.By.Login), clean(g.Role), words(g.At), words(g.Expires), strings.TrimRight(clean(g.Reason), "."))
	if g.Result == nil {
		return Finding{text + "The run has told no end; once it has, a second person confirms it", g.Mend}
	}
	return Finding{text + "No second person has confirmed it", g.Mend}
}

func undoFound(u *verdict.Undo) Finding {
	step := clean(strings.TrimSuffix(u.Address, ".undo"))
	if u.Key != nil {
		step += "[" + clean(*u.Key) + "]"
	}
	return Finding{fmt.Sprintf("entry %d, %s: what %s changed was to end %s, and nothing says that it was taken back; missed since %s",
		u.Entry, clean(u.Runbook), step, words(u.Due), words(u.Missed)), u.Mend}
}

func exposedFound(e *verdict.Exposed) Finding {
	return Finding{fmt.Sprintf("%s is a secret of the %s, so that every workflow on every branch gets it, and not the reviewed runbooks alone", clean(e.Secret), e.Where), e.Mend}
}

// findings prints them, each with its command.
func (p printer) findings(width int, in paint, f *verdict.Findings) {
	list, more := Found(f)
	for _, one := range list {
		p.wrapped(width, "  "+in.in(red, "! "), one.Text+": "+one.Mend)
	}
	if more > 0 {
		p.line("  … and %d more", more)
	}
}

// findingsMarkdown prints them for GitHub.
func findingsMarkdown(v printer, f *verdict.Findings) {
	list, more := Found(f)
	if len(list) == 0 {
		return
	}
	v.line("")
	v.line("**%s**", inMarkdown(FoundText(f)))
	v.line("")
	for _, one := range list {
		v.line("- %s: %s", inMarkdown(one.Text), inCode(one.Mend))
	}
	if more > 0 {
		v.line("- and %d more", more)
	}
}

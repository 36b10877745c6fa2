package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/internal/show"
)

// toMend are the findings that somebody should do something about, errors first. Notes are told at their
// lines alone: most often they are what the change is for.
func (c *Change) toMend() []diag.Diagnostic {
	return slices.DeleteFunc(c.graver(), func(d diag.Diagnostic) bool { return d.Severity == diag.Note })
}

var graveness = []diag.Severity{diag.Error, diag.Warning, diag.Note}

// graver are the findings, the gravest first.
func (c *Change) graver() []diag.Diagnostic {
	list := slices.Clone(c.Findings)
	slices.SortStableFunc(list, func(a, b diag.Diagnostic) int {
		return cmp.Compare(slices.Index(graveness, a.Severity), slices.Index(graveness, b.Severity))
	})
	return list
}

// Gravest are at most so many of the findings.
func (c *Change) Gravest(most int) []diag.Diagnostic {
	list := c.graver()
	return list[:min(len(list), most)]
}

func (c *Change) count(severity diag.Severity) int {
	n := 0
	for _, d := range c.Findings {
		if d.Severity == severity {
			n++
		}
	}
	return n
}

const findingsHeader = "| where | what | what to do |\n|---|---|---|\n"

// findings is a table of findings in at most room bytes, at most so many; what is left out is counted.
func findings(list []diag.Diagnostic, room, most int) string {
	var b strings.Builder
	for i, d := range list {
		row := finding(d)
		if i == most || b.Len()+len(row) > room {
			fmt.Fprintf(&b, "\n%d more %s not shown here.\n", len(list)-i, plural(len(list)-i, "is", "are"))
			break
		}
		if i == 0 {
			b.WriteString(findingsHeader)
		}
		b.WriteString(row)
	}
	return b.String()
}

// maxWords is how much of a message a row has.
const maxWords = 400

func finding(d diag.Diagnostic) string {
	what := fmt.Sprintf("%s %s: %s", d.Severity, d.Code, d.Message)
	return fmt.Sprintf("| %s | %s | %s |\n", show.Code(where(d.Range)), show.Markdown(short(what)), show.Markdown(short(d.Help)))
}

func where(at diag.Range) string {
	if at.Start.Line == 0 {
		return at.File
	}
	return fmt.Sprintf("%s:%d", at.File, at.Start.Line)
}

func short(text string) string {
	if len(text) <= maxWords {
		return text
	}
	return strings.ToValidUTF8(text[:maxWords], "") + "…"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// counted is "1 error", "2 errors".
func counted(n int, noun string) string {
	return fmt.Sprintf("%d %s", n, plural(n, noun, noun+"s"))
}

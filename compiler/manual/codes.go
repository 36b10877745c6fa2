package manual

import (
	"strings"

	"github.com/attestary/attestary/compiler/diag"
)

// severities tell what a finding of each severity does.
var severities = map[diag.Severity]string{
	diag.Error:   "Error: the runbook does not run until it is mended.",
	diag.Warning: "Warning: the runbook runs. `ignore` silences it, for a reason and for a time.",
	diag.Note:    "Note: something to know. Nothing needs to be mended.",
}

// Code is the page of a code. said is what attestary check says of the wrong example.
func Code(e diag.Entry, said string) []byte {
	p := &page{}
	p.heading(1, e.Code+": "+e.Title)
	p.say("%s", e.Cause)
	p.say("%s", severities[e.Severity])
	p.heading(2, "An example that brings it")
	p.code("hcl", e.Wrong)
	p.say("`attestary check` says of it:")
	p.code("text", withoutMargin(said))
	p.heading(2, "How to mend it")
	p.code("hcl", e.Right)
	p.heading(2, "Why this is a rule")
	p.say("%s", e.Why)
	p.say("---")
	p.say("`attestary explain %s` says the same, without a network. [All codes](README.md)", e.Code)
	return []byte(strings.TrimRight(p.String(), "\n") + "\n")
}

// withoutMargin takes spaces from the ends of lines, where nobody sees them.
func withoutMargin(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// groups are what codes are about, by their first two digits.
var groups = []struct{ prefix, title string }{
	{"RB01", "Spelling"},
	{"RB02", "Limits, and text that nobody can see"},
	{"RB10", "Sections, settings and names"},
	{"RB20", "References"},
	{"RB30", "Values"},
	{"RB40", "Promises: people, undo, limits"},
	{"RB50", "Power"},
	{"RB60", "Secrets and personal data"},
	{"RB70", "What GitHub allows"},
	{"RB80", "Exceptions and new names"},
	{"RB90", "Frameworks"},
}

// Codes is the index of the pages.
func Codes() []byte {
	p := &page{}
	p.heading(1, "What a code means")
	p.say("Each finding of `attestary check` has a code. Its page says what it means, shows an example, and how to mend it. " +
		"`attestary explain CODE` says the same in a terminal; `attestary fix` mends what one safe edit mends. " +
		"A code never changes its meaning and is never given again.")
	for _, g := range groups {
		p.heading(2, g.title)
		var rows [][]string
		for _, e := range diag.Entries() {
			if strings.HasPrefix(e.Code, g.prefix) {
				rows = append(rows, []string{"[" + e.Code + "](" + e.Code + ".md)", e.Title, string(e.Severity)})
			}
		}
		p.table([]string{"code", "", ""}, rows)
	}
	p.heading(2, "Gone")
	for _, code := range diag.Gone() {
		why, _ := diag.Retired(code)
		p.say("%s: %s", code, why)
	}
	return []byte(strings.TrimRight(p.String(), "\n") + "\n")
}

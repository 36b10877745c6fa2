package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/verdict"
)

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

// hostile is every name and title as an enemy would choose it.
const hostile = "</style></pre><script>alert(1)</script>\" onload='x' javascript:x | [a](http://e.example) `c` @octocat #1 www.e.example \x1b[2J\u202egnp.exe\u2066 \u0000\r\nX: y <!--"

// Names and titles are other people's. Whatever they hold, no view may do more than show it.
func TestHostileStrings(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	v.Claims[1].Outcome, v.Claims[1].Count = verdict.Refuted, 1
	v.Claims[1].Faults = []verdict.Fault{{Path: hostile, Reason: hostile}}
	v.Claims[4].Why, v.NotProven, v.Tree.Origin, v.Commit, v.Checkpoint = hostile, []string{hostile}, hostile, hostile, hostile
	v.Unfinished[0].Runbook, v.Unfinished[0].At = hostile, hostile
	card.Title, card.Caveat = hostile, hostile
	for i := range card.Pillars {
		card.Pillars[i].Name = hostile
		for j := range card.Pillars[i].Functions {
			f := &card.Pillars[i].Functions[j]
			f.Name, f.Next = hostile, hostile
			for k := range f.Cells {
				f.Cells[k].Text = hostile
				for l := range f.Cells[k].Claims {
					p := &f.Cells[k].Claims[l]
					p.Runbook, p.Title, p.File, p.Why, p.Path, p.Run, p.EndedAt, p.Failed = hostile, hostile, hostile, hostile, hostile, hostile, hostile, []string{hostile}
				}
			}
		}
	}
	screen := report.Terminal{Width: 100}
	sources := map[string]string{
		"table":    text(t, func(w *bytes.Buffer) error { return report.Table(w, card, screen) }),
		"why":      text(t, func(w *bytes.Buffer) error { return report.Why(w, card, row, nil, screen) }),
		"verdict":  text(t, func(w *bytes.Buffer) error { return report.Verdict(w, v, screen) }),
		"markdown": text(t, func(w *bytes.Buffer) error { return report.Markdown(w, card) }),
		"comment":  text(t, func(w *bytes.Buffer) error { return report.VerdictMarkdown(w, v) }),
	}
	for name, source := range sources {
		for _, r := range source {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Errorf("%s: %U reaches the reader", name, r)
				break
			}
		}
	}
	for _, name := range []string{"markdown", "comment"} {
		for _, bad := range []string{"<script", "](http", "@octocat", " #1 ", "www.e", "http://e"} {
			for line := range strings.Lines(sources[name]) {
				if bare := escaped.ReplaceAllString(line, ""); !strings.HasPrefix(line, "    ") && !inCodeSpan(bare, bad) {
					t.Errorf("%s: %q reaches the reader as it is: %.200s", name, bad, line)
				}
			}
		}
	}
}

// escaped is what a Markdown reader shows as it is.
var escaped = regexp.MustCompile(`\\.`)

// inCodeSpan tells whether all of what is bad stands between backquotes, where it is only text.
func inCodeSpan(line, bad string) bool {
	for i, part := range strings.Split(line, "`") {
		if i%2 == 0 && strings.Contains(part, bad) {
			return false
		}
	}
	return true
}

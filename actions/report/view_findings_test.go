package report_test

import (
	"bytes"
	"html"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// found are two broken glasses, of which one run has told no end, and two changes that last.
func found() *verdict.Findings {
	ada := evidence.By{How: "key", ID: string(canon.Sum([]byte("ada"))), Login: "ada"}
	glass := func(entry int64, reason string, result *int64) verdict.Glass {
		g := verdict.Glass{At: "2026-03-30T20:00:00Z", By: ada, Entry: entry, Expires: "2026-03-31T20:00:00Z", Reason: reason, Result: result, Role: "oncall",
			Run: canon.Sum([]byte(reason)), Runbook: "restart"}
		g.Mend = g.Mends("2026-03-31T09:30:00Z")
		return g
	}
	undo := verdict.Undo{Address: "step.lend.undo", Due: "2026-03-30T08:00:00Z", Entry: 9, Key: new("zoe"), Mend: verdict.UndoMends, Missed: "2026-03-31T08:00:00Z",
		Run: canon.Sum([]byte("lend")), Runbook: "lend"}
	return &verdict.Findings{Broken: 2, Glasses: []verdict.Glass{glass(5, "The shop is down.", new(int64(6))), glass(7, "A <b>bad</b>\x1b[2J\nnight", nil)}, Missed: 1, Undos: []verdict.Undo{undo}}
}

// What people must see to stands in every report, with the command that leads on.
func TestFindingsAreInEveryReport(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	v.Findings, card.Findings = found(), found()
	if _, err := v.Encode(); err != nil {
		t.Fatal(err)
	}
	if _, err := card.Encode(); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/verdict-found.txt", []byte(text(t, func(w *bytes.Buffer) error { return report.Verdict(w, v, report.Terminal{Width: 100}) })))
	for name, view := range map[string]func(w *bytes.Buffer) error{
		"verdict":          func(w *bytes.Buffer) error { return report.Verdict(w, v, report.Terminal{Width: 1000}) },
		"verdict markdown": func(w *bytes.Buffer) error { return report.VerdictMarkdown(w, v) },
		"table":            func(w *bytes.Buffer) error { return report.Table(w, card, report.Terminal{Width: 1000}) },
		"markdown":         func(w *bytes.Buffer) error { return report.Markdown(w, card) },
	} {
		got := html.UnescapeString(strings.ReplaceAll(text(t, view), "\\", ""))
		for _, want := range []string{
			"Found: 2 broken glasses are not confirmed by a second person; a change that was to end by itself has not been taken back.",
			"ada (oncall) broke the glass 2026-03-30 20:00 UTC, until 2026-03-31 20:00 UTC: “The shop is down”. No second person has confirmed it",
			"attestary confirm " + canon.Sum([]byte("The shop is down.")).Hex()[:8],
			"The run has told no end; once it has, a second person confirms it", "attestary resume ",
			"what step.lend[zoe] changed was to end 2026-03-30 08:00 UTC, and nothing says that it was taken back", "attestary due",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("the %s does not say %q:\n%s", name, want, got)
			}
		}
		if strings.ContainsRune(got, '\x1b') {
			t.Errorf("the %s has somebody's escape in it", name)
		}
	}
	if out := text(t, func(w *bytes.Buffer) error { return report.Why(w, card, row, place, report.Terminal{}) }); !strings.Contains(out, "Found: 2 broken") {
		t.Error("the chain of a function says nothing of them")
	}
}

// Where there are many, a person is shown some, and how many more there are.
func TestManyFindings(t *testing.T) {
	t.Parallel()
	_, v := shown(t)
	v.Findings = found()
	for len(v.Findings.Undos) < 25 {
		v.Findings.Undos = append(v.Findings.Undos, v.Findings.Undos[0])
	}
	v.Findings.Missed = 25
	out := text(t, func(w *bytes.Buffer) error { return report.Verdict(w, v, report.Terminal{Width: 1000}) })
	if !strings.Contains(out, "25 changes that were to end by themselves have") || !strings.Contains(out, "  … and 15 more\n") {
		t.Errorf("of many it says:\n%s", out)
	}
}

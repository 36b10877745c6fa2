package report_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/verdict"
)

// shown gives the story's scorecard and verdict.
func shown(t testing.TB) (*verdict.Scorecard, *verdict.Verdict) {
	t.Helper()
	plans, h, asOf := story(t)
	return scoreExcept(t, h, asOf, excepted(), nil, plans...), told(h)
}

// text is what a view writes.
func text(t testing.TB, view func(w *bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := view(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// place answers as the compiler would: a line for every address.
func place(runbook, address string) string {
	return fmt.Sprintf("runbooks/%s.runbook.hcl:%d", runbook, len(address))
}

func TestViews(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	refuted := held(9)
	refuted.Claims[1].Outcome, refuted.Claims[1].Count = verdict.Refuted, 1
	refuted.Claims[1].Faults = []verdict.Fault{{Entry: new(int64(3)), Path: "runs/x/2026/03/29/3746f6b689f9e4e3.run.sigstore.json", Reason: "the bundle is not the one of its leaf"}}
	for name, view := range map[string]func(w *bytes.Buffer) error{
		"score.txt":       func(w *bytes.Buffer) error { return report.Table(w, card, report.Terminal{Width: 100}) },
		"score-60.txt":    func(w *bytes.Buffer) error { return report.Table(w, card, report.Terminal{Width: 60}) },
		"score-color.txt": func(w *bytes.Buffer) error { return report.Table(w, card, report.Terminal{Width: 100, Color: true}) },
		"score.md":        func(w *bytes.Buffer) error { return report.Markdown(w, card) },
		"why.txt": func(w *bytes.Buffer) error {
			return report.Why(w, card, "data.data-availability", place, report.Terminal{Width: 100})
		},
		"why-stage.txt": func(w *bytes.Buffer) error {
			return report.Why(w, card, "data.data-access.advanced", place, report.Terminal{Width: 100})
		},
		"why-waived.txt": func(w *bytes.Buffer) error {
			return report.Why(w, card, "devices.asset-supply-chain-risk-management.initial", place, report.Terminal{Width: 100})
		},
		"why-revoked.txt": func(w *bytes.Buffer) error {
			return report.Why(w, card, "devices.resource-access.initial", place, report.Terminal{Width: 100})
		},
		"verdict.txt":         func(w *bytes.Buffer) error { return report.Verdict(w, v, report.Terminal{Width: 100}) },
		"verdict-60.txt":      func(w *bytes.Buffer) error { return report.Verdict(w, v, report.Terminal{Width: 60}) },
		"verdict-refuted.txt": func(w *bytes.Buffer) error { return report.Verdict(w, refuted, report.Terminal{}) },
		"verdict.md":          func(w *bytes.Buffer) error { return report.VerdictMarkdown(w, v) },
	} {
		golden.Check(t, filepath.Join("testdata", name), []byte(text(t, view)))
	}
}

// No line of a terminal view is wider than the terminal, but for what cannot be broken: paths, digests.
func TestViewsFit(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	for _, width := range []int{40, 60, 80, 100, 140} {
		screen := report.Terminal{Width: width}
		all := text(t, func(w *bytes.Buffer) error { return report.Table(w, card, screen) }) +
			text(t, func(w *bytes.Buffer) error { return report.Verdict(w, v, screen) }) +
			text(t, func(w *bytes.Buffer) error { return report.Why(w, card, row, place, screen) })
		for line := range strings.Lines(all) {
			words := strings.Fields(line)
			longest := 0
			for _, word := range words {
				longest = max(longest, runewidth.StringWidth(word))
			}
			if n := runewidth.StringWidth(strings.TrimRight(line, "\n")); n > width && longest < 30 {
				t.Errorf("at %d columns a line has %d: %s", width, n, line)
			}
		}
	}
}

// Colour adds nothing but colour.
func TestColourSaysNothingAlone(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	for name, view := range map[string]func(w *bytes.Buffer, s report.Terminal) error{
		"table":   func(w *bytes.Buffer, s report.Terminal) error { return report.Table(w, card, s) },
		"why":     func(w *bytes.Buffer, s report.Terminal) error { return report.Why(w, card, row, place, s) },
		"verdict": func(w *bytes.Buffer, s report.Terminal) error { return report.Verdict(w, v, s) },
	} {
		plain := text(t, func(w *bytes.Buffer) error { return view(w, report.Terminal{}) })
		coloured := text(t, func(w *bytes.Buffer) error { return view(w, report.Terminal{Color: true}) })
		if coloured == plain {
			t.Errorf("%s: it has no colours", name)
		}
		if bare := escape.ReplaceAllString(coloured, ""); bare != plain {
			t.Errorf("%s: without its colours it says something else:\n%s", name, bare)
		}
	}
}

// Whoever reads a score reads what its publisher says of scoring by it.
func TestEveryReportHasTheCaveat(t *testing.T) {
	t.Parallel()
	card, _ := shown(t)
	for name, view := range map[string]func(w *bytes.Buffer) error{
		"table":    func(w *bytes.Buffer) error { return report.Table(w, card, report.Terminal{Width: 1000}) },
		"markdown": func(w *bytes.Buffer) error { return report.Markdown(w, card) },
	} {
		for _, want := range []string{"but as a general guide", "Not endorsed by CISA.", "this organisation"} {
			if got := text(t, view); !strings.Contains(got, want) {
				t.Errorf("the %s does not say %q", name, want)
			}
		}
	}
}

// A project that has claimed nothing yet has views too.
func TestViewsOfNothing(t *testing.T) {
	t.Parallel()
	card := score(t, nil, monday)
	for name, view := range map[string]func(w *bytes.Buffer) error{
		"37 functions: ▁ 37 traditional": func(w *bytes.Buffer) error { return report.Table(w, card, report.Terminal{Width: 100}) },
		"▁ **37** traditional":           func(w *bytes.Buffer) error { return report.Markdown(w, card) },
	} {
		if got := text(t, view); !strings.Contains(got, name) {
			t.Errorf("it does not say %q:\n%.2000s", name, got)
		}
	}
}

func TestWhyOfNothing(t *testing.T) {
	t.Parallel()
	card, _ := shown(t)
	for what, want := range map[string]string{"data.data-acess": "did you mean data.data-access", "": "is no function", "identity": "is no function"} {
		err := report.Why(&bytes.Buffer{}, card, what, nil, report.Terminal{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want an error with %q", what, err, want)
		}
	}
}

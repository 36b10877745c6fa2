package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

func controls(labels ...string) plan.Satisfies {
	return plan.Satisfies{Framework: "nist-sp-800-53", Controls: labels, FreshFor: 48 * 3600}
}

func covered(t *testing.T, h history, asOf time.Time, plans ...*plan.Plan) *report.Coverage {
	t.Helper()
	scorer := scorerOf(t, h, asOf, plans...)
	card, err := scorer.Score(held(int64(2*len(h) + 1)))
	if err != nil {
		t.Fatal(err)
	}
	set, _ := catalog.Lookup("nist-sp-800-53")
	return scorer.Coverage(set, card)
}

// A control is proven while every runbook that claims it is met, and is counted in each baseline that has it: CP-9 is in
// all three of them, CP-9(1) in two, and CP-9(2) in one.
func TestCoverage(t *testing.T) {
	t.Parallel()
	both, one := runbook("backup", "", controls("CP-9", "CP-9(1)", "CP-9(2)")), runbook("restore", "", controls("CP-9(1)"))
	start := at("2026-03-02T08:00:00Z")
	passed, failed := byHand(run(t, both, start, evidence.Passed)), byHand(run(t, one, start, evidence.Failed))
	for name, c := range map[string]struct {
		runs  history
		after time.Duration
		want  []int // proven of low, moderate, high and all
	}{
		"one of two":   {history{passed, failed}, time.Hour, []int{1, 1, 2, 2}},
		"both":         {history{passed, byHand(run(t, one, start, evidence.Passed))}, time.Hour, []int{1, 2, 3, 3}},
		"stale":        {history{passed, failed}, 72 * time.Hour, []int{0, 0, 0, 0}},
		"never ran":    {history{}, time.Hour, []int{0, 0, 0, 0}},
		"a rehearsal":  {history{rehearsed(passed)}, time.Hour, []int{0, 0, 0, 0}},
		"not its plan": {history{byHand(run(t, one, start, evidence.Passed))}, time.Hour, []int{0, 0, 0, 0}},
	} {
		is := covered(t, c.runs, start.Add(c.after), both, one)
		got := map[string]report.Part{}
		for _, p := range is.Parts() {
			got[p.Name] = p
		}
		for i, want := range []report.Part{{"low", 149, 1, 0}, {"moderate", 287, 2, 0}, {"high", 370, 3, 0}, {"all of it", 1014, 3, 0}} {
			if want.Proven = c.want[i]; got[want.Name] != want {
				t.Errorf("%s: %+v, want %+v", name, got[want.Name], want)
			}
		}
	}
	if covered(t, history{}, start, runbook("other", "", claims(row, "initial", time.Hour))) != nil {
		t.Error("a catalog of which nobody claims anything is covered")
	}
}

func rehearsed(r verdict.Run) verdict.Run {
	r.Mode = evidence.Rehearsal
	return r
}

// Each view tells the numbers, why a control stands as it does, and that this is no compliance.
func TestCoverageViews(t *testing.T) {
	t.Parallel()
	p := runbook("backup", "", controls("CP-9"))
	is := covered(t, history{byHand(run(t, p, at("2026-03-02T08:00:00Z"), evidence.Failed))}, at("2026-03-02T12:00:00Z"), p)
	var table, markdown bytes.Buffer
	if err := report.CoverageTable(&table, is, report.Terminal{Width: 100}); err != nil {
		t.Fatal(err)
	}
	if err := report.CoverageMarkdown(&markdown, is); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"low                149        1       0\n", "  ✗ CP-9         System Backup (low, moderate, high)\n", "check.fine", "no compliance."} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, table.String())
		}
	}
	for _, want := range []string{"| low | 149 | 1 | 0 |", "| CP-9 System Backup \\(low, moderate, high\\) | ✗ failing | `backup`: ", "no compliance."} {
		if !strings.Contains(markdown.String(), want) {
			t.Errorf("the markdown lacks %q:\n%s", want, markdown.String())
		}
	}
}

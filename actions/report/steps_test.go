package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// What raises a function is ranked: one command, then what needs nothing new, then what raises more. What would raise
// nothing, because another claim on the cell or a stage below is not met, is not offered.
func TestSteps(t *testing.T) {
	t.Parallel()
	const day, a, b = 24 * time.Hour, "identity.access-management", "identity.authentication"
	noon := at("2026-03-02T12:00:00Z")
	needs := func(p *plan.Plan, names ...string) *plan.Plan {
		p.Connections = append(p.Connections, plan.Connection{Name: "shell", Kind: "shell"})
		for _, name := range names {
			p.Connections = append(p.Connections, plan.Connection{Name: name, Kind: "http", Token: name + "_token"})
			p.Secrets = append(p.Secrets, plan.Secret{Name: name + "_token"})
		}
		return p
	}
	passed, stale := runbook("passed", "", claims(a, "initial", 10*day)), runbook("stale", "", claims(row, "initial", day))
	fails := runbook("fails", "", claims("networks.network-resilience", "initial", day))
	clock := runbook("clock", "0 3 * * *", claims("data.data-access", "advanced", 9*day))
	tip := []*plan.Plan{passed, stale, fails, clock}
	h := history{byHand(run(t, passed, noon.Add(-day), evidence.Passed)), byHand(run(t, stale, noon.Add(-2*day), evidence.Passed)), byHand(run(t, fails, noon.Add(-time.Hour), evidence.Failed))}
	library := []*plan.Plan{
		needs(runbook("okta-two", "0 3 * * *", claims(a, "advanced", day), claims(b, "advanced", day)), "okta"),
		needs(runbook("okta-one", "0 3 * * *", claims(a, "advanced", day)), "okta"),
		needs(runbook("zero", "", claims("devices.resource-access", "initial", day))),
		needs(runbook("beside-a-failure", "", claims("networks.network-resilience", "advanced", day))),
		needs(runbook("stale", "", claims(a, "optimal", day))), // is there already
	}
	scorer, err := report.NewScorer(report.Subject{Framework: framework(t), Plans: tip, AsOf: noon, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range h.numbered() {
		if err := scorer.Run(r); err != nil {
			t.Fatal(err)
		}
	}
	card, err := scorer.Score(held(7))
	if err != nil {
		t.Fatal(err)
	}
	steps := scorer.Steps(card, library)
	got := strings.Split(strings.TrimSpace(text(t, func(w *bytes.Buffer) error { return report.Next(w, steps, "", report.Terminal{Width: 200}) })), "\n")
	if diff := cmp.Diff([]string{
		" 1. run clock: initial in 1 function → attestary run clock", // by hand, for initial
		" 2. run stale: initial in 1 function → attestary run stale",
		" 3. adopt zero: initial in 1 function → attestary add zero",
		" 4. adopt okta-two: advanced in 2 functions; needs connection okta, secret okta_token → attestary add okta-two",
		" 5. adopt okta-one: advanced in 1 function; needs connection okta, secret okta_token → attestary add okta-one",
	}, trimmed(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	of := text(t, func(w *bytes.Buffer) error { return report.Next(w, steps, b, report.Terminal{Width: 200}) })
	if strings.Count(of, "\n") != 1 || !strings.Contains(of, "okta-two") {
		t.Errorf("what raises %s:\n%s", b, of)
	}
}

func trimmed(lines []string) []string {
	if len(lines) > 0 && !strings.HasPrefix(lines[0], " ") {
		lines[0] = " " + lines[0]
	}
	return lines
}

// Scored as of several instants in one pass, a history gives the bytes that each instant gives alone.
func TestInstants(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		points := report.Points(monday, w.asOf, 4)
		var subjects []report.Subject
		for _, at := range points {
			subjects = append(subjects, report.Subject{Framework: framework(t), Plans: w.plans, Zone: zone, Version: "v0.1.0", AsOf: at})
		}
		scorers, err := report.Over(subjects)
		if err != nil {
			return err.Error()
		}
		for _, r := range w.runs.numbered() {
			if err := scorers.Run(r); err != nil {
				return err.Error()
			}
		}
		cards, err := scorers.Score(held(int64(2*len(w.runs) + 1)))
		if err != nil {
			return err.Error()
		}
		for i, card := range cards {
			alone, err := scoreExcept(t, w.runs, points[i], exceptions{}, nil, w.plans...).Encode()
			if err != nil {
				return err.Error()
			}
			together, err := card.Encode()
			if err != nil || !bytes.Equal(alone, together) {
				return "as of " + instant(points[i]) + " it is another one"
			}
		}
		return ""
	})
}

// TestPoints: from the first to the last, in order, and one where there is no time between them.
func TestPoints(t *testing.T) {
	t.Parallel()
	first := at("2026-03-02T12:00:00Z")
	for _, span := range []time.Duration{0, time.Second, 12 * time.Second, 1001 * time.Second, 365 * 24 * time.Hour} {
		points := report.Points(first, first.Add(span), 12)
		if want := map[bool]int{true: 1, false: 12}[span < 12*time.Second]; len(points) != want || !points[len(points)-1].Equal(first.Add(span)) {
			t.Errorf("%s: %v", span, points)
		}
		for i := 1; i < len(points); i++ {
			if !points[i].After(points[i-1]) {
				t.Errorf("%s: %v is not after %v", span, points[i], points[i-1])
			}
		}
	}
}

// TestChanges: what is earned otherwise, or stands otherwise, with its first reason; and nothing else.
func TestChanges(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	noon := at("2026-03-02T12:00:00Z")
	p, q := runbook("look", "", claims(row, "initial", day)), runbook("other", "", claims("data.data-access", "initial", 90*day))
	h := history{byHand(run(t, p, noon, evidence.Passed)), byHand(run(t, q, noon, evidence.Passed))}
	before, after := score(t, h, noon.Add(time.Hour), p, q), score(t, h, noon.Add(2*day), p, q)
	want := []report.Change{{Function: row, From: "initial", To: "traditional", Stage: "initial", Was: verdict.Met, Is: verdict.Stale,
		Why: "look: " + cell(t, after, row, "initial").Claims[0].Why}}
	if diff := cmp.Diff(want, report.Changes(before, after)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if again := report.Changes(after, after); len(again) != 0 {
		t.Errorf("nothing changed, and %v is told", again)
	}
	out := text(t, func(w *bytes.Buffer) error {
		return report.Since(w, "kept", report.Point{Card: before, Commit: "4b825dc6"}, after, report.Terminal{Width: 120})
	})
	if !strings.Contains(out, "1 function changed, by the runbooks of that day\n") || !strings.Contains(out, "↓ "+row+": initial → traditional. initial was met and is stale.") {
		t.Errorf("since:\n%s", out)
	}
	trend := text(t, func(w *bytes.Buffer) error {
		return report.Trend(w, []report.Point{{Card: before}, {Card: before, Commit: "4b825dc6"}}, after, report.Terminal{Width: 200})
	})
	if !strings.Contains(trend, "by the runbooks of that day; 1 of 2 by those that stand now") {
		t.Errorf("by whose runbooks is not told:\n%s", trend)
	}
	markdown := text(t, func(w *bytes.Buffer) error { return report.SinceMarkdown(w, "kept", report.Point{Card: before}, after) })
	if !strings.Contains(markdown, "1 function changed, by the runbooks as they stand.") || !strings.Contains(markdown, "- `"+row+"` initial → traditional. initial was met and is stale.") {
		t.Errorf("since:\n%s", markdown)
	}
	if strings.Count(trend, "\n2026-03") != 2 || !strings.Contains(trend, "0 optimal, 0 advanced, 2 initial") || !strings.Contains(trend, "0 optimal, 0 advanced, 1 initial") {
		t.Errorf("trend:\n%s", trend)
	}
}

package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// trendPoints is how many instants a trend has.
const trendPoints = 12

// earlier are the instants that a score is compared with: that of a kept checkpoint, or those of a trend.
func (w *World) earlier(ctx context.Context, s *scoring, a *audit, asOf time.Time) ([]time.Time, error) {
	entry := int64(0)
	switch {
	case s.trend:
	case s.trust.since != "" && !s.publish:
		entry = a.kept.Size - 1
	default:
		return nil, nil
	}
	snapshot, err := ledger.Open(ctx, a.store)
	if err != nil {
		return nil, nil // what is wrong with it is for the verification to say
	}
	at := claimedAt(ctx, snapshot, entry)
	switch {
	case at.IsZero() || !at.Before(asOf):
		return nil, nil
	case s.trend:
		points := report.Points(at, asOf, trendPoints)
		points = points[:len(points)-1]
		if ago := asOf.Add(-30 * 24 * time.Hour); s.month {
			if ago.Before(at) {
				ago = at
			}
			points = append([]time.Time{ago}, points...)
		}
		return points, nil
	}
	return []time.Time{at}, nil
}

// claimedAt is when an entry says that it was made; zero where that cannot be told. Who reads further is told of it by
// the verification.
func claimedAt(ctx context.Context, snapshot *ledger.Snapshot, index int64) time.Time {
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			break
		}
		if entry.Index == index {
			at, _ := evidence.ParseInstant(brief(entry, map[canon.Digest]string{}).At)
			return at
		}
	}
	return time.Time{}
}

// tellNext tells what would raise the score, or one function of it.
func (w *World) tellNext(scored *scored, s *scoring) error {
	library, err := compiledLibrary()
	if err != nil {
		return err
	}
	steps := scored.scorer.Steps(scored.card, libraryPlans(library))
	if s.format == "json" && s.next {
		if steps == nil {
			steps = []report.Step{}
		}
		return w.printJSON(steps)
	}
	function := s.why
	if s.why != "" {
		if stages := strings.Count(function, "."); stages > 1 { // a stage may stand behind it
			function = function[:strings.LastIndex(function, ".")]
		}
		fmt.Fprintln(w.Out)
	}
	return report.Next(w.Out, steps, function, w.screen())
}

// tellTrend tells how many functions had earned which stage.
func (w *World) tellTrend(scored *scored, s *scoring) error {
	if s.format != "json" {
		return report.Trend(w.Out, scored.earlier, scored.card, w.screen())
	}
	type point struct {
		AsOf   string           `json:"as_of"`
		Commit string           `json:"commit,omitempty"` // whose runbooks; absent: those that stand now
		Stages map[string]int64 `json:"stages"`           // functions by the stage earned
	}
	var points []point
	for _, c := range append(slices.Clone(scored.earlier), report.Point{Card: scored.card, Commit: scored.head.Hash.String()}) {
		p := point{c.Card.AsOf, c.Commit, map[string]int64{}}
		for _, sum := range c.Card.Stages {
			p.Stages[sum.Stage] = sum.Functions
		}
		points = append(points, p)
	}
	return w.printJSON(points)
}

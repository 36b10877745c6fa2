package cli

import (
	"context"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/verdict"
)

// choir scores one verification at several instants at once: the first of them is the one that was asked for.
type choir []*report.Scorer

// newChoir prepares to score a subject at its instant, and at those before it.
func newChoir(s report.Subject, before []time.Time) (choir, error) {
	var all choir
	for _, at := range append([]time.Time{s.AsOf}, before...) {
		s.AsOf = at
		scorer, err := report.NewScorer(s)
		if err != nil {
			return nil, err
		}
		all = append(all, scorer)
	}
	return all, nil
}

func (c choir) run(r verdict.Run) error {
	return c.each(func(s *report.Scorer) error { return s.Run(r) })
}

func (c choir) loan(l verdict.Loan) error {
	return c.each(func(s *report.Scorer) error { return s.Loan(l) })
}

func (c choir) revoked(r verdict.Revocation) error {
	return c.each(func(s *report.Scorer) error { return s.Revoked(r) })
}

func (c choir) each(tell func(*report.Scorer) error) error {
	for _, s := range c {
		if err := tell(s); err != nil {
			return err
		}
	}
	return nil
}

// scores are the scorecards, that of the instant that was asked for apart.
func (c choir) scores(v *verdict.Verdict) (card *verdict.Scorecard, before []*verdict.Scorecard, err error) {
	if card, err = c[0].Score(v); err != nil {
		return nil, nil, err
	}
	for _, s := range c[1:] {
		old, err := s.Score(v)
		if err != nil {
			return nil, nil, err
		}
		before = append(before, old)
	}
	return card, before, nil
}

// trendColumns is how many instants a trend has at most, the newest included.
const trendColumns = 13

// trendOf are the instants of a trend before asOf, the oldest first: days, weeks or months of thirty days, as fits
// the age of the ledger. That is its own word; where it does not hold there is no score at all.
func trendOf(ctx context.Context, store ledger.Reader, asOf time.Time) (out []time.Time) {
	snapshot, err := ledger.Open(ctx, store)
	if err != nil {
		return nil // which verification tells better
	}
	var born time.Time
	for e, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil
		}
		if born, err = time.Parse(time.RFC3339, e.Statement.Claimed()); err != nil {
			return nil
		}
		break
	}
	const day = 24 * time.Hour
	step := 30 * day
	for _, shorter := range []time.Duration{7 * day, day} {
		if asOf.Sub(born) <= trendColumns*shorter {
			step = shorter
		}
	}
	for n := trendColumns - 1; n > 0; n-- {
		if at := asOf.Add(-time.Duration(n) * step); at.After(born) {
			out = append(out, at)
		}
	}
	return out
}

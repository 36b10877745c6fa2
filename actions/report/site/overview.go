package site

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// rung is a function of a pillar, and what is worth saying of it in one line.
type rung struct {
	Pillar string
	verdict.Function
	Cell *verdict.Cell // the one that the line is about
}

// summary is the first page.
type summary struct {
	Proven, Missing []rung
	Unclaimed, All  int
	Found           string
	Findings        []report.Finding
	Unfound         int64
	Changes         []change
	Since           string // the instant that Changes compare with; "": there is none
	Stale           []ending
	Trend           *trend
}

func (w *writer) overview(context.Context) error {
	s := summary{Found: report.FoundText(w.found())}
	s.Findings, s.Unfound = report.Found(w.found())
	if card := w.site.Score; card != nil {
		for _, p := range card.Pillars {
			for _, f := range p.Functions {
				s.add(rung{p.Name, f, nil})
			}
		}
		slices.SortStableFunc(s.Missing, func(a, b rung) int {
			return cmp.Compare(report.Gravity(a.Cell.Standing), report.Gravity(b.Cell.Standing))
		})
		s.Stale = endings(card)
		if old := w.monthAgo(); old != nil {
			s.Since, s.Changes = old.AsOf, changes(old, card)
		}
		s.Trend = newTrend(append(slices.Clone(w.site.Before), card))
	}
	title := "What is proven"
	if w.site.Verdict.Refuted() {
		title = "What does not hold"
	}
	return w.page("index.html", "overview", title, s)
}

// found are the findings: of the score where there is one, whose instant may be another.
func (w *writer) found() *verdict.Findings {
	if w.site.Score != nil {
		return w.site.Score.Findings
	}
	return w.site.Verdict.Findings
}

func (s *summary) add(r rung) {
	s.All++
	if i := slices.Index(verdict.Stages(), r.Earned); i > 0 {
		r.Cell = &r.Cells[i-1]
		s.Proven = append(s.Proven, r)
	}
	open := openCell(&r.Function)
	switch {
	case open != nil:
		r.Cell = open
		s.Missing = append(s.Missing, r)
	case !claimed(&r.Function):
		s.Unclaimed++
	}
}

// Deciding are the entries of the runs by which the earned stage is met, behind each other; "" where none can be shown.
func (r rung) Deciding() string {
	var entries []string
	for _, c := range r.Cells[:slices.Index(verdict.Stages(), r.Earned)] {
		for _, p := range c.Claims {
			if p.Entry != nil && !slices.Contains(entries, fmt.Sprint(*p.Entry)) {
				entries = append(entries, fmt.Sprint(*p.Entry))
			}
		}
	}
	return strings.Join(entries, " ")
}

// openCell is the lowest stage that a runbook claims and that is not met; nil: none.
func openCell(f *verdict.Function) *verdict.Cell {
	for i := range f.Cells {
		if c := &f.Cells[i]; c.Standing != verdict.Met && c.Standing != verdict.Unclaimed {
			return c
		}
	}
	return nil
}

func claimed(f *verdict.Function) bool {
	return slices.ContainsFunc(f.Cells, func(c verdict.Cell) bool { return c.Standing != verdict.Unclaimed })
}

// month is how far back the first page looks for what changed, week how far ahead for what goes stale.
const (
	month = 30 * 24 * time.Hour
	week  = 7 * 24 * time.Hour
)

// monthAgo is the newest scorecard that is a month old, or else the oldest; nil: there is no older one.
func (w *writer) monthAgo() *verdict.Scorecard {
	if len(w.site.Before) == 0 {
		return nil
	}
	then, best := later(w.site.Score.AsOf, -month), w.site.Before[0]
	for _, card := range w.site.Before {
		if card.AsOf <= then {
			best = card
		}
	}
	return best
}

func later(instant string, by time.Duration) string {
	t, err := evidence.ParseInstant(instant)
	if err != nil {
		return instant
	}
	return evidence.FormatInstant(t.Add(by))
}

// change is a function, or one stage of it, that stands differently now.
type change struct {
	ID, Pillar, Name, Stage string // Stage: of a stage; "": what the function earned
	From, To                string
	Better                  bool
}

// changes compares two scorecards of one framework.
func changes(old, now *verdict.Scorecard) (out []change) {
	before := map[string]verdict.Function{}
	for _, p := range old.Pillars {
		for _, f := range p.Functions {
			before[f.ID] = f
		}
	}
	for _, p := range now.Pillars {
		for _, f := range p.Functions {
			o, ok := before[f.ID]
			if !ok {
				continue
			}
			if o.Earned != f.Earned {
				better := slices.Index(verdict.Stages(), f.Earned) > slices.Index(verdict.Stages(), o.Earned)
				out = append(out, change{f.ID, p.Name, f.Name, "", o.Earned, f.Earned, better})
				continue
			}
			for i := range min(len(f.Cells), len(o.Cells)) {
				if was, is := &o.Cells[i], &f.Cells[i]; was.Standing != is.Standing {
					out = append(out, change{f.ID, p.Name, f.Name, is.Stage, report.CellSaid(was), report.CellSaid(is), is.Standing == verdict.Met})
				}
			}
		}
	}
	return out
}

// ending is proof that stops to count within a week.
type ending struct {
	verdict.Proof
	Functions []string // ids
}

// endings are the proofs that stop to count within a week, the first first, each run once.
func endings(card *verdict.Scorecard) (out []ending) {
	until := later(card.AsOf, week)
	for _, p := range card.Pillars {
		for _, f := range p.Functions {
			for _, c := range f.Cells {
				for _, proof := range c.Claims {
					if proof.FreshTo == "" || proof.FreshTo > until || proof.Standing != verdict.Met && proof.Standing != verdict.Waived {
						continue
					}
					out = withEnding(out, proof, f.ID)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b ending) int { return cmp.Compare(a.FreshTo, b.FreshTo) })
	return out
}

func withEnding(list []ending, p verdict.Proof, function string) []ending {
	i := slices.IndexFunc(list, func(e ending) bool { return e.Run == p.Run && e.Runbook == p.Runbook && e.FreshTo == p.FreshTo })
	if i < 0 {
		return append(list, ending{p, []string{function}})
	}
	if !slices.Contains(list[i].Functions, function) {
		list[i].Functions = append(list[i].Functions, function)
	}
	return list
}

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
	SinceBy         string // whose runbooks
	Since           string // the instant that Changes compare with; "": there is none
	Stale           []ending
	Trend           *trend
	Adopt           []adoption
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
		if old := w.site.Ago; old != nil {
			s.Since, s.Changes, s.SinceBy = old.Card.AsOf, changes(old.Card, card), report.ByWhat(*old)
		}
		s.Adopt = w.adoptions()
		s.Trend = newTrend(w.site.Before, card)
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

// week is how far ahead the first page looks for what goes stale.
const week = 7 * 24 * time.Hour

func later(instant string, by time.Duration) string {
	t, err := evidence.ParseInstant(instant)
	if err != nil {
		return instant
	}
	return evidence.FormatInstant(t.Add(by))
}

// change is what differs of a function, told with its name.
type change struct {
	Pillar, Name, Was, Is string
	report.Change
}

// Better tells that it is what one wants.
func (c change) Better() bool { return c.Is == string(verdict.Met) || rank(c.To) > rank(c.From) }

func rank(stage string) int { return slices.Index(verdict.Stages(), stage) }

// changes are what differs from an older scorecard.
func changes(old, now *verdict.Scorecard) (out []change) {
	for _, c := range report.Changes(old, now) {
		pillar, f := functionOf(now, c.Function)
		is := change{pillar, f.Name, c.From, c.To, c}
		if c.From == c.To {
			is.Was, is.Is = report.Said(c.Was), report.Said(c.Is)
		} else {
			is.Stage = ""
		}
		out = append(out, is)
	}
	return out
}

// functionOf finds a function of a scorecard, and the name of its pillar.
func functionOf(card *verdict.Scorecard, id string) (pillar string, f verdict.Function) {
	for _, p := range card.Pillars {
		for _, f := range p.Functions {
			if f.ID == id {
				return p.Name, f
			}
		}
	}
	return "", verdict.Function{ID: id, Name: id}
}

// adoption is a runbook of the library that would raise functions.
type adoption struct {
	report.Step
	Functions []rung // that it raises; Earned is to what
}

// mostAdoptions is how many the first page offers.
const mostAdoptions = 3

// adoptions are the first of the library's runbooks that would raise functions.
func (w *writer) adoptions() (out []adoption) {
	for _, s := range w.site.Steps {
		if !s.Adopts || len(out) == mostAdoptions {
			continue
		}
		is := adoption{Step: s}
		for _, r := range s.Raises {
			pillar, f := functionOf(w.site.Score, r.Function)
			f.Earned = r.Stage
			is.Functions = append(is.Functions, rung{pillar, f, nil})
		}
		out = append(out, is)
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

package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// Instants score one history as of several instants, while it goes by once: each by runbooks of its own, those of that
// day or those that stand. What is known at the end counts on all of them: what was taken back since counts for nothing,
// and a run of an older version of a runbook proved the older version.
type Instants []*Scorer

// Over are scorers of several subjects.
func Over(subjects []Subject) (Instants, error) {
	all := make(Instants, len(subjects))
	digest := once((*plan.Plan).Digest)
	for i, s := range subjects {
		if s.Digest == nil {
			s.Digest = digest
		}
		var err error
		if all[i], err = NewScorer(s); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// once gives the digest of each plan without making it again.
func once(digest func(*plan.Plan) (canon.Digest, error)) func(*plan.Plan) (canon.Digest, error) {
	had := map[*plan.Plan]canon.Digest{}
	return func(p *plan.Plan) (canon.Digest, error) {
		if d, ok := had[p]; ok {
			return d, nil
		}
		d, err := digest(p)
		if err == nil {
			had[p] = d
		}
		return d, err
	}
}

// Run is that of each of them.
func (in Instants) Run(r verdict.Run) error {
	return in.each(func(s *Scorer) error { return s.Run(r) })
}

// Loan is that of each of them.
func (in Instants) Loan(l verdict.Loan) error {
	return in.each(func(s *Scorer) error { return s.Loan(l) })
}

// Revoked is that of each of them.
func (in Instants) Revoked(r verdict.Revocation) error {
	return in.each(func(s *Scorer) error { return s.Revoked(r) })
}

func (in Instants) each(of func(*Scorer) error) error {
	for _, s := range in {
		if err := of(s); err != nil {
			return err
		}
	}
	return nil
}

// Score gives the scorecards, in the order of the instants.
func (in Instants) Score(v *verdict.Verdict) ([]*verdict.Scorecard, error) {
	var cards []*verdict.Scorecard
	err := in.each(func(s *Scorer) error {
		card, err := s.Score(v)
		cards = append(cards, card)
		return err
	})
	return cards, err
}

// Points are so many instants from the first to the last, evenly spaced, on whole seconds; one where both are the same.
func Points(first, last time.Time, n int) []time.Time {
	if span := last.Sub(first); span < time.Duration(n)*time.Second {
		return []time.Time{last}
	}
	var all []time.Time
	step := last.Sub(first) / time.Duration(n-1)
	for i := range n - 1 {
		all = append(all, first.Add(time.Duration(i)*step).Truncate(time.Second))
	}
	return append(all, last)
}

// Point is a scorecard of the past, and by whose runbooks it is: those of the commit that stood then, or, where it is "",
// those that stand now.
type Point struct {
	Card   *verdict.Scorecard
	Commit string
}

// ByWhat tells by whose runbooks points of the past are.
func ByWhat(past ...Point) string {
	today := 0
	for _, p := range past {
		if p.Commit == "" {
			today++
		}
	}
	switch {
	case today == len(past):
		return "by the runbooks as they stand"
	case today > 0:
		return fmt.Sprintf("by the runbooks of that day; %d of %d by those that stand now, for this clone has none of that day that compile", today, len(past))
	}
	return "by the runbooks of that day"
}

// Change is a function that earned another stage, or one stage of it that stands otherwise.
type Change struct {
	Function string           `json:"function"`
	From     string           `json:"from"` // stages earned
	To       string           `json:"to"`
	Stage    string           `json:"stage,omitempty"` // whose standing changed, where what is earned did not
	Was      verdict.Standing `json:"was,omitempty"`
	Is       verdict.Standing `json:"is,omitempty"`
	Why      string           `json:"why,omitempty"` // the first claim that stands so, in its words
}

// Changes are what differs between two scorecards of one framework, in its order.
func Changes(before, after *verdict.Scorecard) []Change {
	old := map[string]*verdict.Function{}
	for _, p := range before.Pillars {
		for i := range p.Functions {
			old[p.Functions[i].ID] = &p.Functions[i]
		}
	}
	all := []Change{}
	for _, p := range after.Pillars {
		for i := range p.Functions {
			is := &p.Functions[i]
			was := old[is.ID]
			if was == nil || len(was.Cells) != len(is.Cells) {
				continue
			}
			if c, differs := changed(was, is); differs {
				all = append(all, c)
			}
		}
	}
	return all
}

// changed tells of the lowest stage that stands otherwise.
func changed(was, is *verdict.Function) (Change, bool) {
	c := Change{Function: is.ID, From: was.Earned, To: is.Earned}
	for i := range is.Cells {
		if was.Cells[i].Standing == is.Cells[i].Standing {
			continue
		}
		c.Stage, c.Was, c.Is = is.Cells[i].Stage, was.Cells[i].Standing, is.Cells[i].Standing
		for _, p := range is.Cells[i].Claims {
			if p.Standing == is.Cells[i].Standing {
				c.Why = p.Runbook + ": " + p.Why
				break
			}
		}
		return c, true
	}
	return c, c.From != c.To
}

// Since shows what changed between two scorecards; of is what the older one is of.
func Since(w io.Writer, of string, before Point, after *verdict.Scorecard, t Terminal) error {
	v, in := newPrinter(w), paint(t.Color)
	list := Changes(before.Card, after)
	v.line("")
	v.wrapped(t.width(), "", in.in(bold, fmt.Sprintf("Since %s, %s: ", clean(of), words(before.Card.AsOf)))+count(int64(len(list)), "function")+" changed, "+ByWhat(before))
	for i := range list {
		c := &list[i]
		lead, text := "  = ", c.Function+": "
		x, _ := catalog.ParseStage(c.From)
		y, _ := catalog.ParseStage(c.To)
		switch {
		case y > x:
			lead, text = in.in(green, "  ↑ "), text+c.From+" → "+c.To+". "
		case y < x:
			lead, text = in.in(red, "  ↓ "), text+c.From+" → "+c.To+". "
		}
		text += c.stood() + " " + clean(c.Why)
		v.wrapped(t.width(), lead, text)
	}
	return v.Flush()
}

// stood is how the stage stood and how it stands, in a sentence.
func (c *Change) stood() string {
	switch {
	case c.Is == verdict.Unclaimed:
		return fmt.Sprintf("%s was %s, and nobody claims it now.", c.Stage, Said(c.Was))
	case c.Was == verdict.Unclaimed:
		return fmt.Sprintf("Nobody claimed %s, and it is %s.", c.Stage, Said(c.Is))
	}
	return fmt.Sprintf("%s was %s and is %s.", c.Stage, Said(c.Was), Said(c.Is))
}

// SinceMarkdown is the same for a page of the forge.
func SinceMarkdown(w io.Writer, of string, before Point, after *verdict.Scorecard) error {
	v := newPrinter(w)
	list := Changes(before.Card, after)
	v.line("\n### Since %s, %s\n", inMarkdown(of), words(before.Card.AsOf))
	v.line("%s changed, %s.\n", count(int64(len(list)), "function"), ByWhat(before))
	for _, c := range list {
		v.line("- %s %s → %s. %s %s", inCode(c.Function), c.From, c.To, c.stood(), inMarkdown(c.Why))
	}
	return v.Flush()
}

// Trend shows how many functions had earned which stage, one line for each scorecard: those of the past, and the newest.
func Trend(w io.Writer, past []Point, last *verdict.Scorecard, t Terminal) error {
	v, in := newPrinter(w), paint(t.Color)
	cards := []*verdict.Scorecard{}
	for _, p := range past {
		cards = append(cards, p.Card)
	}
	cards = append(cards, last)
	v.wrapped(t.width(), "", in.in(bold, clean(last.Title))+", over the life of the ledger, "+ByWhat(past...))
	v.line("")
	v.line("%-17s %s", "AS OF", "FUNCTIONS")
	for i, card := range cards {
		if i > 0 && i < len(cards)-1 && slices.Equal(card.Stages, cards[i-1].Stages) {
			continue // as before
		}
		line := card.AsOf[:10] + " " + card.AsOf[11:16] + "  "
		var counts []string
		for i := len(card.Stages) - 1; i >= 0; i-- {
			s := card.Stages[i]
			line += in.in(stageColours[s.Stage], strings.Repeat(bars[s.Stage], int(min(s.Functions, 60))))
			counts = append(counts, fmt.Sprintf("%d %s", s.Functions, s.Stage))
		}
		v.line("%s  %s", line, strings.Join(counts[:len(counts)-1], ", "))
	}
	v.line("")
	v.wrapped(t.width(), "", reading(last))
	return v.Flush()
}

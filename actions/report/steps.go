package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// Step is something that would raise functions, and what it takes.
type Step struct {
	Runbook string   `json:"runbook"`
	Do      string   `json:"do"` // the command
	Adopts  bool     `json:"adopts,omitzero"`
	Raises  []Raise  `json:"raises"`          // once a run has passed
	Needs   []string `json:"needs,omitempty"` // what the project does not have yet: "connection okta"
}

// Raise is a function that would earn a higher stage.
type Raise struct {
	Function string `json:"function"`
	Stage    string `json:"stage"`
}

// Steps are what would raise functions, the cheapest first: what is one command away with the runbooks that are there,
// then what is adopted from a library, that which needs nothing new before that which does, and then what raises more. A
// step raises a function where everything else that its cells ask for is met. It is asked after Score.
func (s *Scorer) Steps(card *verdict.Scorecard, library []*plan.Plan) []Step {
	var all []Step
	have := map[string]bool{}
	for _, p := range s.subject.Plans {
		have["runbook "+p.Runbook] = true
		for _, c := range p.Connections {
			have["connection "+c.Name] = true
		}
		for _, s := range p.Secrets {
			have["secret "+s.Name] = true
		}
		if step := s.own(card, p); len(step.Raises) > 0 {
			all = append(all, step)
		}
	}
	for _, p := range library {
		adopts := func(function string, stage catalog.Stage, c *verdict.Cell) bool {
			return met(c, "") && stage <= claimedTo(card, p, function)
		}
		if raises := raises(card, adopts); len(raises) > 0 && !have["runbook "+p.Runbook] {
			all = append(all, Step{Runbook: p.Runbook, Do: "attestary add " + p.Runbook, Adopts: true, Raises: raises, Needs: lacking(p, have)})
		}
	}
	slices.SortFunc(all, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.cost(), b.cost()), cmp.Compare(len(b.Raises), len(a.Raises)), cmp.Compare(a.Runbook, b.Runbook))
	})
	return all
}

// own is the one command that would meet what a runbook of the project claims.
func (s *Scorer) own(card *verdict.Scorecard, p *plan.Plan) Step {
	step := Step{Runbook: p.Runbook}
	step.Raises = raises(card, func(function string, stage catalog.Stage, c *verdict.Cell) bool {
		for _, claim := range s.claims[cellID{function, stage}] {
			if claim.book.plan != p {
				continue
			}
			_, mend := s.prove(claim)
			command := commandIn(mend)
			if command == "" || step.Do != "" && command != step.Do || !met(c, p.Runbook) {
				return false
			}
			step.Do = command
			return true
		}
		return false
	})
	return step
}

// cost orders steps by what they take.
func (s *Step) cost() int {
	if !s.Adopts {
		return 0
	}
	return 1 + len(s.Needs)
}

// lacking is what a plan reaches for and the project does not have. The machine itself is everywhere.
func lacking(p *plan.Plan, have map[string]bool) []string {
	needs := map[string]bool{}
	for _, c := range p.Connections {
		if name := "connection " + c.Name; c.Kind != "shell" && !have[name] {
			needs[name] = true
		}
	}
	for _, s := range p.Secrets {
		if name := "secret " + s.Name; !have[name] {
			needs[name] = true
		}
	}
	return slices.Sorted(maps.Keys(needs))
}

// raises are the functions that would earn more if those cells were met that would.
func raises(card *verdict.Scorecard, would func(function string, stage catalog.Stage, c *verdict.Cell) bool) []Raise {
	var all []Raise
	for _, pillar := range card.Pillars {
		for i := range pillar.Functions {
			f := &pillar.Functions[i]
			if reached := reach(f, would); reached != f.Earned {
				all = append(all, Raise{f.ID, reached})
			}
		}
	}
	return all
}

// reach is the highest stage up to which every cell is met, or would be.
func reach(f *verdict.Function, would func(function string, stage catalog.Stage, c *verdict.Cell) bool) string {
	reached := catalog.Traditional.String()
	for i := range f.Cells {
		c := &f.Cells[i]
		stage, _ := catalog.ParseStage(c.Stage)
		if c.Standing != verdict.Met && !would(f.ID, stage, c) {
			break
		}
		reached = c.Stage
	}
	return reached
}

// claimedTo is the highest stage of a function that a plan claims; zero: none.
func claimedTo(card *verdict.Scorecard, p *plan.Plan, function string) (top catalog.Stage) {
	for _, s := range p.Satisfies {
		if stage, ok := catalog.ParseStage(s.Stage); ok && s.Framework == card.Framework && s.Function == function {
			top = max(top, stage)
		}
	}
	return top
}

// met tells whether every claim on a cell is met, but for those of one runbook.
func met(c *verdict.Cell, but string) bool {
	return !slices.ContainsFunc(c.Claims, func(p verdict.Proof) bool { return p.Standing != verdict.Met && p.Runbook != but })
}

// text is a step in a sentence: "adopt X: advanced in two functions, needs connection okta".
func (s *Step) text() string {
	verb := "adopt"
	if words := strings.Fields(s.Do); !s.Adopts && len(words) > 1 {
		verb = words[1] // attestary run, confirm, due
	}
	var parts []string
	for _, stage := range slices.Backward(verdict.Stages()) {
		n := int64(0)
		for _, r := range s.Raises {
			if r.Stage == stage {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, stage+" in "+count(n, "function"))
		}
	}
	text := verb + " " + s.Runbook + ": " + strings.Join(parts, ", ")
	if len(s.Needs) > 0 {
		text += fmt.Sprintf("; needs %s", strings.Join(s.Needs, ", "))
	}
	return text
}

// maxSteps is how many a person is shown.
const maxSteps = 10

// Next shows the first steps, each with its command; of one function ("" for all) those that raise it.
func Next(w io.Writer, steps []Step, function string, t Terminal) error {
	v, in, shown := newPrinter(w), paint(t.Color), 0
	for i := range steps {
		s := &steps[i]
		if function != "" && !slices.ContainsFunc(s.Raises, func(r Raise) bool { return r.Function == function }) {
			continue
		}
		if shown++; shown > maxSteps {
			v.line("… and more: attestary score --next --format json")
			break
		}
		v.wrapped(t.width(), in.in(yellow, fmt.Sprintf("%2d. ", shown)), clean(s.text())+" → "+clean(s.Do))
	}
	if shown == 0 && function == "" {
		v.wrapped(t.width(), "", "nothing is one command away, and no runbook of the library raises anything by itself. What failed: attestary status. What there is: attestary library")
	}
	return v.Flush()
}

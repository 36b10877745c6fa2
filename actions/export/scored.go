package export

import (
	"errors"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// Claims is what the runbooks of one commit claim of one framework. All members are required.
type Claims struct {
	Framework *catalog.Set
	Project   string
	Plans     []*plan.Plan
	Commit    string
	Committed time.Time
	Version   string // of the program
}

// Stated are the statements of a plan on the framework, in the plan's order.
func (c *Claims) Stated(p *plan.Plan) []plan.Satisfies {
	var all []plan.Satisfies
	for _, s := range p.Satisfies {
		if s.Framework == c.Framework.ID {
			all = append(all, s)
		}
	}
	return all
}

// Scored is a scorecard, and what it was made from.
type Scored struct {
	Claims
	Card *verdict.Scorecard
	// Bundles are the digests of the bundles that the scorecard rests on, by entry.
	Bundles map[int64]canon.Digest
	// Place is where the line of a runbook stands that claims a function; nil: not known.
	Place func(runbook, address string) (file string, line int)
}

// Digest names the scorecard, in its one encoding: that of attestary score --format json. Every export of a score
// carries it.
func (s *Scored) Digest() (canon.Digest, error) {
	if s.Card == nil {
		return "", errors.New("there is no scorecard to export")
	}
	data, err := s.Card.Encode()
	return canon.Sum(data), err
}

// Reading is what is said wherever a score is shown: what the publisher says of the framework, and whose thresholds
// these are.
func (s *Scored) Reading() string {
	return strings.TrimSpace(s.Card.Caveat + " " + verdict.OwnReading)
}

// Cells calls each for every cell that a runbook claims, in the framework's order.
func (s *Scored) Cells(each func(p *verdict.Pillar, f *verdict.Function, c *verdict.Cell)) {
	for i := range s.Card.Pillars {
		p := &s.Card.Pillars[i]
		for j := range p.Functions {
			f := &p.Functions[j]
			for k := range f.Cells {
				if len(f.Cells[k].Claims) > 0 {
					each(p, f, &f.Cells[k])
				}
			}
		}
	}
}

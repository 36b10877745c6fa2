package verdict

import (
	"errors"
	"fmt"
	"slices"
)

// Stages are the stages of maturity, from the lowest. Traditional is where everyone starts.
func Stages() []string { return []string{"traditional", "initial", "advanced", "optimal"} }

var standings = []Standing{Met, Waived, Failing, Stale, Missed, NotRun, Unproven, Unclaimed}

// Check tells the first rule of its own that the scorecard breaks.
func (s *Scorecard) Check() error {
	if s.Format != ScoreFormat {
		return fmt.Errorf("format is %q; this program reads %q", s.Format, ScoreFormat)
	}
	if s.Framework == "" || s.Title == "" || s.Scorer == "" {
		return errors.New("it wants a framework, a title and the scorer's version")
	}
	if err := s.Tree.check(); err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	if !instant(s.AsOf) {
		return fmt.Errorf("as_of: %q is not YYYY-MM-DDTHH:MM:SSZ", s.AsOf)
	}
	if !slices.Contains(tiers, s.Tier) {
		return fmt.Errorf("tier: %q is none of %q", s.Tier, tiers)
	}
	if err := s.Findings.check(s.AsOf); err != nil {
		return fmt.Errorf("findings: %w", err)
	}
	earned, err := s.earned()
	if err != nil {
		return err
	}
	return s.checkSums(earned)
}

// earned checks every function and counts them by the stage they earned.
func (s *Scorecard) earned() (map[string]int64, error) {
	counts := map[string]int64{}
	for _, p := range s.Pillars {
		for _, f := range p.Functions {
			if err := f.check(); err != nil {
				return nil, fmt.Errorf("function %s: %w", f.ID, err)
			}
			counts[f.Earned]++
		}
	}
	return counts, nil
}

func (s *Scorecard) checkSums(earned map[string]int64) error {
	stages := Stages()
	if len(s.Stages) != len(stages) {
		return fmt.Errorf("stages: %d sums for %d stages", len(s.Stages), len(stages))
	}
	for i, sum := range s.Stages {
		if sum.Stage != stages[i] || sum.Functions != earned[sum.Stage] {
			return fmt.Errorf("stages: %s says %d; the functions say %d", sum.Stage, sum.Functions, earned[stages[i]])
		}
	}
	return nil
}

// check holds the stage earned against the cells: the highest up to which every one is met.
func (f *Function) check() error {
	stages := Stages()
	if f.ID == "" || f.Name == "" || len(f.Cells) != len(stages)-1 {
		return fmt.Errorf("it wants an id, a name and %d cells", len(stages)-1)
	}
	earned, unbroken := stages[0], true
	for i, cell := range f.Cells {
		if err := cell.check(stages[i+1]); err != nil {
			return fmt.Errorf("cell %s: %w", stages[i+1], err)
		}
		if unbroken = unbroken && cell.Standing == Met; unbroken {
			earned = cell.Stage
		}
	}
	if f.Earned != earned {
		return fmt.Errorf("earned is %q; its cells say %q", f.Earned, earned)
	}
	return nil
}

func (c *Cell) check(stage string) error {
	if c.Stage != stage {
		return fmt.Errorf("%q stands in its place", c.Stage)
	}
	if !slices.Contains(standings, c.Standing) {
		return fmt.Errorf("standing %q is none of %q", c.Standing, standings)
	}
	if (c.Standing == Unclaimed) != (len(c.Claims) == 0) {
		return fmt.Errorf("standing is %q with %d claims", c.Standing, len(c.Claims))
	}
	for _, proof := range c.Claims {
		if err := proof.check(); err != nil {
			return fmt.Errorf("runbook %s: %w", proof.Runbook, err)
		}
		if c.Standing == Met && proof.Standing != Met {
			return fmt.Errorf("it is met, and runbook %s is %s", proof.Runbook, proof.Standing)
		}
	}
	return nil
}

func (p *Proof) check() error {
	if p.Runbook == "" || p.Why == "" {
		return errors.New("it wants a runbook and a why")
	}
	if !slices.Contains(standings, p.Standing) || p.Standing == Unclaimed {
		return fmt.Errorf("standing %q is not one of a claim", p.Standing)
	}
	if p.Standing == Met && p.Entry == nil {
		return errors.New("it is met by no entry")
	}
	if p.Standing == Met && p.Revoked != nil {
		return fmt.Errorf("it is met by what entry %d took back", *p.Revoked)
	}
	return p.checkWaived()
}

func (p *Proof) checkWaived() error {
	if (p.Standing == Waived) != (len(p.Waivers) > 0) || p.Standing == Waived && p.Entry == nil {
		return errors.New("what is waived is so by waivers, and tells the entry that failed; nothing else has any")
	}
	for i := range p.Waivers {
		if err := p.Waivers[i].check(); err != nil {
			return fmt.Errorf("waiver of entry %d: %w", p.Waivers[i].Entry, err)
		}
	}
	return nil
}

package verdict

import (
	"cmp"
	"slices"

	"github.com/attestary/attestary/schemas/evidence"
)

// Published is what a published score says of the scorecard: the functions that earned more than the lowest
// stage, and the entries that decided, let go unmet, or took back.
func (s *Scorecard) Published() (stages []evidence.StageOf, entries []int64) {
	stages, entries = []evidence.StageOf{}, []int64{}
	for _, p := range s.Pillars {
		for _, f := range p.Functions {
			if f.Earned != Stages()[0] {
				stages = append(stages, evidence.StageOf{Function: f.ID, Stage: f.Earned})
			}
			for _, c := range f.Cells {
				for _, claim := range c.Claims {
					entries = append(entries, claim.entries()...)
				}
			}
		}
	}
	slices.SortFunc(stages, func(a, b evidence.StageOf) int { return cmp.Compare(a.Function, b.Function) })
	slices.Sort(entries)
	return stages, slices.Compact(entries)
}

// entries are those that the proof rests on.
func (p *Proof) entries() (all []int64) {
	for _, entry := range []*int64{p.Entry, p.Revoked} {
		if entry != nil {
			all = append(all, *entry)
		}
	}
	for _, w := range p.Waivers {
		all = append(all, w.Entry)
	}
	return all
}

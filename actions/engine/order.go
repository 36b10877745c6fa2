package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/plan"
)

// checkOrder finds what each step waits for: what it needs, and every step of the phases after which
// its own phase comes. A plan holds that neither goes in a ring; here both together do not.
func (r *Run) checkOrder() error {
	r.waits = waits(r.job.Plan)
	left := map[string]bool{}
	for address := range r.waits {
		left[address] = true
	}
	for progress := true; progress && len(left) > 0; {
		progress = false
		for address := range left {
			if !slices.ContainsFunc(r.waits[address], func(a string) bool { return left[a] }) {
				delete(left, address)
				progress = true
			}
		}
	}
	for _, s := range r.job.Plan.AllSteps() {
		if left[s.Address()] {
			return fmt.Errorf("%s: it waits for itself, through its phase", s.Address())
		}
	}
	return nil
}

func waits(p *plan.Plan) map[string][]string {
	all := map[string][]string{}
	for phase, s := range p.AllSteps() {
		list := slices.Clone(s.Needs)
		for _, name := range phase.After {
			before := p.Phase(name)
			for i := range before.Steps {
				list = append(list, before.Steps[i].Address())
			}
		}
		slices.SortFunc(list, strings.Compare)
		all[s.Address()] = slices.Compact(list)
	}
	return all
}

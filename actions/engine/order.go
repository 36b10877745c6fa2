package engine

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/plan"
)

// waits are what each step waits for: what it needs, and every step of the phases after which its own phase
// comes. A plan holds that both together do not go in a ring.
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

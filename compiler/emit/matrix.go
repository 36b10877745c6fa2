package emit

import (
	"github.com/attestary/attestary/schemas/plan"
)

// A phase with for_each is a matrix of jobs, called legs and numbered from 0. Which items a leg has is the
// program's business; here is only how many there are.

// matrix gives the legs: as they stand in the plan, or as the job tells that knows the items.
func matrix(f *plan.Phase, fan plan.Fan) *node {
	legs := text(expression("fromJSON(needs." + teller(fan) + ".outputs." + itemsOf(f) + ")"))
	if fan.Legs > 0 {
		legs = flow()
		for leg := range fan.Legs {
			legs.push(number(int64(leg)))
		}
	}
	atOnce, _ := f.AtOnce(slots(f, fan))
	return object("fail-fast", boolean(false), "max-parallel", number(int64(atOnce)), "matrix", object("leg", legs))
}

// slots are how many records a phase can tell the digests of, each under a name of its own. One that stays
// empty is a leg of which nothing is known.
func slots(f *plan.Phase, fan plan.Fan) int {
	if fan.Legs > 0 {
		return fan.Legs
	}
	if f.Limit > 0 {
		return f.Legs(int(min(f.Limit, plan.MaxLegs)))
	}
	return plan.MaxLegs
}

// tellItems adds the outputs of a job that other phases fan out over: "" is the first job.
func (w *workflow) tellItems(outputs *node, from string) {
	for i := range w.plan.Phases {
		f := &w.plan.Phases[i]
		if fan := w.plan.FanOf(f); fan.Legs == 0 && fan.From == from {
			outputs.add(itemsOf(f), output(itemsOf(f)))
		}
	}
}

func teller(fan plan.Fan) string {
	if fan.From == "" {
		return gatesJob
	}
	return phaseJob + fan.From
}

func itemsOf(f *plan.Phase) string { return "items_" + f.Name }

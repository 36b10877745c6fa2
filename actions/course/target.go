package course

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Targets. A yes is bound to the keys of every for_each that waits for it, as far as they are known when
// it is asked for. Where the items are others once their step comes, it is blocked.

// targets are those keys, by the address of the step or phase.
func (c *Course) targets(t *Task) map[string][]string {
	targets, own := map[string][]string{}, t.ended.of.job
	add := func(address string, forEach *expr.Node, by string, j *job) {
		if keys, known := c.keysOf(forEach, by, j); known {
			targets[address] = keys
		}
	}
	for _, f := range c.phases {
		if f.each() && f.state == waiting && c.phaseWaits(f.plan, t.Address, map[string]bool{}) {
			add(phasePrefix+f.plan.Name, f.plan.ForEach, f.plan.By, nil)
		}
		for i := range f.plan.Steps {
			s, j := &f.plan.Steps[i], own
			if f != own.phase {
				j = nil
			}
			if s.ForEach != nil && (j != nil || !f.each()) && c.waitsFor(s.Address(), t.Address, map[string]bool{}) {
				add(s.Address(), s.ForEach, s.By, j)
			}
		}
	}
	return targets
}

func (c *Course) keysOf(forEach *expr.Node, by string, j *job) (keys []string, known bool) {
	items, err := rules.Items(c.eval(forEach, scope{course: c, job: j}), by)
	if err != nil {
		return nil, false
	}
	keys = make([]string, len(items))
	for i, it := range items {
		keys[i] = it.Key
	}
	return keys, true
}

// waitsFor tells whether a part starts only after another has come to its end, for itself or because its
// phase does.
func (c *Course) waitsFor(address, other string, seen map[string]bool) bool {
	if seen[address] || c.home[address] == nil {
		return false
	}
	seen[address] = true
	needs := c.needsOf(address)
	return slices.ContainsFunc(needs, func(need string) bool { return need == other || c.waitsFor(need, other, seen) }) ||
		c.phaseWaits(c.home[address].plan, other, seen)
}

// phaseWaits tells whether a phase comes after the one that other is a part of.
func (c *Course) phaseWaits(f *plan.Phase, other string, seen map[string]bool) bool {
	return slices.ContainsFunc(f.After, func(name string) bool {
		before := c.phase(name)
		if before == nil || seen[phasePrefix+name] {
			return false
		}
		seen[phasePrefix+name] = true
		return before == c.home[other] || c.phaseWaits(before.plan, other, seen)
	})
}

// needsOf are the needs of a step, an approval or an ask.
func (c *Course) needsOf(address string) []string {
	kind, name, _ := strings.Cut(address, ".")
	switch kind + "." {
	case plan.StepPrefix:
		return c.plan.Step(name).Needs
	case plan.ApprovalPrefix:
		return c.plan.Approval(name).Needs
	case plan.AskPrefix:
		return c.plan.Ask(name).Needs
	}
	return nil
}

// freeze keeps what people said yes to.
func (c *Course) freeze(t *Task) {
	for address, keys := range t.Shown.Targets {
		place := Place{Address: address}
		if f := c.home[address]; f != nil && f == t.ended.of.job.phase {
			place.Job = t.Job
		}
		c.frozen[place] = append(c.frozen[place], keys)
	}
}

// differs tells whether the items of a step are not those that people said yes to.
func (c *Course) differs(p *part, items []rules.Item) bool {
	return c.differ(Place{Address: p.address, Job: p.job.item.Key}, items)
}

func (c *Course) differ(place Place, items []rules.Item) bool {
	return slices.ContainsFunc(c.frozen[place], func(keys []string) bool {
		return !slices.EqualFunc(keys, items, func(key string, it rules.Item) bool { return key == it.Key })
	})
}

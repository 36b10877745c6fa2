package simulate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// Mocks. One that does not fit what its action declares would let a test pass that no run could.

func (pl *player) fitMocks() {
	for i := range pl.scenario.Mocks {
		m := &pl.scenario.Mocks[i]
		place, name := mockPlace(m), mockOf{m.Address, m.Key, m.Keyed}
		if pl.mocks[name] != nil {
			pl.problem(place, "The same is mocked twice. Write one section for it.")
			continue
		}
		pl.mocks[name] = m
		action, many, ok := pl.mocked(m.Address)
		switch {
		case !ok:
			pl.problem(place, "%s has nothing of this address that can be mocked; it has %s.", pl.plan.Runbook, listed(pl.mockable()))
		case m.Keyed && !many:
			pl.problem(place, "%s has no for_each, so it has no item %q. Leave the key out.", m.Address, m.Key)
		case m.Fails != "" && len(m.Outputs) > 0:
			pl.problem(place, "It fails and gives outputs. Write either fails or outputs.")
		default:
			pl.fitOutputs(place, action, m)
		}
	}
}

func mockPlace(m *scenario.Mock) string {
	if m.Keyed {
		return fmt.Sprintf("mock %q %q", m.Address, m.Key)
	}
	return fmt.Sprintf("mock %q", m.Address)
}

// mocked is the action that stands behind an address, and whether it has items.
func (pl *player) mocked(address string) (action string, many, ok bool) {
	if name, is := strings.CutPrefix(address, "gate."); is {
		g := pl.plan.Gate(name)
		if g == nil {
			return "", false, false
		}
		return g.Action, false, true
	}
	name, undo := strings.CutSuffix(address, course.UndoSuffix)
	for f, s := range pl.plan.AllSteps() {
		if s.Address() != name {
			continue
		}
		action, many = s.Action, s.ForEach != nil || f.ForEach != nil
		if u := pl.plan.UndoOf(s); undo && (u == nil || u.Action == "") {
			return "", false, false
		} else if undo {
			action = u.Action
		}
		return action, many, true
	}
	return "", false, false
}

// mockable are the addresses of gates and steps.
func (pl *player) mockable() []string {
	var all []string
	for _, address := range Reachable(pl.plan) {
		if strings.HasPrefix(address, "gate.") || strings.HasPrefix(address, plan.StepPrefix) {
			all = append(all, address)
		}
	}
	return all
}

// fitOutputs holds that a mock gives what its action gives.
func (pl *player) fitOutputs(place, action string, m *scenario.Mock) {
	k, _ := pl.plan.Kind(action)
	names := namesOf(k.Outputs, func(o kind.Output) string { return o.Name })
	for _, name := range slices.Sorted(maps.Keys(m.Outputs)) {
		o := k.Output(name)
		if o == nil {
			pl.problem(place, "%s gives no output %q; it gives %s.", action, name, listed(names))
			continue
		}
		if err := m.Outputs[name].Conforms(typeOf(o.Type)); err != nil {
			pl.problem(place, "%s %v; %s says its type is %s.", name, err, action, o.Type)
		}
	}
}

// typeOf reads a type of the plan; what is none takes any value.
func typeOf(text string) expr.Type {
	t, err := expr.ParseType(text)
	if err != nil {
		return expr.Type{}
	}
	return t
}

// unmocked tells of an address that looks at the outside, which the scenario leaves open.
func (pl *player) unmocked(address, action string) {
	if pl.untold[address] {
		return
	}
	pl.untold[address] = true
	k, _ := pl.plan.Kind(action)
	names := namesOf(k.Outputs, func(o kind.Output) string { return o.Name })
	pl.problem(address, "The run comes here and looks at the outside with %s, and the test does not say what it sees. Add mock %q with %s, or with fails.", action, address, listed(names))
}

// fitKeys finds mocks of items that do not exist, where there were items.
func (pl *player) fitKeys() {
	for i := range pl.scenario.Mocks {
		m := &pl.scenario.Mocks[i]
		keys, expanded := pl.course.Keys(strings.TrimSuffix(m.Address, course.UndoSuffix))
		if m.Keyed && expanded && !keys[m.Key] {
			pl.problem(mockPlace(m), "No item has this key; there are %s.", listed(slices.Sorted(maps.Keys(keys))))
		}
	}
}

// Reachable are the addresses of a plan that a scenario can reach, sorted: gates, steps, approvals, asks
// and checks.
func Reachable(p *plan.Plan) []string {
	var all []string
	if p.Access != nil {
		for _, g := range p.Access.Gates {
			all = append(all, "gate."+g.Name)
		}
	}
	for _, s := range p.AllSteps() {
		all = append(all, s.Address())
	}
	for _, a := range p.AllApprovals() {
		all = append(all, a.Address())
	}
	for _, a := range p.AllAsks() {
		all = append(all, a.Address())
	}
	for _, c := range p.AllChecks() {
		all = append(all, c.Address())
	}
	slices.Sort(all)
	return all
}

package simulate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// Gap is something that a scenario must say and that the evidence of a run does not tell.
type Gap struct {
	Place   string // as of a Problem; "" is the scenario as a whole
	Missing string // "mode = … is not in the record: fill it in (string)"
}

// Recall makes a scenario of a run that was, as far as its evidence tells: what was asked for by whom, what
// came of it, and what was seen where that stands in the record as the operand of a comparison or as
// evidence. What a record does not keep, on purpose, is a gap: somebody who knows it fills it in.
func Recall(p *plan.Plan, a *evidence.Authorization, r *evidence.Record) (*scenario.Scenario, []Gap) {
	c := &recalling{plan: p, record: r, known: map[mockOf]map[string]expr.Value{}, asked: p.Asked()}
	c.scenario = &scenario.Scenario{
		Runbook: p.Runbook, Trigger: a.Trigger.Name, At: a.At, Rehearsal: a.Mode == evidence.Rehearsal,
		Inputs: map[string]expr.Value{}, Want: scenario.Want{Outcome: string(r.Outcome), Evidence: map[string]expr.Value{}},
	}
	if a.Requester != nil {
		c.scenario.Requester = a.Requester.Login
		c.gates()
	}
	c.inputs(a.Inputs)
	c.learn()
	c.mocks()
	c.people()
	c.ending()
	return c.scenario, c.gaps
}

// recalling is a scenario in the making.
type recalling struct {
	plan     *plan.Plan
	record   *evidence.Record
	scenario *scenario.Scenario
	gaps     []Gap
	known    map[mockOf]map[string]expr.Value // outputs that the record tells
	asked    map[string]plan.Outputs          // outputs that the plan asks for, by address
	answered bool                             // people were asked something
}

func (c *recalling) gap(place, format string, args ...any) {
	c.gaps = append(c.gaps, Gap{place, fmt.Sprintf(format, args...)})
}

func (c *recalling) inputs(given []evidence.InputValue) {
	for _, in := range given {
		switch {
		case in.Default:
		case in.Value == nil:
			c.gap("", "the input %s was given and is not in the record: fill it in", in.Name)
		default:
			c.scenario.Inputs[in.Name] = *in.Value
		}
	}
}

// gates answered yes, or there were no run; what they saw is not kept.
func (c *recalling) gates() {
	if c.plan.Access == nil {
		return
	}
	for i := range c.plan.Access.Gates {
		g := &c.plan.Access.Gates[i]
		c.scenario.Mocks = append(c.scenario.Mocks, scenario.Mock{Address: "gate." + g.Name})
		c.untold(&c.scenario.Mocks[len(c.scenario.Mocks)-1], g.Action)
	}
}

// learn takes from the record what steps gave, and from the plan what of it is asked.
func (c *recalling) learn() {
	for i := range c.record.Steps {
		s := &c.record.Steps[i]
		step := c.step(s.Address)
		if step == nil {
			continue
		}
		for _, e := range s.Expects {
			for _, x := range step.Expects {
				if x.Name == e.Name {
					c.operands(x.Condition, e.Operands, itemOf(s))
				}
			}
		}
	}
	for _, judged := range c.record.Checks {
		for _, k := range c.plan.AllChecks() {
			if k.Name == judged.Name {
				c.operands(k.Condition, judged.Operands, mockOf{})
			}
		}
	}
	for _, kept := range c.record.Evidence {
		for _, e := range c.plan.Evidence {
			if e.Name == kept.Name && kept.Value != nil {
				c.value(e.Value, *kept.Value, mockOf{})
				c.scenario.Want.Evidence[e.Name] = *kept.Value
			}
		}
	}
}

// step is the step of that address; nil where the record is not one of this plan.
func (c *recalling) step(address string) *plan.Step {
	name, _ := strings.CutPrefix(address, plan.StepPrefix)
	return c.plan.Step(name)
}

func itemOf(s *evidence.StepRecord) mockOf {
	if s.Key == nil {
		return mockOf{address: s.Address}
	}
	return mockOf{s.Address, *s.Key, true}
}

func (c *recalling) operands(condition *expr.Node, operands []expr.Operand, self mockOf) {
	sides, err := expr.Sides(condition, operands)
	if err != nil {
		return // it was not judged
	}
	for i, n := range sides {
		if operands[i].Digest() == "" && !operands[i].Fallback() && operands[i].Kind() != expr.Null {
			c.value(n, operands[i].Value(), self)
		}
	}
}

// value learns an output where an expression is nothing but a reference to it.
func (c *recalling) value(n *expr.Node, v expr.Value, self mockOf) {
	if n.Op != expr.OpRef {
		return
	}
	of := self
	switch {
	case len(n.Path) == 2 && n.Path[0] == "self" && self.address != "":
	case len(n.Path) == 3 && n.Path[0] == "step" && !c.many(n.Path[1]):
		of = mockOf{address: plan.StepPrefix + n.Path[1]}
	default:
		return
	}
	if c.known[of] == nil {
		c.known[of] = map[string]expr.Value{}
	}
	c.known[of][n.Path[len(n.Path)-1]] = v
}

// many tells whether a step has items, its own or those of its phase.
func (c *recalling) many(name string) bool {
	for f, s := range c.plan.AllSteps() {
		if s.Name == name {
			return s.ForEach != nil || f.ForEach != nil
		}
	}
	return true
}

// mocks gives each step that started what it gave: those that look at the outside must have it.
func (c *recalling) mocks() {
	for i := range c.record.Steps {
		r := &c.record.Steps[i]
		step, item := c.step(r.Address), itemOf(r)
		if step == nil || r.StartedAt == "" {
			continue
		}
		k, _ := c.plan.Kind(step.Action)
		m := scenario.Mock{Address: item.address, Key: item.key, Keyed: item.keyed, Outputs: c.known[item]}
		itself := !slices.ContainsFunc(r.Expects, func(e evidence.ExpectRecord) bool { return e.Outcome != evidence.Passed })
		switch acts := k.Acts(step.Effect); {
		case r.Outcome == evidence.Failed && itself:
			m.Fails, m.Outputs = cmp.Or(r.Reason, "failed"), nil
			c.scenario.Mocks = append(c.scenario.Mocks, m)
		case !acts, len(m.Outputs) > 0 || c.asked[r.Address].Any():
			c.scenario.Mocks = append(c.scenario.Mocks, m)
			c.untold(&m, step.Action)
		}
	}
}

// untold are the outputs that the plan asks for and the record does not keep.
func (c *recalling) untold(m *scenario.Mock, action string) {
	k, _ := c.plan.Kind(action)
	for _, o := range k.Outputs {
		asked := c.asked[m.Address]
		if _, known := m.Outputs[o.Name]; !known && asked.Has(o.Name) {
			c.gap(mockPlace(m), "%s = … is not in the record: fill it in (%s)", o.Name, o.Type)
		}
	}
}

func (c *recalling) people() {
	for _, a := range c.plan.AllApprovals() {
		c.answered = true
		c.gap("", "who answered the approval is not in the record: approve %q with by = [\"LOGIN\"]", a.Name)
	}
	for _, a := range c.plan.AllAsks() {
		c.answered = true
		c.gap("", "who answered what is not in the record: answer %q with by = \"LOGIN\" and values = { … }", a.Name)
	}
}

// ending is what came of the run: what decided it, and what started. Played in the scenario, parts start in
// another order where several ran at once; if they are the same parts, that order is the one to hold.
func (c *recalling) ending() {
	want, started := &c.scenario.Want, c.started()
	deciders := c.deciders()
	if len(deciders) > 0 {
		want.By = deciders[0]
	}
	if got, _ := Run(c.plan, c.scenario); got != nil {
		if slices.Contains(deciders, got.By) {
			want.By = got.By
		}
		if slices.Equal(slices.Sorted(slices.Values(started)), slices.Sorted(slices.Values(got.Ran))) {
			started = got.Ran
		}
	}
	if !c.answered { // when people were asked, the record does not tell
		want.Ran, want.HasRan = started, true
	}
}

// started are the steps that did, in that order, and by address where it was at the same time.
func (c *recalling) started() []string {
	first := map[string]string{}
	for _, s := range c.record.Steps {
		if at, ok := first[s.Address]; s.StartedAt != "" && (!ok || s.StartedAt < at) {
			first[s.Address] = s.StartedAt
		}
	}
	return slices.SortedFunc(maps.Keys(first), func(a, b string) int {
		return cmp.Or(cmp.Compare(first[a], first[b]), cmp.Compare(a, b))
	})
}

// deciders are what had the outcome of the run.
func (c *recalling) deciders() []string {
	var all []string
	if c.record.Outcome == evidence.Passed {
		return nil
	}
	for _, s := range c.record.Steps {
		if s.Outcome != c.record.Outcome {
			continue
		}
		by := s.Address
		for _, e := range s.Expects {
			if e.Outcome == s.Outcome {
				by += "." + e.Name
				break
			}
		}
		all = append(all, by)
	}
	for _, k := range c.record.Checks {
		if k.Outcome == c.record.Outcome {
			all = append(all, "check."+k.Name)
		}
	}
	return all
}

package plan

import (
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// What the policies of a project ask of a plan.

// effects are all effects, in the order in which lists of them are.
var effects = []kind.Effect{kind.Observe, kind.Change, kind.Grant, kind.Destroy}

// Effects are those that some step, gate or undo of the plan has, in the order observe, change, grant,
// destroy. An undo counts where it can run: where its phase takes back what failed, or where it comes by
// itself after a while.
func (p *Plan) Effects() []kind.Effect {
	has := map[kind.Effect]bool{}
	for f, s := range p.AllSteps() {
		has[s.Effect] = true
		if undo := p.UndoOf(s); undo != nil && undo.Action != "" && (f.undoes() || s.UndoAfter != nil) {
			has[p.effectOf(undo.Action, undo.Settings)] = true
		}
	}
	if p.Access != nil {
		for _, g := range p.Access.Gates {
			has[p.effectOf(g.Action, g.Settings)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(effects), func(e kind.Effect) bool { return !has[e] })
}

func (f *Phase) undoes() bool { return f.OnFailure != nil && f.OnFailure.Undo == "reverse" }

// effectOf is what an action does that no step states the effect of.
func (p *Plan) effectOf(action string, settings map[string]*expr.Node) kind.Effect {
	if a := p.Action(action); a != nil {
		return a.Effect
	}
	k, _ := kind.Lookup(action)
	return k.Does(func(name string) (string, bool) {
		if node := settings[name]; node != nil && node.Op == expr.OpLiteral && node.Value != nil {
			return node.Value.AsText()
		}
		return "", false
	})
}

// FewestApprovals is the fewest distinct people whose yes comes before the first step that does not only
// observe: for each such step the largest number that one approval before it asks for, and of these the
// least. It is 0 where such a step waits for no approval, and where there is no such step.
func (p *Plan) FewestApprovals() int64 {
	c := counting{waits: p.waits(p.partsOfLocals()), people: map[string]int64{}}
	for _, a := range p.AllApprovals() {
		c.people[a.Address()] = a.Min
	}
	var found []int64
	for _, s := range p.AllSteps() {
		if s.Effect != kind.Observe {
			found = append(found, c.before(s.Address()))
		}
	}
	if len(found) == 0 {
		return 0
	}
	return slices.Min(found)
}

// counting finds how many people have said yes by the time that a part starts.
type counting struct {
	waits  map[string][]string
	people map[string]int64 // address → the most people of one approval, once it has come to its end
	done   map[string]bool
}

// before is the most people of one approval among what address waits for, and itself.
func (c *counting) before(address string) int64 {
	if c.done == nil {
		c.done = map[string]bool{}
	}
	if c.done[address] {
		return c.people[address]
	}
	c.done[address] = true
	for _, earlier := range c.waits[address] {
		c.people[address] = max(c.people[address], c.before(earlier))
	}
	return c.people[address]
}

// Facts are what plan is to the condition of a policy.
func (p *Plan) Facts() expr.Value {
	has, reviews := p.Effects(), int64(0)
	for _, r := range p.Reviews {
		reviews = max(reviews, r.Min)
	}
	yes := func(e kind.Effect) expr.Value { return expr.OfBool(slices.Contains(has, e)) }
	return expr.OfObject(map[string]expr.Value{
		"observes": yes(kind.Observe), "changes": yes(kind.Change), "grants": yes(kind.Grant), "destroys": yes(kind.Destroy),
		"approvals": expr.OfInt(p.FewestApprovals()), "reviews": expr.OfInt(reviews),
	})
}

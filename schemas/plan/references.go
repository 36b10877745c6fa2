package plan

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
)

// scope says what an expression may mention at its place, beside the run and its trigger, which it
// always may.
type scope uint

const (
	started scope = 1 << iota // inputs and locals; without it, only what the trigger brought
	steps                     // outcomes and outputs of steps
	checks                    // answers of checks
	each                      // the item
	itself                    // self: the outputs of the step it belongs to

	mapping scope = 0
	running       = started | steps
	looking       = started | steps | checks
)

// expression holds one expression: its form (expr.Node.Check) and that whatever it mentions is there.
func (p *Plan) expression(n *expr.Node, where scope) error {
	if n == nil {
		return errors.New("there is no expression")
	}
	if err := n.Check(); err != nil {
		return err
	}
	if err := checkLiterals(n); err != nil {
		return err
	}
	for _, path := range n.References() {
		if !p.mayMention(path, where) {
			return fmt.Errorf("%s cannot be mentioned here, or is not in the plan", expr.PathString(path))
		}
	}
	return nil
}

func (p *Plan) mayMention(path []string, where scope) bool {
	switch name := append(path, "")[1]; path[0] {
	case "run", "trigger":
		return true
	case "input":
		return where&started != 0 && p.Input(name) != nil
	case "local":
		return where&started != 0 && p.Locals[name] != nil
	case "step":
		return where&steps != 0 && p.Step(name) != nil
	case "check":
		return where&checks != 0 && find(p.Checks, func(c *Check) bool { return c.Name == name }) != nil
	case "each":
		return where&each != 0
	case "self":
		return where&itself != 0
	}
	return false
}

// mentions lists the names after head in the nodes, sorted: "step" gives the steps.
func mentions(head string, nodes ...*expr.Node) []string {
	found := map[string]bool{}
	for _, n := range nodes {
		for _, path := range n.References() {
			if path[0] == head && len(path) > 1 {
				found[path[1]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// stepsOfLocals are, for each local, the steps that it mentions, through other locals too. The locals
// must have been checked for rings.
func (p *Plan) stepsOfLocals() map[string][]string {
	found := map[string][]string{}
	var visit func(name string) []string
	visit = func(name string) []string {
		if steps, done := found[name]; done || p.Locals[name] == nil {
			return steps
		}
		steps := mentions("step", p.Locals[name])
		for _, other := range mentions("local", p.Locals[name]) {
			steps = append(steps, visit(other)...)
		}
		slices.Sort(steps)
		found[name] = slices.Compact(steps)
		return found[name]
	}
	for name := range p.Locals {
		visit(name)
	}
	return found
}

// expressions are all expressions of the step.
func (s *Step) expressions() []*expr.Node {
	var nodes []*expr.Node
	for _, name := range slices.Sorted(maps.Keys(s.Settings)) {
		nodes = append(nodes, s.Settings[name])
	}
	nodes = append(nodes, s.When, s.ForEach)
	if s.Retry != nil {
		nodes = append(nodes, s.Retry.While)
	}
	for _, e := range s.Expects {
		nodes = append(nodes, e.Condition, e.Message)
	}
	return slices.DeleteFunc(nodes, func(n *expr.Node) bool { return n == nil })
}

// ring finds names that need themselves: the first name, what it needs, … and the first again.
func ring(names []string, needs func(string) []string) []string {
	done := map[string]bool{}
	var trail []string
	var walk func(name string) []string
	walk = func(name string) []string {
		if i := slices.Index(trail, name); i >= 0 {
			return append(slices.Clone(trail[i:]), name)
		}
		if done[name] {
			return nil
		}
		trail = append(trail, name)
		defer func() { trail = trail[:len(trail)-1] }()
		for _, next := range needs(name) {
			if found := walk(next); found != nil {
				return found
			}
		}
		done[name] = true
		return nil
	}
	for _, name := range names {
		if found := walk(name); found != nil {
			return found
		}
	}
	return nil
}

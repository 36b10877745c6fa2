package plan

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
)

// phasePrefix and a phase's name stand for the end of the phase among what parts wait for.
const phasePrefix = "phase."

// Waits are, for the address of each part in a phase, the addresses of all that it waits for at once; the
// end of another phase is "phase." and its name.
func (p *Plan) Waits() map[string][]string { return p.waits(p.partsOfLocals()) }

// waits are, for the address of each part, those of all that it waits for at once: what it needs, or for a
// check what it mentions, and the ends of the phases after which its own comes. The end of a phase waits
// for each of its parts. Checks outside phases are not among them: they come last, and one that needs
// itself is unknown. locals are those of partsOfLocals.
func (p *Plan) waits(locals map[string][]string) map[string][]string {
	all := map[string][]string{}
	put := func(f *Phase, address string, needs []string) {
		all[address] = slices.Concat(needs, f.ends())
		all[phasePrefix+f.Name] = append(all[phasePrefix+f.Name], address)
	}
	for i := range p.Phases {
		all[phasePrefix+p.Phases[i].Name] = p.Phases[i].ends()
	}
	for f, s := range p.AllSteps() {
		put(f, s.Address(), s.Needs)
	}
	for f, a := range p.AllApprovals() {
		put(f, a.Address(), a.Needs)
	}
	for f, a := range p.AllAsks() {
		put(f, a.Address(), a.Needs)
	}
	for f, c := range inPhases(p, func(f *Phase) []Check { return f.Checks }) {
		put(f, c.Address(), addresses(locals, c.expressions()...))
	}
	return all
}

func (f *Phase) ends() []string {
	var list []string
	for _, name := range f.After {
		list = append(list, phasePrefix+name)
	}
	return list
}

// addresses are those of the parts and phases that the nodes mention, through locals too, sorted.
func addresses(locals map[string][]string, nodes ...*expr.Node) []string {
	found := map[string]bool{}
	for _, n := range nodes {
		for _, path := range n.References() {
			if len(path) < 2 {
				continue
			}
			switch path[0] {
			case "step", "approval", "ask", "check", "phase":
				found[path[0]+"."+path[1]] = true
			case "local":
				for _, address := range locals[path[1]] {
					found[address] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// partsOfLocals are, for each local, the addresses that it mentions, through other locals too.
func (p *Plan) partsOfLocals() map[string][]string {
	found := map[string][]string{}
	var visit func(name string)
	visit = func(name string) {
		if _, begun := found[name]; begun {
			return
		}
		found[name] = nil // a ring, which Check refuses, ends here
		for _, other := range mentions("local", p.Locals[name]) {
			visit(other)
		}
		found[name] = addresses(found, p.Locals[name])
	}
	for _, name := range slices.Sorted(maps.Keys(p.Locals)) {
		visit(name)
	}
	return found
}

// ring finds names that need themselves: the first name, what it needs, … and the first again.
func ring(names []string, needs func(string) []string) []string {
	done := map[string]bool{} // false: on the trail
	var trail []string
	var walk func(name string) []string
	walk = func(name string) []string {
		if finished, met := done[name]; finished {
			return nil
		} else if met {
			return append(slices.Clone(trail[slices.Index(trail, name):]), name)
		}
		done[name] = false
		trail = append(trail, name)
		for _, next := range needs(name) {
			if found := walk(next); found != nil {
				return found
			}
		}
		trail = trail[:len(trail)-1]
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

// expressions are all expressions of the step.
func (s *Step) expressions() []*expr.Node {
	nodes := append(settings(s.Settings), s.When, s.ForEach, s.UndoAfter)
	if s.Retry != nil {
		nodes = append(nodes, s.Retry.While)
	}
	if s.Limit != nil {
		nodes = append(nodes, s.Limit.Of)
	}
	if s.Undo != nil {
		nodes = append(nodes, settings(s.Undo.Settings)...)
	}
	for _, e := range s.Expects {
		nodes = append(nodes, e.Condition, e.Message)
	}
	return given(nodes)
}

func (a *Approval) expressions() []*expr.Node { return given(append(a.Show.nodes(), a.SkipIf)) }

func (a *Ask) expressions() []*expr.Node { return given(append(a.Show.nodes(), a.Question, a.When)) }

func (c *Check) expressions() []*expr.Node {
	return given([]*expr.Node{c.ForEach, c.Condition, c.Message})
}

func (f *Phase) expressions() []*expr.Node { return given([]*expr.Node{f.When, f.ForEach}) }

func (s *Show) nodes() []*expr.Node {
	if s == nil {
		return nil
	}
	return []*expr.Node{s.Title, s.Text, s.Table}
}

// settings are the values, by name.
func settings(values map[string]*expr.Node) []*expr.Node {
	var nodes []*expr.Node
	for _, name := range slices.Sorted(maps.Keys(values)) {
		nodes = append(nodes, values[name])
	}
	return nodes
}

func given(nodes []*expr.Node) []*expr.Node {
	return slices.DeleteFunc(nodes, func(n *expr.Node) bool { return n == nil })
}

// mentions lists the names after head in the nodes, sorted: "local" gives the locals.
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

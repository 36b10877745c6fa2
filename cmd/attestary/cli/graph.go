package cli

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

func graphCommand(w *World) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "graph RUNBOOK",
		Short: "Draw what waits for what",
		Long: `Draws the steps, checks and evidence of a runbook, each below what it waits for. Only the nearest waits
are drawn: what waits for something that itself waits is not drawn twice. With --format mermaid it is a
flowchart that GitHub shows in a Markdown file.`,
		Example:           "  attestary graph backup-restore\n  attestary graph backup-restore --format mermaid",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: w.completeRunbook,
		RunE: func(_ *cobra.Command, args []string) error {
			result, _, err := w.sound(compiler.Options{})
			if err != nil {
				return err
			}
			p, err := theRunbook(result, args[0])
			if err != nil {
				return err
			}
			if format == "mermaid" {
				viewMermaid(w.Out, p)
			} else {
				viewGraph(w.Out, p, w.Width)
			}
			return nil
		},
	}
	formats(cmd, &format, "human", "mermaid")
	return cmd
}

// node is a part of a runbook that waits, or is waited for.
type node struct {
	kind, name string // "step", "site"; a check within a phase is a "judge"
	text       string // what it is, in words of the plan
	after      []*node
}

// graph is the parts of a plan: what runs and what people answer, then the checks, then the evidence, each
// after all that it waits for, and of what it waits for only the nearest.
func graph(p *plan.Plan) []*node {
	g := grapher{plan: p, byAddress: map[string]*node{}}
	for i := range p.Phases {
		g.parts(&p.Phases[i])
	}
	for i := range p.Checks {
		g.check(&p.Checks[i], "check")
	}
	for _, e := range p.Evidence {
		g.byAddress["evidence."+e.Name] = &node{kind: "evidence", name: e.Name, text: e.Description}
	}
	for i := range p.Phases {
		g.waitsOfPhase(&p.Phases[i])
	}
	for _, c := range p.Checks {
		g.waits(g.byAddress[c.Address()], g.mentioned(c.ForEach, c.Condition, c.Message))
	}
	for _, e := range p.Evidence {
		g.waits(g.byAddress["evidence."+e.Name], g.mentioned(e.Value))
	}
	g.nearest()
	return g.ordered()
}

type grapher struct {
	plan      *plan.Plan
	byAddress map[string]*node
}

// parts are the parts of a phase, without what they wait for.
func (g *grapher) parts(f *plan.Phase) {
	for _, s := range f.Steps {
		g.byAddress[s.Address()] = &node{kind: "step", name: s.Name, text: s.Action + ", " + page.Doing(g.plan, &s)}
	}
	for _, a := range f.Approvals {
		g.byAddress[a.Address()] = &node{kind: "approval", name: a.Name, text: yeses(a)}
	}
	for _, a := range f.Asks {
		g.byAddress[a.Address()] = &node{kind: "ask", name: a.Name, text: "asks " + strings.Join(a.To, " or ")}
	}
	for i := range f.Checks {
		g.check(&f.Checks[i], "judge")
	}
}

func (g *grapher) check(c *plan.Check, kind string) {
	g.byAddress[c.Address()] = &node{kind: kind, name: c.Name, text: c.Severity}
}

// waitsOfPhase are what the parts of a phase wait for, in it and before it.
func (g *grapher) waitsOfPhase(f *plan.Phase) {
	var earlier []string
	for _, name := range f.After {
		earlier = append(earlier, addresses(g.plan.Phase(name))...)
	}
	earlier = append(earlier, g.mentioned(f.When, f.ForEach)...)
	needs := map[string][]string{}
	for _, s := range f.Steps {
		needs[s.Address()] = s.Needs
	}
	for _, a := range f.Approvals {
		needs[a.Address()] = a.Needs
	}
	for _, a := range f.Asks {
		needs[a.Address()] = a.Needs
	}
	for _, c := range f.Checks {
		needs[c.Address()] = g.mentioned(c.ForEach, c.Condition, c.Message)
	}
	for address, list := range needs {
		g.waits(g.byAddress[address], list)
		g.waits(g.byAddress[address], earlier)
	}
}

// addresses are those of all parts of a phase.
func addresses(f *plan.Phase) []string {
	var list []string
	for i := range f.Steps {
		list = append(list, f.Steps[i].Address())
	}
	for i := range f.Approvals {
		list = append(list, f.Approvals[i].Address())
	}
	for i := range f.Asks {
		list = append(list, f.Asks[i].Address())
	}
	for i := range f.Checks {
		list = append(list, f.Checks[i].Address())
	}
	return list
}

func (g *grapher) waits(n *node, addresses []string) {
	for _, address := range addresses {
		if other := g.byAddress[address]; other != nil && other != n && !slices.Contains(n.after, other) {
			n.after = append(n.after, other)
		}
	}
}

// mentioned are the addresses of the parts that expressions mention, through locals too, sorted; those of a
// phase as a whole are all its parts.
func (g *grapher) mentioned(nodes ...*expr.Node) []string {
	found, seen := map[string]bool{}, map[string]bool{}
	for len(nodes) > 0 {
		last := nodes[len(nodes)-1]
		nodes = nodes[:len(nodes)-1]
		if last == nil {
			continue
		}
		for _, path := range last.References() {
			switch {
			case len(path) < 2:
			case path[0] == "local" && !seen[path[1]]:
				seen[path[1]] = true
				nodes = append(nodes, g.plan.Locals[path[1]])
			case path[0] == "phase" && g.plan.Phase(path[1]) != nil:
				for _, address := range addresses(g.plan.Phase(path[1])) {
					found[address] = true
				}
			default:
				found[path[0]+"."+path[1]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// nearest drops a wait for what is waited for on the way to another.
func (g *grapher) nearest() {
	reach := map[*node]map[*node]bool{}
	var visit func(n *node) map[*node]bool
	visit = func(n *node) map[*node]bool {
		if all, done := reach[n]; done {
			return all
		}
		all := map[*node]bool{}
		reach[n] = all // a plan has no rings; should one have, this ends all the same
		for _, other := range n.after {
			all[other] = true
			maps.Copy(all, visit(other))
		}
		return all
	}
	for _, n := range g.byAddress {
		visit(n)
	}
	for _, n := range g.byAddress {
		all := slices.Clone(n.after)
		n.after = slices.DeleteFunc(n.after, func(far *node) bool {
			return slices.ContainsFunc(all, func(near *node) bool { return near != far && reach[near][far] })
		})
	}
}

// ordered are the nodes so that each comes after all that it waits for, and otherwise as soon as it can, so
// that what belongs together stands together; ties go by name.
func (g *grapher) ordered() []*node {
	place := map[*node]int{}
	latest := func(n *node) int { // the last of what n waits for
		last := -1
		for _, other := range n.after {
			last = max(last, place[other])
		}
		return last
	}
	var order []*node
	rest := slices.Collect(maps.Values(g.byAddress))
	for len(rest) > 0 {
		ready := slices.DeleteFunc(slices.Clone(rest), func(n *node) bool {
			return slices.ContainsFunc(n.after, func(other *node) bool { _, done := place[other]; return !done })
		})
		next := slices.MinFunc(ready, func(a, b *node) int {
			return cmp.Or(cmp.Compare(rank[a.kind], rank[b.kind]), cmp.Compare(latest(b), latest(a)), cmp.Compare(a.name, b.name))
		})
		place[next] = len(order)
		order = append(order, next)
		rest = slices.DeleteFunc(rest, func(n *node) bool { return n == next })
	}
	return order
}

var rank = map[string]int{"step": 0, "approval": 0, "ask": 0, "judge": 0, "check": 1, "evidence": 2}

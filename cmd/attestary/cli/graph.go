package cli

import (
	"cmp"
	"maps"
	"slices"

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
	kind, name string // "step", "site"
	text       string // what it is, in words of the plan
	after      []*node
}

// graph is the parts of a plan: the steps, then the checks, then the evidence, each after all that it
// waits for, and of what it waits for only the nearest.
func graph(p *plan.Plan) []*node {
	g := grapher{plan: p, byAddress: map[string]*node{}}
	for _, s := range p.AllSteps() {
		g.byAddress["step."+s.Name] = &node{kind: "step", name: s.Name, text: s.Action + ", " + page.Doing(p, s)}
	}
	for _, c := range p.Checks {
		g.byAddress["check."+c.Name] = &node{kind: "check", name: c.Name, text: c.Severity}
	}
	for _, e := range p.Evidence {
		g.byAddress["evidence."+e.Name] = &node{kind: "evidence", name: e.Name, text: e.Description}
	}
	for phase, s := range p.AllSteps() {
		n := g.byAddress["step."+s.Name]
		g.waits(n, s.Needs)
		for _, earlier := range phase.After {
			g.waitsForPhase(n, p.Phase(earlier))
		}
	}
	for _, c := range p.Checks {
		g.waits(g.byAddress["check."+c.Name], g.mentioned(c.ForEach, c.Condition, c.Message))
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

func (g *grapher) waits(n *node, addresses []string) {
	for _, address := range addresses {
		if other := g.byAddress[address]; other != nil && other != n && !slices.Contains(n.after, other) {
			n.after = append(n.after, other)
		}
	}
}

func (g *grapher) waitsForPhase(n *node, earlier *plan.Phase) {
	for _, s := range earlier.Steps {
		g.waits(n, []string{s.Address()})
	}
}

// mentioned are the addresses of the steps and checks that expressions mention, through locals too, sorted.
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
			case path[0] == "step" || path[0] == "check":
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

var rank = map[string]int{"step": 0, "check": 1, "evidence": 2}

package lower

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// asked are the roles whose people the plan asks for something, in no order.
func asked(p *plan.Plan) []string {
	var roles []string
	for _, a := range p.AllApprovals() {
		roles = append(roles, a.From...)
	}
	for _, a := range p.AllAsks() {
		roles = append(append(roles, a.To...), a.Second...)
	}
	if p.Confirm != nil {
		roles = append(roles, p.Confirm.By...)
	}
	for _, w := range p.Waivable {
		roles = append(roles, w.By...)
	}
	return roles
}

// overs are the connections of gates and notifies, in no order; "" where one has none.
func overs(p *plan.Plan) []string {
	var connections []string
	if p.Access != nil {
		for _, g := range p.Access.Gates {
			connections = append(connections, g.Connection)
		}
	}
	for _, n := range p.Notifies {
		connections = append(connections, n.Connection)
	}
	return connections
}

// peopleNodes are the expressions of phases, and of all that people are asked, shown or told. Some are nil.
func peopleNodes(p *plan.Plan) []*expr.Node {
	var nodes []*expr.Node
	for _, f := range p.Phases {
		nodes = append(nodes, f.When, f.ForEach)
	}
	for _, a := range p.AllApprovals() {
		nodes = append(shown(nodes, a.Show), a.SkipIf)
	}
	for _, a := range p.AllAsks() {
		nodes = append(shown(nodes, a.Show), a.Question, a.When)
	}
	if p.Access != nil {
		for _, g := range p.Access.Gates {
			nodes = append(nodes, slices.Collect(maps.Values(g.Settings))...)
			nodes = append(nodes, g.Condition, g.Message)
		}
	}
	if p.Concurrency != nil {
		nodes = append(nodes, p.Concurrency.Key)
	}
	for _, n := range p.Notifies {
		nodes = append(nodes, n.Text)
	}
	return shown(nodes, p.Result)
}

func shown(nodes []*expr.Node, s *plan.Show) []*expr.Node {
	if s == nil {
		return nodes
	}
	return append(nodes, s.Title, s.Text, s.Table)
}

package lower

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// bring adds what p mentions, so that it is closed: people, connections, secrets, actions and locals. What nothing
// mentions stays behind, so that a change of it leaves the plan as it is.
func (l lowering) bring(p *plan.Plan) {
	l.bringPeople(p)
	l.bringReach(p)
	l.bringActions(p)
	l.bringLocals(p)
}

func (l lowering) bringPeople(p *plan.Plan) {
	wanted := map[string]bool{p.Owner: true}
	if p.Access != nil {
		for _, name := range slices.Concat(p.Access.Who, p.Access.BreakGlass) {
			wanted[name] = true
		}
	}
	for _, r := range p.Reviews {
		for _, name := range r.From {
			wanted[name] = true
		}
	}
	for _, name := range asked(p) {
		wanted[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		role := l.Project.Roles[name]
		p.Roles = append(p.Roles, plan.Role{Name: name, Members: l.set(role.Members), Teams: l.set(role.Teams)})
	}
}

func (l lowering) bringReach(p *plan.Plan) {
	connections, secrets := map[string]bool{}, map[string]bool{}
	for _, u := range p.Uses {
		connections[u.Connection] = true
	}
	for _, s := range p.AllSteps() {
		if s.Connection != "" {
			connections[s.Connection] = true
		}
	}
	for _, name := range overs(p) {
		connections[name] = true
	}
	delete(connections, "")
	for _, name := range slices.Sorted(maps.Keys(connections)) {
		c := l.Project.Connections[name]
		p.Connections = append(p.Connections, l.connection(c))
		for _, secret := range c.Secrets() {
			secrets[secret.Name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(secrets)) {
		s := l.Project.Secrets[name]
		p.Secrets = append(p.Secrets, plan.Secret{Name: name, From: l.text(s.From), Purpose: l.text(s.Purpose)})
	}
}

func (l lowering) connection(c *syntax.Connection) plan.Connection {
	return plan.Connection{
		Name: c.Name.Value, Kind: l.text(c.Kind), URL: l.text(c.URL), Token: c.Token.Name, Auth: l.text(c.Auth),
		User: l.text(c.User), Password: c.Password.Name, Hosts: l.set(c.Hosts),
		TokenURL: l.text(c.TokenURL), ClientID: l.text(c.ClientID), ClientSecret: c.ClientSecret.Name, ClientAuth: l.text(c.ClientAuth),
		Scope: l.text(c.Scope), Audience: l.text(c.Audience), ClientKey: c.ClientKey.Name, Subject: l.text(c.Subject),
		AccessKey: c.AccessKey.Name, SecretKey: c.SecretKey.Name, SessionToken: c.SessionToken.Name, Region: l.text(c.Region), Service: l.text(c.Service),
	}
}

// bringLocals adds the locals that the plan still mentions after those known at review time became
// their values.
func (l lowering) bringLocals(p *plan.Plan) {
	var nodes []*expr.Node
	for _, t := range p.Triggers {
		nodes = append(nodes, slices.Collect(maps.Values(t.Map))...)
	}
	for _, s := range p.AllSteps() {
		nodes = append(nodes, slices.Collect(maps.Values(s.Settings))...)
		nodes = append(nodes, s.When, s.ForEach, s.UndoAfter)
		if s.Limit != nil {
			nodes = append(nodes, s.Limit.Of)
		}
		if s.Undo != nil {
			nodes = append(nodes, slices.Collect(maps.Values(s.Undo.Settings))...)
		}
		if s.Retry != nil {
			nodes = append(nodes, s.Retry.While)
		}
		for _, e := range s.Expects {
			nodes = append(nodes, e.Condition, e.Message)
		}
	}
	for _, c := range p.AllChecks() {
		nodes = append(nodes, c.Condition, c.Message, c.ForEach)
	}
	nodes = append(nodes, peopleNodes(p)...)
	for _, e := range p.Evidence {
		nodes = append(nodes, e.Value)
	}
	for ; len(nodes) > 0; nodes = nodes[1:] {
		for _, path := range nodes[0].References() {
			if path[0] != "local" || p.Locals[path[1]] != nil {
				continue
			}
			if p.Locals == nil {
				p.Locals = map[string]*expr.Node{}
			}
			p.Locals[path[1]] = l.Node(l.Local(path[1]).Term)
			nodes = append(nodes, p.Locals[path[1]])
		}
	}
}

package check

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
)

// resolve tells what a reference leads to. The rules of names (rule_namespace, rule_name, rule_output,
// rule_place) say so where it leads nowhere.
func (c *checker) resolve(t *scope.Term, p place) *shape {
	if bound := p.vars.lookup(t.Path[0]); bound != nil {
		return c.descend(t, bound, 1, p)
	}
	if !c.inPlace(t, p) {
		return anything
	}
	switch t.Path[0] {
	case "run":
		return c.descend(t, runShape, 1, p)
	case "trigger":
		return c.descend(t, triggerShape, 1, p)
	case "plan":
		return c.descend(t, planShape, 1, p)
	case "each":
		return c.descend(t, p.each, 1, p)
	case "self":
		return c.descend(t, p.self, 1, p)
	}
	if !c.complete(t) || !c.named(t) {
		return anything
	}
	c.used[t.Path[0]+"."+t.Path[1]] = true
	if !c.within(t, p) {
		return anything
	}
	return c.descend(t, c.part(t.Path[0], t.Path[1]), 2, p)
}

// descend walks the rest of a reference from s.
func (c *checker) descend(t *scope.Term, s *shape, from int, p place) *shape {
	for i := from; i < len(t.Path); i++ {
		s = c.member(s, member{name: t.Path[i], of: expr.PathString(t.Path[:i]), at: t.PartRange(i), address: p.address})
	}
	return s
}

// part is the shape of a part of the runbook or project that exists.
func (c *checker) part(namespace, name string) *shape {
	switch namespace {
	case "input":
		return inputShape(c.Inputs[name], c)
	case "local":
		s := c.localShape(name)
		c.fell = merged(c.fell, c.fells[name])
		return s
	case "org":
		return c.orgShape(name)
	case "step":
		return c.stepShape(name)
	case "approval", "ask", "phase":
		return c.awaited(namespace, name)
	case "check":
		return checkShape
	case "setting":
		return c.takes[name]
	}
	return anything
}

// exists tells whether there is a part of that name.
func (c *checker) exists(namespace, name string) bool {
	switch namespace {
	case "input":
		return c.Inputs[name] != nil
	case "local":
		return c.Local(name) != nil
	case "step":
		return c.Steps[name] != nil
	case "approval":
		return c.Approvals[name] != nil
	case "ask":
		return c.Asks[name] != nil
	case "phase":
		return c.Phases[name] != nil
	case "notify":
		return c.Notifies[name] != nil
	case "check":
		return c.Checks[name] != nil
	case "setting":
		return c.takes[name] != nil
	case "org":
		return c.Project.Org(name) != nil
	case "role":
		return c.Project.Roles[name] != nil
	case "connection":
		return c.Project.Connections[name] != nil
	case "secret":
		return c.Project.Secrets[name] != nil
	}
	return false
}

// existing are the names in a namespace, sorted.
func (c *checker) existing(namespace string) []string {
	if names, ok := c.names[namespace]; ok {
		return names
	}
	var names []string
	switch namespace {
	case "setting":
		return slices.Sorted(maps.Keys(c.takes)) // each action has others
	case "input":
		names = slices.Sorted(maps.Keys(c.Inputs))
	case "local":
		names = c.LocalNames()
	case "step":
		names = slices.Sorted(maps.Keys(c.Steps))
	case "approval":
		names = slices.Sorted(maps.Keys(c.Approvals))
	case "ask":
		names = slices.Sorted(maps.Keys(c.Asks))
	case "phase":
		names = slices.Sorted(maps.Keys(c.Phases))
	case "notify":
		names = slices.Sorted(maps.Keys(c.Notifies))
	case "check":
		names = slices.Sorted(maps.Keys(c.Checks))
	case "org":
		for _, a := range c.Project.Tree.Org {
			names = append(names, a.Name.Value)
		}
		slices.Sort(names)
	case "role":
		names = slices.Sorted(maps.Keys(c.Project.Roles))
	case "connection":
		names = slices.Sorted(maps.Keys(c.Project.Connections))
	case "secret":
		names = slices.Sorted(maps.Keys(c.Project.Secrets))
	}
	c.names[namespace] = names
	return names
}

// ofProject tells whether the parts of a namespace stand in project.hcl.
func ofProject(namespace string) bool {
	return slices.Contains([]string{"org", "role", "connection", "secret"}, namespace)
}

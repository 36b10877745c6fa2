package diff

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// locals tells of the locals. A local is about what mentions it: one that a for_each goes over is reach.
func (t *taking) locals() {
	names := slices.Sorted(maps.Keys(t.plan.Locals))
	for again := true; again; { // through locals that mention locals; each round moves one up, to an end
		before := maps.Clone(t.mentioned)
		for _, name := range names {
			if of, ok := t.mentioned[name]; ok {
				t.mention(of, t.plan.Locals[name])
			}
		}
		again = !maps.Equal(before, t.mentioned)
	}
	for _, name := range names {
		of, ok := t.mentioned[name]
		if !ok {
			of = Behaviour
		}
		f := t.expression(t.part(of, "local."+name), of, "value", t.plan.Locals[name])
		f.widens, f.hidden = turned, f.hidden || secretName(name)
		if of.weight() > Reach.weight() {
			f.widens = nil
		}
	}
}

// sensitive are the inputs that are, and the locals made of them, through other locals too.
func sensitive(p *plan.Plan) map[string]bool {
	found := map[string]bool{}
	for _, in := range p.Inputs {
		if in.Sensitive {
			found["input."+in.Name] = true
		}
	}
	for size := -1; size != len(found) && len(found) > 0; {
		size = len(found)
		for name, n := range p.Locals {
			if mentions(n, found) {
				found["local."+name] = true
			}
		}
	}
	return found
}

// asksSensitive tells whether a sensitive input decides what n is. What n compares it with would tell of it.
func (t *taking) asksSensitive(n *expr.Node) bool {
	return len(t.sensitive) > 0 && mentions(n, t.sensitive)
}

func mentions(n *expr.Node, names map[string]bool) bool {
	return slices.ContainsFunc(n.References(), func(path []string) bool {
		return len(path) > 1 && names[path[0]+"."+path[1]]
	})
}

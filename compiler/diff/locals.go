package diff

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// locals tells of the locals. A local is about the most important thing that mentions it, through other
// locals too: one that a for_each goes over is reach.
func (t *taking) locals() {
	about := t.about()
	for _, name := range slices.Sorted(maps.Keys(t.plan.Locals)) {
		of, ok := about[name]
		if !ok {
			of = Behaviour
		}
		f := t.expression(t.part(of, "local."+name), of, "value", t.plan.Locals[name])
		f.hidden = f.hidden || show.SecretName(name)
		if of.weight() <= Reach.weight() {
			f.widens = turned
		}
	}
}

// about is what each local is about. The most important consequence goes first, so each local is visited
// once.
func (t *taking) about() map[string]Consequence {
	about := map[string]Consequence{}
	var visit func(name string, of Consequence)
	visit = func(name string, of Consequence) {
		if _, done := about[name]; done || t.plan.Locals[name] == nil {
			return
		}
		about[name] = of
		for _, next := range localsIn(t.plan.Locals[name]) {
			visit(next, of)
		}
	}
	for _, of := range consequences {
		for name, direct := range t.mentioned {
			if direct == of {
				visit(name, of)
			}
		}
	}
	return about
}

// sensitive are the inputs that are, and the locals made of them, through other locals too.
func sensitive(p *plan.Plan) map[string]bool {
	found := map[string]bool{}
	for _, in := range p.Inputs {
		if in.Sensitive {
			found["input."+in.Name] = true
		}
	}
	if len(found) == 0 {
		return nil
	}
	var fresh []string
	mentionedBy := map[string][]string{}
	for name, n := range p.Locals {
		if mentions(n, found) {
			fresh = append(fresh, name)
		}
		for _, other := range localsIn(n) {
			mentionedBy[other] = append(mentionedBy[other], name)
		}
	}
	for ; len(fresh) > 0; fresh = fresh[1:] {
		if address := "local." + fresh[0]; !found[address] {
			found[address] = true
			fresh = append(fresh, mentionedBy[fresh[0]]...)
		}
	}
	return found
}

// localsIn are the locals that n mentions.
func localsIn(n *expr.Node) []string {
	var names []string
	for _, path := range n.References() {
		if len(path) > 1 && path[0] == "local" {
			names = append(names, path[1])
		}
	}
	return names
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

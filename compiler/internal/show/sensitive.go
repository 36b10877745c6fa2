package show

import (
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Sensitive are the inputs that are, and the locals made of them, through other locals too.
func Sensitive(p *plan.Plan) map[string]bool {
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
		if Mentions(n, found) {
			fresh = append(fresh, name)
		}
		for _, other := range Locals(n) {
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

// Locals are the locals that n mentions.
func Locals(n *expr.Node) []string {
	var names []string
	for _, path := range n.References() {
		if len(path) > 1 && path[0] == "local" {
			names = append(names, path[1])
		}
	}
	return names
}

// Mentions tells whether n mentions one of these, by "input.X" and "local.X". Where they are sensitive, what n
// compares them with would tell of them.
func Mentions(n *expr.Node, names map[string]bool) bool {
	return slices.ContainsFunc(n.References(), func(path []string) bool {
		return len(path) > 1 && names[path[0]+"."+path[1]]
	})
}

package diff

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
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
		for _, next := range show.Locals(t.plan.Locals[name]) {
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

// asksSensitive tells whether a sensitive input decides what n is. What n compares it with would tell of it.
func (t *taking) asksSensitive(n *expr.Node) bool {
	return len(t.sensitive) > 0 && show.Mentions(n, t.sensitive)
}

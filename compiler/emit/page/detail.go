package page

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// detail is for who wants to know exactly: what names in expressions stand for, and how the actions that the
// team wrote are done.
func (w *writer) detail() {
	p := w.plan
	if len(p.Locals) == 0 && len(p.Actions) == 0 && len(p.Moved) == 0 {
		return
	}
	w.heading(2, say("In detail"))
	for _, name := range slices.Sorted(maps.Keys(p.Locals)) {
		if show.SecretName(name) {
			w.item(say("{} is not shown here.", code("local."+name)))
			continue
		}
		w.item(say("{} is {}.", code("local."+name), w.expression(p.Locals[name])))
	}
	for i := range p.Actions {
		w.written(&p.Actions[i])
	}
	for _, m := range p.Moved {
		w.item(say("{} was called {} before.", code(m.To), code(m.From)))
	}
}

// written tells of an action that the team wrote.
func (w *writer) written(a *plan.Action) {
	w.item(say("The action {} is done by {}{}. {}.{}", w.action(a.Name), code(a.Run.Action), w.with(a.Run.Settings, "", " with"),
		own(capital("it "+deed(consequence[a.Effect]))), own(map[bool]string{true: " To do it twice is as good as once."}[a.Idempotent])))
	w.under(say("It needs a connection of the kind {}.", code(a.Kind)))
	for i := range a.Settings {
		w.under(setting(&a.Settings[i]))
	}
	for _, name := range sortedNames(a.Run.Give) {
		if given := a.Output(name); given == nil {
			w.under(say("It gives {} = {}.", code(name), w.expression(a.Run.Give[name])))
		}
	}
	for i := range a.Outputs {
		w.under(w.output(&a.Outputs[i], a.Run.Give[a.Outputs[i].Name]))
	}
	if a.Run.Paginate != "" {
		w.under(say("It asks for the following pages too, by {}.", code(a.Run.Paginate)))
	}
	if a.Run.Done != nil {
		w.under(say("Where {}, it was so already.", w.expression(a.Run.Done)))
	}
	if u := a.Undo; u != nil {
		w.under(w.undoing(u))
	}
}

func (w *writer) undoing(u *plan.Undo) phrase {
	if u.Action == "" {
		return say("It cannot be undone.{}", because(u))
	}
	return say("It is undone by {}{}.{}", w.action(u.Action), w.with(u.Settings, "", ", with"), because(u))
}

func setting(s *plan.Setting) phrase {
	out := slices.Concat(say("Its setting {} is ", code(s.Name)), rules{kind: s.Type, pattern: s.Pattern, oneOf: s.OneOf}.say())
	switch {
	case s.Default == nil:
	case show.SecretName(s.Name) || show.HasSecret(expr.Lit(*s.Default)):
		out = append(out, say("; without it, something that is not shown here")...)
	default:
		out = append(out, say("; without it, {}", value(*s.Default))...)
	}
	out = append(out, say(".")...)
	if s.Description != "" {
		out = append(out, say(" {}", s.Description)...)
	}
	return out
}

func (w *writer) output(o *plan.Output, give *expr.Node) phrase {
	out := say("It gives {}, of the type {}", code(o.Name), code(o.Type))
	if give != nil {
		out = append(out, say(": {}", w.expression(give))...)
	}
	if len(o.Labels) > 0 {
		out = append(out, say(" ({})", joined("and", o.Labels, func(l kind.Label) phrase { return say("{}", own(string(l))) }))...)
	}
	if o.AsOf {
		out = append(out, say(", the instant of the others")...)
	}
	return append(out, say(".")...)
}

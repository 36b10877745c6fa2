package page

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// starts tells what starts a run.
func (w *writer) starts() {
	w.heading(2, say("When it starts"))
	for _, t := range w.triggers() {
		how, what := w.start(t)
		w.item(say("{} ({}): {}.", bold(how), code(t.Name), what))
		for _, name := range sortedNames(t.Map) {
			if show.SecretName(name) {
				w.under(say("{} is given by it "+hidden+".", code(name)))
				continue
			}
			w.under(say("{} is then {}.", w.field(name), w.expression(t.Map[name])))
		}
	}
	if len(w.plan.Triggers) == 0 {
		w.paragraph(say("Nothing starts it: it has no trigger."))
	}
	if c := w.plan.Concurrency; c != nil {
		w.item(say("Runs for the same {} exclude each other: {}.", w.expression(c.Key), say(modes[c.Mode])))
	}
}

var modes = map[string]string{"queue": "the later one waits for its turn", "refuse": "the later one is refused"}

// start is how a trigger starts a run, and when.
func (w *writer) start(t *plan.Trigger) (how string, when phrase) {
	switch t.Kind {
	case "schedule":
		return "By itself", w.due(t)
	case "manual":
		return "By hand", say("somebody who may start it fills in the form under Actions on GitHub, or types the command below")
	case "event":
		return "By an event", say("another system sends the repository an event of the type {}", code(t.Type))
	case "issue":
		return "By an issue", say("somebody who may start it gives one the label {}", code(t.Label))
	case "pull_request":
		whose := "one of this repository"
		if t.Forks {
			whose = "one, also from a fork,"
		}
		return "By a pull request", say(whose+" changes a file like {}; the run is a rehearsal, and counts for nothing", codes("or", t.Paths))
	case "finding":
		runbook, check, _ := strings.Cut(t.Check, ".")
		return "By a finding", say("the check {} of the runbook {} fails", code(check), code(runbook))
	}
	return "By " + t.Kind, nil
}

// field is an input by the words that the form has for it.
func (w *writer) field(name string) phrase {
	if in := w.plan.Input(name); in != nil && in.Title != "" {
		return say("“{}” ({})", in.Title, code(name))
	}
	return say("{}", code(name))
}

// access tells who may start it.
func (w *writer) access() {
	w.heading(2, say("Who may start it"))
	a := w.plan.Access
	if a == nil {
		w.paragraph(say("Nobody starts it by hand."))
		return
	}
	w.item(say("People with the role {}. Everybody else is refused, and the refusal is recorded.", roles("or", a.Who)))
	for i := range a.Gates {
		w.gate(&a.Gates[i])
	}
	if len(a.BreakGlass) > 0 {
		w.item(say("In an emergency, people with the role {} may break the glass and start it without that, with a reason that is recorded.", roles("or", a.BreakGlass)))
	}
	if len(a.Gates) > 0 && w.startsByItself() {
		w.item(say("A run that starts by itself has nobody to ask these things of; the record says so."))
	}
	if w.plan.Trigger(byHand(w.plan)) != nil {
		w.paragraph(say("In a clone of the repository:"))
		w.command(w.typed())
	}
}

func (w *writer) gate(g *plan.Gate) {
	w.item(say("Whoever asks must pass the gate {}. It looks by {}{}{}, and lets pass where {}.",
		bold(g.Name), w.action(g.Action), w.over(g.Connection), w.with(g.Settings, "", ", with"), w.expression(g.Condition)))
	if g.MaxAge > 0 {
		w.under(say("What it finds may be at most {} old; after a longer wait it looks again.", own(length(g.MaxAge))))
	}
	w.under(say("Whom it refuses, it tells: {}", w.quoted(g.Message)))
}

func (w *writer) startsByItself() bool {
	return slices.ContainsFunc(w.plan.Triggers, func(t plan.Trigger) bool { return t.Kind != "manual" && t.Kind != "issue" })
}

// byHand is the name of the trigger by which people start it; "" where there is none.
func byHand(p *plan.Plan) string {
	for _, t := range p.Triggers {
		if t.Kind == "manual" {
			return t.Name
		}
	}
	return ""
}

// typed is the command that starts it, with a place for each value that must be given.
func (w *writer) typed() string {
	line := "attestary run " + w.plan.Runbook
	for _, in := range w.plan.Inputs {
		if in.Default == nil && !in.Sensitive {
			line += " --input " + in.Name + "=…"
		}
	}
	return line
}

// inputs tells what is to be filled in.
func (w *writer) inputs() {
	if len(w.plan.Inputs) == 0 {
		return
	}
	w.heading(2, say("What to fill in"))
	for i := range w.plan.Inputs {
		in := &w.plan.Inputs[i]
		name := say("{}", bold(in.Name))
		if in.Title != "" {
			name = say("{} ({})", bold(in.Title), code(in.Name))
		}
		w.item(slices.Concat(name, say(": "), rulesOf(in).say(), w.usual(in), describe(in)))
	}
}

func (w *writer) usual(in *plan.Input) phrase {
	switch {
	case in.Default == nil:
		return say("; it must be given.")
	case show.HasSecret(expr.Lit(*in.Default)) || in.Sensitive || show.SecretName(in.Name):
		return say("; left empty, something that is not shown here.")
	}
	return say("; left empty, {}.", value(*in.Default))
}

func describe(in *plan.Input) phrase {
	var out phrase
	if in.Description != "" {
		out = append(out, say(" {}", in.Description)...)
	}
	if in.Example != "" {
		out = append(out, say(" For example {}.", code(in.Example))...)
	}
	if in.Sensitive {
		out = append(out, say(" It is sensitive: it is asked for on the terminal or read from a file, and never shown.")...)
	}
	if in.Personal {
		out = append(out, say(" It is about a person.")...)
	}
	return out
}

// rules are what a value that a person gives must keep.
type rules struct {
	kind, min, max, pattern string
	maxLength               int64
	oneOf                   []expr.Value
}

func rulesOf(in *plan.Input) rules {
	return rules{in.Type, in.Min, in.Max, in.Pattern, in.MaxLength, in.OneOf}
}

var kinds = map[string]string{
	"string": "a text", "number": "a number", "bool": "yes or no", "date": "a date as 2026-01-31",
	"duration": "a length of time as 90d or 12h", "list(string)": "any number of texts, one a line",
}

func (r rules) say() phrase {
	out := say(kinds[r.kind])
	if kinds[r.kind] == "" {
		out = say("{}", code(r.kind))
	}
	if len(r.oneOf) > 0 {
		out = append(out, say(", {}", joined("or", r.oneOf, value))...)
	}
	switch {
	case r.min != "" && r.max != "":
		out = append(out, say(", from {} to {}", r.min, r.max)...)
	case r.min != "":
		out = append(out, say(", {} at least", r.min)...)
	case r.max != "":
		out = append(out, say(", {} at most", r.max)...)
	}
	if r.maxLength > 0 {
		out = append(out, say(", at most {} characters", r.maxLength)...)
	}
	if r.pattern != "" {
		out = append(out, say(", of the form {}", code(r.pattern))...)
	}
	return out
}

package page

import (
	"slices"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

// checks tells of those that are judged last.
func (w *writer) checks() {
	if len(w.plan.Checks) == 0 {
		return
	}
	w.heading(2, say("What it checks at the end"))
	w.paragraph(say("Also where something failed before. A check that could not be made is unknown, and unknown is never a pass."))
	for i := range w.plan.Checks {
		w.check(&w.plan.Checks[i])
	}
}

func (w *writer) check(c *plan.Check) {
	lead := say("The check {} holds that {}. It is of {} severity.", bold(c.Name), w.expression(c.Condition), own(c.Severity))
	if w.numbers[c.Address()] > 0 {
		w.numbered(c.Address(), lead)
	} else {
		w.item(lead)
	}
	if c.ForEach != nil {
		w.under(say("For each of {}{}.{}", w.expression(c.ForEach), keyed(c.By), own(ofNothing[c.Empty])))
	} else if c.Empty != "" {
		w.under(say("{}", own(ofNothing[c.Empty])))
	}
	w.under(say("Where it fails, it says: {}", w.quoted(c.Message)))
	if c.Remedy != "" {
		w.under(say("What mends it: {}", c.Remedy))
	}
	for i := range w.plan.Waivable {
		if w.plan.Waivable[i].Check == c.Name {
			w.under(waiver(w.plan, &w.plan.Waivable[i]))
		}
	}
}

var ofNothing = map[string]string{"": " Where there is none, it is unknown.", "passed": " Where there is none, it passes."}

func waiver(p *plan.Plan, v *plan.Waivable) phrase {
	who := say("by those who own the runbook (role {})", roles("or", p.Waivers(v)))
	if len(v.By) > 0 {
		who = say("by people with the role {}", roles("or", v.By))
	}
	out := append(say("It may be waived, for at most {}, ", own(length(v.Longest()))), who...)
	return append(out, say(".")...)
}

// evidence tells what stays.
func (w *writer) evidence() {
	w.heading(2, say("What it keeps as evidence"))
	w.paragraph(say("A signed record, for ever: which plan ran, who asked and who agreed, how each part ended and when, what was compared, and these values. Nothing else of what a step saw."))
	for _, e := range w.plan.Evidence {
		about := say("{}: {}", bold(e.Name), w.expression(e.Value))
		if e.Description != "" {
			about = say("{}, {}: {}", bold(e.Name), e.Description, w.expression(e.Value))
		}
		if e.Personal {
			about = append(about, say(" (about people)")...)
		}
		w.item(append(about, say(".")...))
	}
	if len(w.plan.Evidence) == 0 {
		w.item(say("No values."))
	}
}

// claims tells what a run proves, in the words of the frameworks.
func (w *writer) claims() {
	w.heading(2, say("What it proves"))
	if len(w.plan.Satisfies) == 0 {
		w.paragraph(say("Nothing: it claims no function and no control of a framework."))
		return
	}
	for i := range w.plan.Satisfies {
		w.claim(&w.plan.Satisfies[i])
	}
	for _, line := range w.attributions() {
		w.paragraph(say("{}", line))
	}
}

func (w *writer) claim(s *plan.Satisfies) {
	set, _ := w.frameworks(s.Framework)
	if set == nil {
		set = catalog.Own(&catalog.Set{ID: s.Framework, Title: s.Framework})
	}
	name := say("{} ({})", bold(set.Title), code(s.Framework))
	if s.Function != "" {
		w.stage(set, s, name)
	} else {
		w.item(say("{}, of which a run that passes proves:", name))
		for _, label := range s.Controls {
			w.under(say("{}{}", code(label), controlTitle(set, label)))
		}
	}
	w.under(counts(s))
	if len(s.Inputs) > 0 {
		w.under(say("It counts also with other values than the usual ones of {}.", codes("and", s.Inputs)))
	}
	if s.Rehearsal {
		w.under(say("The claim is the rehearsal: a run that only observes and simulates the rest counts, and is shown as such."))
	}
}

func controlTitle(set *catalog.Set, label string) phrase {
	if c, ok := set.Control(label); ok && c.Title != "" {
		return say(" {}", c.Title)
	}
	return nil
}

func (w *writer) stage(set *catalog.Set, s *plan.Satisfies, name phrase) {
	stage, _ := catalog.ParseStage(s.Stage)
	f, ok := set.Function(s.Function)
	if !ok {
		w.item(say("{}: {} at {}.", name, code(s.Function), bold(capital(s.Stage))))
		return
	}
	title := say("{}", f.Name)
	if pillar, ok := set.Pillar(s.Function); ok {
		title = say("{}, {}", pillar.Name, f.Name)
	}
	w.item(say("{}: {} ({}) at {}.", name, title, code(s.Function), bold(capital(s.Stage))))
	if text := f.Stages[stage]; text != "" {
		w.under(say("There it says: “{}”", text))
	}
	if stage >= catalog.Advanced && byHand(w.plan) != "" {
		w.under(say("A run that somebody starts by hand counts as Initial."))
	}
}

func counts(s *plan.Satisfies) phrase {
	if s.FreshFor == 0 {
		return say("It does not say how long a run counts.")
	}
	return say("A run that passes counts for {}; then the next one must have passed.", own(length(s.FreshFor)))
}

// attributions are those that frameworks ask for where their words are shown.
func (w *writer) attributions() []string {
	var lines []string
	for _, s := range w.plan.Satisfies {
		if set, ok := w.frameworks(s.Framework); ok && set.Attribution != "" && !slices.Contains(lines, set.Attribution) {
			lines = append(lines, set.Attribution)
		}
	}
	return lines
}

func (w *writer) claimsInShort() phrase {
	var list []phrase
	for i := range w.plan.Satisfies {
		s := &w.plan.Satisfies[i]
		if s.Function == "" {
			list = append(list, say("{} of {}", own(count(int64(len(s.Controls)), "control")), code(s.Framework)))
			continue
		}
		title := code(s.Function)
		if set, ok := w.frameworks(s.Framework); ok {
			if f, ok := set.Function(s.Function); ok {
				list = append(list, say("{} at {}", f.Name, own(capital(s.Stage))))
				continue
			}
		}
		list = append(list, say("{} at {}", title, own(capital(s.Stage))))
	}
	if list == nil {
		return say("nothing")
	}
	return join("and", list)
}

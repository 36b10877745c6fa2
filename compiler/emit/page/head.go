package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// head is the title and what somebody who has no more than a minute must know.
func (w *writer) head() {
	p := w.plan
	w.heading(1, say("{}", p.Title))
	if p.Summary != "" {
		w.paragraph(say("{}", p.Summary))
	}
	w.row(say("runbook"), say("{}", code(p.Runbook)))
	w.row(say("starts"), w.startsInShort())
	w.row(say("power"), say("{}{}", own(deeds(p)), w.systems()))
	if changes := w.changesInShort(); changes != nil {
		w.row(say("changes"), changes)
	}
	w.row(say("approval"), w.yesInShort())
	w.row(say("proves"), w.claimsInShort())
	w.row(say("takes"), say("at most {}{}", own(length(p.Timeout)), w.besides()))
	w.row(say("whom to ask"), say("{}, who own it", bold(p.Owner)))
}

func (w *writer) startsInShort() phrase {
	var list []phrase
	for _, t := range w.triggers() {
		switch t.Kind {
		case "schedule":
			list = append(list, w.due(t))
		case "manual", "issue":
			list = append(list, say("when somebody asks"))
		case "event":
			list = append(list, say("by an event"))
		case "pull_request":
			list = append(list, say("by a pull request"))
		case "finding":
			list = append(list, say("when another runbook finds something"))
		}
	}
	if list == nil {
		return say("never: it has no trigger")
	}
	return join("and", distinct(list))
}

// triggers are those of the plan, first what nobody must do anything for, then what people do.
func (w *writer) triggers() []*plan.Trigger {
	order := []string{"schedule", "manual", "issue", "event", "finding", "pull_request"}
	var list []*plan.Trigger
	for i := range w.plan.Triggers {
		list = append(list, &w.plan.Triggers[i])
	}
	slices.SortStableFunc(list, func(a, b *plan.Trigger) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	return list
}

// due is when a schedule starts it, with the time zone.
func (w *writer) due(t *plan.Trigger) phrase {
	return say("{} ({})", times(t.Cron), w.plan.Zone(t))
}

// systems are those in which it does something, or, where it only looks, at which it looks.
func (w *writer) systems() phrase {
	var names []phrase
	for _, s := range w.plan.AllSteps() {
		if s.Connection != "" && (s.Effect != kind.Observe || onlyLooks(w.plan)) {
			names = append(names, say("{}", bold(s.Connection)))
		}
	}
	if names == nil {
		return nil
	}
	return say(", in {}", join("and", distinct(names)))
}

// besides tells that waits for people do not count.
func (w *writer) besides() phrase {
	for _, f := range w.plan.Phases {
		if len(f.Approvals)+len(f.Asks) > 0 {
			return say(", the waits for people not counted")
		}
	}
	return nil
}

// changesInShort are the steps that do not only look, how much they may touch, and whether it can be undone.
func (w *writer) changesInShort() phrase {
	var list []phrase
	for _, s := range w.steps() {
		if s.Effect == kind.Observe {
			continue
		}
		ph := say("{} (", bold(w.titleOf(s)))
		if s.Limit != nil {
			ph = append(ph, say("at most {}, ", share(s.Limit))...)
		}
		ph = append(ph, say(w.undoInShort(s)+")")...)
		list = append(list, ph)
	}
	return join("and", list)
}

// steps are all steps in the order in which they are told.
func (w *writer) steps() []*plan.Step {
	var list []*plan.Step
	for _, f := range w.phases() {
		for _, part := range w.partsOf(f) {
			if name, ok := strings.CutPrefix(part.address, plan.StepPrefix); ok {
				list = append(list, w.plan.Step(name))
			}
		}
	}
	return list
}

func (w *writer) undoInShort(s *plan.Step) string {
	switch u := w.plan.UndoOf(s); {
	case u == nil:
		return "nobody has said how to undo it"
	case u.Action == "":
		return "cannot be undone"
	case s.UndoAfter != nil:
		return "undone by itself"
	}
	return "can be undone"
}

// titleOf is what a step is called: by its own title, else by its action's.
func (w *writer) titleOf(s *plan.Step) string {
	known, _ := w.plan.Kind(s.Action)
	return cmp.Or(s.Title, known.Title, s.Action)
}

func onlyLooks(p *plan.Plan) bool {
	for _, s := range p.AllSteps() {
		if s.Effect != kind.Observe {
			return false
		}
	}
	return true
}

func (w *writer) yesInShort() phrase {
	n := w.plan.FewestApprovals()
	switch {
	case onlyLooks(w.plan):
		return say("none needed: it changes nothing")
	case n == 0:
		return say("none before the first change")
	}
	return say("{}, before the first change", own(people(n)))
}

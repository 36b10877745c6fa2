package page

import (
	"slices"

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
	w.row(say("approval"), w.yesInShort())
	w.row(say("proves"), w.claimsInShort())
	w.row(say("takes"), say("at most {}", own(length(p.Timeout))))
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

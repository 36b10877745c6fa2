package page

import (
	"slices"

	"github.com/attestary/attestary/schemas/plan"
)

// approval tells of people who must say yes.
func (w *writer) approval(a *plan.Approval) {
	w.numbered(a.Address(), say("{} ({}): {} with the role {} must say it within {}.",
		bold("A yes"), code(a.Address()), own(people(a.Min)), roles("or", a.From), own(length(a.Timeout))))
	w.waitsFor(a.Address(), a.Needs)
	w.under(say("Without it the run is blocked, and what waits for it is not done."))
	if a.SkipIf != nil {
		w.under(say("It is not asked where {}.", w.expression(a.SkipIf)))
	}
	w.show("They are shown:", a.Show)
}

// ask tells of a question to people.
func (w *writer) ask(a *plan.Ask) {
	w.numbered(a.Address(), say("{} ({}) to somebody with the role {}: {}", bold("A question"), code(a.Address()), roles("or", a.To), w.quoted(a.Question)))
	w.waitsFor(a.Address(), a.Needs)
	if a.When != nil {
		w.under(say("It is asked only where {}.", w.expression(a.When)))
	}
	w.show("They are shown:", a.Show)
	for i := range a.Answers {
		w.under(answer(&a.Answers[i]))
	}
	if len(a.Second) > 0 {
		w.under(say("A second person, with the role {}, must give the same answers.", roles("or", a.Second)))
	}
	w.under(say("It waits for at most {}. It never answers itself: out of time, the run is blocked.", own(length(a.Timeout))))
}

func answer(a *plan.Answer) phrase {
	name := say("{}", code(a.Name))
	if a.Title != "" {
		name = say("“{}” ({})", a.Title, code(a.Name))
	}
	return slices.Concat(say("The answer {} is ", name), rules{a.Type, a.Min, a.Max, a.Pattern, a.MaxLength, a.OneOf}.say(), say("."))
}

// show tells what people see.
func (w *writer) show(lead string, s *plan.Show) {
	if s == nil {
		return
	}
	var list []phrase
	for _, text := range []phrase{w.quoted(s.Title), w.quoted(s.Text)} {
		if text != nil {
			list = append(list, text)
		}
	}
	if s.Table != nil {
		list = append(list, say("a table of {}", w.expression(s.Table)))
	}
	if list != nil {
		w.under(say(lead+" {}", join("and", list)))
	}
}

// people tells who is in the roles, and who must have agreed to the runbook itself.
func (w *writer) people() {
	w.heading(2, say("Who is who"))
	for i := range w.plan.Roles {
		r := &w.plan.Roles[i]
		var list []phrase
		if len(r.Teams) > 0 {
			list = append(list, say("the members of {}", codes("and", r.Teams)))
		}
		if len(r.Members) > 0 {
			list = append(list, codes("and", r.Members))
		}
		if list == nil {
			list = []phrase{say("nobody")}
		}
		w.item(say("{}: {}.", bold(r.Name), join("and", list)))
	}
	for i := range w.plan.Reviews {
		r := &w.plan.Reviews[i]
		w.item(say("A change of this runbook is reviewed by {} with the role {}, because it may {} (the rule {}).",
			own(people(r.Min)), roles("or", r.From), joined("or", r.Effects, func(e effect) phrase { return say("{}", own(string(e))) }), code(r.Name)))
	}
	if w.plan.ReviewBy != "" {
		w.item(say("{} look at it again by {}.", bold(w.plan.Owner), own(w.plan.ReviewBy)))
	}
}

// action is the name of an action, with what it does.
func (w *writer) action(name string) phrase {
	if k, ok := w.plan.Kind(name); ok && k.Title != "" {
		return say("{} ({})", code(name), k.Title)
	}
	return say("{}", code(name))
}

func (w *writer) over(connection string) phrase {
	if connection == "" {
		return nil
	}
	return say(" in {}", bold(connection))
}

package page

import (
	"slices"

	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// failure tells what happens to changes when something goes wrong.
func (w *writer) failure() {
	w.heading(2, say("When something goes wrong"))
	if onlyLooks(w.plan) {
		w.item(say("It changes nothing, so there is nothing to take back."))
	}
	for _, f := range w.phases() {
		w.onFailure(f)
	}
	w.item(say("A run takes at most {}. One without a result {} after it began counts as failed.", own(length(w.plan.Timeout)), own(length(w.plan.FinishBy))))
	w.item(say("Ask {}, who own it.", bold(w.plan.Owner)))
}

func (w *writer) onFailure(f *plan.Phase) {
	where := say("")
	if !w.loose(f) {
		where = say("In {}: ", code(f.Name))
	}
	switch o := f.OnFailure; {
	case o == nil && !acts(f):
		return
	case o == nil:
		w.item(slices.Concat(where, say("Without {} the changes stay.", code("on_failure"))))
	case o.Undo == "reverse":
		w.item(slices.Concat(where, say("What was done, or may have been half done, is taken back, the newest first, as far as it can be undone.")))
	default:
		w.item(slices.Concat(where, say("The changes stay: nothing is taken back.")))
	}
	if o := f.OnFailure; o != nil && len(o.Notify) > 0 {
		w.under(say("It tells people by {}.", codes("and", o.Notify)))
	}
}

func acts(f *plan.Phase) bool {
	return slices.ContainsFunc(f.Steps, func(s plan.Step) bool { return s.Effect != kind.Observe })
}

// end tells what people are told, and what they still have to do.
func (w *writer) end() {
	p := w.plan
	if len(p.Notifies) == 0 && p.Result == nil && p.Confirm == nil {
		return
	}
	w.heading(2, say("What people are told"))
	for i := range p.Notifies {
		n := &p.Notifies[i]
		w.item(say("{}: when a run {}, it says {}, by {}{}.", bold(n.Name), on(n), w.quoted(n.Text), w.action(n.Action), w.over(n.Connection)))
	}
	if p.Result != nil {
		w.item(say("Who started it reads the result at the end. It is not part of the evidence."))
		w.show("It says:", p.Result)
	}
	if c := p.Confirm; c != nil {
		w.item(say("The run stays open until a second person, with the role {}, confirms what they saw, within {}.", roles("or", c.By), own(length(c.Within))))
	}
}

// states are what a notify may tell of, in the order of a run.
var states = []struct{ name, words string }{
	{"started", "starts"}, {"waiting", "waits for people"}, {"passed", "passes"}, {"failed", "fails"}, {"blocked", "is blocked"},
	{"missed", "does not start in time"},
}

func on(n *plan.Notify) phrase {
	var list []phrase
	for _, s := range states {
		if slices.Contains(n.On, s.name) {
			list = append(list, say("{}", own(s.words)))
		}
	}
	return join("or", list)
}

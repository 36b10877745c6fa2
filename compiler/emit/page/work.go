package page

import (
	"slices"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// work tells what a run does, part by part, in an order in which nothing comes before what it waits for.
func (w *writer) work() {
	w.heading(2, say("What it does"))
	if w.plan.ReadOnly {
		w.paragraph(say("It is read-only: no step of it may change anything."))
	}
	for _, f := range w.phases() {
		w.phase(f)
	}
}

func (w *writer) phases() []*plan.Phase {
	var list []*plan.Phase
	for i := range w.plan.Phases {
		list = append(list, &w.plan.Phases[i])
	}
	return inOrder(list, func(f *plan.Phase) string { return f.Name }, func(f *plan.Phase) []string { return f.After })
}

// inOrder gives the items so that each comes after those that it waits for, and otherwise as they were.
func inOrder[T any](items []T, name func(T) string, waits func(T) []string) []T {
	left := map[string]bool{}
	for _, it := range items {
		left[name(it)] = true
	}
	var out []T
	for len(items) > 0 {
		next := slices.IndexFunc(items, func(it T) bool {
			return !slices.ContainsFunc(waits(it), func(other string) bool { return left[other] && other != name(it) })
		})
		next = max(next, 0) // a plan has no rings; should one have, this ends all the same
		delete(left, name(items[next]))
		out = append(out, items[next])
		items = slices.Delete(slices.Clone(items), next, next+1)
	}
	return out
}

// loose tells whether the plan has no phases but the one that loose parts are.
func (w *writer) loose(f *plan.Phase) bool {
	return len(w.plan.Phases) == 1 && f.Name == "main"
}

func (w *writer) phase(f *plan.Phase) {
	if !w.loose(f) || f.Title != "" {
		name := say("{}", code(f.Name))
		if f.Title != "" {
			name = say("{}", f.Title)
		}
		w.heading(3, name)
	}
	if about := w.aboutPhase(f); about != nil {
		w.paragraph(about)
	}
	for _, part := range w.partsOf(f) {
		w.numbers[part.address] = len(w.numbers) + 1
		part.tell()
	}
}

func (w *writer) aboutPhase(f *plan.Phase) phrase {
	var out phrase
	add := func(ph phrase) {
		if out != nil {
			out = append(out, say(" ")...)
		}
		out = append(out, ph...)
	}
	if f.Title != "" && !w.loose(f) {
		add(say("This is the phase {}.", code(f.Name)))
	}
	if len(f.After) > 0 {
		add(say("It begins after {}.", codes("and", f.After)))
	}
	if f.When != nil {
		add(say("It is left out unless {}.", w.expression(f.When)))
	}
	if f.ForEach != nil {
		add(say("It is done once for each of {}{}, {} at a time{}.", w.expression(f.ForEach), keyed(f.By), f.Parallel, atMost(f.Limit)))
	}
	if len(f.RunsOn) > 0 {
		add(say("It runs on a machine with the labels {}.", codes("and", f.RunsOn)))
	}
	return out
}

func keyed(by string) phrase {
	if by == "" {
		return nil
	}
	return say(" (known by its {})", code(by))
}

func atMost(limit int64) phrase {
	if limit == 0 {
		return nil
	}
	return say(", at most {}", limit)
}

// part is something in a phase that waits, or is waited for.
type part struct {
	address string
	tell    func()
}

func (w *writer) partsOf(f *plan.Phase) []part {
	var list []part
	for i := range f.Asks {
		list = append(list, part{f.Asks[i].Address(), func() { w.ask(&f.Asks[i]) }})
	}
	for i := range f.Approvals {
		list = append(list, part{f.Approvals[i].Address(), func() { w.approval(&f.Approvals[i]) }})
	}
	for i := range f.Steps {
		list = append(list, part{f.Steps[i].Address(), func() { w.step(f, &f.Steps[i]) }})
	}
	for i := range f.Checks {
		list = append(list, part{f.Checks[i].Address(), func() { w.check(&f.Checks[i]) }})
	}
	return inOrder(list, func(p part) string { return p.address }, func(p part) []string { return w.waits[p.address] })
}

// step tells of one action.
func (w *writer) step(f *plan.Phase, s *plan.Step) {
	title, by := w.titleOf(s), w.action(s.Action)
	if s.Title == "" {
		by = say("{}", code(s.Action))
	}
	w.numbered(s.Address(), say("{} ({}): {}, by {}{}.", bold(title), code(s.Address()), own(deed(Doing(w.plan, s))), by, w.over(s.Connection)))
	w.waitsFor(s.Address(), s.Needs)
	if s.ForEach != nil {
		w.under(say("For each of {}{}, {} at a time.", w.expression(s.ForEach), keyed(s.By), s.Parallel))
	}
	w.limit(s)
	if s.When != nil {
		w.under(say("Only where {}; else it is left out.", w.expression(s.When)))
	}
	if len(s.Settings) > 0 {
		w.under(say("With {}.", w.given(s.Settings)))
	}
	for i := range s.Expects {
		e := &s.Expects[i]
		w.under(say("It fails unless {} ({}): {}", w.expression(e.Condition), code(e.Name), w.quoted(e.Message)))
	}
	w.attempts(s)
	w.undo(f, s)
}

// numbered is a part with its number, by which others say that they wait for it.
func (w *writer) numbered(address string, ph phrase) {
	w.put(block{kind: item, number: w.numbers[address], cells: []phrase{ph}})
}

// waitsFor tells what comes before. What is in an earlier phase comes before anyway.
func (w *writer) waitsFor(address string, needs []string) {
	var list []phrase
	needs = slices.SortedStableFunc(slices.Values(needs), func(a, b string) int { return w.numbers[a] - w.numbers[b] })
	for _, n := range needs {
		if number := w.numbers[n]; number > 0 && n != address {
			list = append(list, say("{}", int64(number)))
		} else {
			list = append(list, say("{}", code(n)))
		}
	}
	if list != nil {
		w.under(say("It waits for {}.", join("and", list)))
	}
}

func (w *writer) limit(s *plan.Step) {
	l := s.Limit
	switch {
	case l == nil:
	case l.Of != nil:
		w.under(say("It may touch at most {} of {}; more than that stop the run before the first.", share(l), w.expression(l.Of)))
	default:
		w.under(say("It may touch at most {}; more than that stop the run before the first.", share(l)))
	}
}

func share(l *plan.Limit) phrase {
	var list []phrase // of one, in a plan that keeps its rules
	if l.Count > 0 {
		list = append(list, say("{}", l.Count))
	}
	if l.Percent > 0 {
		list = append(list, say("{}%", l.Percent))
	}
	return join("or", list)
}

func (w *writer) attempts(s *plan.Step) {
	try := say("Each attempt may take {}", own(length(s.Timeout)))
	if r := s.Retry; r != nil {
		try = append(try, say("; it is tried up to {} times, {} apart", r.Max, own(length(r.Delay)))...)
		if r.While != nil {
			try = append(try, say(", while {}", w.expression(r.While))...)
		}
	}
	w.under(append(try, say(".")...))
	if s.OnError == "continue" {
		w.under(say("Where it fails for one item, it goes on with the others."))
	}
}

// undo tells whether what the step does can be taken back, and whether it is.
func (w *writer) undo(f *plan.Phase, s *plan.Step) {
	u := w.plan.UndoOf(s)
	var settings map[string]*expr.Node // those of the action's undo are told with the action
	if s.Undo != nil {
		settings = s.Undo.Settings
	}
	switch {
	case u != nil && u.Action != "":
		w.under(say("It can be undone by {}{}{}.{}", w.action(u.Action), w.with(settings, "", ", with"), w.undone(f, s), because(u)))
	case u != nil:
		w.under(say("It cannot be undone.{}", because(u)))
	case s.Effect != kind.Observe:
		w.under(say("Nobody has said how to undo it."))
	}
	if s.UndoAfter != nil {
		after := say("after {}", w.expression(s.UndoAfter))
		if text, ok := show.LiteralText(s.UndoAfter); ok {
			after = say("{}", own(whenOf(text)))
		}
		w.under(say("It is undone by itself {}: a run of its own does it, until it holds.", after))
	}
}

func because(u *plan.Undo) phrase {
	if u.Reason == "" {
		return nil
	}
	return say(" {}", u.Reason)
}

// undone tells whether an undo runs, beside that it can.
func (w *writer) undone(f *plan.Phase, s *plan.Step) phrase {
	switch {
	case f.OnFailure != nil && f.OnFailure.Undo == "reverse":
		return say("; where this part fails, that is done")
	case s.UndoAfter == nil && s.Effect != kind.Observe:
		return say("; the run does not do it by itself")
	}
	return nil
}

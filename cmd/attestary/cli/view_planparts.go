package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// orderOf is where each part of a plan comes, by its address: after what it waits for.
func orderOf(p *plan.Plan) map[string]int {
	order := map[string]int{}
	for i, n := range graph(p) {
		order[n.word()+"."+n.name] = i
	}
	return order
}

// phasesInOrder are the phases, each after those that it waits for.
func phasesInOrder(p *plan.Plan, order map[string]int) []plan.Phase {
	first := func(f plan.Phase) int {
		least := len(order)
		for _, address := range addresses(&f) {
			least = min(least, order[address])
		}
		return least
	}
	return slices.SortedStableFunc(slices.Values(p.Phases), func(a, b plan.Phase) int { return first(a) - first(b) })
}

// viewPhase tells the parts of a phase in the order in which they can begin, and what comes of a failure.
func viewPhase(out io.Writer, p *plan.Plan, f plan.Phase, order map[string]int) {
	if f.ForEach != nil {
		fmt.Fprintf(out, "  a job for each of %s, %d at a time%s\n", f.ForEach.String(), f.Parallel, atMost(f.Limit))
	}
	if f.When != nil {
		fmt.Fprintf(out, "  only when %s\n", f.When.String())
	}
	if len(f.RunsOn) > 0 {
		fmt.Fprintf(out, "  on a machine with %s\n", strings.Join(f.RunsOn, ", "))
	}
	told := map[string]func(){}
	for _, s := range f.Steps {
		told[s.Address()] = func() { viewStep(out, p, s) }
	}
	for _, a := range f.Approvals {
		told[a.Address()] = func() { viewApproval(out, a) }
	}
	for _, a := range f.Asks {
		told[a.Address()] = func() { viewAsk(out, a) }
	}
	for _, c := range f.Checks {
		told[c.Address()] = func() { fmt.Fprintf(out, "  check %s (%s): %s\n", c.Name, c.Severity, c.Condition.String()) }
	}
	for _, address := range slices.SortedFunc(maps.Keys(told), func(a, b string) int { return order[a] - order[b] }) {
		told[address]()
	}
	if f.OnFailure != nil {
		fmt.Fprintf(out, "  if a part fails: %s\n", afterFailure(f.OnFailure))
	}
}

func afterFailure(f *plan.OnFailure) string {
	said := "what was done stays"
	if f.Undo == "reverse" {
		said = "what was done is taken back, the newest first"
	}
	if len(f.Notify) > 0 {
		said += ", and " + strings.Join(f.Notify, ", ") + " tells people"
	}
	return said
}

func atMost(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", at most %d", n)
}

func viewStep(out io.Writer, p *plan.Plan, s plan.Step) {
	fmt.Fprintf(out, "  step %s: %s, %s\n", s.Name, s.Action, page.Doing(p, &s))
	tell := func(format string, args ...any) { fmt.Fprintf(out, "    "+format+"\n", args...) }
	if s.Title != "" {
		tell("%s", s.Title)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Settings)) {
		tell("%s = %s", name, s.Settings[name].String())
	}
	if written := p.Action(s.Action); written != nil {
		tell("which is %s", request(written))
	}
	if s.ForEach != nil {
		tell("for each of %s, %d at a time%s", s.ForEach.String(), s.Parallel, limitOf(s.Limit))
	}
	if s.When != nil {
		tell("only when %s", s.When.String())
	}
	if len(s.Needs) > 0 {
		tell("after %s", strings.Join(s.Needs, ", "))
	}
	for _, e := range s.Expects {
		tell("expects %s: %s", e.Name, e.Condition.String())
	}
	viewUndo(tell, p, s)
}

// request is what an action written in HCL asks for.
func request(a *plan.Action) string {
	words := []string{a.Run.Action}
	for _, name := range []string{"method", "path", "argv", "shell", "query"} {
		if node := a.Run.Settings[name]; node != nil {
			words = append(words, strings.Trim(node.String(), `"`))
		}
	}
	return strings.Join(words, " ")
}

func limitOf(l *plan.Limit) string {
	switch {
	case l == nil:
		return ""
	case l.Percent > 0:
		return fmt.Sprintf(", at most %d%% of %s", l.Percent, l.Of.String())
	}
	return atMost(l.Count)
}

func viewUndo(tell func(string, ...any), p *plan.Plan, s plan.Step) {
	switch undo := p.UndoOf(&s); {
	case undo == nil:
	case undo.Action == "":
		tell("cannot be undone: %s", undo.Reason)
	case s.UndoAfter != nil:
		tell("is undone by itself after %s, by %s", s.UndoAfter.String(), undo.Action)
	default:
		tell("can be undone by %s", undo.Action)
	}
}

// yeses is whose yes an approval wants.
func yeses(a plan.Approval) string {
	if a.Min == 1 {
		return "a yes of " + strings.Join(a.From, " or ")
	}
	return fmt.Sprintf("a yes of %d people of %s", a.Min, strings.Join(a.From, " or "))
}

func viewApproval(out io.Writer, a plan.Approval) {
	fmt.Fprintf(out, "  approval %s: %s, within %s\n", a.Name, yeses(a), expr.FormatLength(a.Timeout))
	if a.SkipIf != nil {
		fmt.Fprintf(out, "    not asked for if %s\n", a.SkipIf.String())
	}
	if len(a.Needs) > 0 {
		fmt.Fprintf(out, "    after %s\n", strings.Join(a.Needs, ", "))
	}
}

func viewAsk(out io.Writer, a plan.Ask) {
	fmt.Fprintf(out, "  ask %s: %s, within %s: %s\n", a.Name, strings.Join(a.To, " or "), expr.FormatLength(a.Timeout), strings.Trim(a.Question.String(), `"`))
	var names []string
	for _, answer := range a.Answers {
		names = append(names, answer.Name)
	}
	fmt.Fprintf(out, "    answers %s\n", strings.Join(names, ", "))
	if len(a.Second) > 0 {
		fmt.Fprintf(out, "    and a second person, of %s, answers the same\n", strings.Join(a.Second, " or "))
	}
	if a.When != nil {
		fmt.Fprintf(out, "    only when %s\n", a.When.String())
	}
	if len(a.Needs) > 0 {
		fmt.Fprintf(out, "    after %s\n", strings.Join(a.Needs, ", "))
	}
}

// viewPeople tells who must say yes before a run begins.
func viewPeople(out io.Writer, p *plan.Plan) {
	for _, r := range p.Reviews {
		fmt.Fprintf(out, "  review    %d of %s, of the pull request (%s)\n", r.Min, strings.Join(r.From, " or "), r.Name)
	}
	if p.Access == nil {
		return
	}
	for _, g := range p.Access.Gates {
		fmt.Fprintf(out, "  gate      %s: %s, %s\n", g.Name, g.Action, g.Condition.String())
	}
	if len(p.Access.BreakGlass) > 0 {
		fmt.Fprintf(out, "  glass     may be broken by %s\n", strings.Join(p.Access.BreakGlass, " or "))
	}
}

// viewAround tells what stands around a run: whom it tells, and what it waits for at its end.
func viewAround(out io.Writer, p *plan.Plan) {
	if len(p.Notifies) > 0 {
		fmt.Fprintf(out, "\nit tells people\n")
	}
	for _, n := range p.Notifies {
		fmt.Fprintf(out, "  %s when it is %s: %s over %s\n", n.Name, strings.Join(n.On, ", "), n.Action, n.Connection)
	}
	if p.Confirm != nil {
		fmt.Fprintf(out, "\nand stays open until a second person of %s confirms it, within %s\n", strings.Join(p.Confirm.By, " or "), expr.FormatLength(p.Confirm.Within))
	}
	if p.Concurrency != nil {
		fmt.Fprintf(out, "\nruns with the same %s %s\n", p.Concurrency.Key.String(),
			map[string]string{"queue": "wait for each other", "refuse": "refuse each other"}[p.Concurrency.Mode])
	}
}

func after(phases []string) string {
	if len(phases) == 0 {
		return ""
	}
	return ", after " + strings.Join(phases, ", ")
}

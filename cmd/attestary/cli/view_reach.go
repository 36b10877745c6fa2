package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// viewReach tells in numbers what a run may do, as far as it is known beforehand: how often each step that
// does more than look, whether that is taken back, and whom it asks. inputs are those that are known.
func viewReach(out io.Writer, p *plan.Plan, inputs map[string]expr.Value) {
	known := beforehand{p, inputs}
	word := "reach"
	tell := func(format string, args ...any) {
		fmt.Fprintf(out, "  %-9s %s\n", word, fmt.Sprintf(format, args...))
		word = ""
	}
	for f, s := range p.AllSteps() {
		if doing := page.Doing(p, s); doing != page.Doings[len(page.Doings)-1] {
			tell("%s %s: %s%s%s", s.Address(), doing, known.often(s), known.jobs(f), backOf(p, s))
		}
	}
	for f, a := range p.AllApprovals() {
		tell("%s asks for %s, within %s%s", a.Address(), yeses(*a), expr.FormatLength(a.Timeout), known.jobs(f))
	}
	for f, a := range p.AllAsks() {
		tell("%s asks %s, within %s%s", a.Address(), strings.Join(a.To, " or "), expr.FormatLength(a.Timeout), known.jobs(f))
	}
}

// backOf tells how a change is taken back, if it is.
func backOf(p *plan.Plan, s *plan.Step) string {
	k, _ := p.Kind(s.Action)
	switch undo := p.UndoOf(s); {
	case undo == nil && k.Tells, s.Effect == kind.Destroy:
		return ""
	case undo == nil:
		return "; nothing takes it back"
	case undo.Action == "":
		return "; it cannot be taken back"
	case s.UndoAfter != nil:
		return "; taken back by itself after " + strings.Trim(s.UndoAfter.String(), `"`)
	default:
		return "; can be taken back by " + undo.Action
	}
}

// beforehand is what is known of a run before it begins.
type beforehand struct {
	plan   *plan.Plan
	inputs map[string]expr.Value
}

// Lookup implements expr.Scope.
func (b beforehand) Lookup(path []string) (expr.Value, int) {
	switch {
	case len(path) > 1 && path[0] == "input":
		return b.inputs[path[1]], 2
	case len(path) > 1 && path[0] == "local":
		return expr.Eval(b.plan.Locals[path[1]], b), 2
	}
	return expr.Nil(), 0
}

// items are how many items a for_each has; known is false where only a run finds out.
func (b beforehand) items(forEach *expr.Node, by string) (n int, known bool) {
	if !b.decides(forEach, map[string]bool{}) {
		return 0, false
	}
	items, err := rules.Items(expr.Eval(forEach, b), by)
	return len(items), err == nil
}

// decides tells whether nothing in an expression waits for the run, through locals too.
func (b beforehand) decides(n *expr.Node, seen map[string]bool) bool {
	return !slices.ContainsFunc(n.References(), func(path []string) bool {
		name := ""
		if len(path) > 1 {
			name = path[1]
		}
		switch path[0] {
		case "input":
			return b.inputs[name].IsNull()
		case "local":
			if seen[name] {
				return false
			}
			seen[name] = true
			return b.plan.Locals[name] == nil || !b.decides(b.plan.Locals[name], seen)
		}
		return true
	})
}

// often is how often a step does what it does.
func (b beforehand) often(s *plan.Step) string {
	if s.ForEach == nil {
		return "once"
	}
	n, known := b.items(s.ForEach, s.By)
	switch {
	case known && s.Limit != nil && s.Limit.Count > 0 && int64(n) > s.Limit.Count:
		return fmt.Sprintf("never: it has %d items, and may touch at most %d", n, s.Limit.Count)
	case known && n == 0:
		return "never: there is nothing to go over"
	case known:
		return fmt.Sprintf("%d %s", n, plural(n, "item"))
	case s.Limit == nil:
		return fmt.Sprintf("each of %s, however many there are", s.ForEach.String())
	}
	return fmt.Sprintf("each of %s%s", s.ForEach.String(), limitOf(s.Limit))
}

// jobs is how often a phase runs, where that is not once.
func (b beforehand) jobs(f *plan.Phase) string {
	if f.ForEach == nil {
		return ""
	}
	n, known := b.items(f.ForEach, f.By)
	switch {
	case known:
		return fmt.Sprintf(", in each of %d %s", n, plural(n, "job"))
	case f.Limit > 0:
		return fmt.Sprintf(", in each of at most %d jobs", f.Limit)
	}
	return fmt.Sprintf(", in a job for each of %s", f.ForEach.String())
}

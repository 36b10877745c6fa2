package cli

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// viewRecord tells what came of a run: what did not pass, what was judged, what was kept, how it ended.
// Items that stand in documents beside the record are told as those in it.
func (w *World) viewRecord(out io.Writer, p *plan.Plan, r *evidence.Record) {
	parts := told(r)
	for items := range chunks(parts) {
		w.viewItems(out, p, slices.DeleteFunc(slices.Clone(items), leftOut))
	}
	w.viewLeftOut(out, parts)
	w.viewJudged(out, p, r)
	w.viewTargets(out, r)
}

// viewStays tells which changes were to be taken back, and were not.
func (w *World) viewStays(out io.Writer, p *plan.Plan, r *evidence.Record) {
	if stays := rules.Stays(p, r); len(stays) > 0 {
		fmt.Fprintf(out, "%s stays     %s; it was to be taken back, and nothing does so by itself: do it by hand\n", w.sign(evidence.Failed), some(stays))
	}
}

// leftOut tells that a part was skipped whole, before it began.
func leftOut(s evidence.StepRecord) bool {
	return s.Outcome == evidence.Skipped && s.Key == nil && !began(s)
}

// viewLeftOut tells what was skipped, by why.
func (w *World) viewLeftOut(out io.Writer, parts []evidence.StepRecord) {
	var reasons []string
	names := map[string][]string{}
	for _, s := range parts {
		if !leftOut(s) {
			continue
		}
		if names[s.Reason] == nil {
			reasons = append(reasons, s.Reason)
		}
		names[s.Reason] = append(names[s.Reason], s.Address)
	}
	for _, reason := range reasons {
		fmt.Fprintf(out, "%s %-9s %s%s\n", w.sign(evidence.Skipped), evidence.Skipped, some(names[reason]), because(reason))
	}
}

// told are all parts that a record tells of, what people were asked first.
func told(r *evidence.Record) []evidence.StepRecord {
	var parts []evidence.StepRecord
	for _, a := range r.Asked {
		parts = append(parts, evidence.StepRecord{Address: a.Address, Key: a.Key, Outcome: a.Outcome, Reason: a.Reason, StartedAt: a.StartedAt, EndedAt: a.EndedAt})
	}
	return append(parts, r.Steps...)
}

// chunks are the items of each step together.
func chunks(steps []evidence.StepRecord) iter.Seq[[]evidence.StepRecord] {
	return func(yield func([]evidence.StepRecord) bool) {
		for len(steps) > 0 {
			n := 1
			for n < len(steps) && steps[n].Address == steps[0].Address {
				n++
			}
			if !yield(steps[:n]) {
				return
			}
			steps = steps[n:]
		}
	}
}

// viewItems tells each item of a step that did not pass; of many that ended alike the first, and how many.
func (w *World) viewItems(out io.Writer, p *plan.Plan, items []evidence.StepRecord) {
	told := map[evidence.Outcome]int{}
	for _, s := range items {
		if told[s.Outcome]++; s.Outcome == evidence.Passed || told[s.Outcome] > mostItems {
			continue
		}
		fmt.Fprintf(out, "%s %-9s %s%s%s\n", w.sign(s.Outcome), s.Outcome, s.Address, keyShown(s.Key), because(s.Reason))
		for _, line := range w.expectsOf(p, s) {
			fmt.Fprintln(out, line[2:])
		}
	}
	for _, o := range live.Order {
		if n := told[o] - mostItems; n > 0 && o != evidence.Passed { // so there are items
			fmt.Fprintf(out, "%s %-9s %s, %d more items\n", w.sign(o), o, items[0].Address, n)
		}
	}
}

// viewJudged tells what was judged, what was kept, and how the run ended.
func (w *World) viewJudged(out io.Writer, p *plan.Plan, r *evidence.Record) {
	w.viewChecks(out, r.Checks)
	for _, e := range r.Evidence {
		switch {
		case e.Value != nil:
			fmt.Fprintf(out, "  %s = %s\n", e.Name, short(e))
		case e.Digest != nil:
			fmt.Fprintf(out, "  %s = kept apart, %s\n", e.Name, *e.Digest)
		}
	}
	w.viewStays(out, p, r)
	mode, reason := "", r.Reason
	if reason == string(engine.ReasonReduced) {
		reason = "" // that is how it is told, and not why it ended so
	}
	if r.Mode == evidence.Rehearsal {
		mode = ", in a rehearsal"
	}
	fmt.Fprintf(out, "%s %s: %s%s%s\n", w.sign(r.Outcome), p.Runbook, r.Outcome, mode, because(reason))
}

// viewTargets tells of the items that stand in documents beside the record: how many came to what, and the root of
// the tree over them.
func (w *World) viewTargets(out io.Writer, r *evidence.Record) {
	for _, t := range r.Targets {
		var words []string
		for _, o := range t.Outcomes {
			words = append(words, fmt.Sprintf("%d %s", o.Count, o.Outcome))
		}
		fmt.Fprintf(out, "  %s: %d items (%s), root %s\n", t.Address, t.Count, strings.Join(words, ", "), t.Root)
	}
}

// viewChecks tells each check that did not pass; those that did are told once, however many items they
// were judged on.
func (w *World) viewChecks(out io.Writer, checks []evidence.CheckRecord) {
	for i := 0; i < len(checks); {
		c, passed := checks[i], 0
		for ; i < len(checks) && checks[i].Name == c.Name; i++ {
			if checks[i].Outcome == evidence.Passed {
				passed++
				continue
			}
			fmt.Fprintf(out, "%s %-9s check %s%s (%s)\n", w.sign(checks[i].Outcome), checks[i].Outcome, c.Name, keyShown(checks[i].Key), c.Severity)
		}
		switch {
		case passed > 1:
			fmt.Fprintf(out, "%s %-9s check %s, on %d items (%s)\n", w.sign(evidence.Passed), evidence.Passed, c.Name, passed, c.Severity)
		case passed == 1:
			fmt.Fprintf(out, "%s %-9s check %s (%s)\n", w.sign(evidence.Passed), evidence.Passed, c.Name, c.Severity)
		}
	}
}

func keyed(key *string) string {
	if key == nil {
		return ""
	}
	return fmt.Sprintf("[%q]", *key)
}

// keyShown is a key as people read it. Of one that is about a person, or too long, the record has a digest, which
// only tells one from the other.
func keyShown(key *string) string {
	if key != nil && canon.Digest(*key).Check() == nil {
		return "[concealed, " + canon.Digest(*key).Hex()[:8] + "]"
	}
	return keyed(key)
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reasonWords(reason)
}

// condition is the condition of an expectation as the plan has it.
func condition(p *plan.Plan, address, name string) string {
	for _, s := range p.AllSteps() {
		if s.Address() != address {
			continue
		}
		for _, e := range s.Expects {
			if e.Name == name {
				return e.Condition.String()
			}
		}
	}
	return name
}

// short is a value on one line of a terminal.
func short(e evidence.EvidenceValue) string {
	text := []rune(expr.Lit(*e.Value).String())
	if len(text) > 120 {
		return string(text[:119]) + "…"
	}
	return string(text)
}

// sign is that of an outcome, in its colour where the person wants colours.
func (w *World) sign(o evidence.Outcome) string { return live.Sign(o, w.Color) }

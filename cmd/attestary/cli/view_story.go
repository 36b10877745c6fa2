package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// happening is something of a run that has a place in time.
type happening struct {
	at    string // "" where the record does not tell
	order int    // among those of the same instant
	lines []string
}

// viewStory tells what happened in a run, in the order in which it did: what steps did, whom it waited for,
// who said what, what was taken back; then what never ran.
func (w *World) viewStory(out io.Writer, s *story) {
	zone, err := time.LoadLocation(s.plan.Timezone)
	if err != nil {
		zone = time.UTC
	}
	happenings := w.happenings(s)
	slices.SortStableFunc(happenings, func(a, b happening) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)) })
	day := ""
	for _, h := range happenings {
		stamp := strings.Repeat(" ", 8)
		if at, err := evidence.ParseInstant(h.at); err == nil {
			if today := at.In(zone).Format("2006-01-02"); today != day {
				day = today
				fmt.Fprintf(out, "%s, %s\n", day, zone)
			}
			stamp = at.In(zone).Format("15:04:05")
		}
		for _, l := range h.lines {
			fmt.Fprintf(out, "  %s  %s\n", stamp, l)
			stamp = strings.Repeat(" ", 8)
		}
	}
	if s.record != nil {
		w.viewUnbegun(out, told(s.whole))
		s.viewDue(out)
	}
}

func (w *World) happenings(s *story) []happening {
	var all []happening
	if s.record != nil {
		for _, items := range begunOf(told(s.whole)) {
			all = append(all, w.happeningsOf(s.plan, items)...)
		}
	}
	for _, word := range s.words {
		if lines := word.lines(); lines != nil {
			all = append(all, happening{at: word.said.Claimed(), order: 1, lines: lines})
		}
	}
	return all
}

// begunOf are the parts that began, each with all its items.
func begunOf(parts []evidence.StepRecord) [][]evidence.StepRecord {
	return slices.Collect(chunks(slices.DeleteFunc(parts, func(s evidence.StepRecord) bool { return !began(s) })))
}

func began(s evidence.StepRecord) bool { return s.Attempts > 0 || s.StartedAt != "" }

// happeningsOf is what a part did: once, and of what people were asked, when they were asked and when it
// was over.
func (w *World) happeningsOf(p *plan.Plan, items []evidence.StepRecord) []happening {
	address := items[0].Address
	from, to := items[0].StartedAt, items[0].EndedAt
	for _, s := range items {
		from, to = min(from, s.StartedAt), max(to, s.EndedAt)
	}
	if !isQuestion(address) {
		return []happening{{at: from, lines: w.linesOf(p, items, took(from, to))}}
	}
	asks := happening{at: from, lines: []string{"◇ " + address + "  " + asksWhom(p, address)}}
	waited := ""
	if d := took(from, to); d > 0 {
		waited = ", after " + live.Span(d)
	}
	ended := happening{at: to, order: 2}
	for _, s := range items {
		ended.lines = append(ended.lines, fmt.Sprintf("%s %s%s  %s%s%s", w.sign(s.Outcome), address, keyShown(s.Key), s.Outcome, waited, because(s.Reason)))
	}
	return []happening{asks, ended}
}

func isQuestion(address string) bool {
	return strings.HasPrefix(address, plan.ApprovalPrefix) || strings.HasPrefix(address, plan.AskPrefix)
}

func asksWhom(p *plan.Plan, address string) string {
	_, name, _ := strings.Cut(address, ".")
	if a := p.Approval(name); a != nil && strings.HasPrefix(address, plan.ApprovalPrefix) {
		return "asks for " + yeses(*a)
	}
	if a := p.Ask(name); a != nil {
		return "asks " + strings.Join(a.To, " or ")
	}
	return "asks"
}

func took(from, to string) time.Duration {
	a, errA := evidence.ParseInstant(from)
	b, errB := evidence.ParseInstant(to)
	if errA != nil || errB != nil {
		return 0
	}
	return b.Sub(a)
}

// mostItems is how many items of a step are told one by one, of those that did not pass.
const mostItems = 20

// linesOf tells a step: in a line, and one more for each item that is worth it.
func (w *World) linesOf(p *plan.Plan, items []evidence.StepRecord, span time.Duration) []string {
	first := items[0]
	head, title := w.sign(worst(items))+" "+first.Address, "  "+titled(p, first.Address)
	if len(items) == 1 {
		return append([]string{strings.TrimRight(head+keyShown(first.Key)+title+outcomeOf(first, span), " ")}, w.expectsOf(p, first)...)
	}
	lines := []string{head + title + counts(items) + spanned(span)}
	told := 0
	for _, s := range items {
		if s.Outcome == evidence.Passed || s.Outcome == evidence.Simulated || s.Outcome == evidence.Recovered {
			continue
		}
		if told++; told <= mostItems {
			lines = append(lines, "  "+w.sign(s.Outcome)+" "+strings.Trim(keyShown(s.Key), "[]")+"  "+outcomeOf(s, 0))
			lines = append(lines, w.expectsOf(p, s)...)
		}
	}
	if told > mostItems {
		lines = append(lines, fmt.Sprintf("  … and %d more", told-mostItems))
	}
	return lines
}

func titled(p *plan.Plan, address string) string {
	of := strings.TrimSuffix(address, course.UndoSuffix)
	title := ""
	if s := p.Step(strings.TrimPrefix(of, plan.StepPrefix)); s != nil {
		title = diag.Printable(s.Title)
	}
	if of != address {
		title = strings.TrimSpace("taking back " + title)
	}
	if title != "" {
		title += ": "
	}
	return title
}

// outcomeOf is how an item ended, in words.
func outcomeOf(s evidence.StepRecord, span time.Duration) string {
	text := string(s.Outcome)
	if s.Attempts > 1 && s.Reason != "reduced" {
		text += fmt.Sprintf(" after %d attempts", s.Attempts)
	}
	return text + spanned(span) + because(s.Reason)
}

func spanned(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return ", " + live.Span(d)
}

// counts are how many items ended how.
func counts(items []evidence.StepRecord) string {
	n, retried := map[evidence.Outcome]int{}, 0
	for _, s := range items {
		n[s.Outcome]++
		if s.Attempts > 1 {
			retried++
		}
	}
	text := fmt.Sprintf("%d items", len(items))
	for _, o := range live.Order {
		if n[o] > 0 {
			text += fmt.Sprintf(", %d %s", n[o], o)
		}
	}
	if retried > 0 {
		text += fmt.Sprintf(", %d of them after another attempt", retried)
	}
	return text
}

// worst is the outcome of an item that decides over the others.
func worst(items []evidence.StepRecord) evidence.Outcome {
	for _, o := range live.Order {
		if slices.ContainsFunc(items, func(s evidence.StepRecord) bool { return s.Outcome == o }) {
			return o
		}
	}
	return evidence.Passed
}

func (w *World) expectsOf(p *plan.Plan, s evidence.StepRecord) []string {
	var lines []string
	for _, e := range s.Expects {
		if e.Outcome != evidence.Passed {
			lines = append(lines, fmt.Sprintf("    %s %s: expected %s", w.sign(e.Outcome), e.Name, condition(p, s.Address, e.Name)))
		}
	}
	return lines
}

// viewUnbegun tells what never ran, by why.
func (w *World) viewUnbegun(out io.Writer, steps []evidence.StepRecord) {
	type kind struct {
		outcome evidence.Outcome
		reason  string
	}
	var kinds []kind
	names := map[kind][]string{}
	for _, s := range steps {
		if began(s) || s.Outcome == evidence.Simulated && s.Key != nil {
			continue
		}
		k := kind{s.Outcome, s.Reason}
		if names[k] == nil {
			kinds = append(kinds, k)
		}
		names[k] = append(names[k], s.Address+keyShown(s.Key))
	}
	w.viewSimulated(out, steps)
	for _, k := range kinds {
		fmt.Fprintf(out, "  %s %s%s: %s\n", w.sign(k.outcome), k.outcome, because(k.reason), some(names[k]))
	}
}

// viewSimulated tells how many items a rehearsal only simulated, by step.
func (w *World) viewSimulated(out io.Writer, steps []evidence.StepRecord) {
	n, order := map[string]int{}, []string{}
	for _, s := range steps {
		if s.Outcome != evidence.Simulated || s.Key == nil {
			continue
		}
		if n[s.Address] == 0 {
			order = append(order, s.Address)
		}
		n[s.Address]++
	}
	for _, address := range order {
		fmt.Fprintf(out, "  %s %s: %s, %d items\n", w.sign(evidence.Simulated), evidence.Simulated, address, n[address])
	}
}

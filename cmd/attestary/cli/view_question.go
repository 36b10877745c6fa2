package cli

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// viewQuestion shows what people are asked, and who.
func (w *World) viewQuestion(out io.Writer, p *plan.Plan, q *conduct.Question) {
	fmt.Fprintf(out, "%s waits for %s, until %s%s\n", addressOf(q), strings.Join(rules.Asked(p, q.Address), " or "), q.Expires, inZone(p, q.Expires))
	if a := p.Approval(strings.TrimPrefix(q.Address, plan.ApprovalPrefix)); a != nil && a.Min > 1 {
		fmt.Fprintf(out, "  it takes a yes of %d people, none of whom asked for the run\n", a.Min)
	}
	w.viewShown(out, q.Shown, ", in "+filepath.Base(q.File("")))
	for _, address := range slices.Sorted(maps.Keys(q.Shown.Targets)) {
		keys := q.Shown.Targets[address]
		fmt.Fprintf(out, "\n  a yes lets %s go on, for exactly these %d: %s\n", address, len(keys), printable(some(keys)))
	}
	if ask := p.Ask(strings.TrimPrefix(q.Address, plan.AskPrefix)); ask != nil {
		viewAnswers(out, ask)
	}
}

// inZone is an instant as it is where the project is, beside the one that everybody reads alike.
func inZone(p *plan.Plan, instant string) string {
	at, err := evidence.ParseInstant(instant)
	zone, unknown := time.LoadLocation(p.Timezone)
	if err != nil || unknown != nil || p.Timezone == "UTC" || p.Timezone == "" {
		return ""
	}
	return " (" + at.In(zone).Format("2006-01-02 15:04") + " in " + p.Timezone + ")"
}

// viewAnswers tells which answers are wanted, and their rules.
func viewAnswers(out io.Writer, ask *plan.Ask) {
	fmt.Fprintln(out, "\n  answers wanted:")
	for _, a := range ask.Answers {
		fmt.Fprintf(out, "    %s\n", printable(describeAnswer(&a)))
	}
	if len(ask.Second) > 0 {
		fmt.Fprintf(out, "  and a second person, of %s, answers the same\n", strings.Join(ask.Second, " or "))
	}
}

func describeAnswer(a *plan.Answer) string {
	words := []string{a.Name + ", a " + a.Type}
	if a.Title != "" {
		words[0] += ": " + a.Title
	}
	if len(a.OneOf) > 0 {
		words = append(words, "one of "+strings.Trim(expr.Lit(expr.OfList(a.OneOf)).String(), "[]"))
	}
	if a.Pattern != "" {
		words = append(words, "all of it fits "+a.Pattern)
	}
	if a.Min != "" {
		words = append(words, "at least "+a.Min)
	}
	if a.Max != "" {
		words = append(words, "at most "+a.Max)
	}
	if a.MaxLength > 0 {
		words = append(words, fmt.Sprintf("at most %d characters", a.MaxLength))
	}
	return strings.Join(words, "; ")
}

func addressOf(q *conduct.Question) string {
	if q.Job != "" {
		return q.Address + "[" + q.Job + "]"
	}
	return q.Address
}

// some are as many names as somebody reads.
func some(names []string) string {
	if len(names) > 20 {
		return strings.Join(names[:20], ", ") + fmt.Sprintf(" and %d more", len(names)-20)
	}
	return strings.Join(names, ", ")
}

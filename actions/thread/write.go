package thread

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

const (
	// maxText is how many bytes an issue's text has at most: GitHub takes 65,536 characters.
	maxText = 60_000
	// maxTitle is how many characters its title has.
	maxTitle = 120
	// maxShownText is how many bytes of one text are shown, as they are written here.
	maxShownText = 12_000
	maxMentions  = 40
)

// Write gives the title and the text of the issue. The same run gives the same text.
func Write(w Waiting) (title, text string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s waits for people%s. Nothing that waits for them happens before they answer.\n", w.Left.mark(), code(w.Plan.Title), w.asker())
	share := (maxText - b.Len() - 2000) / max(1, len(w.Questions))
	for i := range w.Questions {
		w.question(&b, &w.Questions[i], share)
	}
	fmt.Fprintf(&b, "\n---\nRun %s of %s. What is shown here is shown [by the run itself](%s) too, where nobody can change it. An answer that is edited does not count.\n",
		code(w.Run.Hex()[:16]), code(w.Plan.Runbook), w.URL)
	return w.title(), b.String()
}

func (w *Waiting) title() string {
	title := fmt.Sprintf("%s: run %s waits for %s", w.Plan.Runbook, w.Run.Hex()[:8], addresses(w.Questions))
	if runes := []rune(title); len(runes) > maxTitle {
		title = string(runes[:maxTitle-1]) + "…"
	}
	return title
}

func addresses(questions []Question) string {
	var names []string
	for i := range questions {
		names = append(names, questions[i].Address)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

func (w *Waiting) asker() string {
	if w.Requester == "" {
		return ""
	}
	return ", asked for by " + code(w.Requester)
}

// question writes one question, in about so many bytes.
func (w *Waiting) question(b *strings.Builder, q *Question, share int) {
	from := b.Len()
	fmt.Fprintf(b, "\n### %s\n\n", code(q.name()))
	for _, text := range []string{q.Shown.Question, q.Shown.Title, q.Shown.Text} {
		if text != "" {
			b.WriteString(shorten(text) + "\n\n")
		}
	}
	after := w.after(q)
	w.table(b, q, share-(b.Len()-from)-len(after))
	b.WriteString(after)
}

func (q *Question) name() string {
	if q.Job != "" {
		return q.Address + "[" + q.Job + "]"
	}
	return q.Address
}

// shorten is a text as a block, and not endless.
func shorten(text string) string {
	written := block(text)
	if len(written) <= maxShownText {
		return written
	}
	for len(text) > 0 && len(block(text)) > maxShownText {
		cut := len(text) * 9 / 10
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	return block(text+" …") + "\nThe rest of this text stands with the run."
}

// table writes as many rows as there is room for, and tells of the others.
func (w *Waiting) table(b *strings.Builder, q *Question, room int) {
	rows := q.Shown.Table.Items()
	names := columns(rows)
	if len(names) == 0 {
		return
	}
	head, line := "|", "|"
	for _, name := range names {
		head, line = head+" "+code(name)+" |", line+" --- |"
	}
	b.WriteString(head + "\n" + line + "\n")
	room -= len(head) + len(line)
	for i, row := range rows {
		text := "|"
		for _, name := range names {
			text += " " + cell(row.Get(name)) + " |"
		}
		if room -= len(text) + 1; room < 0 {
			fmt.Fprintf(b, "\n**%d of %d rows stand here; all of them stand with the run. A yes is a yes to all of them.**\n", i, len(rows))
			return
		}
		b.WriteString(text + "\n")
	}
}

func columns(rows []expr.Value) (names []string) {
	for _, row := range rows {
		names = append(names, row.Names()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func cell(v expr.Value) string {
	text, isText := v.AsText()
	switch {
	case v.IsNull():
		return "–"
	case !isText:
		text = expr.Lit(v).String()
	}
	if text == "" {
		return " "
	}
	return code(text)
}

// after tells what a yes lets go on, who may answer, until when, and how.
func (w *Waiting) after(q *Question) string {
	var b strings.Builder
	for _, address := range slices.Sorted(maps.Keys(q.Shown.Targets)) {
		keys := q.Shown.Targets[address]
		fmt.Fprintf(&b, "\nA yes lets %s go on, for exactly these %d: %s\n", code(address), len(keys), some(keys))
	}
	roles := rules.Asked(w.Plan, q.Address)
	fmt.Fprintf(&b, "\n**Who:** %s%s\n", strings.Join(codes(roles), " or "), w.people(roles))
	if a := w.Plan.Approval(strings.TrimPrefix(q.Address, plan.ApprovalPrefix)); a != nil {
		fmt.Fprintf(&b, "**How many:** %d%s\n", max(1, a.Min), w.notTheAsker())
	}
	fmt.Fprintf(&b, "**Until:** %s%s\n\n", q.Expires, w.here(q.Expires))
	w.how(&b, q)
	return b.String()
}

func (w *Waiting) notTheAsker() string {
	if w.Requester == "" {
		return ""
	}
	return ", and not " + code(w.Requester) + ", who asked for it"
}

// how tells the words by which people answer.
func (w *Waiting) how(b *strings.Builder, q *Question) {
	ask := w.Plan.Ask(strings.TrimPrefix(q.Address, plan.AskPrefix))
	if ask == nil {
		fmt.Fprintf(b, "Answer by a comment that says nothing but one of these:\n\n```text\n/approve %s\n/reject %s why\n```\n", q.Code(), q.Code())
		return
	}
	b.WriteString("Answer by a comment that says nothing but this, one line for each:\n\n```text\n")
	for i := range ask.Answers {
		fmt.Fprintf(b, "/answer %s %s …\n", q.Code(), ask.Answers[i].Name)
	}
	fmt.Fprintf(b, "```\n\n")
	for i := range ask.Answers {
		fmt.Fprintf(b, "- %s\n", describe(&ask.Answers[i]))
	}
	if len(ask.Second) > 0 {
		fmt.Fprintf(b, "\nA second person, of %s, answers the same.\n", strings.Join(codes(ask.Second), " or "))
	}
	fmt.Fprintf(b, "\nWho will not answer says so: `/reject %s why`.\n", q.Code())
}

func describe(a *plan.Answer) string {
	words := code(a.Name) + ", a " + a.Type
	if a.Title != "" {
		words += ": " + code(a.Title)
	}
	if len(a.OneOf) > 0 {
		var options []string
		for _, v := range a.OneOf {
			options = append(options, cell(v))
		}
		words += "; one of " + strings.Join(options, ", ")
	}
	for _, rule := range []struct{ name, value string }{{"all of it fits", a.Pattern}, {"at least", a.Min}, {"at most", a.Max}} {
		if rule.value != "" {
			words += "; " + rule.name + " " + code(rule.value)
		}
	}
	return words
}

var loginForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,38}$`)

// people are those whom the roles list, so that the forge tells them.
func (w *Waiting) people(roles []string) string {
	var logins []string
	for _, name := range roles {
		r := w.Plan.Role(name)
		if r == nil {
			continue
		}
		for _, member := range r.Members {
			login, _, _ := strings.Cut(member, "#")
			if loginForm.MatchString(login) && !strings.EqualFold(login, w.Requester) && !slices.Contains(logins, "@"+login) {
				logins = append(logins, "@"+login)
			}
		}
	}
	if len(logins) == 0 {
		return ""
	}
	more := ""
	if len(logins) > maxMentions {
		logins, more = logins[:maxMentions], " and others"
	}
	return " (" + strings.Join(logins, ", ") + more + ")"
}

// here is an instant as it is where the project is.
func (w *Waiting) here(instant string) string {
	at, err := evidence.ParseInstant(instant)
	zone, unknown := time.LoadLocation(w.Plan.Timezone)
	if err != nil || unknown != nil || w.Plan.Timezone == "UTC" || w.Plan.Timezone == "" {
		return ""
	}
	return " (" + at.In(zone).Format("2006-01-02 15:04") + " in " + w.Plan.Timezone + ")"
}

func codes(texts []string) (out []string) {
	for _, text := range texts {
		out = append(out, code(text))
	}
	return out
}

// some are as many keys as somebody reads.
func some(keys []string) string {
	const most = 30
	if len(keys) > most {
		return strings.Join(codes(keys[:most]), ", ") + fmt.Sprintf(" and %d more, which stand with the run", len(keys)-most)
	}
	return strings.Join(codes(keys), ", ")
}

package course

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// People whom a run asks on its way. In a rehearsal nobody is asked. Whether somebody has a role, and
// whether they were in time, is for the driver to know: what it tells here counts, but for the requester,
// and for who has spoken already.

// Vote is what somebody says to an approval.
type Vote struct {
	ID, Login string // people are compared by ID
	Yes       bool
	Reason    string
	At        time.Time
}

// Reply is what somebody answers to an ask.
type Reply struct {
	ID, Login string
	Values    map[string]expr.Value
	At        time.Time
}

// readyApproval shows what people are asked to say yes to, or tells why nobody is asked.
func (c *Course) readyApproval(t *Task, about scope) bool {
	a, e := t.Approval, t.ended
	if a.SkipIf != nil {
		skip := c.eval(a.SkipIf, about)
		yes, known := skip.AsBool()
		switch {
		case !known:
			e.Outcome, e.Reason, e.Why = evidence.Unknown, ReasonWhen, "skip_if: "+unknownWhy(skip)
			return false
		case yes:
			e.Outcome, e.Reason, e.Why, e.own = evidence.Skipped, ReasonWhen, "skip_if", true
			return false
		}
	}
	return c.asks(t, Shown{}, a.Show, about)
}

func (c *Course) readyAsk(t *Task, about scope) bool {
	a := t.Ask
	if a.When != nil && !c.goesOn(a.When, about, t.ended) {
		return false
	}
	question, _ := c.eval(a.Question, about).AsText()
	return c.asks(t, Shown{Question: question}, a.Show, about)
}

// asks prepares what people are shown, where anybody is asked.
func (c *Course) asks(t *Task, shown Shown, show *plan.Show, about scope) bool {
	if c.rehearses() {
		t.ended.Outcome, t.ended.Reason, t.ended.Why = evidence.Simulated, "", "a rehearsal asks nobody"
		return false
	}
	shown.Address, shown.Job = t.Address, t.Job
	shown = c.show(shown, show, about)
	shown.Targets = c.targets(t)
	t.Shown = &shown
	return true
}

// Vote tells what somebody says to an approval. It takes so many distinct people as the approval wants,
// and none of them asked for the run; a single no is a no. counts is false, and why tells it, for a word
// that does not count.
func (c *Course) Vote(t *Task, v Vote) (counts bool, why string) {
	switch {
	case !c.isOpen(t):
		return false, t.Address + " does not wait for an answer any more"
	case c.isRequester(v.ID, v.Login):
		return false, v.Login + " asked for the run, so their own yes does not count"
	case slices.ContainsFunc(t.votes, func(other Vote) bool { return other.ID == v.ID }):
		return false, v.Login + " has answered already"
	}
	c.tickIn(c.homeOf(t), v.At)
	if !v.Yes {
		c.answered(t, Answer{At: v.At, Outcome: evidence.Blocked, Reason: ReasonRejected, Why: v.Login + " said no: " + v.Reason})
		return true, ""
	}
	t.votes = append(t.votes, v)
	if len(t.votes) < t.wanted() {
		return true, ""
	}
	c.freeze(t)
	var logins []string
	for _, v := range t.votes {
		logins = append(logins, v.Login)
	}
	c.answered(t, Answer{At: v.At, Outcome: evidence.Passed, Outputs: map[string]expr.Value{
		"approved_by": textsOf(logins), "approved_at": expr.OfText(evidence.FormatInstant(v.At)),
	}})
	return true, ""
}

// Since is when the task started.
func (t *Task) Since() time.Time { return t.ended.Started }

// wanted is how many people must say yes.
func (t *Task) wanted() int { return max(1, int(t.Approval.Min)) }

// Votes are those that count so far, of how many.
func (t *Task) Votes() (votes []Vote, wanted int) {
	if t.Approval == nil {
		return nil, 0
	}
	return t.votes, t.wanted()
}

// Reply tells what somebody answers to an ask. Every answer keeps its rules; where the ask wants a second
// person, somebody else must give the same answers.
func (c *Course) Reply(t *Task, r Reply) (counts bool, why string) {
	if !c.isOpen(t) {
		return false, t.Address + " does not wait for an answer any more"
	}
	for i := range t.Ask.Answers {
		want := &t.Ask.Answers[i]
		if f := rules.CheckAnswer(want, r.Values[want.Name]); f != nil {
			return false, f.Message
		}
	}
	first := t.reply
	switch {
	case len(t.Ask.Second) > 0 && (first == nil || first.ID == r.ID):
		t.reply = &r
		c.tickIn(c.homeOf(t), r.At)
		return true, ""
	case first != nil && !sameAnswers(t.Ask, first, &r):
		return false, r.Login + " gives other answers than " + first.Login + " did"
	}
	by := r.Login
	if first != nil {
		by = first.Login
	}
	c.tickIn(c.homeOf(t), r.At)
	c.freeze(t)
	outputs := map[string]expr.Value{"answered_by": expr.OfText(by)}
	for _, want := range t.Ask.Answers {
		outputs[want.Name] = r.Values[want.Name]
	}
	c.answered(t, Answer{At: r.At, Outcome: evidence.Passed, Outputs: outputs})
	return true, ""
}

// First is who gave the first of two answers; nil before, and where one is enough.
func (t *Task) First() *Reply { return t.reply }

func sameAnswers(a *plan.Ask, x, y *Reply) bool {
	return !slices.ContainsFunc(a.Answers, func(want plan.Answer) bool { return !x.Values[want.Name].Equal(y.Values[want.Name]) })
}

// Expire tells that the time for an answer is over. why says it for people; "" for the usual words.
func (c *Course) Expire(t *Task, at time.Time, why string) {
	switch {
	case !c.isOpen(t):
		return
	case why != "":
	case t.Approval != nil:
		why = fmt.Sprintf("%d of %d people said yes in time", len(t.votes), t.wanted())
	case t.reply != nil:
		why = "no second person gave the same answers in time"
	default:
		why = "nobody answered in time"
	}
	c.answered(t, Answer{At: at, Outcome: evidence.Blocked, Reason: ReasonUnanswered, Why: why})
}

func (c *Course) isOpen(t *Task) bool { return slices.Contains(c.waiting, t) }

// answered ends a question.
func (c *Course) answered(t *Task, a Answer) {
	c.waiting = slices.DeleteFunc(slices.Clone(c.waiting), func(other *Task) bool { return other == t })
	a.Attempts = 1
	c.Finish(t, a)
}

// isRequester tells whether somebody is the one who asked for the run. The forge knows no capitals.
func (c *Course) isRequester(id, login string) bool {
	r := c.facts.Requester
	return r != nil && (r.ID != "" && r.ID == id || strings.EqualFold(r.Login, login))
}

// Shown is what a person is shown. What could not be computed is "" or null.
type Shown struct {
	Address  string              `json:"address"` // of the approval or ask; "result" for the end
	Job      string              `json:"job,omitempty"`
	Question string              `json:"question,omitempty"`
	Title    string              `json:"title,omitempty"`
	Text     string              `json:"text,omitempty"`
	Table    expr.Value          `json:"table"`
	Targets  map[string][]string `json:"targets,omitempty"` // the keys of each for_each that waits for the answer, as far as they are known
}

// show computes what people read, as far as it is known.
func (c *Course) show(shown Shown, s *plan.Show, about scope) Shown {
	if s == nil {
		return shown
	}
	shown.Title, _ = c.eval(s.Title, about).AsText()
	shown.Text, _ = c.eval(s.Text, about).AsText()
	if table := c.eval(s.Table, about); table.Whole() {
		shown.Table = table
	}
	return shown
}

// Shown is everything that people were shown so far.
func (c *Course) Shown() []Shown { return c.shown }

func textsOf(list []string) expr.Value {
	items := make([]expr.Value, len(list))
	for i, text := range list {
		items[i] = expr.OfText(text)
	}
	return expr.OfList(items)
}

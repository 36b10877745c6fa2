package conduct

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// What is judged of one comment below the issue of a run that waits, and what its author is told.

// comment judges one comment. Only an error of ours is one; that a comment does not count is told to its author.
func (e *ear) comment(ctx context.Context, c Comment) error {
	if c.Answered || !thread.IsCommand(c.Body) {
		return nil
	}
	if i := slices.IndexFunc(e.held, func(a ledger.Answered) bool { return a.Said.Heard.Comment == c.ID }); i >= 0 {
		e.replyAgain(c, e.held[i].Said)
		return nil
	}
	q, said, _, why := e.judge(c)
	if why != "" {
		e.reply(c, "this does not count: "+why+".")
		return nil
	}
	if err := e.take(ctx, said); err != nil {
		return err
	}
	e.reply(c, e.tally(q))
	return nil
}

// replyAgain is for a word that this very run of the forge recorded, and whose author it could not tell so.
func (e *ear) replyAgain(c Comment, said *evidence.Approval) {
	i := slices.IndexFunc(e.Questions, func(q *Question) bool { return q.Address == said.Name && sameKey(q.Key, said.Key) })
	if i >= 0 && said.Heard.Run == e.Run {
		e.reply(c, e.tally(e.Questions[i]))
	}
}

func (e *ear) reply(c Comment, text string) {
	e.replies = append(e.replies, Reply{To: c.ID, Login: c.By.Login, Text: text})
}

// judge makes an approval of a comment, or tells why it is none.
func (e *ear) judge(c Comment) (*Question, *evidence.Approval, []evidence.Said, string) {
	none := func(why string) (*Question, *evidence.Approval, []evidence.Said, string) { return nil, nil, nil, why }
	switch {
	case c.Program:
		return none("a program wrote it, and only a person can answer")
	case !c.Created.Equal(c.Modified):
		return none("it was edited, so nobody can tell what it said when; write a new comment")
	}
	command, err := thread.ReadCommand(c.Body)
	if err != nil {
		return none(err.Error())
	}
	i := slices.IndexFunc(e.Questions, func(q *Question) bool { of := q.Thread(); return of.Code() == command.Code })
	if i < 0 {
		return none("it names " + command.Code + ", and no question that is open here has these digits; take them from the issue's text")
	}
	q := e.Questions[i]
	reply, why := e.replyOf(q, command, c)
	if why != "" {
		return none(why)
	}
	said, own, err := attest.ApprovalStatement(reply)
	if err != nil {
		return none(plainly(err, q, e.of.Runbook))
	}
	said.Heard = &evidence.Heard{Comment: c.ID, Issue: e.Issue, Run: e.Run, State: e.State}
	before := e.words(q)
	h := rules.Hear(e.Plan, e.rules(q), append(before[:len(before):len(before)], said))
	if at := slices.IndexFunc(h.Void, func(v rules.Void) bool { return v.Said == said }); at >= 0 {
		return none("it " + h.Void[at].Why)
	}
	if !slices.Contains(h.Counted, said) && h.No != said && e.decided() {
		return none("the question was decided before")
	}
	return q, said, own, ""
}

// replyOf is a command as the answer to a question.
func (e *ear) replyOf(q *Question, c *thread.Command, of Comment) (attest.Reply, string) {
	r := attest.Reply{
		Voice: attest.Voice{At: of.Created, By: of.By, Seen: q.Seen}, Plan: e.planBytes, Authorization: e.statement,
		Question: e.now(q), Answer: evidence.Yes, Reason: c.Reason, Salt: q.Salted(),
	}
	ask := e.Plan.Ask(strings.TrimPrefix(q.Address, plan.AskPrefix))
	switch {
	case c.Verb == "reject":
		r.Answer = evidence.No
	case c.Verb == "approve" && ask != nil:
		return r, "the question wants answers, each by a line /answer " + c.Code + " NAME VALUE"
	case c.Verb == "answer" && ask == nil:
		return r, "the question wants a yes or a no: /approve " + c.Code + ", or /reject " + c.Code + " and why"
	case c.Verb == "answer":
		values, findings := rules.CheckAnswers(ask, c.Values)
		if len(findings) > 0 {
			return r, strings.TrimSuffix(findings[0].Message, ".")
		}
		r.Values = values
	}
	return r, ""
}

// plainly is why an answer is none, for the one who gave it.
func plainly(err error, q *Question, runbook string) string {
	text := strings.TrimPrefix(err.Error(), q.Address+" of "+runbook+": ")
	return strings.TrimPrefix(text, "the answer would not count: ")
}

// take signs what somebody said, and appends it.
func (e *ear) take(ctx context.Context, said *evidence.Approval) error {
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return err
	}
	bundle, err := e.desk.sign(ctx, statement, nil)
	if err == nil {
		err = e.desk.Ledger.Append(ctx, ledger.Item{Bundle: bundle, Authorization: e.Authorization})
	}
	if err != nil {
		return fmt.Errorf("the answer of %s could not be recorded, so it does not count yet: %w", said.By.Login, err)
	}
	e.held, e.new = append(e.held, ledger.Answered{Said: said, Bundle: bundle, Index: -1}), true
	return nil
}

// tally is what somebody is told whose word counts.
func (e *ear) tally(q *Question) string {
	h := rules.Hear(e.Plan, e.rules(q), e.words(q))
	if h.No != nil {
		return "your no is recorded, and decides the question."
	}
	if h.Enough {
		return "your answer is recorded, and decides the question."
	}
	wanted := int64(2) // an ask whose answer a second person has to give
	if a := e.Plan.Approval(strings.TrimPrefix(q.Address, plan.ApprovalPrefix)); a != nil {
		wanted = max(1, a.Min)
	}
	return fmt.Sprintf("your answer is recorded: %d of %d people have answered.", len(h.Counted), wanted)
}

// again is what a comment says in its author's own words, which the ledger has digests of: it is read anew.
func (e *ear) again(c Comment) (*Question, *evidence.Approval, []evidence.Said, string) {
	if !slices.ContainsFunc(e.held, func(a ledger.Answered) bool { return a.Said.Heard.Comment == c.ID && len(a.Said.Values) > 0 }) {
		return nil, nil, nil, ""
	}
	whole := e.held
	defer func() { e.held = whole }()
	e.held = nil // as if nobody had said anything yet
	return e.judge(c)
}

// keptWords are those that an approval has the digests of: a comment may have been changed since.
func keptWords(a *evidence.Approval, own []evidence.Said) []evidence.Said {
	kept := []evidence.Said{}
	for _, s := range own {
		digest, err := s.Digest()
		if err == nil && slices.ContainsFunc(a.Values, func(v evidence.AnswerValue) bool { return v.Name == s.Name && v.Digest != nil && *v.Digest == digest }) {
			kept = append(kept, s)
		}
	}
	return kept
}

// answersOf are the values of a word: those that stand in clear, and those in somebody's own words.
func answersOf(a *evidence.Approval, own []evidence.Said) map[string]expr.Value {
	values := map[string]expr.Value{}
	for _, v := range a.Values {
		if v.Value != nil {
			values[v.Name] = *v.Value
		}
	}
	for _, s := range own {
		values[s.Name] = s.Value
	}
	return values
}

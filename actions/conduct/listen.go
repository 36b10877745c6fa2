package conduct

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// People of a forge answer below an issue. The ledger's signer reads there what they say, judges it, and testifies
// to it: each answer that counts becomes an approval in the ledger, which names the comment, the run of the forge
// in which it was read, and the state in which the run had been left (evidence.Heard).
//
// A run goes on once from each state, whoever starts however many runs of the forge: in the one that heard the
// answer which decided first, in the order of the ledger. That order is the same for all who read it.

// Listening is a run that waits below an issue.
type Listening struct {
	Plan          *plan.Plan
	Authorization []byte // the bundle, as it is in the ledger
	State         canon.Digest
	Questions     []*Question
	Issue         int64
	Run           evidence.RunID // of the forge: this one
	Answers       Answers
	// Holds tells whether somebody is in a team that has a role; nil where no team can be asked.
	Holds func(role string, by evidence.By) bool
	// Today tells whether somebody has a role as the protected branch has it now. A word is taken of who has its role
	// by the plan that was authorised, and today; nil: by the plan alone. What was taken counts for ever: in which run
	// of the forge a run goes on must follow from the ledger, whoever reads it, and when.
	Today func(role string, by evidence.By) bool
}

// Answers is what a ledger has of people's answers.
type Answers interface {
	// Approvals are the answers inside a run, in the order of the ledger, each proven to stand in its newest state.
	Approvals(ctx context.Context, a *evidence.Authorization) ([]ledger.Answered, error)
}

// Comment is what somebody wrote below the issue, as the forge tells it.
type Comment struct {
	ID                int64
	By                evidence.By
	Program           bool // a program wrote it, or had it written in somebody's name
	Body              string
	Created, Modified time.Time
	Answered          bool // it has our reply
}

// Heard is what came of listening.
type Heard struct {
	Replies []Reply
	// GoesOn is the run of the forge in which the run goes on; nil while it waits.
	GoesOn *evidence.RunID
	// Words are what people answered, for the processes that go on with it.
	Words []Testimony
}

// Reply is what somebody is told about their comment.
type Reply struct {
	To    int64
	Login string
	Text  string // the rest of a sentence that begins with their name
}

// Testimony is an approval that the ledger's signer signed, with the answers that it holds digests of.
type Testimony struct {
	Bundle *evidence.Bundle `json:"bundle"`
	Said   []evidence.Said  `json:"said"`
}

// Listen judges comments, in their order, and appends what counts. Doing it again changes nothing.
func (d *Desk) Listen(ctx context.Context, l Listening, comments []Comment) (*Heard, error) {
	e, err := d.listen(ctx, l)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(comments, func(a, b Comment) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range comments {
		if err := e.comment(ctx, c); err != nil {
			return nil, err
		}
	}
	if e.new {
		if err := e.read(ctx); err != nil { // others may have been heard meanwhile, and the ledger says in which order
			return nil, err
		}
	}
	return e.heard(comments)
}

// ear is the one who listens.
type ear struct {
	Listening
	desk      *Desk
	planBytes []byte
	statement []byte
	of        *evidence.Authorization
	held      []ledger.Answered // what was heard, in any state
	replies   []Reply
	new       bool
}

func (d *Desk) listen(ctx context.Context, l Listening) (*ear, error) {
	e := &ear{Listening: l, desk: d}
	var err error
	if e.planBytes, err = l.Plan.Encode(); err != nil {
		return nil, err
	}
	if e.statement, e.of, err = authorizationIn(l.Authorization); err != nil {
		return nil, err
	}
	return e, e.read(ctx)
}

// ReadAuthorization reads the authorization that a bundle signs. Its signature is not looked at.
func ReadAuthorization(bundle []byte) (*evidence.Authorization, error) {
	_, a, err := authorizationIn(bundle)
	return a, err
}

func authorizationIn(bundle []byte) ([]byte, *evidence.Authorization, error) {
	b, err := evidence.ParseBundle(bundle)
	if err != nil {
		return nil, nil, err
	}
	if b.Envelope == nil {
		return nil, nil, errors.New("the authorization signs no statement")
	}
	said, err := evidence.ParseStatement(b.Envelope.Payload)
	if err != nil {
		return nil, nil, err
	}
	a, ok := said.(*evidence.Authorization)
	if !ok {
		return nil, nil, fmt.Errorf("there is a %s where the authorization must stand", said.Kind())
	}
	return b.Envelope.Payload, a, nil
}

// read takes what the ledger has of answers that were heard on a forge.
func (e *ear) read(ctx context.Context) error {
	held, err := e.Answers.Approvals(ctx, e.of)
	if err != nil {
		return err
	}
	e.held = slices.DeleteFunc(held, func(a ledger.Answered) bool { return a.Said.Heard == nil })
	return nil
}

func (e *ear) words(q *Question) (said []*evidence.Approval) {
	for _, a := range e.held {
		if a.Said.Name == q.Address && sameKey(a.Said.Key, q.Key) {
			said = append(said, a.Said)
		}
	}
	return said
}

func (e *ear) rules(q *Question) rules.Question {
	r := q.Rules(e.of)
	r.Holds = e.Holds
	return r
}

// now is the question to somebody who answers now.
func (e *ear) now(q *Question) rules.Question {
	r := e.rules(q)
	r.Today = e.Today
	return r
}

// Lost tells of somebody whose yes counts for what is still open, and who does not have the role any more in which they
// gave it: nothing may go on by it. "" where there is nobody.
func (d *Desk) Lost(ctx context.Context, l Listening) (string, error) {
	e, err := d.listen(ctx, l)
	if err != nil || e.Today == nil || e.decided() {
		return "", err
	}
	for _, q := range e.Questions {
		for _, a := range rules.Hear(e.Plan, e.rules(q), e.words(q)).Counted {
			if !e.Today(a.Role, a.By) {
				return fmt.Sprintf("%s, whose answer to %s counts, does not have the role %s any more", a.By.Login, q.Address, a.Role), nil
			}
		}
	}
	return "", nil
}

// Decided is the run of the forge in which the run goes on from this state, as the ledger has it; nil while it waits.
func (d *Desk) Decided(ctx context.Context, l Listening) (*evidence.RunID, error) {
	e, err := d.listen(ctx, l)
	if err != nil {
		return nil, err
	}
	run, _ := e.decider()
	return run, nil
}

// Unanswered records that nobody answered in time, as our own comment says below the issue. A run that has something to
// take back goes on to do so, once: in the run of the forge that said so first.
func (d *Desk) Unanswered(ctx context.Context, l Listening, own Comment) (*Heard, error) {
	e, err := d.listen(ctx, l)
	if err != nil {
		return nil, err
	}
	if !e.decided() && len(e.Questions) > 0 {
		q := e.Questions[0]
		seen, err := d.Ledger.Seen(ctx)
		if err != nil {
			return nil, err
		}
		err = e.take(ctx, &evidence.Approval{
			Answer: evidence.Unanswered, At: evidence.FormatInstant(d.World.Now()), Authorization: canon.Sum(e.statement), By: own.By, Expires: q.Expires, Frozen: q.Frozen,
			Heard: &evidence.Heard{Comment: own.ID, Issue: l.Issue, Run: l.Run, State: l.State}, Key: q.Key, Name: q.Address, Role: rules.Asked(l.Plan, q.Address)[0],
			Run: e.of.Run.Key(), Seen: seen, Shown: q.ShownDigest, Values: []evidence.AnswerValue{},
		})
		if err != nil {
			return nil, err
		}
		if err := e.read(ctx); err != nil {
			return nil, err
		}
	}
	return e.heard(nil)
}

// heard tells in which run of the forge the run goes on, and hands on what was said.
func (e *ear) heard(comments []Comment) (*Heard, error) {
	out := &Heard{Replies: e.replies}
	out.GoesOn, _ = e.decider()
	own := map[int64][]evidence.Said{}
	for _, c := range comments {
		if _, said, words, why := e.again(c); why == "" && said != nil {
			own[c.ID] = words
		}
	}
	for _, a := range e.held {
		bundle, err := evidence.ParseBundle(a.Bundle)
		if err != nil {
			return nil, err
		}
		out.Words = append(out.Words, Testimony{Bundle: bundle, Said: keptWords(a.Said, own[a.Said.Heard.Comment])})
	}
	return out, nil
}

// decider is the run of the forge in which the run goes on from this state: it heard the first word about this
// state behind which a question is decided, or which says that nobody answered in time. Words about an earlier state count as well, and let nothing go on: what
// they decided while the run was under way goes on with the next word.
func (e *ear) decider() (run *evidence.RunID, at int) {
	all := e.held
	defer func() { e.held = all }()
	for i, a := range all {
		e.held = all[:i+1]
		for _, q := range e.Questions {
			if a.Said.Heard.State != e.State || a.Said.Name != q.Address || !sameKey(a.Said.Key, q.Key) {
				continue
			}
			if h := rules.Hear(e.Plan, e.rules(q), e.words(q)); h.Enough || h.No != nil || a.Said.Answer == evidence.Unanswered {
				return &a.Said.Heard.Run, i
			}
		}
	}
	return nil, 0
}

func (e *ear) decided() bool { run, _ := e.decider(); return run != nil }

// Thread is the question as an issue asks it.
func (q *Question) Thread() thread.Question {
	return thread.Question{
		Address: q.Address, Job: q.Job, Authorization: q.Authorization, Shown: q.Shown, ShownDigest: q.ShownDigest, Frozen: q.Frozen, Expires: q.Expires,
	}
}

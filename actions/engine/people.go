package engine

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Question is what a run asks of people and waits for.
type Question struct {
	Address  string  // "approval.security", "ask.call"
	Job      string  // the key of its phase's job, "" for none
	Key      *string // the same as the record tells it; nil for none
	Approval *plan.Approval
	Ask      *plan.Ask
	Shown    course.Shown // without secrets
	// ShownDigest and FrozenDigest are what an answer is bound to: the digests of what was shown, and of
	// the keys of every for_each that waits for it, each in its canonical JSON.
	ShownDigest, FrozenDigest canon.Digest
	Since, Until              time.Time
	Said                      []string // logins of those whose yes counts so far, or of the first of two
	Wanted                    int      // how many people it takes
}

// Word is what somebody said to a question. Whoever hands it over has checked who said it, that they have
// one of the roles that are asked, and that they said it of this run.
type Word struct {
	Address   string                `json:"address"`
	At        string                `json:"at"`
	Frozen    canon.Digest          `json:"frozen"`
	ID        string                `json:"id"` // people are compared by it
	Job       string                `json:"job,omitempty"`
	Login     string                `json:"login"`
	Reason    string                `json:"reason,omitempty"`
	Shown     canon.Digest          `json:"shown"`
	Statement canon.Digest          `json:"statement"`        // that they signed: the same is heard once
	Values    map[string]expr.Value `json:"values,omitempty"` // the answers to an ask
	Yes       bool                  `json:"yes"`

	Void string `json:"-"` // why whoever hands it over does not count it; "" where they do
}

// Inbox hands over what people have said to an open question, in the order in which it counts. It is asked
// again and again.
type Inbox func(ctx context.Context, of Question) ([]Word, error)

// question is what a task asks, as people see it.
func (r *Run) question(t *course.Task) Question {
	q := Question{Address: t.Address, Job: t.Job, Key: r.keyOf(t), Approval: t.Approval, Ask: t.Ask, Shown: r.shown(*t.Shown), Since: t.Since(), Wanted: 1}
	timeout := int64(0)
	switch {
	case t.Approval != nil:
		votes, wanted := t.Votes()
		timeout, q.Wanted = t.Approval.Timeout, wanted
		for _, v := range votes {
			q.Said = append(q.Said, v.Login)
		}
	case t.Ask != nil:
		timeout = t.Ask.Timeout
		if len(t.Ask.Second) > 0 {
			q.Wanted = 2
		}
		if first := t.First(); first != nil {
			q.Said = []string{first.Login}
		}
	}
	q.Until = r.askedUntil(q.Since, time.Duration(timeout)*time.Second)
	q.ShownDigest, q.FrozenDigest = DigestsOf(q.Shown)
	return q
}

// askedUntil is until when people may answer: as long as the plan says, and no longer than the glass is broken.
func (r *Run) askedUntil(since time.Time, timeout time.Duration) time.Time {
	until := since.Add(timeout)
	if !r.until.IsZero() && r.until.Before(until) {
		return r.until
	}
	return until
}

// DigestsOf is what an answer to a question is bound to: the digest of what was shown, and that of the keys
// of every for_each that waits for it.
func DigestsOf(s course.Shown) (shown, frozen canon.Digest) {
	targets := s.Targets
	if targets == nil {
		targets = map[string][]string{}
	}
	return digestOf(s), digestOf(targets)
}

// shown is what people see, with secrets masked. Where one is left all the same, or something that has the
// look of one, they see nothing.
func (r *Run) shown(s course.Shown) course.Shown {
	for _, text := range []*string{&s.Question, &s.Title, &s.Text} {
		*text = r.redactor.Text(*text)
	}
	s.Table = r.redactor.Value(s.Table)
	targets := map[string][]string{}
	for address, keys := range s.Targets {
		for _, key := range keys {
			targets[address] = append(targets[address], r.redactor.Text(key))
		}
	}
	if s.Targets != nil {
		s.Targets = targets
	}
	if r.found(s) {
		return course.Shown{Address: s.Address, Job: redact.Mask, Question: redact.Mask}
	}
	return s
}

func digestOf(v any) canon.Digest {
	data, err := canon.Encode(v)
	if err != nil {
		panic("engine: what people are shown has no encoding: " + err.Error())
	}
	return canon.Sum(data)
}

// roles are those whose people may answer.
func (q Question) roles() []string {
	if q.Ask != nil {
		return q.Ask.To
	}
	return q.Approval.From
}

// words tells for whom the run waits, and until when.
func (q Question) words() string {
	of := ""
	if q.Wanted > 1 {
		of = fmt.Sprintf("%d of %d people have answered; ", len(q.Said), q.Wanted)
	}
	return of + "waits for " + strings.Join(q.roles(), " or ") + " until " + instant(q.Until)
}

// questions are those that are open.
func (d *drive) questions() []Question {
	var open []Question
	for _, t := range d.course.Waiting() {
		open = append(open, d.run.question(t))
	}
	return open
}

// listen hears what people have said. It tells whether anything came of it; where the run is to wait, it
// does so, until somebody answers, the time for it is over, or ctx ends.
func (d *drive) listen(ctx context.Context) bool {
	_ = d.journal.flush() // the next entry tells
	for {
		if d.hear(ctx) {
			return true
		}
		if !d.start.Wait || ctx.Err() != nil || !sleep(ctx, d.start.Poll) {
			return false
		}
	}
}

// hear takes every word that has not been heard yet, and ends what is out of time.
func (d *drive) hear(ctx context.Context) (moved bool) {
	if d.isWhole() {
		return true // the run ends
	}
	for _, t := range d.course.Waiting() {
		q := d.run.question(t)
		if d.start.Inbox != nil {
			words, err := d.start.Inbox(ctx, q)
			if err != nil {
				d.tell(Event{Kind: PeopleSaid, Detail: "what people said could not be read: " + err.Error()}, t)
			}
			for _, w := range words {
				moved = d.heardOf(t, q, w) || moved
			}
		}
		if d.now().After(q.Until) && d.isOpen(t) {
			d.expire(t)
			moved = true
		}
	}
	return moved
}

func (d *drive) isOpen(t *course.Task) bool {
	for _, open := range d.course.Waiting() {
		if open == t {
			return true
		}
	}
	return false
}

func (d *drive) expire(t *course.Task) {
	at := d.now()
	_ = d.journal.write(entry{Expire: startOf(t.Place(), instant(at))}, lazy)
	d.course.Expire(t, at, "")
}

// heardOf tells the course what somebody said, once. It tells whether it counts.
func (d *drive) heardOf(t *course.Task, q Question, w Word) bool {
	if d.heard[string(w.Statement)] {
		return false
	}
	d.heard[string(w.Statement)] = true
	why := cmp.Or(w.Void, stands(q, w))
	if why == "" {
		_, why = d.say(t, w)
	}
	if why != "" {
		d.tell(Event{Kind: PeopleSaid, Detail: "the answer of " + w.Login + " does not count: it " + why}, t)
		return false
	}
	w.Address, w.Job = t.Address, t.Job
	_ = d.journal.write(entry{Word: &w}, durable)
	said := Event{Kind: PeopleSaid, Detail: w.Login + " answered"}
	if d.isOpen(t) { // more people are wanted
		q := d.run.question(t)
		said.Detail, said.From, said.Until = said.Detail+"; "+q.words(), q.roles(), q.Until
	}
	d.tell(said, t)
	return true
}

// stands tells why a word does not stand: it is of another time, or of something else; "" where it does.
func stands(q Question, w Word) string {
	at, err := evidence.ParseInstant(w.At)
	switch {
	case err != nil:
		return "is of no time"
	case at.After(q.Until):
		return "came after " + instant(q.Until)
	case w.Shown != q.ShownDigest:
		return "is about something else than what is shown now"
	case w.Frozen != q.FrozenDigest:
		return "is about other items than those that wait now"
	}
	return ""
}

// say tells the course a word that stands.
func (d *drive) say(t *course.Task, w Word) (counts bool, why string) {
	at, _ := evidence.ParseInstant(w.At)
	if at.Before(t.Since()) {
		at = t.Since() // another machine's clock
	}
	if t.Approval != nil {
		return d.course.Vote(t, course.Vote{ID: w.ID, Login: w.Login, Yes: w.Yes, Reason: w.Reason, At: at})
	}
	return d.course.Reply(t, course.Reply{ID: w.ID, Login: w.Login, Values: w.Values, At: at})
}

package engine

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
)

// Going on with a run: a new course is told what the journal says, in the same order, and so stands where
// the old one stood. What was finished is never done again.

// goOn sets out where an earlier process left off.
func (r *Run) goOn(ctx context.Context, start Start) (*drive, error) {
	past := start.Past
	if past.Plan != r.digest || past.Run != r.job.ID {
		return nil, fmt.Errorf("journal %s: it is of another run or plan", past.path)
	}
	r.begun, _ = evidence.ParseInstant(past.StartedAt)
	r.until = past.Until
	copy(r.salt[:], past.salt)
	d := r.newDrive(start)
	under, err := d.replay(past)
	if err != nil {
		return nil, fmt.Errorf("journal %s: %w", past.path, err)
	}
	if past.Ended() {
		return d, nil
	}
	again, err := d.decide(under)
	if err != nil {
		return nil, err
	}
	r.used = past.used()
	_ = d.journal.write(entry{Resume: &resumed{At: instant(d.now()), Used: int64(r.used.Seconds())}}, durable)
	r.tell(Event{Kind: RunResumed, Title: r.job.Plan.Title, Run: r.job.ID.Key(), Mode: r.job.Mode})
	d.tellEarlier()
	d.askAgain(ctx)
	for i, t := range under {
		if again[i] && d.goesOn(t) {
			d.again = append(d.again, t)
			continue
		}
		d.finish(t, interrupted(d.now()))
	}
	return d, nil
}

// doAgain does once more what was under way in the earlier process.
func (d *drive) doAgain(ctx context.Context) {
	for _, t := range d.again {
		d.set(ctx, t)
	}
	d.again = nil
}

// goesOn tells whether what was under way would still be, had its process not ended: not in a run that was
// ended before its time, unless it takes something back.
func (d *drive) goesOn(t *course.Task) bool {
	switch d.halted() {
	case "", course.ReasonStopped:
		return true
	case ReasonInterrupted:
		return false
	}
	return t.Undo
}

// interrupted is what comes of a task that was under way when its process ended.
func interrupted(at time.Time) course.Answer {
	return course.Answer{
		At: at, Outcome: evidence.Unknown, Reason: ReasonInterrupted, Attempts: 1,
		Why: "its process ended while it was under way; whether it was done is not known",
	}
}

// decide tells which of the tasks that were under way are done again: all that are safe to repeat, and
// else those for which somebody says so.
func (d *drive) decide(under []*course.Task) ([]bool, error) {
	again := make([]bool, len(under))
	for i, t := range under {
		half := HalfDone{Address: t.Address, Job: t.Job, Key: t.Key, Since: instant(t.Since())}
		switch {
		case !d.goesOn(t):
		case !d.run.acts(t) || d.run.kindOf(t.Action).Idempotent:
			again[i] = true
		case d.start.Again == nil:
			return nil, half
		default:
			again[i] = d.start.Again(half)
		}
	}
	return again, nil
}

// replay tells the course what the journal says. It gives the tasks that were under way when the journal
// ends, in the order in which they had started.
func (d *drive) replay(p *Past) (under []*course.Task, err error) {
	open, order := map[course.Place]*course.Task{}, []course.Place{}
	for i := range p.entries {
		e := &p.entries[i]
		if e.Start != nil {
			t, err := d.restart(e.Start)
			if err != nil {
				return nil, err
			}
			open[e.Start.place()], order = t, append(order, e.Start.place())
			continue
		}
		if err := d.retell(e, open); err != nil {
			return nil, err
		}
	}
	d.told = len(d.course.Ended(0))
	return stillUnder(open, order), nil
}

func (d *drive) restart(s *started) (*course.Task, error) {
	at, _ := evidence.ParseInstant(s.At)
	t := d.course.Again(s.place(), at)
	if t == nil {
		return nil, fmt.Errorf("%s cannot have started at %s: the journal does not fit the plan", s.Address, s.At)
	}
	return t, nil
}

// stillUnder are the tasks that are under way, in the order in which they had started; people are waited for beside.
func stillUnder(open map[course.Place]*course.Task, order []course.Place) (under []*course.Task) {
	for _, place := range order {
		if t := open[place]; t != nil && t.Step != nil {
			under = append(under, t)
		}
	}
	return under
}

// retell tells the course one thing of the journal that is no start.
func (d *drive) retell(e *entry, open map[course.Place]*course.Task) error {
	told, _ := e.at()
	at, _ := evidence.ParseInstant(told)
	of := func(place course.Place) (*course.Task, error) {
		if open[place] == nil {
			return nil, fmt.Errorf("%s never started: the journal does not fit the plan", place.Address)
		}
		return open[place], nil
	}
	switch {
	case e.Finish != nil:
		t, err := of(e.Finish.place())
		if err != nil {
			return err
		}
		delete(open, e.Finish.place())
		d.course.Finish(t, e.Finish.answer())
	case e.Word != nil:
		t, err := of(course.Place{Address: e.Word.Address, Job: e.Word.Job})
		if err != nil {
			return err
		}
		d.heard[string(e.Word.Statement)] = true
		d.say(t, *e.Word)
	case e.Expire != nil:
		t, err := of(e.Expire.place())
		if err != nil {
			return err
		}
		d.course.Expire(t, at, "")
	case e.Halt != nil:
		d.stopped = e.Halt.Reason
		d.haltAt(e.Halt.Reason, at)
	case e.Shut != nil:
		d.course.Shut(e.Shut.Gate, e.Shut.Why, at)
	case e.Notify != nil:
		d.sent[int(e.Notify.Number)] = true
	}
	return nil
}

// giveUp ends a course whose process was killed: what was under way is unknown, and nothing more starts.
func (d *drive) giveUp(under []*course.Task, now time.Time) *evidence.Record {
	d.course.Halt(ReasonInterrupted, now)
	for _, t := range under {
		d.course.Finish(t, interrupted(now))
	}
	for d.course.Next(now, nil) != nil {
		panic("engine: something starts in a run that was given up")
	}
	if stuck := d.course.Stuck(); len(stuck) > 0 && !d.course.Done() {
		panic("engine: a run that was given up does not end: " + fmt.Sprint(stuck))
	}
	return d.run.record(d.course)
}

// used is how much of the time that the run may take earlier processes have used. Before somebody answers,
// or their time is over, a process only waits.
func (p *Past) used() (used time.Duration) {
	since, last := p.StartedAt, p.StartedAt
	add := func(next string) {
		from, _ := evidence.ParseInstant(since)
		to, _ := evidence.ParseInstant(last)
		used += max(0, to.Sub(from))
		since, last = next, next
	}
	for i := range p.entries {
		switch e := &p.entries[i]; {
		case e.Resume != nil:
			used, since, last = time.Duration(e.Resume.Used)*time.Second, e.Resume.At, e.Resume.At
		case e.Word != nil || e.Expire != nil:
			add("")
		case e.Notify == nil:
			last, _ = e.at()
			since = cmp.Or(since, last)
		}
	}
	add("")
	return used
}

package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Share is what one process does of a run whose phases run on machines of their own.
type Share = course.Share

// Told is what is known of one phase.
type Told struct {
	Tails map[int]*Tail // by leg; one that should be there and is not is lost: what it did is unknown
	// Never tells that no process of the phase ever ran. Who says so is whoever runs the processes.
	Never bool
}

// PrepareShare is Prepare for a process that does one share: it reads the secrets of that phase alone. Without a
// share it reads none, and can only open a run.
func PrepareShare(ctx context.Context, job Job, world World, share *Share) (*Run, error) {
	r := newRun(job, world)
	r.apart, r.share = true, share
	if share != nil {
		f := job.Plan.Phase(share.Phase)
		if f == nil {
			return nil, fmt.Errorf("the plan has no phase %q", share.Phase)
		}
		r.wanted = job.Plan.SecretsOf(f)
	}
	return r.prepared(ctx)
}

// PrepareGates is Prepare for a process that asks the gates, and does nothing else.
func PrepareGates(ctx context.Context, job Job, world World) (*Run, error) {
	r := newRun(job, world)
	r.apart, r.wanted = true, job.Plan.SecretsOfGates()
	return r.prepared(ctx)
}

// LegsAtStart are into how many jobs the phases go whose items follow from how the run begins.
func (r *Run) LegsAtStart() map[string]int {
	r.begun = r.now()
	c, legs := course.New(r.job.Plan, r.facts()), map[string]int{}
	for i := range r.job.Plan.Phases {
		f := &r.job.Plan.Phases[i]
		if fan := r.job.Plan.FanOf(f); fan == (plan.Fan{}) {
			legs[f.Name] = c.LegsAhead(f.Name)
		}
	}
	return legs
}

// ShareStart is what is known of a share once it may begin.
type ShareStart struct {
	Opening *Opening
	Journal *Journal // nothing is in it yet; what it has at the end is the tail
	Before  map[string]Told
	SoFar   *Tail // of this share, by an earlier process of it that was left waiting

	Inbox Inbox
	Wait  bool
	Poll  time.Duration
	Again func(HalfDone) bool  // as in Start
	Heard func(Word) (ok bool) // whether people said what the phases before tell; nil: nobody did

	// Late tells that the time is over by which the run was to finish: nothing starts any more but what takes back,
	// whatever people said in time.
	Late bool
}

// ShareDone is a share that came to its end, or that waits for people.
type ShareDone struct {
	Waiting []Question
	Outcome evidence.Outcome // of the share alone, where it does not wait
	Halted  Reason           // why it ended before its time
	Shown   []course.Shown
	Legs    map[string]int // into how many jobs the phases go whose items are known now
}

// DoShare does one share, until it ends or waits for people. What it leaves is in the journal. A secret in that is
// ErrSecretFound: then the journal leaves the machine in no way.
func (r *Run) DoShare(ctx context.Context, start ShareStart) (*ShareDone, error) {
	if r.share == nil || start.Opening.Plan != r.digest || start.Opening.Run != r.job.ID {
		return nil, errors.New("the opening is of another run or plan")
	}
	moveOut, err := r.moveIn()
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	defer moveOut()
	r.crew = newCrew()
	defer r.crew.dismiss()
	d, err := r.takeUp(ctx, start)
	if err != nil {
		return nil, err
	}
	if start.Late {
		d.isLate()
	}
	questions := d.loop(ctx)
	done := &ShareDone{Waiting: questions, Halted: d.halted(), Shown: r.shownAll(d.course), Legs: d.legs()}
	if done.Outcome = d.outcome(); len(questions) > 0 {
		done.Outcome = ""
		r.tell(Event{Kind: RunWaits, Run: r.job.ID.Key()})
	}
	if err := start.Journal.flush(); err != nil {
		return nil, err
	}
	return done, r.keepsSecrets(d, start.Journal)
}

// takeUp brings a course to where the share begins.
func (r *Run) takeUp(ctx context.Context, start ShareStart) (*drive, error) {
	o := start.Opening
	r.begun, _ = evidence.ParseInstant(o.StartedAt)
	copy(r.salt[:], o.past.salt)
	first := o.line
	if start.SoFar != nil {
		first = start.SoFar.data
	}
	before := r.job.Plan.Before(r.job.Plan.Phase(r.share.Phase))
	how := retelling{heard: start.Heard, from: r.begun, to: r.now()}
	d, _ := r.tellAll(Start{Journal: start.Journal, Inbox: start.Inbox, Wait: start.Wait, Poll: start.Poll, Again: start.Again}, before, start.Before, how)
	d.gates = r.begun
	d.told = len(d.course.Ended(0))
	if err := start.Journal.adopt(first); err != nil {
		return nil, err
	}
	r.used = usedBefore(r.job.Plan, r.share.Phase, start.Before)
	r.tell(Event{Kind: RunStarted, Title: r.job.Plan.Title, Run: r.job.ID.Key(), Mode: r.job.Mode})
	if start.SoFar == nil {
		return d, nil
	}
	return d, d.takeUpAgain(start.SoFar, how, start.Late)
}

// isLate ends what the share waits for, and keeps everything from starting that does not take back.
func (d *drive) isLate() {
	for _, t := range d.course.Waiting() {
		if d.now().After(d.run.question(t).Until) {
			d.expire(t)
		}
	}
	d.stopped = ReasonTimeout
	d.halt(ReasonTimeout)
}

// takeUpAgain goes on with the share itself, where an earlier process left it. late: it only takes back.
func (d *drive) takeUpAgain(t *Tail, how retelling, late bool) error {
	under, err := d.retellTail(t, how)
	if err != nil {
		return err
	}
	again, err := d.decide(under)
	if err != nil {
		return err
	}
	_ = d.journal.write(entry{Resume: &resumed{At: instant(d.now()), Used: int64(t.past.used().Seconds())}}, durable)
	for i, task := range under {
		if again[i] && !late && d.goesOn(task) {
			d.again = append(d.again, task)
			continue
		}
		d.finish(task, interrupted(d.now()))
	}
	return nil
}

// legs are into how many jobs later phases go whose items are known now.
func (d *drive) legs() map[string]int {
	legs := map[string]int{}
	for i := range d.run.job.Plan.Phases {
		f := &d.run.job.Plan.Phases[i]
		if fan := d.run.job.Plan.FanOf(f); fan.Legs == 0 && fan.From == d.share.Phase {
			legs[f.Name] = d.course.LegsAhead(f.Name)
		}
	}
	return legs
}

// outcome follows from what the share itself came to.
func (d *drive) outcome() evidence.Outcome {
	var own []*course.Ended
	for _, e := range d.course.Ended(0) {
		if d.course.EndedIn(*d.share, e) {
			own = append(own, e)
		}
	}
	return course.Overall(own)
}

// keepsSecrets holds that nothing of what leaves this machine tells a secret: neither the tail, nor what a record
// could be made of from here. The next who reads it knows no secret, and could not look.
func (r *Run) keepsSecrets(d *drive, j *Journal) error {
	if len(r.secrets) == 0 {
		return nil
	}
	data, err := j.bytes()
	if err != nil {
		return err
	}
	if r.tells(data) {
		return ErrSecretFound
	}
	d.course.Halt(ReasonInterrupted, d.now())
	if !d.course.Done() {
		return nil
	}
	return r.seal(r.record(d.course))
}

// usedBefore is how much of the time that a run may take is over when a phase begins: that of the longest way to it.
func usedBefore(p *plan.Plan, phase string, before map[string]Told) time.Duration {
	used := map[string]time.Duration{}
	for _, f := range append(p.Before(p.Phase(phase)), p.Phase(phase)) {
		for _, earlier := range p.Before(f) {
			used[f.Name] = max(used[f.Name], used[earlier.Name])
		}
		var own time.Duration
		for _, t := range before[f.Name].Tails {
			own = max(own, t.past.usedBehindFirst())
		}
		if f.Name != phase {
			used[f.Name] += own
		}
	}
	return used[phase]
}

// usedBehindFirst is used, from what the tail tells first: before that, it was not its turn.
func (p *Past) usedBehindFirst() time.Duration {
	if len(p.entries) == 0 {
		return 0
	}
	from := *p
	from.StartedAt, _ = p.entries[0].at()
	return from.used()
}

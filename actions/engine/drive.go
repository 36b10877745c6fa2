package engine

import (
	"cmp"
	"context"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// drive takes a run through its course. One goroutine owns it; attempts run in others and answer over done.
// Everything that the course is told stands in the journal, in the same order.
type drive struct {
	run     *Run
	share   *course.Share // what of the run this process does; nil: all
	start   Start
	journal *Journal
	course  *course.Course
	room    int // for tasks
	work    int // for those that keep this machine at work
	running int
	done    chan attempted

	over    context.Context // what is left to do when the run has taken too long: to take back
	stopped Reason          // why it ended before its time, as far as the course knows
	again   []*course.Task  // that an earlier process had under way, and that are done once more
	gates   time.Time       // when they were asked last
	told    int             // how many of the course's ended things were told to those who watch
	noticed int             // how many of its notices were sent
	sent    map[int]bool    // those that an earlier process sent
	sending sync.WaitGroup
	asked   map[*course.Task]bool // questions that those who watch know of
	heard   map[string]bool       // words of people that were told to the course, or did not count
}

func (r *Run) newDrive(start Start) *drive {
	return &drive{
		run: r, start: start, journal: start.Journal, course: course.New(r.job.Plan, r.facts()),
		share: r.share, room: cmp.Or(r.world.Parallel, atOnce), work: cmp.Or(r.world.Parallel, max(8, 2*runtime.GOMAXPROCS(0))),
		done: make(chan attempted, atOnce), sent: map[int]bool{}, asked: map[*course.Task]bool{}, heard: map[string]bool{},
	}
}

// atOnce is how many tasks run at once where nobody says otherwise.
const atOnce = 64

// maxItems is how many items and parts a run may have in all: what a plan asks for must fit this machine.
const maxItems = 1_000_000

func (r *Run) facts() course.Facts {
	facts := course.Facts{
		ID: r.job.ID.ID, URL: r.job.URL, Mode: r.job.Mode, Trigger: r.job.Trigger, Event: r.job.Event,
		Inputs: r.job.Inputs, At: r.begun, MaxItems: maxItems, Apart: r.apart,
	}
	if by := r.job.Requester; by != nil {
		facts.Requester = &course.Requester{ID: by.ID, Login: by.Login, Email: by.Email, Roles: by.Roles, Vague: by.Vague}
	}
	return facts
}

// now is this instant as records and the journal tell it: whole seconds, so that a run which goes on has
// seen the same times.
func (d *drive) now() time.Time { return d.run.now() }

func (r *Run) now() time.Time { return r.world.Now().UTC().Truncate(time.Second) }

// fits tells whether there is room for one more item of a step.
func (d *drive) fits(s *plan.Step) bool {
	return d.room > 0 && (d.work > 0 || d.run.kindOf(s.Action).Waits())
}

func (d *drive) occupy(t *course.Task, n int) {
	d.running += n
	d.room -= n
	if !d.run.kindOf(t.Action).Waits() {
		d.work -= n
	}
}

// loop runs until everything has come to its end, or until people are waited for and nothing else: then it
// gives what they are asked. ctx ends running attempts and keeps others from starting; a run that only
// waits is not ended by it.
func (d *drive) loop(ctx context.Context) []Question {
	d.over = ctx
	for !d.busy(ctx) {
		if ctx.Err() != nil || !d.listen(ctx) {
			return d.questions()
		}
		d.askAgain(ctx)
	}
	return nil
}

// busy runs as long as there is something to do. It tells whether everything has come to its end; if not,
// people are waited for. Only this counts against the time that the whole run may take.
func (d *drive) busy(ctx context.Context) (over bool) {
	since := d.run.world.Now()
	left := time.Duration(d.run.job.Plan.Timeout)*time.Second - d.run.used
	limited, cancel := context.WithTimeoutCause(ctx, max(0, left), errRunTimeout)
	defer cancel()
	defer func() { d.run.used += d.run.world.Now().Sub(since) }()
	d.doAgain(limited)
	for !d.isOver() {
		waits := d.running == 0 && len(d.course.Waiting()) > 0
		if why := d.ends(limited); why != "" {
			if waits && why == ReasonInterrupted {
				return false
			}
			d.stopped = why
			d.halt(why)
		}
		d.news()
		switch t := d.next(); {
		case d.isOver():
		case t != nil:
			d.begin(limited, t)
		case d.running > 0:
			d.wait(limited)
		case waits:
			return false
		case d.share != nil:
			return true // what comes before it did not come to an end, so it cannot begin
		default:
			panic("engine: a run is stuck in a plan that keeps its rules: " + strings.Join(d.course.Stuck(), ", "))
		}
	}
	d.news()
	return true
}

// ends tells why the run ends before its time, where the course does not know it yet. Who interrupts a run
// that took too long ends also what is taken back.
func (d *drive) ends(limited context.Context) Reason {
	switch {
	case d.stopped == ReasonInterrupted:
	case d.over.Err() != nil:
		return ReasonInterrupted
	case d.stopped == "" && d.isWhole():
		return course.ReasonGlass
	case d.stopped == "" && limited.Err() != nil:
		return ReasonTimeout
	}
	return ""
}

// isWhole tells that the time is over for which the glass was broken. What is under way comes to its end.
func (d *drive) isWhole() bool { return !d.run.until.IsZero() && d.now().After(d.run.until) }

// wait takes the next answer, or the end of the run's time, or of what is left to do after it.
func (d *drive) wait(limited context.Context) {
	stop := limited.Done()
	switch d.stopped {
	case ReasonTimeout, course.ReasonGlass:
		stop = d.over.Done()
	case ReasonInterrupted:
		stop = nil // what is under way comes to its end
	}
	select {
	case a := <-d.done:
		d.take(limited, a)
		return
	default:
		_ = d.journal.flush() // the next entry tells
	}
	select {
	case a := <-d.done:
		d.take(limited, a)
	case <-stop:
	}
}

func (d *drive) halt(why Reason) {
	at := d.now()
	_ = d.journal.write(entry{Halt: &halted{At: instant(at), Reason: why}}, lazy)
	d.haltAt(why, at)
}

func (d *drive) haltAt(why Reason, at time.Time) {
	if d.share != nil {
		d.course.HaltIn(*d.share, why, at)
		return
	}
	d.course.Halt(why, at)
}

// next is what may start now, of all that this process does.
func (d *drive) next() *course.Task {
	if d.share != nil {
		return d.course.NextIn(*d.share, d.now(), d.fits)
	}
	return d.course.Next(d.now(), d.fits)
}

func (d *drive) isOver() bool {
	if d.share != nil {
		return d.course.Over(*d.share)
	}
	return d.course.Done()
}

// halted is why nothing more of what this process does starts, "" while it may.
func (d *drive) halted() Reason {
	if d.share != nil {
		return d.course.HaltedIn(*d.share)
	}
	return d.course.Halted()
}

// begin starts a task. What acts starts only after the journal says so on disk, and so does a question:
// people answer what they were shown at that time.
func (d *drive) begin(ctx context.Context, t *course.Task) {
	err := d.journal.write(entry{Start: startOf(t.Place(), instant(t.Since()))}, durability(t.Step == nil || d.run.acts(t)))
	switch {
	case t.Step == nil:
		return // people are told by news
	case err != nil && d.run.acts(t):
		d.finish(t, course.Answer{At: d.now(), Outcome: evidence.Blocked, Reason: ReasonJournal, Why: err.Error()})
		return
	}
	d.set(ctx, t)
}

// set sets a task going.
func (d *drive) set(ctx context.Context, t *course.Task) {
	d.tell(Event{Kind: StepStarted, Attempt: 1}, t)
	d.occupy(t, 1)
	d.try(ctx, t, 1, 0)
}

// try has an attempt made beside the others. What is taken back is so even if the run took too long.
func (d *drive) try(ctx context.Context, t *course.Task, number int64, pause time.Duration) {
	if t.Undo {
		ctx = d.over
	}
	d.run.crew.do(func() { d.attempt(ctx, attempted{task: t, number: number}, pause) })
}

// take takes what came of an attempt: another one is made, or the task has come to its end. One that waits, and is kept
// from looking again, has not seen what it waited for, nor that it did not come: that is unknown.
func (d *drive) take(ctx context.Context, a attempted) {
	t, answer := a.task, d.answer(a)
	again, cut := d.course.Retries(t, a.number, answer.Outcome, a.result.Outputs)
	switch {
	case again && ctx.Err() != nil:
		again, cut = false, ended(ctx)
	case again && d.isWhole():
		again, cut = false, course.ReasonGlass
	}
	if again {
		d.tell(Event{Kind: StepRetried, Attempt: a.number + 1, Outcome: answer.Outcome, Reason: answer.Reason, Detail: answer.Why}, t)
		d.try(ctx, t, a.number+1, pause(t.Step.Retry, a.result))
		return
	}
	if cut != "" && answer.Outcome == evidence.Passed {
		answer.Outcome, answer.Reason, answer.Why = evidence.Unknown, cut, "it was not there yet, and was not looked for again"
	}
	d.occupy(t, -1)
	d.finish(t, answer)
}

// finish tells the journal and the course what came of a task. What acted is on disk.
func (d *drive) finish(t *course.Task, a course.Answer) {
	acted := d.run.acts(t) && a.Attempts > 0
	lends := acted && t.Step.UndoAfter != nil && !t.Undo                            // what comes of that is on disk with it
	_ = d.journal.write(entry{Finish: finishOf(t, a)}, durability(acted && !lends)) // the next start and the end of the run tell of it
	d.course.Finish(t, a)
	if lends {
		_ = d.journal.write(entry{Lent: d.lent(t)}, durable)
	}
}

// news tells those who watch what has happened, and people what they are to be told.
func (d *drive) news() {
	for _, e := range d.course.Ended(d.told) {
		d.told++
		d.run.tell(d.run.eventOf(e))
	}
	for _, t := range d.course.Waiting() {
		if !d.asked[t] {
			d.asked[t] = true
			q := d.run.question(t)
			d.tell(Event{Kind: PeopleAsked, Detail: q.words(), From: q.roles(), Until: q.Until}, t)
		}
	}
	for i, n := range d.course.Notices(d.noticed) {
		if d.share == nil { // else whoever puts all shares together tells people
			d.notify(d.noticed+i, n)
		}
	}
	d.noticed += len(d.course.Notices(d.noticed))
}

// tell tells of a task.
func (d *drive) tell(e Event, t *course.Task) {
	e.Address, e.Job, e.Key, e.Title, e.Items = t.Address, t.Job, t.Key, titleOf(t), t.Items()
	d.run.tell(e)
}

// tellEarlier tells what came to its end in earlier processes of this run.
func (d *drive) tellEarlier() {
	for _, e := range d.course.Ended(0)[:d.told] {
		event := d.run.eventOf(e)
		event.Earlier, event.At = true, e.Finished
		d.run.tell(event)
	}
}

// shownSettings are settings without secrets.
func (r *Run) shownSettings(settings map[string]expr.Value) map[string]expr.Value {
	shown := make(map[string]expr.Value, len(settings))
	for name, v := range settings {
		shown[name] = r.redactor.Value(v)
	}
	return shown
}

func titleOf(t *course.Task) string {
	if t.Step == nil {
		return cmp.Or(t.Shown.Title, t.Shown.Question)
	}
	if t.Undo {
		return "take back " + cmp.Or(t.Step.Title, t.Step.Name)
	}
	return t.Step.Title
}

// eventOf tells of what came to its end.
func (r *Run) eventOf(e *course.Ended) Event {
	event := Event{
		Kind: StepFinished, Address: e.Address, Job: e.Job, Key: e.Key, Attempt: e.Attempts, Outcome: e.Outcome, Reason: e.Reason, Detail: e.Why,
		Items: e.Items(),
	}
	if e.Outcome == evidence.Simulated {
		event.Settings = r.shownSettings(e.Settings())
	}
	switch s := r.job.Plan.Step(stepName(e.Address)); {
	case s != nil:
		event.Title = s.Title
	case kindOfAddress(e.Address) == "check":
		event.Kind = CheckJudged
	case kindOfAddress(e.Address) == "phase":
		event.Kind = PhaseEnded
	default:
		event.Kind = PeopleDone
	}
	return event
}

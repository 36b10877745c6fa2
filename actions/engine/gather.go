package engine

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Gathering is what is needed to put the shares of a run together.
type Gathering struct {
	Opening *Opening
	Told    map[string]Told
	Heard   func(Word) (ok bool) // whether people said what the shares tell; nil: nobody did
	// Cut tells that somebody ended the run before its time, so that it is interrupted whatever its shares tell.
	Cut bool
}

// Gathered is a run that was put together.
type Gathered struct {
	*Finished
	Refused []*Refused // tails that do not fit: nothing is known of these shares
}

// Refused tells why the tail of a share counts for nothing.
type Refused struct {
	Share Share
	Err   error
}

func (r *Refused) Error() string {
	return fmt.Sprintf("phase %s, leg %d: %v", r.Share.Phase, r.Share.Leg, r.Err)
}
func (r *Refused) Unwrap() error { return r.Err }

// Gather puts together what the shares of a run left, and makes its record. What no tail tells is unknown, or,
// where the phase never ran, interrupted; nothing of that passes. Where people are still to answer there is no
// record, and the questions are told. It does nothing but compute.
func Gather(job Job, world World, g Gathering) (*Gathered, error) {
	r := newRun(job, world)
	r.apart = true
	if err := r.checkJob(); err != nil {
		return nil, err
	}
	order, stuck := job.Plan.JobOrder()
	switch {
	case stuck != nil:
		return nil, fmt.Errorf("phases %q wait for each other", stuck)
	case g.Opening.Plan != r.digest || g.Opening.Run != job.ID:
		return nil, errors.New("the opening is of another run or plan")
	}
	r.begun, _ = evidence.ParseInstant(g.Opening.StartedAt)
	copy(r.salt[:], g.Opening.past.salt)
	how := retelling{heard: g.Heard, from: r.begun, to: r.now()}
	d, refused := r.tellAll(Start{}, order, g.Told, how)
	finished, err := d.gathered(g)
	return &Gathered{finished, refused}, err
}

// tellAll is a course to which everything about these phases was told, but for the tails that were refused.
func (r *Run) tellAll(start Start, phases []*plan.Phase, told map[string]Told, how retelling) (*drive, []*Refused) {
	var all []*Refused
	for {
		d := r.newDrive(start)
		var refused *Refused
		for _, f := range phases {
			if refused = d.tellPhase(f.Name, without(told[f.Name], f.Name, all), how); refused != nil {
				break
			}
		}
		if refused == nil {
			return d, all
		}
		all = append(all, refused) // what it told so far must not stand: begin again without it
	}
}

// without is what is told of a phase but for the tails that were refused.
func without(t Told, phase string, refused []*Refused) Told {
	kept := Told{Tails: map[int]*Tail{}, Never: t.Never}
	for leg, tail := range t.Tails {
		if !slices.ContainsFunc(refused, func(r *Refused) bool { return r.Share == Share{Phase: phase, Leg: leg} }) {
			kept.Tails[leg] = tail
		}
	}
	return kept
}

// gathered makes the record of a course to which everything was told.
func (d *drive) gathered(g Gathering) (*Finished, error) {
	waits, halted, err := d.close(g)
	switch {
	case err != nil:
		return nil, err
	case waits:
		return &Finished{Waiting: d.questions(), Shown: d.run.shownAll(d.course)}, nil
	}
	finished, err := d.run.end(nil, d.run.record(d.course), halted)
	finished.Shown = d.run.shownAll(d.course)
	return finished, err
}

// close brings a course to its end to which everything was told; or tells that people are still to answer.
func (d *drive) close(g Gathering) (waits bool, halted Reason, err error) {
	now := d.now()
	for _, t := range d.course.Waiting() {
		if now.After(d.run.question(t).Until) {
			d.course.Expire(t, now, "")
		}
	}
	if open := d.course.Waiting(); len(open) > 0 && !d.course.Done() && !g.Cut {
		return true, "", nil
	}
	if !d.course.Done() {
		d.course.Halt(ReasonInterrupted, now)
		halted = ReasonInterrupted
	}
	if stuck := d.course.Stuck(); len(stuck) > 0 && !d.course.Done() {
		return false, "", fmt.Errorf("the run does not end: %q", stuck)
	}
	if g.Cut {
		halted = ReasonInterrupted
	}
	return false, halted, nil
}

// retelling is how strictly what others tell is taken.
type retelling struct {
	heard    func(Word) bool
	from, to time.Time // between which everything happened
}

// skew is how far the clocks of two machines may be apart.
const skew = 5 * time.Minute

// tellPhase tells the course everything about one phase, all before which was told. What is refused has been
// told in part: the course is of no use then.
func (d *drive) tellPhase(name string, told Told, how retelling) *Refused {
	legs, known := d.course.Legs(name)
	if !known {
		return nil // what comes before it has not come to its end: people are still to answer
	}
	for _, leg := range sortedLegs(told.Tails) {
		if (leg < 0 || leg >= legs) && len(told.Tails[leg].past.entries) > 0 {
			return &Refused{Share{Phase: name, Leg: leg}, errors.New("it tells of a job that the run cannot have had")}
		}
	}
	for leg := range legs {
		of := Share{Phase: name, Leg: leg}
		tail := told.Tails[leg]
		if tail == nil {
			why := course.ReasonLost
			if told.Never {
				why = ReasonInterrupted
			}
			d.course.HaltIn(of, why, how.from)
			continue
		}
		under, err := d.retellTail(tail, how)
		if err != nil {
			return &Refused{of, err}
		}
		d.cutOff(of, under, tail)
	}
	return nil
}

func sortedLegs(tails map[int]*Tail) (legs []int) {
	for leg := range tails {
		legs = append(legs, leg)
	}
	slices.Sort(legs)
	return legs
}

// cutOff ends a share whose process ended before it did.
func (d *drive) cutOff(of Share, under []*course.Task, tail *Tail) {
	last, _ := evidence.ParseInstant(tail.past.last)
	if d.course.Over(of) || len(under) == 0 && len(d.course.AsksIn(of)) > 0 {
		return
	}
	d.course.HaltIn(of, ReasonInterrupted, last)
	for _, t := range under {
		d.course.Finish(t, interrupted(last))
	}
}

// retellTail tells the course what a tail says, and holds it to what its share could have told. It gives what was
// under way at its end.
func (d *drive) retellTail(t *Tail, how retelling) ([]*course.Task, error) {
	open, order := map[course.Place]*course.Task{}, []course.Place{}
	for i := range t.past.entries {
		e := &t.past.entries[i]
		told, _ := e.at()
		at, err := evidence.ParseInstant(told)
		if err == nil && (at.Before(how.from.Add(-skew)) || at.After(how.to.Add(skew))) {
			err = fmt.Errorf("%s is not within the time of the run", told)
		}
		if err == nil && e.Start != nil {
			var task *course.Task
			if task, err = d.restart(e.Start); err == nil && !d.course.Holds(t.Share, task) {
				err = fmt.Errorf("it tells of %s, which is not for this job to tell", e.Start.Address)
			}
			open[e.Start.place()], order = task, append(order, e.Start.place())
		} else if err == nil {
			err = d.retellOne(t.Share, e, open, how)
		}
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
	}
	return stillUnder(open, order), nil
}

// retellOne tells the course one thing of a tail that is no start.
func (d *drive) retellOne(of Share, e *entry, open map[course.Place]*course.Task, how retelling) error {
	told, _ := e.at()
	at, _ := evidence.ParseInstant(told)
	switch {
	case e.Halt != nil:
		if !slices.Contains([]Reason{ReasonTimeout, ReasonInterrupted}, e.Halt.Reason) {
			return fmt.Errorf("no job ends because of %q", e.Halt.Reason)
		}
		d.course.HaltIn(of, e.Halt.Reason, at)
		return nil
	case e.Finish != nil:
		if t := open[e.Finish.place()]; t != nil {
			if err := d.holdsTo(t, e.Finish); err != nil {
				return fmt.Errorf("%s: %w", t.Address, err)
			}
		}
	case e.Word != nil:
		t := open[course.Place{Address: e.Word.Address, Job: e.Word.Job}]
		if t == nil || t.Step != nil || !d.isOpen(t) {
			return fmt.Errorf("somebody answers %s, which asks nothing", e.Word.Address)
		}
		if why := stands(d.run.question(t), *e.Word); why != "" {
			return fmt.Errorf("the answer of %s to %s %s", e.Word.Login, t.Address, why)
		}
		if how.heard == nil || !how.heard(*e.Word) {
			return fmt.Errorf("the ledger has no such answer of %s to %s", e.Word.Login, t.Address)
		}
		if counts, why := d.say(t, *e.Word); !counts {
			return errors.New(why)
		}
		return nil
	case e.Expire != nil:
		if t := open[e.Expire.place()]; t == nil || t.Step != nil || !at.After(d.run.question(t).Until) {
			return fmt.Errorf("the time to answer %s was not over", e.Expire.Address)
		}
	case e.Lent != nil, e.Resume != nil:
		return nil // follows from the rest, or changes nothing
	default:
		return errors.New("it tells what is not for a job to tell")
	}
	return d.retell(e, open)
}

// holdsTo is what a job may say that a task came to: what an engine could have told of it.
func (d *drive) holdsTo(t *course.Task, f *finished) error {
	k := d.run.kindOf(t.Action)
	switch {
	case !slices.Contains(possible, f.Outcome):
		return fmt.Errorf("no step comes to %q", f.Outcome)
	case f.Outcome == evidence.Passed && (f.Attempts < 1 || f.Reason != ""):
		return errors.New("it passed, and was not tried, or has a reason not to have")
	case f.Reason != "" && !isWord.MatchString(string(f.Reason)):
		return fmt.Errorf("%.80q is no reason", f.Reason)
	case f.Attempts < 0 || f.Attempts > maxAttempts:
		return fmt.Errorf("it was tried %d times", f.Attempts)
	}
	for name, v := range f.Outputs {
		i := slices.IndexFunc(k.Outputs, func(o kind.Output) bool { return o.Name == name })
		if i < 0 {
			return fmt.Errorf("%s has no output %.80q", t.Action, name)
		}
		if err := v.Conforms(d.run.types[k.Outputs[i].Type]); err != nil {
			return fmt.Errorf("%s %w", name, err)
		}
	}
	if f.Outcome != evidence.Passed && len(f.Expects) == 0 {
		return nil
	}
	judged := d.course.Judge(t, f.answer().Outputs)
	if f.Outcome != judged.Outcome || !sameExpects(f.Expects, judged.Expects) {
		return errors.New("what it gave does not come to what it says of its expectations")
	}
	return nil
}

// maxAttempts is more often than any plan lets a step be tried.
const maxAttempts = 1 << 20

func sameExpects(a, b []evidence.ExpectRecord) bool {
	if len(a) == 0 && len(b) == 0 {
		return true
	}
	x, errX := canon.Encode(a)
	y, errY := canon.Encode(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// isWord is what the reasons of an engine look like.
var isWord = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

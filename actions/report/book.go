package report

import (
	"fmt"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// book is one runbook at the tip, and what is remembered of its runs.
type book struct {
	plan      *plan.Plan
	digest    canon.Digest
	schedules []schedule
	tracks    []*track
	lasting   *verdict.Undo         // what was to end by itself and did not, the oldest; nil: nothing
	glasses   map[canon.Digest]bool // runs whose broken glass nobody has confirmed; of all books
	since     time.Time             // from when on the plan's schedule is known; zero: not yet
}

func (s *Scorer) newBook(p *plan.Plan) (*book, error) {
	digest, err := s.subject.Digest(p)
	if err != nil {
		return nil, err
	}
	b := &book{plan: p, digest: digest, glasses: s.glasses, since: s.subject.Since[p.Runbook]}
	if _, err := s.subject.Zone(p.Timezone); err != nil {
		return nil, fmt.Errorf("timezone %s: %w", p.Timezone, err)
	}
	for i := range p.Triggers {
		if t := &p.Triggers[i]; t.Kind == onSchedule {
			schedule, err := s.schedule(p, t)
			if err != nil {
				return nil, fmt.Errorf("trigger %s: %w", t.Name, err)
			}
			b.schedules = append(b.schedules, schedule)
		}
	}
	return b, nil
}

func (s *Scorer) schedule(p *plan.Plan, t *plan.Trigger) (schedule, error) {
	zone, err := s.subject.Zone(p.Zone(t))
	if err != nil {
		return schedule{}, fmt.Errorf("timezone %s: %w", p.Zone(t), err)
	}
	spec, err := plan.Cron(t.Cron)
	return schedule{t.Name, spec, zone}, err
}

// track finds what the runbook's claims with that floor are decided by.
func (b *book) track(f floor) *track {
	for _, t := range b.tracks {
		if t.floor == f {
			return t
		}
	}
	t := &track{floor: f, scheduled: len(b.schedules) > 0}
	b.tracks = append(b.tracks, t)
	return t
}

// take remembers a run that had been authorised by the instant of the score.
func (b *book) take(t *thing) {
	if t.run.Plan == b.digest && (b.since.IsZero() || t.at.Before(b.since)) {
		b.since = t.at
	}
	for _, track := range b.tracks {
		track.take(t, b.answers(t))
	}
}

// answers is the occurrence that a run under way answers: the newest of its trigger at its time.
func (b *book) answers(t *thing) occurrence {
	if t.due || !t.onTime {
		return occurrence{}
	}
	for _, s := range b.schedules {
		if s.name == t.run.Trigger.Name {
			at, _ := s.last(t.at.Add(-plan.MaxDelay-time.Second), t.at, func(time.Time) bool { return true })
			return occurrence{s.name, at}
		}
	}
	return occurrence{}
}

// missed is the newest occurrence that was due by asOf, is newer than what decides the track, and that
// no run answered; false where there is none.
func (b *book) missed(t *track, asOf time.Time) (at time.Time, ok bool) {
	after := t.looked()
	if b.since.IsZero() {
		return time.Time{}, false
	}
	if from := b.since.Add(-time.Second); from.After(after) { // one at the very instant counts
		after = from
	}
	for _, s := range b.schedules {
		found, ok := s.last(after, asOf, func(at time.Time) bool {
			return asOf.After(s.deadline(at)) && !t.answered[occurrence{s.name, at}]
		})
		if ok && found.After(at) {
			at = found
		}
	}
	return at, !at.IsZero()
}

// thing is one run, read as a score reads it.
type thing struct {
	run      *verdict.Run
	at       time.Time // authorised
	finishBy time.Time
	ended    time.Time // zero: it told no end by the instant of the score
	fresh    time.Time // from when on its freshness counts
	due      bool      // it has ended, or should have
	passed   bool
	bySelf   bool // nobody asked for it
	onTime   bool // nobody did, and a schedule started it
}

// newThing reads a run at an instant. A result that had not come by then is none yet. A forge starts the first attempt
// of a run by itself; whoever wants another one starts it by hand, as often as they like.
func newThing(r *verdict.Run, asOf time.Time) (*thing, error) {
	t := &thing{run: r, bySelf: r.Requester == nil && plan.StartsItself(r.Trigger.Kind) && r.ID.Attempt <= 1}
	t.onTime = t.bySelf && r.Trigger.Kind == onSchedule
	var err error
	if t.at, err = time.Parse(instantForm, r.At); err != nil {
		return nil, fmt.Errorf("at: %w", err)
	}
	if t.finishBy, err = time.Parse(instantForm, r.FinishBy); err != nil {
		return nil, fmt.Errorf("finish_by: %w", err)
	}
	t.due = asOf.After(t.finishBy)
	if r.Result == nil {
		return t, nil
	}
	ended, err := time.Parse(instantForm, r.Result.EndedAt)
	if err != nil {
		return nil, fmt.Errorf("ended_at: %w", err)
	}
	if ended.After(asOf) {
		return t, nil
	}
	t.ended, t.fresh, t.due = ended, ended, true
	t.passed = r.Result.Outcome == evidence.Passed
	if r.Result.Upper == "" {
		return t, nil
	}
	if t.fresh, err = time.Parse(instantForm, r.Result.Upper); err != nil {
		return nil, fmt.Errorf("upper: %w", err)
	}
	return t, nil
}

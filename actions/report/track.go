package report

import (
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// track finds the newest due run under one floor, while runs go by in the order of their leaves.
//
// Newest is told by leaves, and clocks may disagree with them a little. A run that did not pass always
// displaces what stood before; one that passed displaces nothing that says of itself that it is newer.
// So a failing run, wherever it is added, can lower a cell and never raise it. Where runs must start by
// themselves and the runbook has a schedule, a run that it started and that did not pass is owed: only
// another one that it started, and that passed, displaces it.
type track struct {
	floor
	scheduled bool                // the runbook has a schedule
	owed      bool                // the newest run that the schedule started did not pass
	onTime    time.Time           // the newest instant at which the schedule started a due run
	idle      *thing              // the newest that passed and displaced nothing, since one is owed
	newest    *thing              // the newest due run; nil: none
	after     time.Time           // the newest instant at which a due run was authorised
	byHand    *thing              // the newest that passed, and is below the floor
	running   *thing              // the newest under way
	answered  map[occurrence]bool // by runs under way
}

// occurrence is one instant at which a trigger was due.
type occurrence struct {
	trigger string
	at      time.Time
}

// take looks at the next run; answers is the occurrence that it answers, where it is under way.
func (t *track) take(r *thing, answers occurrence) {
	below := t.bySelf && !r.bySelf
	switch {
	case r.run.Mode != evidence.Live && !t.rehearsal:
		return
	case !r.due && below: // a run by hand that passes will not count here; one that fails is due then
		return
	case !r.due:
		t.running = r
		t.answer(answers)
	case r.passed && below:
		t.byHand = r
	case r.passed && t.owed && !r.onTime:
		t.idle = r
	case !r.passed || !r.at.Before(t.after):
		t.decide(r)
	case r.onTime && r.at.After(t.onTime): // it says that it is older, and was there all the same
		t.onTime = r.at
	}
}

// looked is the instant up to which no occurrence is asked about. A failure says more than a miss before it;
// a pass does away with one only where the schedule started it.
func (t *track) looked() time.Time {
	if t.bySelf && t.newest != nil && t.newest.passed {
		return t.onTime
	}
	return t.after
}

func (t *track) answer(o occurrence) {
	if o.at.IsZero() {
		return
	}
	if t.answered == nil {
		t.answered = map[occurrence]bool{}
	}
	t.answered[o] = true
}

// decide makes r the thing that decides. What was answered before it is not asked about any more.
func (t *track) decide(r *thing) {
	t.newest, t.idle = r, nil
	if r.onTime {
		t.owed = t.bySelf && t.scheduled && !r.passed
		if r.at.After(t.onTime) {
			t.onTime = r.at
		}
	}
	if r.at.After(t.after) {
		t.after = r.at
	}
	asked := t.after
	if t.bySelf {
		asked = t.onTime
	}
	for o := range t.answered {
		if !o.at.After(asked) {
			delete(t.answered, o)
		}
	}
}

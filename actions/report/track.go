package report

import (
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// track finds the newest due run under one floor, while runs go by in the order of their leaves.
//
// Newest is told by leaves, and clocks may disagree with them a little. A run that did not pass always
// displaces what stood before; one that passed displaces nothing that says of itself that it is newer.
// So a failing run, wherever it is added, can lower a cell and never raise it.
type track struct {
	floor
	newest   *thing              // the newest due run; nil: none
	after    time.Time           // the newest instant at which a due run was authorised
	byHand   *thing              // the newest that passed, and is below the floor
	running  *thing              // the newest under way
	answered map[occurrence]bool // by runs under way
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
	case !r.passed || !r.at.Before(t.after):
		t.decide(r)
	}
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
	t.newest = r
	if !r.at.After(t.after) {
		return
	}
	t.after = r.at
	for o := range t.answered {
		if !o.at.After(t.after) {
			delete(t.answered, o)
		}
	}
}

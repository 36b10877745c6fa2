package verify

import (
	"context"

	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// emitter tells verified runs in the order of their authorizations. A run waits for its result, and so
// do those behind it; where more than most wait, only the place of the rest is kept, and they are
// read again when their turn comes. So one run that never ended costs time, and never memory.
type emitter struct {
	tell   func(verdict.Run) error // nil: nobody listens
	reload func(ctx context.Context, p pending) (verdict.Run, error)
	queue  []pending
	place  map[int64]int // entry of an authorization → its place in the queue, counted from the first ever
	gone   int           // how many have left the queue
	most   int           // how many runs wait in memory
	held   int           // how many do
}

// pending is a run that was not told yet.
type pending struct {
	authorization, result     int64 // entries; result < 0: none yet
	authorizationAt, resultAt object
	run                       *verdict.Run // nil: to be read again
	later                     later        // what may still be said of it
	confirmed                 int64        // the entry that confirms it; 0: none
	broken                    bool         // its glass was broken
	reviews                   []int64      // that it was authorised by
}

// later is what may be said of a run behind its result.
type later struct {
	confirm bool // its plan wants it confirmed, and nobody has so far
	glass   bool // its plan lets people break the glass, and tell of it late
}

func laterOf(p *plan.Plan) later {
	if p == nil { // in a format that is not known: no score can count the run
		return later{}
	}
	return later{confirm: p.Confirm != nil, glass: p.Access != nil && len(p.Access.BreakGlass) > 0}
}

// authorized puts a run at the end of the queue.
func (m *emitter) authorized(entry int64, at object, run *verdict.Run) {
	if m.tell == nil {
		return
	}
	p := pending{authorization: entry, result: noEntry, authorizationAt: at, run: run, reviews: run.Reviews}
	if m.held >= m.most {
		p.run = nil
	} else {
		m.held++
	}
	m.place[entry] = m.gone + len(m.queue)
	m.queue = append(m.queue, p)
}

// concluded gives a queued run its result, and tells all that need wait no longer. A run of which more may be
// said waits for that too, if need be to the end of the ledger.
func (m *emitter) concluded(ctx context.Context, authorization int64, at object, result *verdict.Result, more later) error {
	place, ok := m.place[authorization]
	if !ok {
		return nil
	}
	p := &m.queue[place-m.gone]
	p.result, p.resultAt, p.later = result.Entry, at, more
	if p.run != nil {
		p.run.Result = result
	}
	return m.flush(ctx, false)
}

// confirmed tells a run of the entry that confirms it: the first one that counts.
func (m *emitter) confirmed(ctx context.Context, authorization, entry int64) error {
	place, ok := m.place[authorization]
	if !ok {
		return nil
	}
	p := &m.queue[place-m.gone]
	if !p.later.confirm {
		return nil
	}
	p.later.confirm, p.confirmed = false, entry
	return m.flush(ctx, false)
}

// broke notes that somebody broke the glass of a run.
func (m *emitter) broke(authorization int64) {
	if place, ok := m.place[authorization]; ok {
		m.queue[place-m.gone].broken = true
	}
}

// flush tells the runs at the head of the queue that need wait no longer; at the end, all.
func (m *emitter) flush(ctx context.Context, all bool) error {
	for len(m.queue) > 0 && (all || m.queue[0].result >= 0 && m.queue[0].later == later{}) {
		p := m.queue[0]
		m.queue, m.gone = m.queue[1:], m.gone+1
		delete(m.place, p.authorization)
		if err := m.give(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (m *emitter) give(ctx context.Context, p pending) error {
	var run verdict.Run
	if p.run != nil {
		m.held--
		run = *p.run
	} else {
		var err error
		if run, err = m.reload(ctx, p); err != nil {
			return err
		}
	}
	run.BrokenGlass, run.Reviews = p.broken, p.reviews
	if p.confirmed > 0 {
		run.Result.Confirmed = &p.confirmed
	}
	return m.tell(run)
}

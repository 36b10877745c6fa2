package course

import (
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/plan"
)

// Apart. Where each phase is a job on a machine of its own, one process knows what was told in the phases before
// its own (plan.Before), and nothing of those that run beside it. So that all processes of a run, and the one
// that puts together what they tell, mean the same, what is known of a phase here follows from those before it
// and from itself alone:
//
//   - a step that stops the run stops its own job, and, as what they wait for did not pass, the phases that come
//     after it. What runs beside it elsewhere goes on. Of a phase with for_each each item is a job: one target
//     that fails keeps no other from being tried.
//   - a phase that takes too long, or is interrupted, ends itself and what comes after it.
//   - the time of a phase is that of its own machine and of those before it.
//
// What a phase takes back is its own, and of all its items together: so such a phase is one job (plan.FanOf),
// and nothing of another phase is ever taken back.

// Share is what one process does of a run: a phase, and, where that goes into several jobs, one slice of its
// items.
type Share struct {
	Phase string
	Leg   int
}

func (c *Course) layApart() {
	if !c.facts.Apart {
		return
	}
	for _, f := range c.phases {
		f.alone = c.plan.FanOf(f.plan).Legs == 1
		for _, before := range c.plan.Before(f.plan) {
			f.first = append(f.first, c.phase(before.Name))
		}
	}
}

// legsOf is into how many jobs the items of a phase go.
func (c *Course) legsOf(f *phase) int {
	if !c.facts.Apart || f.alone {
		return 1
	}
	return f.plan.Legs(len(f.items))
}

// Legs is into how many jobs the items of a phase go, once they are known.
func (c *Course) Legs(name string) (legs int, known bool) {
	f := c.phase(name)
	if f == nil || f.state == waiting {
		return 0, false
	}
	if f.own != nil {
		return 0, true
	}
	return c.legsOf(f), true
}

// LegsAhead is into how many jobs a phase will go, as far as its items can be told now; 0 where it has none, or
// will not come to have any.
func (c *Course) LegsAhead(name string) int {
	f := c.phase(name)
	items, _, why := c.itemsOf(f.plan.ForEach, f.plan.By, nil)
	if why != "" || len(items) == 0 {
		return 0
	}
	if f.alone {
		return 1
	}
	return f.plan.Legs(len(items))
}

// has tells whether a job of a phase belongs to a share.
func (c *Course) has(s Share, j *job) bool {
	if j.phase.plan.Name != s.Phase {
		return false
	}
	legs := c.legsOf(j.phase)
	from, to := plan.Slice(len(j.phase.items), s.Leg, legs)
	return legs == 1 || from <= j.number && j.number < to
}

// Holds tells whether the task of that place belongs to a share.
func (c *Course) Holds(s Share, t *Task) bool {
	if t.ended.of == nil {
		return c.homeOf(t).plan.Name == s.Phase
	}
	return c.has(s, t.ended.of.job)
}

// EndedIn tells whether what came to its end is a part of a share.
func (c *Course) EndedIn(s Share, e *Ended) bool {
	switch {
	case e.of != nil:
		return c.has(s, e.of.job)
	case e.Address == phasePrefix+s.Phase:
		return true
	}
	f := c.home[strings.TrimSuffix(e.Address, UndoSuffix)]
	return f != nil && f.plan.Name == s.Phase
}

// AsksIn are the questions to people that are open in a share.
func (c *Course) AsksIn(s Share) (open []*Task) {
	for _, t := range c.waiting {
		if c.has(s, t.ended.of.job) {
			open = append(open, t)
		}
	}
	return open
}

// NextIn is Next for one share. Of the items of a leg so many are under way at once as the phase says.
func (c *Course) NextIn(s Share, at time.Time, fits func(*plan.Step) bool) *Task {
	return c.next(at, func(t *Task) bool {
		return c.Holds(s, t) && c.mayBegin(s, t) && (t.Step == nil || fits(t.Step))
	})
}

func (c *Course) mayBegin(s Share, t *Task) bool {
	if t.ended.of == nil || t.ended.of.job.began {
		return true
	}
	f := t.ended.of.job.phase
	legs := c.legsOf(f)
	if legs == 1 {
		return true // no more jobs are open than may be
	}
	under := int64(0)
	for _, j := range c.jobsIn(s) {
		if j.began && j.open > 0 {
			under++
		}
	}
	_, most := f.plan.AtOnce(legs)
	return under < most
}

// jobsIn are the jobs of a share that are open.
func (c *Course) jobsIn(s Share) []*job {
	f := c.phase(s.Phase)
	legs := c.legsOf(f)
	if legs == 1 {
		return f.jobs
	}
	from, to := plan.Slice(len(f.items), s.Leg, legs)
	return f.jobs[min(max(0, from), len(f.jobs)):min(max(0, to), len(f.jobs))]
}

// Over tells that nothing of a share is left to do, and nobody is waited for.
func (c *Course) Over(s Share) bool {
	f := c.phase(s.Phase)
	if f.state == closed || f.state == waiting {
		return f.state == closed
	}
	return c.legsOf(f) > 1 && !slices.ContainsFunc(c.jobsIn(s), func(j *job) bool { return j.open > 0 })
}

// HaltIn ends a share before its time, as Halt does a run. ReasonLost tells that nothing is known of what it did.
func (c *Course) HaltIn(s Share, why Reason, at time.Time) {
	more := func(halted Reason) Reason {
		if halted == "" || halted == ReasonStopped || why == ReasonInterrupted {
			return why
		}
		return halted
	}
	f := c.phase(s.Phase)
	c.tickIn(f, at)
	if c.legsOf(f) == 1 || f.state == waiting {
		f.halts = more(f.halts)
	}
	for _, j := range c.jobsIn(s) {
		j.halted = more(j.halted)
	}
	c.halts = true
	c.moves++
	c.settle()
}

// HaltedIn is why nothing more of a share starts, "" while it may.
func (c *Course) HaltedIn(s Share) Reason {
	for _, j := range c.jobsIn(s) {
		if why := c.haltOf(j); why != "" && why != ReasonStopped {
			return why
		}
	}
	return c.haltOfPhase(c.phase(s.Phase))
}

// haltOf is why nothing more of a job starts, "" while it may.
func (c *Course) haltOf(j *job) Reason {
	if c.halted == "" && j.halted != "" {
		return j.halted
	}
	return c.haltOfPhase(j.phase)
}

func (c *Course) haltOfPhase(f *phase) Reason {
	if c.halted == "" {
		return f.halts
	}
	return c.halted
}

// stop keeps what has not begun from beginning, because a step of that job did not pass.
func (c *Course) stop(j *job) {
	c.moves++
	if !c.facts.Apart {
		c.halted = ReasonStopped
		return
	}
	j.halted, c.halts = ReasonStopped, true
}

// beginJob keeps when the first part of a job started. Jobs on machines of their own open together, and begin when
// they can.
func (c *Course) beginJob(j *job) {
	if !j.began && c.legsOf(j.phase) > 1 {
		j.startedAt = c.clockOf(j.phase)
	}
	j.began = true
}

// homeOf is the phase of a task.
func (c *Course) homeOf(t *Task) *phase {
	if t.Undo {
		return c.home[t.Step.Address()]
	}
	return c.home[t.Address]
}

// tickIn tells that it is so late in a phase.
func (c *Course) tickIn(f *phase, at time.Time) {
	c.tick(at)
	if at.After(f.clock) {
		f.clock = at
	}
}

// clockOf is how late it is in a phase.
func (c *Course) clockOf(f *phase) time.Time {
	if !c.facts.Apart {
		return c.clock
	}
	clock := c.facts.At
	for _, of := range append(f.first[:len(f.first):len(f.first)], f) {
		if of.clock.After(clock) {
			clock = of.clock
		}
	}
	return clock
}

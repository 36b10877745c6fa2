package course

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// The order. Each part waits for what it needs, and for the phases after which its own comes; otherwise it
// starts at once. Of all that may start, the smallest address does first.

// part is a step, an approval, an ask or a check of one job. Exactly one of the first four is set.
type part struct {
	step     *plan.Step
	approval *plan.Approval
	ask      *plan.Ask
	check    *plan.Check

	address string
	job     *job
	wait    wait
	state   state

	items   int     // how many its for_each has; 0 without one
	tasks   []*Task // what is to be done, by key; nil once it has started
	next    int     // the task that starts next
	begun   bool    // the step, approval or ask that it is has started
	running int     // how many of its tasks are under way
	ended   []*Ended
	value   *expr.Value // what its address is in expressions; nil until somebody asks
	empty   bool        // once closed: its for_each had no item
	fine    bool        // once closed: it counts as done
}

// wait is what a part or phase waits for.
type wait struct {
	needs []string // addresses
	met   int      // how many of them have come to their end, from the first
	bad   bool     // one of those does not count as done
}

type state uint8

const (
	waiting state = iota
	active
	undoing // of a phase: what it changed is taken back
	closed
)

// counts tells whether what waits for this may go on. Skipped by its own condition counts as done; failed,
// blocked and unknown do not.
func (e *Ended) counts() bool {
	return e.Outcome == evidence.Passed || e.Outcome == evidence.Simulated || e.Outcome == evidence.Skipped && e.own
}

// Next gives what may start now, and takes it as started at that instant; nil where nothing may until
// something is told. fits tells whether there is room for one more item of a step, nil for always.
func (c *Course) Next(at time.Time, fits func(*plan.Step) bool) *Task {
	return c.next(at, func(t *Task) bool { return t.Step == nil || fits == nil || fits(t.Step) })
}

// Again takes a task as started that was so in an earlier course which was told the same. It is nil where
// that cannot be: what was kept of the earlier one is not of this plan.
func (c *Course) Again(place Place, at time.Time) *Task {
	return c.next(at, func(t *Task) bool { return t.Place() == place })
}

// next gives the first task that is taken. Time passes only where one is: that nothing could start is told
// to nobody, and a course that is told the same later must stand at the same instant.
func (c *Course) next(at time.Time, takes func(*Task) bool) *Task {
	if t := c.nextUndo(takes); t != nil {
		c.tickIn(c.home[t.Step.Address()], at)
		t.ended.Started = at
		return t
	}
	for _, p := range c.parts {
		if p.state != active || p.next == len(p.tasks) || p.step != nil && int64(p.running) >= max(1, p.step.Parallel) {
			continue
		}
		if t := p.tasks[p.next]; takes(t) {
			c.start(p, t, at)
			return t
		}
	}
	return nil
}

// start keeps that a task is under way.
func (c *Course) start(p *part, t *Task, at time.Time) {
	c.tickIn(p.job.phase, at)
	c.beginJob(p.job)
	p.tasks[p.next] = nil // whoever does it keeps it, for as long as that takes
	p.next++
	p.running++
	p.begun = true
	t.ended.Started = at
	if t.Step == nil {
		t.ended.Asked = t
		c.waiting = append(c.waiting, t)
		c.shown = append(c.shown, *t.Shown)
		c.tell("waiting")
	}
}

// activate finds what is to be done of a part whose time has come: what comes to its end without anything
// being done (its own when says no, a rehearsal, a setting that is unknown) does so now, before the first
// item starts.
func (c *Course) activate(p *part, items []rules.Item) {
	p.state = active
	c.moves++
	if p.step != nil && p.step.ForEach != nil {
		p.items = len(items)
	}
	p.tasks = make([]*Task, 0, len(items))
	for _, it := range items {
		e := p.end(it)
		if t := c.ready(p, e); t != nil {
			p.tasks = append(p.tasks, t)
			continue
		}
		c.take(e)
	}
	c.closeIfOver(p)
}

// ready is the task of an item, or nil where it comes to its end without one.
func (c *Course) ready(p *part, e *Ended) *Task {
	t := &Task{Address: p.address, Job: e.Job, Key: e.Key, Step: p.step, Approval: p.approval, Ask: p.ask, ended: e}
	about := c.scopeOf(e)
	goes := false
	switch {
	case c.haltOf(p.job) != "":
		c.leave(e)
	case p.step != nil:
		goes = c.readyStep(t, about)
	case p.approval != nil:
		goes = c.readyApproval(t, about)
	case p.ask != nil:
		goes = c.readyAsk(t, about)
	}
	if !goes {
		return nil
	}
	return t
}

// leave tells of an item that does not start any more.
func (c *Course) leave(e *Ended) {
	why := c.halted
	if e.of != nil {
		why = c.haltOf(e.of.job)
	}
	e.Outcome, e.Reason, e.Why, e.changed = haltedOutcome(why), why, why.words(), false
}

// Answer is what came of a task.
type Answer struct {
	At       time.Time
	Outcome  evidence.Outcome
	Reason   Reason
	By       string // what decided, "" for the task itself
	Why      string
	Attempts int64
	Expects  []evidence.ExpectRecord
	Outputs  map[string]expr.Value // "" names what it gave, also where that did not pass
}

// Finish tells what came of a step's item, or of its undo.
func (c *Course) Finish(t *Task, a Answer) {
	c.tickIn(c.homeOf(t), a.At)
	c.finish(t, a)
	c.settle()
}

func (c *Course) finish(t *Task, a Answer) {
	e := t.ended
	e.Outcome, e.Reason, e.By, e.Why = a.Outcome, a.Reason, cmp.Or(a.By, e.By), a.Why
	e.Finished, e.Attempts, e.Expects, e.outputs = a.At, a.Attempts, a.Expects, a.Outputs
	if t.Undo {
		c.tookBack(e)
		return
	}
	if e.changed = e.changed && a.Attempts > 0 && a.Outcome != evidence.Blocked; !e.changed {
		e.settings = nil // only what changed something is ever taken back
	}
	c.take(e)
	e.of.running--
	c.closeIfOver(e.of)
}

// settle opens and closes what can be, and what takes no time: phases, steps without an item, checks.
func (c *Course) settle() {
	for c.settled != c.moves {
		c.settled = c.moves
		c.withdraw()
		for _, f := range c.phases {
			c.openPhase(f)
		}
		for _, p := range c.idle() {
			c.open(p)
		}
		for _, f := range c.phases {
			c.closePhase(f)
		}
	}
	if !c.closing && !slices.ContainsFunc(c.phases, func(f *phase) bool { return f.state != closed }) {
		c.close()
	}
}

// idle are the parts that wait for others. Most parts of a large run do not.
func (c *Course) idle() (parts []*part) {
	for _, p := range c.parts {
		if p.state == waiting {
			parts = append(parts, p)
		}
	}
	return parts
}

// withdraw ends what has not started in a run that does not go on, and the questions to people.
func (c *Course) withdraw() {
	if c.halted == "" && !c.halts {
		return
	}
	open := c.waiting
	c.waiting = nil
	for _, t := range open {
		why := c.haltOf(t.ended.of.job)
		if why == "" {
			c.waiting = append(c.waiting, t)
			continue
		}
		c.finish(t, Answer{At: c.clock, Outcome: haltedOutcome(why), Reason: why, Why: why.words(), Attempts: 1})
	}
	for _, p := range slices.Clone(c.parts) {
		if p.state != active || p.next == len(p.tasks) || c.haltOf(p.job) == "" {
			continue
		}
		left := p.tasks[p.next:]
		p.next = len(p.tasks)
		for _, t := range left {
			c.leave(t.ended)
			c.take(t.ended)
		}
		c.closeIfOver(p)
	}
	for _, f := range c.phases {
		if c.haltOfPhase(f) == ReasonInterrupted && f.state == undoing && !f.doing {
			c.goBack(f)
		}
	}
}

// open lets a part begin whose needs have all come to their end.
func (c *Course) open(p *part) {
	ready, fine := c.met(&p.wait, p.job)
	switch {
	case !ready:
	case p.check != nil:
		c.judgeIn(p) // a check also judges what did not go well
	case !fine:
		c.closeWhole(p, evidence.Skipped, ReasonNeeds, "what it waits for did not come to a good end")
	case c.haltOf(p.job) != "":
		why := c.haltOf(p.job)
		c.closeWhole(p, haltedOutcome(why), why, why.words())
	case p.step != nil:
		c.expand(p)
	default:
		c.activate(p, []rules.Item{{}})
	}
}

// met tells whether all that is waited for has come to its end, as job sees it, and whether all of it
// counts as done.
func (c *Course) met(w *wait, job *job) (ready, fine bool) {
	for ; w.met < len(w.needs); w.met++ {
		ended, good := c.done(w.needs[w.met], job)
		if !ended {
			return false, false
		}
		w.bad = w.bad || !good
	}
	return true, !w.bad
}

// done tells whether an address has come to its end, and whether it counts as done. A part of a phase with
// for_each is that of the same job; seen from elsewhere, it is that of all jobs.
func (c *Course) done(address string, job *job) (is, fine bool) {
	if name, ok := strings.CutPrefix(address, phasePrefix); ok {
		f := c.phase(name)
		return f != nil && f.state == closed, f != nil && f.fine
	}
	f := c.home[address]
	switch {
	case f == nil || len(f.jobs) == 0:
		return false, false
	case job == nil || job.phase != f:
		if job = f.jobs[0]; f.each() {
			return f.state == closed, f.state == closed && f.fineOf(address)
		}
	}
	p := job.parts[address]
	return p.state == closed, p.fine
}

// end begins the account of what came of an item.
func (p *part) end(it rules.Item) *Ended {
	return &Ended{
		of: p, each: it.Value, Keyed: it.Keyed, By: p.address,
		Place: Place{Address: p.address, Job: p.job.item.Key, Key: it.Key},
	}
}

// take keeps what came of an item, and stops the run where the step says so.
func (c *Course) take(e *Ended) {
	p := e.of
	c.ended = append(c.ended, e)
	p.ended = append(p.ended, e)
	if p.step != nil && p.step.OnError == "stop" && !e.counts() && e.Outcome != evidence.Skipped && c.haltOf(p.job) == "" {
		c.stop(p.job)
	}
}

// closeWhole closes a part without looking at its items.
func (c *Course) closeWhole(p *part, outcome evidence.Outcome, reason Reason, why string) {
	e := p.end(rules.Item{})
	e.Outcome, e.Reason, e.Why = outcome, reason, why
	c.take(e)
	c.closePart(p)
}

func (c *Course) closeIfOver(p *part) {
	if p.state == active && p.next == len(p.tasks) && p.running == 0 {
		c.closePart(p)
	}
}

// closePart tells what the part's address is from now on.
func (c *Course) closePart(p *part) {
	p.state = closed
	p.fine = !slices.ContainsFunc(p.ended, func(e *Ended) bool { return !e.counts() })
	p.job.endedAt = c.clockOf(p.job.phase)
	if p.job.open--; p.job.open == 0 {
		p.job.phase.under--
	}
	c.parts = slices.DeleteFunc(c.parts, func(other *part) bool { return other == p })
	c.moves++
	c.forget()
}

// Stuck are the phases that never come to their end, once nothing may start, nothing is under way and
// nobody is asked. A plan's needs go in no ring, and neither do its phases; both together may.
func (c *Course) Stuck() []string {
	var names []string
	for _, f := range c.phases {
		if f.state != closed {
			names = append(names, phasePrefix+f.plan.Name)
		}
	}
	return names
}

func byAddress(a, b *part) int {
	return cmp.Or(cmp.Compare(a.address, b.address), cmp.Compare(a.job.item.Key, b.job.item.Key))
}

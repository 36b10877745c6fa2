package course

import (
	"maps"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Phases. A phase waits for those that it comes after, each to its last part, checks included. It runs as
// one job, or, with for_each, as one for each item, so many at once as it says, by key.

const phasePrefix = "phase."

type phase struct {
	plan  *plan.Phase
	wait  wait
	state state
	items []rules.Item // of its jobs
	jobs  []*job       // that have begun
	own   *Ended       // what came of the phase itself, where that decides
	under int64        // how many jobs are under way
	fine  bool         // once closed: it counts as done
	fines map[string]bool
	clock time.Time   // the newest instant that was told of it, where phases run apart
	halts Reason      // why no part of it starts, where phases run apart
	first []*phase    // whose jobs come before its own, where phases run apart
	alone bool        // it is one job, whatever its items are, where phases run apart
	back  []*Ended    // while it is undoing: what is still to be taken back, newest last
	undo  *Task       // that takes the newest of them back
	doing bool        // it is under way
	value *expr.Value // once closed; nil until somebody asks
}

// job is one going through a phase.
type job struct {
	phase     *phase
	number    int // among those of its phase
	item      rules.Item
	parts     map[string]*part // by address
	open      int              // how many of them have not come to their end
	startedAt time.Time
	endedAt   time.Time
	halted    Reason // why nothing more of it starts, where phases run apart
	began     bool   // a part of it has started
}

func (f *phase) each() bool { return f.plan.ForEach != nil }

// lay sets up the phases.
func (c *Course) lay() {
	for i := range c.plan.Phases {
		f := &phase{plan: &c.plan.Phases[i]}
		for _, before := range f.plan.After {
			f.wait.needs = append(f.wait.needs, phasePrefix+before)
		}
		f.wait.needs = append(f.wait.needs, c.mentioned(f.plan.When, f.plan.ForEach)...)
		for _, p := range c.partsOf(f.plan) {
			c.home[p.address] = f
		}
		c.phases = append(c.phases, f)
	}
	c.layApart()
}

func (c *Course) phase(name string) *phase {
	i := slices.IndexFunc(c.phases, func(f *phase) bool { return f.plan.Name == name })
	if i < 0 {
		return nil
	}
	return c.phases[i]
}

// partsOf are the parts of one job of a phase.
func (c *Course) partsOf(f *plan.Phase) []*part {
	var parts []*part
	for i := range f.Steps {
		s := &f.Steps[i]
		parts = append(parts, &part{step: s, address: s.Address(), wait: wait{needs: s.Needs}})
	}
	for i := range f.Approvals {
		a := &f.Approvals[i]
		parts = append(parts, &part{approval: a, address: a.Address(), wait: wait{needs: a.Needs}})
	}
	for i := range f.Asks {
		a := &f.Asks[i]
		parts = append(parts, &part{ask: a, address: a.Address(), wait: wait{needs: a.Needs}})
	}
	for i := range f.Checks {
		k := &f.Checks[i]
		parts = append(parts, &part{check: k, address: k.Address()})
	}
	return parts
}

// openPhase lets a phase begin that has waited long enough, or its next jobs.
func (c *Course) openPhase(f *phase) {
	if f.state == waiting {
		if ready, fine := c.met(&f.wait, nil); ready {
			c.enter(f, fine)
		}
	}
	for f.state == active && len(f.jobs) < len(f.items) && f.under < c.jobsOf(f) {
		c.startJob(f, f.items[len(f.jobs)])
	}
}

// jobsOf is how many jobs of a phase there are at once.
func (c *Course) jobsOf(f *phase) int64 {
	switch {
	case c.facts.Serial:
		return 1
	case c.legsOf(f) > 1:
		return int64(len(f.items)) // each leg sees to its own
	}
	return max(1, f.plan.Parallel)
}

// enter begins a phase, or tells why nothing of it runs.
func (c *Course) enter(f *phase, fine bool) {
	outcome, reason, why := evidence.Skipped, ReasonNeeds, "what its phase waits for did not come to a good end"
	switch {
	case !fine:
	case c.haltOfPhase(f) != "":
		reason = c.haltOfPhase(f)
		outcome, why = haltedOutcome(reason), reason.words()
	default:
		outcome, reason, why = c.stateOf(f)
	}
	f.state = active
	c.moves++
	if outcome == evidence.Passed {
		return
	}
	address := phasePrefix + f.plan.Name
	f.own = &Ended{Place: Place{Address: address}, By: address, Outcome: outcome, Reason: reason, Why: why}
	f.own.own = outcome == evidence.Skipped && fine && c.haltOfPhase(f) == ""
	c.ended = append(c.ended, f.own)
	f.items = nil
	c.skipJob(f)
}

// stateOf is passed where the phase has jobs to do, and else what comes of it: its own when, for_each and
// limit decide.
func (c *Course) stateOf(f *phase) (evidence.Outcome, Reason, string) {
	if f.plan.When != nil {
		when := c.eval(f.plan.When, scope{course: c})
		yes, known := when.AsBool()
		if !known {
			return evidence.Unknown, ReasonWhen, "when: " + unknownWhy(when)
		}
		if !yes {
			return evidence.Skipped, ReasonWhen, "when"
		}
	}
	items, reason, why := c.itemsOf(f.plan.ForEach, f.plan.By, nil)
	if why != "" {
		return evidence.Unknown, reason, why
	}
	if c.differ(Place{Address: phasePrefix + f.plan.Name}, items) {
		return evidence.Blocked, ReasonDiffers, "its items are not those that people said yes to"
	}
	if over := tooMany(len(items), f.plan.Limit); over != "" && f.plan.Limit > 0 {
		return evidence.Failed, ReasonLimit, over
	}
	if len(items) == 0 {
		return evidence.Skipped, ReasonEmpty, whyEmpty
	}
	if why := c.count(len(items) * len(c.partsOf(f.plan))); why != "" {
		return evidence.Unknown, ReasonItems, why
	}
	f.items = items
	c.sawJobs(f)
	return evidence.Passed, "", ""
}

func (c *Course) startJob(f *phase, it rules.Item) *job {
	j := &job{phase: f, number: len(f.jobs), item: it, parts: map[string]*part{}, startedAt: c.clockOf(f), endedAt: c.clockOf(f)}
	f.jobs = append(f.jobs, j)
	f.under++
	for _, p := range c.partsOf(f.plan) {
		p.job = j
		if p.check != nil {
			p.wait.needs = c.needsOfCheck(p.check)
		}
		j.parts[p.address] = p
		j.open++
		at, _ := slices.BinarySearchFunc(c.parts, p, byAddress)
		c.parts = slices.Insert(c.parts, at, p)
	}
	if j.open == 0 {
		f.under--
	}
	c.moves++
	return j
}

// skipJob tells of every part of a phase that does not run.
func (c *Course) skipJob(f *phase) {
	j := c.startJob(f, rules.Item{})
	for _, address := range slices.Sorted(maps.Keys(j.parts)) {
		p := j.parts[address]
		e := p.end(rules.Item{})
		e.Outcome, e.Reason, e.Why, e.own = evidence.Skipped, ReasonPhase, "its phase did not run: "+f.own.Why, f.own.own
		c.take(e)
		c.closePart(p)
	}
}

// fineOf tells of a closed phase with for_each whether a part counts as done in every job.
func (f *phase) fineOf(address string) bool {
	if _, known := f.fines[address]; !known {
		f.fines[address] = !slices.ContainsFunc(f.jobs, func(j *job) bool { return !j.parts[address].fine })
	}
	return f.fines[address]
}

// closePhase ends a phase whose last part has come to its end, and, where it says so, takes back first
// what it changed.
func (c *Course) closePhase(f *phase) {
	if f.state != active || len(f.jobs) < len(f.items) || f.under > 0 {
		return
	}
	f.fines, f.fine = map[string]bool{}, f.own == nil || f.own.counts()
	ran := false
	for _, j := range f.jobs {
		for _, p := range j.parts {
			f.fine = f.fine && p.fine
			ran = ran || p.begun
		}
	}
	c.forget()
	if !f.fine && ran && f.plan.OnFailure != nil {
		c.recover(f)
		return
	}
	f.state = closed
	c.moves++
}

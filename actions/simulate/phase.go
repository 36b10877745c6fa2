package simulate

import (
	"maps"
	"slices"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Phases. A phase waits for those that it comes after, each to its last part, checks included. It runs as
// one job, or, with for_each, as one for each item; here one job follows the other, by key.

const phasePrefix = "phase."

type phase struct {
	plan  *plan.Phase
	wait  wait
	state state
	items []rules.Item // of its jobs
	jobs  []*job       // that have begun
	own   *ended       // what came of the phase itself, where that decides
	fine  bool         // once closed: it counts as done
	fines map[string]bool
	value *expr.Value // once closed; nil until somebody asks
}

// job is one going through a phase.
type job struct {
	phase *phase
	item  rules.Item
	parts map[string]*part // by address
	open  int              // how many of them have not come to their end
}

func (f *phase) each() bool { return f.plan.ForEach != nil }

// lay sets up the phases.
func (pl *player) lay() {
	for i := range pl.plan.Phases {
		f := &phase{plan: &pl.plan.Phases[i]}
		for _, before := range f.plan.After {
			f.wait.needs = append(f.wait.needs, phasePrefix+before)
		}
		f.wait.needs = append(f.wait.needs, pl.mentioned(f.plan.When, f.plan.ForEach)...)
		for _, p := range pl.partsOf(f.plan) {
			pl.home[p.address] = f
		}
		pl.phases = append(pl.phases, f)
	}
}

func (pl *player) phase(name string) *phase {
	i := slices.IndexFunc(pl.phases, func(f *phase) bool { return f.plan.Name == name })
	if i < 0 {
		return nil
	}
	return pl.phases[i]
}

// partsOf are the parts of one job of a phase.
func (pl *player) partsOf(f *plan.Phase) []*part {
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
		c := &f.Checks[i]
		parts = append(parts, &part{check: c, address: c.Address()})
	}
	return parts
}

// openPhase lets a phase begin that has waited long enough, or its next job.
func (pl *player) openPhase(f *phase) {
	switch {
	case f.state == waiting:
		if ready, fine := pl.ready(&f.wait, nil); ready {
			pl.enter(f, fine)
		}
	case f.state == active && len(f.jobs) < len(f.items) && f.idle():
		pl.startJob(f, f.items[len(f.jobs)])
	}
}

// enter begins a phase, or tells why nothing of it runs.
func (pl *player) enter(f *phase, fine bool) {
	outcome, why := evidence.Skipped, ""
	switch {
	case !fine:
		why = "what its phase waits for did not come to a good end"
	case pl.halted:
		why = whyHalted
	default:
		outcome, why = pl.stateOf(f)
	}
	f.state = active
	if outcome == evidence.Passed {
		pl.startJob(f, f.items[0])
		return
	}
	f.own = &ended{Part: Part{Address: phasePrefix + f.plan.Name, By: phasePrefix + f.plan.Name, Outcome: outcome, Why: why}}
	f.own.own = outcome == evidence.Skipped && fine && !pl.halted
	pl.ended = append(pl.ended, f.own)
	f.items = nil
	pl.skipJob(f)
}

// stateOf is passed where the phase has jobs to do, and else what comes of it: its own when, for_each and
// limit decide.
func (pl *player) stateOf(f *phase) (evidence.Outcome, string) {
	if f.plan.When != nil {
		when := pl.eval(f.plan.When, scope{player: pl})
		yes, known := when.AsBool()
		if !known {
			return evidence.Unknown, "when: " + unknownWhy(when)
		}
		if !yes {
			return evidence.Skipped, "when"
		}
	}
	items, why := pl.itemsOf(f.plan.ForEach, f.plan.By, nil)
	if why != "" {
		return evidence.Unknown, why
	}
	if over := tooMany(len(items), f.plan.Limit); over != "" && f.plan.Limit > 0 {
		return evidence.Failed, over
	}
	if len(items) == 0 {
		return evidence.Skipped, whyEmpty
	}
	if why := pl.count(len(items) * len(pl.partsOf(f.plan))); why != "" {
		return evidence.Unknown, why
	}
	f.items = items
	return evidence.Passed, ""
}

func (pl *player) startJob(f *phase, it rules.Item) *job {
	j := &job{phase: f, item: it, parts: map[string]*part{}}
	f.jobs = append(f.jobs, j)
	for _, p := range pl.partsOf(f.plan) {
		p.job = j
		if p.check != nil {
			p.wait.needs = pl.needsOfCheck(p.check)
		}
		j.parts[p.address] = p
		j.open++
		pl.parts = append(pl.parts, p)
	}
	slices.SortStableFunc(pl.parts, byAddress)
	pl.moves++
	return j
}

// skipJob tells of every part of a phase that does not run.
func (pl *player) skipJob(f *phase) {
	j := pl.startJob(f, rules.Item{})
	for _, address := range slices.Sorted(maps.Keys(j.parts)) {
		p := j.parts[address]
		e := p.end(rules.Item{})
		e.Outcome, e.Why, e.own = evidence.Skipped, "its phase did not run: "+f.own.Why, f.own.own
		pl.take(e)
		pl.close(p)
	}
}

// idle tells whether no part of the phase's jobs is under way. All but the last have ended before it began.
func (f *phase) idle() bool { return len(f.jobs) == 0 || f.jobs[len(f.jobs)-1].open == 0 }

// fineOf tells of a closed phase with for_each whether a part counts as done in every job.
func (f *phase) fineOf(address string) bool {
	if _, known := f.fines[address]; !known {
		f.fines[address] = !slices.ContainsFunc(f.jobs, func(j *job) bool { return !j.parts[address].fine })
	}
	return f.fines[address]
}

// closePhase ends a phase whose last part has come to its end.
func (pl *player) closePhase(f *phase) {
	if f.state != active || len(f.jobs) < len(f.items) || !f.idle() {
		return
	}
	f.state, f.fines, f.fine = closed, map[string]bool{}, f.own == nil || f.own.counts()
	ran := false
	for _, j := range f.jobs {
		for address, p := range j.parts {
			f.fine = f.fine && p.fine
			ran = ran || pl.result.Reached[address]
		}
	}
	pl.moves++
	pl.forget()
	if !f.fine && ran && f.plan.OnFailure != nil {
		pl.recover(f)
	}
}

package simulate

import (
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
	needs []string
	state state
	items []rules.Item // of its jobs
	jobs  []*job       // that have begun
	own   *ended       // what came of the phase itself, where that decides
	fine  bool         // once closed: it counts as done
}

// job is one going through a phase.
type job struct {
	phase *phase
	item  rules.Item
	parts []*part
}

func (f *phase) each() bool { return f.plan.ForEach != nil }

// lay sets up the phases.
func (pl *player) lay() {
	for i := range pl.plan.Phases {
		f := &phase{plan: &pl.plan.Phases[i]}
		for _, before := range f.plan.After {
			f.needs = append(f.needs, phasePrefix+before)
		}
		f.needs = append(f.needs, pl.mentioned(f.plan.When, f.plan.ForEach)...)
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
		parts = append(parts, &part{step: s, address: s.Address(), needs: s.Needs})
	}
	for i := range f.Approvals {
		a := &f.Approvals[i]
		parts = append(parts, &part{approval: a, address: a.Address(), needs: a.Needs})
	}
	for i := range f.Asks {
		a := &f.Asks[i]
		parts = append(parts, &part{ask: a, address: a.Address(), needs: a.Needs})
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
		if ready, fine := pl.ready(f.needs, nil); ready {
			pl.enter(f, fine)
		}
	case f.state == active && len(f.jobs) < len(f.items) && pl.jobsClosed(f):
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
		why = "the run was stopped before"
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
	if f.plan.Limit > 0 && int64(len(items)) > f.plan.Limit {
		return evidence.Failed, tooMany(len(items), f.plan.Limit)
	}
	if len(items) == 0 {
		return evidence.Skipped, "its for_each has no item"
	}
	f.items = items
	return evidence.Passed, ""
}

func (pl *player) startJob(f *phase, it rules.Item) *job {
	j := &job{phase: f, item: it, parts: pl.partsOf(f.plan)}
	f.jobs = append(f.jobs, j)
	for _, p := range j.parts {
		p.job = j
		if p.check != nil {
			p.needs = pl.needsOfCheck(p.check)
		}
		pl.index[p.address] = append(pl.index[p.address], p)
	}
	pl.parts = append(pl.parts, j.parts...)
	slices.SortStableFunc(pl.parts, byAddress)
	pl.moves++
	return j
}

// skipJob tells of every part of a phase that does not run.
func (pl *player) skipJob(f *phase) {
	for _, p := range pl.startJob(f, rules.Item{}).parts {
		e := p.end(rules.Item{})
		e.Outcome, e.Why, e.own = evidence.Skipped, "its phase did not run: "+f.own.Why, f.own.own
		pl.take(e)
		pl.close(p)
	}
}

func (pl *player) jobsClosed(f *phase) bool {
	return !slices.ContainsFunc(f.jobs, func(j *job) bool {
		return slices.ContainsFunc(j.parts, func(p *part) bool { return p.state != closed })
	})
}

// closePhase ends a phase whose last part has come to its end.
func (pl *player) closePhase(f *phase) {
	if f.state != active || len(f.jobs) < len(f.items) || !pl.jobsClosed(f) {
		return
	}
	f.state, f.fine = closed, f.own == nil || f.own.counts()
	ran := false
	for _, j := range f.jobs {
		for _, p := range j.parts {
			f.fine = f.fine && p.fine
			ran = ran || pl.result.Reached[p.address]
		}
	}
	pl.moves++
	pl.forget()
	if !f.fine && ran && f.plan.OnFailure != nil {
		pl.recover(f)
	}
}

// outcome is that of a phase: the worst of its parts, or of one job alone.
func (f *phase) outcome(j *job) evidence.Outcome {
	if f.own != nil {
		return f.own.Outcome
	}
	var all []*ended
	for _, other := range f.jobs {
		for _, p := range other.parts {
			if j == nil || j == other {
				all = append(all, p.ended...)
			}
		}
	}
	return overall(all)
}

// value is phase.NAME. With for_each it is a map of the jobs, each with its parts.
func (pl *player) phaseValue(f *phase) expr.Value {
	if f.state != closed {
		return expr.Nil()
	}
	if !f.each() {
		return expr.OfObject(pl.times(f.outcome(nil), f.own == nil))
	}
	jobs := map[string]expr.Value{}
	for _, j := range f.jobs {
		if !j.item.Keyed {
			continue
		}
		members := pl.times(f.outcome(j), true)
		for _, kind := range []string{"step", "approval", "ask", "check"} {
			members[kind] = expr.OfObject(j.values(kind))
		}
		jobs[j.item.Key] = expr.OfObject(members)
	}
	return expr.OfObject(jobs)
}

// times are outcome and times of a phase. Here no time passes.
func (pl *player) times(outcome evidence.Outcome, ran bool) map[string]expr.Value {
	members := map[string]expr.Value{"outcome": expr.OfText(string(outcome)), "started_at": expr.Nil(), "ended_at": expr.Nil(), "duration": expr.Nil()}
	if ran {
		at := expr.OfText(evidence.FormatInstant(pl.at))
		members["started_at"], members["ended_at"], members["duration"] = at, at, expr.OfInt(0)
	}
	return members
}

// values are what the parts of one kind are, by name.
func (j *job) values(kind string) map[string]expr.Value {
	values := map[string]expr.Value{}
	for _, p := range j.parts {
		if name, ok := cutKind(p.address, kind); ok {
			values[name] = p.value
		}
	}
	return values
}

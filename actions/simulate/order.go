package simulate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// The order. Each part waits for what it needs, and for the phases after which its own comes; otherwise
// it starts at once. Of all that may start, the smallest address does.

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

	items []rules.Item // of a step with for_each; else one without a key
	next  int          // the item that starts next
	ended []*ended
	value *expr.Value // what its address is in expressions; nil until somebody asks
	empty bool        // once closed: its for_each had no item
	fine  bool        // once closed: it counts as done
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
	closed
)

// ended is one item of a part, or a phase, that came to its end.
type ended struct {
	Part
	of   *part // nil for what is no part
	item rules.Item
	own  bool // it was skipped by its own when or skip_if, or because there is nothing to do

	outputs map[string]expr.Value // what it gave, also where that did not pass

	// What undo needs to know of an item of a step.
	changed  bool // it changed something, or may have half-happened
	settings map[string]expr.Value
	undone   bool
	passed   bool // before it was undone
}

// counts tells whether what waits for this may go on. Skipped by its own condition counts as done;
// failed, blocked and unknown do not.
func (e *ended) counts() bool {
	return e.Outcome == evidence.Passed || e.Outcome == evidence.Simulated || e.Outcome == evidence.Skipped && e.own
}

// play lets everything come to its end.
func (pl *player) play() {
	pl.lay()
	for {
		pl.settle()
		next := slices.IndexFunc(pl.parts, func(p *part) bool { return p.state == active })
		if next < 0 {
			break
		}
		pl.begin(pl.parts[next])
	}
	pl.findRings()
	pl.ending = true
}

// settle opens and closes what can be, and what takes no time: phases, steps without an item, checks.
func (pl *player) settle() {
	for pl.settled != pl.moves {
		pl.settled = pl.moves
		for _, f := range pl.phases {
			pl.openPhase(f)
		}
		for _, p := range slices.Clone(pl.parts) {
			if p.state == waiting {
				pl.open(p)
			}
		}
		for _, f := range pl.phases {
			pl.closePhase(f)
		}
	}
}

// open lets a part begin whose needs have all come to their end.
func (pl *player) open(p *part) {
	ready, fine := pl.ready(&p.wait, p.job)
	switch {
	case !ready:
	case p.check != nil:
		pl.judgeIn(p) // a check also judges what did not go well
	case !fine:
		pl.closeWhole(p, evidence.Skipped, "what it waits for did not come to a good end")
	case pl.halted:
		pl.closeWhole(p, evidence.Skipped, whyHalted)
	case p.step != nil:
		pl.expand(p)
	default:
		p.state, p.items = active, []rules.Item{{}}
	}
}

const whyHalted = "the run was stopped before"

// ready tells whether all that is waited for has come to its end, as job sees it, and whether all of it
// counts as done.
func (pl *player) ready(w *wait, job *job) (ready, fine bool) {
	for ; w.met < len(w.needs); w.met++ {
		ended, good := pl.done(w.needs[w.met], job)
		if !ended {
			return false, false
		}
		w.bad = w.bad || !good
	}
	return true, !w.bad
}

// done tells whether an address has come to its end, and whether it counts as done. A part of a phase with
// for_each is that of the same job; seen from elsewhere, it is that of all jobs.
func (pl *player) done(address string, job *job) (is, fine bool) {
	if name, ok := strings.CutPrefix(address, phasePrefix); ok {
		f := pl.phase(name)
		return f != nil && f.state == closed, f != nil && f.fine
	}
	f := pl.home[address]
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

// begin starts the next item of a part, and lets it come to its end.
func (pl *player) begin(p *part) {
	e := p.end(p.items[p.next])
	p.next++
	switch {
	case pl.halted:
		e.Outcome, e.Why = evidence.Skipped, whyHalted
	case p.step != nil:
		pl.do(p.step, e)
	case p.approval != nil:
		pl.approve(p.approval, e)
	case p.ask != nil:
		pl.put(p.ask, e)
	}
	pl.take(e)
	if p.next == len(p.items) {
		pl.close(p)
	}
}

// started keeps that a part runs.
func (pl *player) started(p *part) {
	if r := pl.result; !r.Reached[p.address] {
		r.Reached[p.address] = true
		r.Ran = append(r.Ran, p.address)
	}
}

// end begins the account of what came of an item.
func (p *part) end(it rules.Item) *ended {
	e := &ended{of: p, item: it, Part: Part{Address: p.address, By: p.address, Key: it.Key}}
	if !it.Keyed {
		e.Key = p.job.item.Key
	}
	return e
}

// take keeps what came of an item, and stops the run where the step says so.
func (pl *player) take(e *ended) {
	p := e.of
	pl.ended = append(pl.ended, e)
	p.ended = append(p.ended, e)
	if p.step != nil && p.step.OnError == "stop" && !e.counts() && e.Outcome != evidence.Skipped {
		pl.halted = true
	}
}

// closeWhole closes a part without looking at its items.
func (pl *player) closeWhole(p *part, outcome evidence.Outcome, why string) {
	e := p.end(rules.Item{})
	e.Outcome, e.Why = outcome, why
	pl.take(e)
	pl.close(p)
}

// close tells what the part's address is from now on.
func (pl *player) close(p *part) {
	p.state = closed
	p.fine = !slices.ContainsFunc(p.ended, func(e *ended) bool { return !e.counts() })
	p.job.open--
	pl.parts = slices.DeleteFunc(pl.parts, func(other *part) bool { return other == p })
	pl.moves++
	pl.forget()
}

// findRings tells of phases that never came to their end. A plan's needs go in no ring, and neither do its
// phases; both together may.
func (pl *player) findRings() {
	for _, f := range pl.phases {
		if f.state != closed {
			pl.problem(phasePrefix+f.plan.Name, "It never ends: it waits for itself, or for what does not exist. Mend the needs and the after of the runbook.")
		}
	}
}

func byAddress(a, b *part) int {
	return cmp.Or(cmp.Compare(a.address, b.address), cmp.Compare(a.job.item.Key, b.job.item.Key))
}

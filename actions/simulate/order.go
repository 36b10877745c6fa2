package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// The order. Each part waits for what it needs, and for the phases after which its own comes; otherwise
// it starts at once. Of all that may start, the smallest address does.

// part is a step, an approval, an ask or a check of one job. Exactly one of these is set.
type part struct {
	step     *plan.Step
	approval *plan.Approval
	ask      *plan.Ask
	check    *plan.Check

	address string
	job     *job
	needs   []string // addresses
	state   state

	items  []rules.Item // of a step with for_each; else one without a key
	next   int          // the item that starts next
	ended  []*ended
	values map[string]expr.Value // of the items, by key
	value  expr.Value            // what its address is in expressions, once closed
	fine   bool                  // once closed: it counts as done
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

	// What undo needs to know of an item of a step.
	changed  bool // it changed something, or may have half-happened
	settings map[string]expr.Value
	outputs  map[string]expr.Value
	undone   bool
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
		start := pl.pick()
		if start == nil {
			break
		}
		pl.begin(start)
	}
	pl.findRings()
	pl.ending = true
}

// settle opens and closes what can be, and what takes no time: phases, steps without an item, checks.
func (pl *player) settle() {
	for seen := -1; seen != pl.moves; {
		seen = pl.moves
		for _, f := range pl.phases {
			pl.openPhase(f)
		}
		for _, p := range pl.parts {
			if p.state == waiting {
				pl.open(p)
			}
		}
		for _, f := range pl.phases {
			pl.closePhase(f)
		}
	}
}

// pick is the part whose next item starts now.
func (pl *player) pick() *part {
	i := slices.IndexFunc(pl.parts, func(p *part) bool { return p.state == active })
	if i < 0 {
		return nil
	}
	return pl.parts[i]
}

// open lets a part begin whose needs have all come to their end.
func (pl *player) open(p *part) {
	ready, fine := pl.ready(p.needs, p.job)
	switch {
	case !ready:
	case p.check != nil:
		pl.judgeIn(p) // a check also judges what did not go well
	case !fine:
		pl.closeWhole(p, evidence.Skipped, "what it waits for did not come to a good end")
	case pl.halted:
		pl.closeWhole(p, evidence.Skipped, "the run was stopped before")
	case p.step != nil:
		pl.expand(p)
	default:
		p.state, p.items = active, []rules.Item{{}}
	}
}

// ready tells whether all addresses have come to their end, as job sees them, and whether they all count
// as done.
func (pl *player) ready(needs []string, job *job) (ready, fine bool) {
	fine = true
	for _, address := range needs {
		closed, good := pl.done(address, job)
		if !closed {
			return false, false
		}
		fine = fine && good
	}
	return true, fine
}

// done tells whether a part has come to its end, and whether it counts as done. A part of a phase with
// for_each is that of the same job; seen from another phase, it is all of them.
func (pl *player) done(address string, job *job) (is, fine bool) {
	if name, ok := strings.CutPrefix(address, phasePrefix); ok {
		f := pl.phase(name)
		return f != nil && f.state == closed, f != nil && f.fine
	}
	parts := pl.index[address]
	if len(parts) == 0 || job == nil || parts[0].job.phase != job.phase {
		f := pl.home[address]
		if f == nil || f.each() && f.state != closed {
			return false, false
		}
		is, fine = len(parts) > 0 || f.state == closed, true
	} else {
		parts = slices.DeleteFunc(slices.Clone(parts), func(p *part) bool { return p.job != job })
		is, fine = len(parts) > 0, true
	}
	for _, p := range parts {
		is, fine = is && p.state == closed, fine && p.fine
	}
	return is, fine
}

// closeWhole closes a part without looking at its items.
func (pl *player) closeWhole(p *part, outcome evidence.Outcome, why string) {
	e := p.end(rules.Item{})
	e.Outcome, e.Why = outcome, why
	pl.take(e)
	pl.close(p)
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

// close tells what the part's address is from now on.
func (pl *player) close(p *part) {
	p.state = closed
	p.fine = !slices.ContainsFunc(p.ended, func(e *ended) bool { return !e.counts() })
	pl.moves++
	pl.publish(p)
}

// begin starts the next item of a part, and lets it come to its end.
func (pl *player) begin(p *part) {
	e := p.end(p.items[p.next])
	p.next++
	switch {
	case pl.halted:
		e.Outcome, e.Why = evidence.Skipped, "the run was stopped before"
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
	pl.result.Reached[p.address] = true
	if !slices.Contains(pl.result.Ran, p.address) {
		pl.result.Ran = append(pl.result.Ran, p.address)
	}
}

// findRings tells of parts that never came to their end. A plan's needs go in no ring, and neither do its
// phases; both together may.
func (pl *player) findRings() {
	for _, f := range pl.phases {
		if f.state != closed {
			pl.problem(phasePrefix+f.plan.Name, "it waits for itself, or for what does not exist; mend the needs and the after of the runbook.")
		}
	}
}

// mentioned are the addresses of the parts and phases that nodes mention, through locals and checks that
// are judged last, sorted.
func (pl *player) mentioned(nodes ...*expr.Node) []string {
	found, seen := map[string]bool{}, map[string]bool{}
	for len(nodes) > 0 {
		n := nodes[0]
		nodes = nodes[1:]
		for _, path := range n.References() {
			if len(path) < 2 || seen[path[0]+"."+path[1]] {
				continue
			}
			address := path[0] + "." + path[1]
			seen[address] = true
			switch path[0] {
			case "local":
				nodes = append(nodes, pl.plan.Locals[path[1]])
			case "step", "approval", "ask", "phase", "check":
				if c := pl.last(path[1]); path[0] == "check" && c != nil {
					nodes = append(nodes, c.Condition, c.ForEach)
					continue
				}
				found[address] = true
			}
		}
	}
	return sorted(found)
}

func sorted(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for name := range set {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func byAddress(a, b *part) int {
	return cmp.Or(cmp.Compare(a.address, b.address), cmp.Compare(a.job.item.Key, b.job.item.Key))
}

// expand finds the items of a step and holds its limit, before the first of them starts.
func (pl *player) expand(p *part) {
	items, why := pl.itemsOf(p.step.ForEach, p.step.By, p.job)
	over, unknown := "", ""
	if why == "" {
		over, unknown = pl.overLimit(p.step.Limit, len(items), p.job)
	}
	pl.sawKeys(p.address, p.job, items)
	switch {
	case why != "" || unknown != "":
		pl.closeWhole(p, evidence.Unknown, why+unknown)
	case over != "":
		pl.closeWhole(p, evidence.Failed, over)
	case len(items) == 0:
		pl.closeEmpty(p)
	default:
		p.state, p.items = active, items
	}
}

// closeEmpty closes a step that has nothing to do, which counts as done.
func (pl *player) closeEmpty(p *part) {
	e := p.end(rules.Item{})
	e.Outcome, e.Why, e.own = evidence.Skipped, "its for_each has no item", true
	pl.take(e)
	pl.close(p)
}

// maxAll is how many items one scenario may have, in all parts together: a test ends soon.
const maxAll = 100_000

// itemsOf are those of a for_each at this moment, or why there are none to be had.
func (pl *player) itemsOf(forEach *expr.Node, by string, job *job) ([]rules.Item, string) {
	if forEach == nil {
		return []rules.Item{{}}, ""
	}
	items, err := rules.Items(pl.eval(forEach, scope{player: pl, job: job}), by)
	if err != nil {
		return nil, err.Error()
	}
	if pl.items += len(items); pl.items > maxAll {
		return nil, fmt.Sprintf("all for_each together have more than %d items", maxAll)
	}
	return items, ""
}

package engine

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// schedule decides what runs when. One goroutine owns it; the attempts run in others and answer over
// done. Whatever is free to start does so by address and then by key, so that with room for one at a
// time the order is always the same.
type schedule struct {
	run     *Run
	journal *Journal
	parts   []*part // by address
	index   map[string]*part
	room    int // for items
	work    int // for items that keep this machine at work
	running int
	done    chan answer
	halted  Reason // why nothing more starts; "" while it does
}

func newSchedule(r *Run, journal *Journal) *schedule {
	s := &schedule{run: r, journal: journal, index: map[string]*part{}, done: make(chan answer)}
	s.room = cmp.Or(r.world.Parallel, atOnce)
	s.work = cmp.Or(r.world.Parallel, max(8, 2*runtime.GOMAXPROCS(0)))
	for _, step := range r.job.Plan.AllSteps() {
		p := &part{step: step, values: map[string]expr.Value{}, hidden: r.personalKeys(step.ForEach)}
		k := r.kindOf(step.Action)
		p.acts, p.works = k.Acts(step.Effect), k.Connection != kind.HTTP // a request only waits for another machine
		s.parts = append(s.parts, p)
		s.index[step.Address()] = p
	}
	slices.SortFunc(s.parts, func(a, b *part) int { return cmp.Compare(a.step.Name, b.step.Name) })
	return s
}

// atOnce is how many items run at once where nobody says otherwise.
const atOnce = 64

// fits tells whether there is room for one more item of a step.
func (s *schedule) fits(p *part) bool {
	return s.room > 0 && (s.work > 0 || !p.works) && int64(p.running) < p.step.Parallel
}

// occupy makes room for n items less.
func (s *schedule) occupy(p *part, n int) {
	s.running += n
	p.running += n
	s.room -= n
	if p.works {
		s.work -= n
	}
}

// loop runs until every step is closed. ctx ends running attempts and keeps others from starting.
func (s *schedule) loop(ctx context.Context) {
	for {
		for s.settle(ctx) {
		}
		if s.running == 0 {
			return
		}
		a := <-s.done
		s.occupy(a.part, -1)
		s.take(a)
	}
}

// settle starts and closes what can be; it tells whether anything came of it. Nothing starts before
// every step has opened that may: among those it is the address that decides.
func (s *schedule) settle(ctx context.Context) (moved bool) {
	if ctx.Err() != nil && s.halted != ReasonInterrupted {
		s.halted = ended(ctx)
	}
	for _, p := range s.parts {
		if p.state == waiting {
			moved = s.open(p) || moved
		}
	}
	if moved {
		return true
	}
	for _, p := range s.parts {
		if p.state != active {
			continue
		}
		moved = s.advance(ctx, p) || moved
		if p.state == closed {
			return true
		}
	}
	return moved
}

// ended is why a context ended: the run took too long, or somebody ended it.
func ended(ctx context.Context) Reason {
	if errors.Is(context.Cause(ctx), errRunTimeout) {
		return ReasonTimeout
	}
	return ReasonInterrupted
}

// open lets a step begin whose needs have all come to their end. It tells whether they have.
func (s *schedule) open(p *part) bool {
	fine := true
	for _, address := range s.run.waits[p.step.Address()] {
		need := s.index[address]
		if need.state != closed {
			return false
		}
		fine = fine && need.fine
	}
	p.state = active
	switch {
	case !fine:
		s.closeWhole(p, evidence.Skipped, ReasonNeeds)
	case s.halted != "":
		s.closeWhole(p, haltedOutcome(s.halted), s.halted)
	default:
		s.expand(p)
	}
	return true
}

// haltedOutcome is that of what did not start any more. A run that took too long did not look; where
// it was stopped, another step says why.
func haltedOutcome(halted Reason) evidence.Outcome {
	if halted == ReasonTimeout {
		return evidence.Unknown
	}
	return evidence.Skipped
}

func (s *schedule) expand(p *part) {
	items, bad := s.run.items(p.step.ForEach, p.step.By)
	switch {
	case bad != "":
		s.closeWhole(p, evidence.Unknown, bad)
	case len(items) == 0:
		s.closeWhole(p, evidence.Skipped, ReasonEmpty)
	}
	p.items = items
}

// closeWhole closes a step without looking at its items.
func (s *schedule) closeWhole(p *part, outcome evidence.Outcome, reason Reason) {
	p.unstated = p.step.ForEach != nil && reason != ReasonEmpty
	record := evidence.StepRecord{Address: p.step.Address(), Outcome: outcome, Reason: string(reason)}
	s.take(answer{part: p, record: record})
	s.close(p)
}

// advance starts items of an active step as far as there is room, and closes it after the last one.
func (s *schedule) advance(ctx context.Context, p *part) (moved bool) {
	for p.next < len(p.items) && s.fits(p) {
		it := p.items[p.next]
		p.next++
		moved = true
		s.begin(ctx, p, it)
	}
	if p.next == len(p.items) && p.running == 0 {
		s.close(p)
		return true
	}
	return moved
}

// begin starts one item, or tells at once what came of it.
func (s *schedule) begin(ctx context.Context, p *part, it rules.Item) {
	record := evidence.StepRecord{Address: p.step.Address(), Key: s.run.recordKey(it, p.hidden)}
	detail := ""
	close := func(outcome evidence.Outcome, reason Reason) {
		record.Outcome, record.Reason = outcome, string(reason)
		s.take(answer{part: p, item: it, record: record, detail: detail})
	}
	if s.halted != "" {
		close(haltedOutcome(s.halted), s.halted)
		return
	}
	if p.step.When != nil {
		when := expr.Eval(p.step.When, scopeOf(s.run, it))
		if yes, known := when.AsBool(); !known {
			detail = when.Reason()
			close(evidence.Unknown, ReasonWhen)
			return
		} else if !yes {
			close(evidence.Skipped, ReasonWhen)
			return
		}
	}
	if p.acts && s.run.job.Mode == evidence.Rehearsal {
		close(evidence.Simulated, "")
		return
	}
	record.StartedAt = evidence.FormatInstant(s.run.world.Now())
	starting := entry{Start: &started{Address: record.Address, At: record.StartedAt, Key: record.Key}}
	if err := s.journal.write(starting, durability(p.acts)); err != nil && p.acts {
		record.StartedAt, detail = "", err.Error()
		close(evidence.Blocked, ReasonJournal)
		return
	}
	s.run.tell(Event{Kind: StepStarted, Address: record.Address, Key: it.Key, Title: p.step.Title, Attempt: 1})
	s.occupy(p, 1)
	go func() { s.done <- s.run.attempts(ctx, answer{part: p, item: it, record: record}) }()
}

// take keeps what came of an item, and stops the run where the step says so.
func (s *schedule) take(a answer) {
	p, r := a.part, a.record
	if s.run.sealStep(&r) {
		a.value, a.detail = expr.Nil(), ErrSecretFound.Error()
	}
	if a.value.IsNull() {
		a.value = s.run.nothing(p.step.Action, r.Outcome)
	}
	p.records = append(p.records, r)
	p.values[a.item.Key] = a.value
	if !counts(r) && p.step.OnError == "stop" && r.Outcome != evidence.Skipped && s.halted == "" {
		s.halted = ReasonStopped
	}
	acted := p.acts && r.Attempts > 0
	_ = s.journal.write(entry{Finish: &r}, durability(acted)) // the next start and the end of the run tell of it
	s.run.tell(Event{
		Kind: StepFinished, Address: r.Address, Key: a.item.Key, Title: p.step.Title,
		Attempt: r.Attempts, Outcome: r.Outcome, Reason: Reason(r.Reason), Detail: a.detail,
	})
}

// counts tells whether what waits for the step may go on.
func counts(r evidence.StepRecord) bool {
	switch r.Outcome {
	case evidence.Passed, evidence.Simulated:
		return true
	case evidence.Skipped:
		return r.Reason == string(ReasonWhen) || r.Reason == string(ReasonEmpty)
	}
	return false
}

// close publishes what step.NAME is, and lets those begin that wait for it.
func (s *schedule) close(p *part) {
	p.state = closed
	p.fine = !slices.ContainsFunc(p.records, func(r evidence.StepRecord) bool { return !counts(r) })
	switch {
	case p.unstated:
		s.run.publish(p.step.Name, expr.Nil())
	case p.step.ForEach == nil:
		s.run.publish(p.step.Name, p.values[""])
	case len(p.items) == 0:
		s.run.publish(p.step.Name, expr.OfObject(map[string]expr.Value{}))
	default:
		s.run.publish(p.step.Name, expr.OfObject(p.values))
	}
}

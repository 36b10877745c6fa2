package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// orders judges claim 9 as the entries pass in the order of their leaves: one authorization before each
// run, for the same run, attempt and mode, not expired; no run twice, and none that was refused; what people
// say of a run in its place. It remembers about a hundred bytes for each run.
type orders struct {
	tally *tally
	byKey map[sum]int32
	runs  [][]runState      // chunks, so that growing copies nothing
	names map[string]string // runbooks
	noes  map[sum]int64     // refused requests: the entry, by run
	heard map[sum][]sum     // runs of the forge in which people were heard, of runs without a result
}

// runState is what later entries of a run are held against.
type runState struct {
	key, statement, plan sum
	entry, result        int64 // result < 0: none yet
	at                   int64 // seconds since 1970, as all times here: text takes five times as much
	notAfter, finishBy   int64
	runbook              string // one text for all runs of the runbook
	mode                 evidence.Mode
	undoes               bool // it takes back what another run changed for a while
	forge                bool // it was authorised for the repository of a forge, which tells who answers
}

// chunk is how many runs are made room for at once.
const chunk = 1024

func newOrders(y *tally) *orders {
	return &orders{tally: y, byKey: map[sum]int32{}, names: map[string]string{}, noes: map[sum]int64{}, heard: map[sum][]sum{}}
}

// run gives the state of the run with that key, or nil.
func (o *orders) run(key canon.Digest) *runState {
	if i, ok := o.byKey[sumOf(key)]; ok {
		return &o.runs[i/chunk][i%chunk]
	}
	return nil
}

// authorize takes an authorization. It gives the run's state, or nil if it was authorised before.
func (o *orders) authorize(e *entry) *runState {
	o.tally.judged(order, 1)
	if first := o.run(e.leaf.Run); first != nil {
		e.refute(order, fmt.Sprintf("its run was authorised before, by entry %d: one run happened twice", first.entry))
		e.refute(chain, fmt.Sprintf("entry %d has the same kind and run", first.entry))
		return nil
	}
	if no, refused := o.noes[sumOf(e.leaf.Run)]; refused {
		e.refute(order, fmt.Sprintf("its run was refused before, by entry %d", no))
	}
	a := e.authorization
	if a.NotAfter <= a.At {
		e.refute(order, fmt.Sprintf("it expired (%s) when it was given (%s)", a.NotAfter, a.At))
	}
	if _, ok := o.names[a.Runbook]; !ok {
		o.names[a.Runbook] = a.Runbook
	}
	return o.remember(runState{
		key: sumOf(e.leaf.Run), statement: sumOf(e.leaf.Statement), plan: sumOf(a.Plan.Digest),
		entry: e.index, result: noEntry, at: seconds(a.At), notAfter: seconds(a.NotAfter), finishBy: seconds(a.FinishBy), runbook: o.names[a.Runbook], mode: a.Mode, undoes: a.Undoes != nil, forge: a.Repository != 0,
	})
}

// remember keeps the state of a run. What it gives stays where it is.
func (o *orders) remember(r runState) *runState {
	if n := len(o.runs); n == 0 || len(o.runs[n-1]) == chunk {
		o.runs = append(o.runs, make([]runState, 0, chunk))
	}
	last := &o.runs[len(o.runs)-1]
	o.byKey[r.key] = int32((len(o.runs)-1)*chunk + len(*last))
	*last = append(*last, r)
	return &(*last)[len(*last)-1]
}

// conclude takes the result of a run. It gives the run's state, or nil where nothing authorised it.
func (o *orders) conclude(e *entry) *runState {
	o.tally.judged(order, 1)
	state := o.run(e.leaf.Run)
	switch {
	case state == nil:
		e.refute(order, o.unauthorised(e))
		return nil
	case state.result >= 0:
		e.refute(order, fmt.Sprintf("its run has a result already, entry %d", state.result))
		e.refute(chain, fmt.Sprintf("entry %d has the same kind and run", state.result))
		return state
	}
	state.result = e.index
	o.compare(e, state)
	o.wentOn(e)
	if e.record != nil && state.undoes != onlyUndoes(e.record) {
		e.refute(order, "it takes back what another run changed, or its authorization says so, and the other does not")
	}
	return state
}

// wentOn holds that a run which waited for people went on where one of them was heard, and nowhere else.
func (o *orders) wentOn(e *entry) {
	heard := o.heard[sumOf(e.leaf.Run)]
	delete(o.heard, sumOf(e.leaf.Run))
	for i, id := range e.run.Continued {
		if !slices.Contains(heard, sumOf(id.Key())) && !(i == len(e.run.Continued)-1 && endedWaiting(e.record)) {
			e.refute(order, fmt.Sprintf("it went on in run %s of the forge, attempt %d, where nobody was heard who answered it", id.ID, id.Attempt))
		}
	}
}

// endedWaiting tells that a run ended because nobody, or too few, answered in time, or because it could not go on any
// more: both are found where nobody was heard, and neither passes.
func endedWaiting(r *evidence.Record) bool {
	return r != nil && (r.Outcome == evidence.Interrupted || slices.ContainsFunc(r.Asked, func(a evidence.AskedRecord) bool { return a.Outcome == evidence.Blocked && a.Reason == "unanswered" }))
}

// hear keeps in which run of the forge the word of a person was heard.
func (o *orders) hear(e *entry, h *evidence.Heard) {
	run, in := sumOf(e.leaf.Run), sumOf(h.Run.Key())
	if all := o.heard[run]; len(all) < maxWords && !slices.Contains(all, in) {
		o.heard[run] = append(all, in)
	}
}

// onlyUndoes tells whether a record is that of a run which takes back what another one changed for a while.
func onlyUndoes(r *evidence.Record) bool {
	return !slices.ContainsFunc(r.Steps, func(s evidence.StepRecord) bool { return !strings.HasSuffix(s.Address, ".undo") })
}

// unauthorised tells why an entry stands behind no authorization.
func (o *orders) unauthorised(e *entry) string {
	if no, refused := o.noes[sumOf(e.leaf.Run)]; refused {
		return fmt.Sprintf("its run was refused, by entry %d", no)
	}
	return "no authorization of its run stands before it"
}

// deny takes a refusal: there is one of a run, and then there is no run.
func (o *orders) deny(e *entry) {
	o.tally.judged(order, 1)
	key := sumOf(e.leaf.Run)
	if first, refused := o.noes[key]; refused {
		e.refute(order, fmt.Sprintf("its run was refused before, by entry %d", first))
		e.refute(chain, fmt.Sprintf("entry %d has the same kind and run", first))
		return
	}
	if state := o.run(e.leaf.Run); state != nil {
		e.refute(order, fmt.Sprintf("it refuses a run that was authorised, by entry %d", state.entry))
	}
	o.noes[key] = e.index
}

// speak takes the word of a person about a run: what is said inside it stands before its result, what is said
// of its result behind. It gives the run's state, or nil where nothing authorised it.
func (o *orders) speak(e *entry) *runState {
	if e.leaf.Run == "" {
		return nil
	}
	o.tally.judged(order, 1)
	state := o.run(e.leaf.Run)
	if state == nil {
		e.refute(order, o.unauthorised(e))
		return nil
	}
	switch p := e.spoken.(type) {
	case *evidence.Approval:
		o.follows(e, state, p.Authorization)
		o.open(e, state)
		if p.Heard != nil && state.result < 0 {
			o.hear(e, p.Heard)
		}
		if p.At > p.Expires && p.Answer != evidence.Unanswered {
			e.refute(order, fmt.Sprintf("it was answered at %s, and could be until %s", p.At, p.Expires))
		}
	case *evidence.Breakglass:
		o.follows(e, state, p.Authorization)
		if !p.Late {
			o.open(e, state)
		}
	case *evidence.Confirmation:
		if state.result < 0 {
			e.refute(order, "it confirms a run that has no result before it")
		}
	case *evidence.Disposition:
		if state.result < 0 {
			e.refute(order, "it removes evidence of a run that has no result before it")
		}
	}
	return state
}

// follows holds that a word names the authorization of its run, and was said by who had seen it.
func (o *orders) follows(e *entry, state *runState, authorization canon.Digest) {
	if sumOf(authorization) != state.statement {
		e.refute(order, fmt.Sprintf("it names authorization %s; entry %d, which authorised its run, is %s", authorization, state.entry, state.statement.digest()))
	}
	if seen := e.spoken.Saw().Size; seen <= state.entry {
		e.refute(order, fmt.Sprintf("it has seen %d entries, so not the authorization of its run, entry %d", seen, state.entry))
	}
}

// open holds that the run was going on.
func (o *orders) open(e *entry, state *runState) {
	if state.result >= 0 {
		e.refute(order, fmt.Sprintf("it stands behind the result of its run, entry %d", state.result))
	}
}

// skew is how far apart the clocks of two machines may be, in seconds, that have parts of one run.
const skew = 300

// compare holds a result against its authorization.
func (o *orders) compare(e *entry, state *runState) {
	if sumOf(e.run.Authorization) != state.statement {
		e.refute(order, fmt.Sprintf("it names authorization %s; entry %d, which authorised its run, is %s", e.run.Authorization, state.entry, state.statement.digest()))
	}
	if e.run.Seen.Size <= state.entry {
		e.refute(order, fmt.Sprintf("it has seen %d entries, so not its own authorization, entry %d", e.run.Seen.Size, state.entry))
	}
	if started := seconds(e.run.StartedAt); started < state.at-skew {
		e.refute(order, fmt.Sprintf("it started at %s, and was authorised, by entry %d, at %s", e.run.StartedAt, state.entry, instant(state.at)))
	}
	if seconds(e.run.StartedAt) >= state.notAfter {
		e.refute(order, fmt.Sprintf("it started at %s; the authorization, entry %d, had expired at %s", e.run.StartedAt, state.entry, instant(state.notAfter)))
	}
	if e.record == nil {
		return
	}
	if e.record.Mode != state.mode {
		e.refute(order, fmt.Sprintf("it was authorised as %s (entry %d) and ran as %s", state.mode, state.entry, e.record.Mode))
	}
	if sumOf(e.record.Plan) != state.plan {
		e.refute(content, fmt.Sprintf("its record is of plan %s; entry %d authorised %s", e.record.Plan, state.entry, state.plan.digest()))
	}
}

// unfinished lists the runs that were authorised and have no result: the oldest, and how many.
func (o *orders) unfinished(asOf int64) ([]verdict.Unfinished, int64) {
	list, count := []verdict.Unfinished{}, int64(0)
	for _, some := range o.runs {
		for i := range some {
			r := &some[i]
			if r.result >= 0 {
				continue
			}
			if count++; count <= verdict.MaxUnfinished {
				list = append(list, verdict.Unfinished{Entry: r.entry, Runbook: r.runbook, Run: r.key.digest(),
					At: instant(r.at), FinishBy: instant(r.finishBy), Late: r.finishBy < asOf})
			}
		}
	}
	return list, count
}

package verify

import (
	"context"
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// together judges the place of one entry among the others. It is called in the order of the leaves.
func (j *judge) together(ctx context.Context, e *entry) error {
	j.chains.place(e, j.checkpoint.Origin)
	if e.raw == nil {
		j.chains.broken = true
		j.report(e)
		return nil
	}
	if err := j.told(ctx, e); err != nil || j.judgedBefore(e) {
		return err
	}
	if err := j.roots.add(e.hash); err != nil {
		return err
	}
	j.growths.passed(j.roots.size, j.roots.newest())
	return nil
}

// told judges what the statement of an entry tells, and passes on what holds.
func (j *judge) told(ctx context.Context, e *entry) error {
	j.tally.judged(form, 1)
	j.tally.judged(signature, 1)
	if e.named {
		j.tally.judged(identified, 1)
	}
	if e.statement != nil {
		if err := j.growths.seen(e, *e.statement.Saw()); err != nil {
			return err
		}
	}
	j.rotations.judge(e)
	state, err := j.placed(ctx, e)
	if err != nil {
		return err
	}
	if e.statement != nil {
		if err := j.time(ctx, e, state); err != nil {
			return err
		}
	}
	j.stand(e, state)
	j.growths.mend(e)
	j.dispositions.allow(e)
	j.report(e)
	if e.parsed && !j.judgedBefore(e) {
		j.kinds[string(e.leaf.Kind)]++
	}
	if err := j.exceptions.take(e); err != nil {
		return err
	}
	if len(e.faults) > 0 || state == nil {
		return nil
	}
	return j.pass(ctx, e, state)
}

// time judges the times of an entry, and its key where that counts for a time only.
func (j *judge) time(ctx context.Context, e *entry, state *runState) error {
	j.clocks.take(e)
	begun := int64(0)
	if state != nil {
		if a := j.clocks.at(state.entry); a != nil {
			begun = a.at
		}
	}
	if j.judgedBefore(e) { // what it had seen may be an entry that is not read again
		return j.clocks.place(ctx, e)
	}
	if err := j.clocks.judge(ctx, e, begun); err != nil {
		return fmt.Errorf("entry %d: its time: %w", e.index, err)
	}
	if e.signed != nil {
		j.keyInTime(e)
	}
	return nil
}

// placed judges an entry among those of its run, and gives the run's state; nil where it has none.
func (j *judge) placed(ctx context.Context, e *entry) (state *runState, err error) {
	j.dues.note(e)
	j.outside.note(e)
	switch {
	case e.authorization != nil:
		j.tally.judged(plan7a, 1)
		state = j.orders.authorize(e)
		j.people.authorized(e)
		j.sources.note(e)
		j.loans.authorized(e, state)
	case e.run != nil:
		j.tally.judged(content, 1)
		state = j.orders.conclude(e)
		j.dispositions.passed(e)
		err = j.people.concluded(ctx, e)
	case e.denial != nil:
		j.tally.judged(plan7a, 1)
		j.orders.deny(e)
		j.sources.note(e)
	case e.spoken != nil:
		state = j.orders.speak(e)
		err = j.people.spoke(ctx, e, state)
	default:
		j.scores.note(e)
	}
	return state, err
}

// stand holds the path of an entry: the folder is that of its run's authorization or refusal, else of its own
// day.
func (j *judge) stand(e *entry, state *runState) {
	runbook, at := "", e.at()
	switch {
	case e.authorization != nil:
		runbook = e.authorization.Runbook
	case e.denial != nil:
		runbook = e.denial.Runbook
	case e.statement == nil || e.leaf.Run != "" && state == nil:
		return // it could not be read, or its run is not known, which claims 1 and 9 tell
	case state != nil:
		runbook, at = state.runbook, instant(state.at)
	}
	if want := e.leaf.Place(runbook, at).Path(); e.path != want {
		e.refute(chain, "it belongs at "+want)
	}
}

func (j *judge) report(e *entry) {
	for _, f := range e.faults {
		j.tally.refute(f)
	}
	for _, id := range e.open {
		j.tally.skip(id, fmt.Sprintf("entry %d could not be read far enough", e.index))
	}
	for _, s := range e.skips {
		j.tally.skip(s.claim, s.why)
	}
}

// pass gives an entry that holds to the one who listens for runs.
func (j *judge) pass(ctx context.Context, e *entry, state *runState) error {
	switch {
	case e.authorization != nil:
		j.emitter.authorized(e.index, e.file.id, runOf(e))
	case e.run != nil:
		if err := j.loans.concluded(ctx, e, state); err != nil {
			return err
		}
		return j.emitter.concluded(ctx, state.entry, e.file.id, resultOf(e), laterOf(e.plan))
	case e.breaks:
		j.emitter.broke(state.entry)
	case e.confirms:
		return j.emitter.confirmed(ctx, state.entry, e.index)
	}
	return nil
}

// runOf is what a score needs of an authorization.
func runOf(e *entry) *verdict.Run {
	a := e.authorization
	return &verdict.Run{Entry: e.index, Runbook: a.Runbook, Plan: a.Plan.Digest, Key: e.leaf.Run, ID: a.Run, Trigger: a.Trigger,
		Mode: a.Mode, At: a.At, FinishBy: a.FinishBy, Requester: a.Requester, Inputs: a.Inputs, Reviews: e.reviews}
}

// maxFailed is how many names of what failed a result lists.
const maxFailed = 10

// resultOf is what a score needs of a result.
func resultOf(e *entry) *verdict.Result {
	r := &verdict.Result{Entry: e.index, Outcome: e.run.Outcome, EndedAt: e.run.EndedAt, Record: e.run.Record.Digest}
	if e.upper != 0 {
		r.Upper = instant(e.upper)
	}
	fail := func(room, name string, key *string, outcome evidence.Outcome) {
		if wrong(outcome) && len(r.Failed) < maxFailed {
			r.Failed = append(r.Failed, part{room, name, key, ""}.String())
		}
	}
	record := e.record
	if e.whole != nil {
		record = e.whole
	}
	for _, s := range record.Steps {
		fail("", s.Address, s.Key, s.Outcome)
	}
	for _, c := range record.Checks {
		fail("check.", c.Name, c.Key, c.Outcome)
		if len(c.Operands) > 0 {
			r.Checked++
		}
	}
	r.Unmet = unmet(record)
	return r
}

// maxUnmet is how many items of one check are told apart.
const maxUnmet = 100

// unmet are the checks that failed, where nothing else went wrong: what could not be looked at, what people did
// not answer and what a step could not do is no exception that anybody could have granted. Of a check that failed
// for many items it is told that it failed as a whole.
func unmet(r *evidence.Record) []verdict.Unmet {
	if r.Overall() != evidence.Failed || slices.ContainsFunc(r.Steps, func(s evidence.StepRecord) bool { return wrong(s.Outcome) }) ||
		slices.ContainsFunc(r.Asked, func(a evidence.AskedRecord) bool { return wrong(a.Outcome) }) {
		return nil
	}
	var out []verdict.Unmet
	items := 0
	for _, c := range r.Checks {
		if c.Outcome == evidence.Unknown {
			return nil
		}
		if c.Outcome != evidence.Failed {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Check != c.Name {
			items = 0
		}
		if items++; items > maxUnmet {
			out[len(out)-1].Key = nil
			continue
		}
		out = append(out, verdict.Unmet{Check: c.Name, Key: c.Key})
	}
	return out
}

func wrong(o evidence.Outcome) bool {
	return o == evidence.Failed || o == evidence.Unknown || o == evidence.Blocked || o == evidence.Recovered
}

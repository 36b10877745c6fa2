package engine

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
)

// bare is a record of outcomes alone, as the journal has them. It is for a run that was killed and had
// inputs which no journal keeps: what would follow from them cannot be told. So it is for one that took back what
// another run had changed.
func (p *Past) bare(r *Run) *evidence.Record {
	record := &evidence.Record{Format: evidence.RecordFormat, Plan: r.digest, Run: r.job.ID, Mode: r.job.Mode, StartedAt: p.StartedAt}
	r.outcomesOnly(record)
	told := &outcomes{run: r, of: map[course.Place]int{}, asked: map[course.Place]*questioned{}, lent: map[course.Place]*lent{}}
	for i := range p.entries {
		told.take(&p.entries[i])
		told.asks(&p.entries[i])
		if l := p.entries[i].Lent; l != nil {
			told.lent[course.Place{Address: l.Address, Job: l.Job, Key: l.Key}] = l
		}
	}
	record.Asked = told.peopleTold()
	if r.job.isUndo() {
		record.Asked, record.Steps, record.Checks = nil, nil, []evidence.CheckRecord{} // it had nothing else to do
	}
	for _, s := range record.Steps {
		if !slices.ContainsFunc(told.steps, func(other evidence.StepRecord) bool { return other.Address == s.Address }) {
			told.steps = append(told.steps, evidence.StepRecord{Address: s.Address, Outcome: evidence.Skipped, Reason: string(ReasonInterrupted)})
		}
	}
	record.Steps = append([]evidence.StepRecord{}, told.steps...)
	if !r.job.isUndo() {
		told.due(record)
	}
	sortSteps(record.Steps)
	return record
}

// outcomes are what a journal says of each task.
type outcomes struct {
	run   *Run
	steps []evidence.StepRecord
	of    map[course.Place]int
	asked map[course.Place]*questioned
	lent  map[course.Place]*lent
}

// due adds to a record what ends by itself. What should, and of which the journal does not know how, has failed:
// somebody has to look.
func (o *outcomes) due(record *evidence.Record) {
	for place, i := range o.of {
		s := o.run.job.Plan.Step(stepName(place.Address))
		if s == nil || s.UndoAfter == nil || strings.HasSuffix(place.Address, course.UndoSuffix) || o.steps[i].Outcome == evidence.Recovered {
			continue
		}
		address, key := place.Address+course.UndoSuffix, o.steps[i].Key
		switch l := o.lent[place]; {
		case l != nil && l.Ends == "": // it changed nothing
		case l != nil && l.Call != nil:
			record.Due = append(record.Due, evidence.DueRecord{Address: address, At: l.Ends, Call: o.run.blob(l.Call), Key: key})
		default:
			record.Steps = append(record.Steps, evidence.StepRecord{Address: address, Key: key, Outcome: evidence.Failed, Reason: string(ReasonInterrupted)})
		}
	}
	sortDue(record.Due)
}

func (o *outcomes) take(e *entry) {
	switch {
	case e.Start != nil && stepName(e.Start.Address) != "":
		o.of[e.Start.place()] = len(o.steps)
		o.steps = append(o.steps, evidence.StepRecord{
			Address: e.Start.Address, Key: o.key(e.Start.place()), Outcome: evidence.Unknown, Reason: string(ReasonInterrupted), Attempts: 1, StartedAt: e.Start.At,
		})
	case e.Finish != nil:
		f, s := e.Finish, o.find(e.Finish.place())
		s.Outcome, s.Reason, s.Attempts, s.Expects, s.EndedAt = f.Outcome, string(f.Reason), f.Attempts, f.Expects, max(f.At, s.StartedAt)
		if taken, undo := strings.CutSuffix(f.Address, course.UndoSuffix); undo && f.Outcome == evidence.Passed {
			o.find(course.Place{Address: taken, Job: f.Job, Key: f.Key}).Outcome = evidence.Recovered
		}
	case e.Shut != nil:
		o.steps = append(o.steps, evidence.StepRecord{
			Address: "gate." + e.Shut.Gate, Outcome: evidence.Blocked, Reason: string(course.ReasonGate), Attempts: 1, StartedAt: e.Shut.At, EndedAt: e.Shut.At,
		})
	}
}

// find is what is told of a task; of one that the journal has not started, nothing is kept.
func (o *outcomes) find(of course.Place) *evidence.StepRecord {
	if i, known := o.of[of]; known {
		return &o.steps[i]
	}
	return &evidence.StepRecord{}
}

// key is how the record names an item. A run that takes back is told so of each.
func (o *outcomes) key(of course.Place) *string {
	if o.run.job.isUndo() && of.Key != "" {
		return &of.Key
	}
	return o.run.recordKey(&course.Ended{Place: of, Keyed: of.Key != ""})
}

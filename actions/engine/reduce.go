package engine

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// reduce brings a record below evidence.MaxRecord, and says in it that it did: first the largest pieces
// of evidence become blobs, then the items of what has most of them, in which nothing is lost (targets.go). Where
// that is not enough, items are not told: those of the steps that have most are told as one, of the
// checks those that passed are left out, then the others, then what people were asked for each item,
// then the times of steps, and last the operands of what has most of them. What is told without its operands is unknown: what cannot be judged
// again does not pass. Prepare holds that this is enough for every record of a plan.
func (r *Run) reduce(record *evidence.Record) {
	now := sizeOf(record)
	for _, smaller := range []func(*evidence.Record) bool{r.reduceEvidence, r.reduceItems, r.dropTargets, reduceSteps, reduceChecks, reduceAsked, reduceTimes, reduceOperands} {
		for now > maxRecord && smaller(record) {
			record.Reason = cmp.Or(record.Reason, string(ReasonReduced))
			now = sizeOf(record)
		}
	}
}

// sizeOf is the size of a record; of one whose steps are too large by themselves, how large these are at least.
func sizeOf(record *evidence.Record) int {
	least := 0
	for i := range record.Steps {
		s := &record.Steps[i]
		if least += len(`{"address":"","attempts":0,"outcome":""},`) + len(s.Address) + len(s.Outcome); s.Key != nil {
			least += len(`"key":"",`) + len(*s.Key)
		}
		if s.StartedAt != "" {
			least += len(`"started_at":"",`) + len(s.StartedAt)
		}
		if s.EndedAt != "" {
			least += len(`"ended_at":"",`) + len(s.EndedAt)
		}
	}
	if least > maxRecord {
		return least // to encode them would tell nothing else
	}
	return size(record)
}

// maxRecord leaves room for what is written after the record was reduced: outcome and reason.
const maxRecord = evidence.MaxRecord - 64

func size(v any) int {
	data, err := canon.Encode(v)
	if err != nil {
		panic("engine: a record has no encoding: " + err.Error())
	}
	return len(data)
}

// reduceEvidence makes the largest value a blob. It tells whether there was one.
func (r *Run) reduceEvidence(record *evidence.Record) bool {
	largest, most := -1, 100 // what is smaller than a digest stays
	for i, e := range record.Evidence {
		if e.Value != nil && size(e.Value) > most {
			largest, most = i, size(e.Value)
		}
	}
	if largest < 0 {
		return false
	}
	e := &record.Evidence[largest]
	data, err := canon.Encode(e.Value)
	if err != nil {
		panic("engine: evidence has no encoding: " + err.Error())
	}
	digest := r.blob(data)
	e.Value, e.Digest = nil, &digest
	return true
}

// reduceSteps tells the items of the step that has most of them as one.
func reduceSteps(record *evidence.Record) bool {
	address := most(record.Steps, func(s evidence.StepRecord) string { return s.Address })
	if address == "" {
		return false
	}
	first := slices.IndexFunc(record.Steps, func(s evidence.StepRecord) bool { return s.Address == address })
	last := first
	for last < len(record.Steps) && record.Steps[last].Address == address {
		last++
	}
	record.Steps = slices.Replace(record.Steps, first, last, asOne(record.Steps[first:last]))
	return true
}

// reduceChecks leaves out what passed of the check that has most items, and all of it where none of
// them did.
func reduceChecks(record *evidence.Record) bool {
	name := most(record.Checks, func(c evidence.CheckRecord) string { return c.Name })
	if name == "" {
		return false
	}
	of := func(c evidence.CheckRecord) bool { return c.Name == name }
	bad := func(c evidence.CheckRecord) bool { return of(c) && c.Outcome != evidence.Passed }
	good := func(c evidence.CheckRecord) bool { return of(c) && c.Outcome == evidence.Passed }
	if slices.ContainsFunc(record.Checks, bad) && slices.ContainsFunc(record.Checks, good) {
		record.Checks = slices.DeleteFunc(record.Checks, good)
		return true
	}
	first := slices.IndexFunc(record.Checks, of)
	one := evidence.CheckRecord{Name: name, Outcome: evidence.Unknown, Severity: record.Checks[first].Severity, Operands: []expr.Operand{}}
	record.Checks = slices.Insert(slices.DeleteFunc(record.Checks, of), first, one)
	return true
}

// reduceAsked tells the questions of the approval or ask that has most of them as one. What people said to
// each cannot be held against it any more.
func reduceAsked(record *evidence.Record) bool {
	address := most(record.Asked, func(a evidence.AskedRecord) string { return a.Address })
	if address == "" {
		return false
	}
	of := func(a evidence.AskedRecord) bool { return a.Address == address }
	first := slices.IndexFunc(record.Asked, of)
	one := evidence.AskedRecord{Address: address, Outcome: evidence.Unknown, Reason: string(ReasonReduced)}
	record.Asked = slices.Insert(slices.DeleteFunc(record.Asked, of), first, one)
	return true
}

// reduceTimes leaves out when steps began and ended.
func reduceTimes(record *evidence.Record) (smaller bool) {
	for i := range record.Steps {
		s := &record.Steps[i]
		smaller = smaller || s.StartedAt != ""
		s.StartedAt, s.EndedAt = "", ""
	}
	return smaller
}

// reduceOperands makes the check or step unknown that needs most room for what decided it.
func reduceOperands(record *evidence.Record) bool {
	check, step, most := -1, -1, 0
	for i, c := range record.Checks {
		if n := size(c.Operands); len(c.Operands) > 0 && n > most {
			check, most = i, n
		}
	}
	for i, s := range record.Steps {
		if n := size(s.Expects); len(s.Expects) > 0 && n > most {
			step, most = i, n
		}
	}
	switch {
	case step >= 0:
		s := &record.Steps[step]
		s.Outcome, s.Reason, s.Expects = evidence.Unknown, string(ReasonReduced), nil
	case check >= 0:
		c := &record.Checks[check]
		c.Outcome, c.Operands = evidence.Unknown, []expr.Operand{}
	}
	return step >= 0 || check >= 0
}

// checkSize holds that the plan's steps, questions and checks can all be told in a record, and what ends by
// itself.
func (r *Run) checkSize() error {
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: r.digest, Run: r.job.ID, Mode: evidence.Rehearsal, Outcome: evidence.Interrupted,
		StartedAt: evidence.FormatInstant(time.Time{}), EndedAt: evidence.FormatInstant(time.Time{}), Reason: string(ReasonInterrupted),
	}
	r.outcomesOnly(record)
	for _, e := range r.job.Plan.Evidence {
		digest := canon.Sum(nil)
		record.Evidence = append(record.Evidence, evidence.EvidenceValue{Name: e.Name, Digest: &digest})
	}
	const (
		attempts = 8   // digits of a count, where this record has one
		asked    = 400 // a question, beside its name
	)
	n := size(record) + attempts*len(record.Steps) + r.sizeOfDue()
	for _, a := range r.job.Plan.AllApprovals() {
		n += asked + len(a.Name)
	}
	for _, a := range r.job.Plan.AllAsks() {
		n += asked + len(a.Name)
	}
	if n > maxRecord {
		return fmt.Errorf("plan: its steps, questions, checks and evidence need %d bytes in a record; there are %d", n, maxRecord)
	}
	return nil
}

// sizeOfDue is how much room what ends by itself needs at most.
func (r *Run) sizeOfDue() (n int) {
	for f, s := range r.job.Plan.AllSteps() {
		if s.UndoAfter == nil {
			continue
		}
		if s.ForEach != nil || f.ForEach != nil {
			return course.MaxDue
		}
		n += course.SizeOfDue(course.Place{Address: s.Address()})
	}
	return min(n, course.MaxDue)
}

// most is the name that most rows have, the first of them in order; "" where each has its own.
func most[T any](rows []T, name func(T) string) string {
	found, count, best := "", 0, 1
	for i, row := range rows {
		if i == 0 || name(rows[i-1]) != name(row) {
			count = 0
		}
		if count++; count > best {
			found, best = name(row), count
		}
	}
	return found
}

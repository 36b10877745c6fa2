package engine

import (
	"cmp"
	"slices"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// reduce brings a record below evidence.MaxRecord, and says in it that it did: first the largest pieces
// of evidence become blobs, then the items of the steps that have most are told as one, then of the
// checks those items that passed are left out, and last the others. A check of which nothing is told is
// unknown: what cannot be judged again does not pass.
func (r *Run) reduce(record *evidence.Record) {
	for _, smaller := range []func(*evidence.Record) bool{r.reduceEvidence, reduceSteps, reduceChecks} {
		for size(record) > maxRecord {
			if !smaller(record) {
				break
			}
			record.Reason = cmp.Or(record.Reason, string(ReasonReduced))
		}
	}
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
	one := evidence.StepRecord{Address: address, Reason: string(ReasonReduced)}
	last := first
	for ; last < len(record.Steps) && record.Steps[last].Address == address; last++ {
		s := record.Steps[last]
		one.Attempts += s.Attempts
		if s.StartedAt != "" && (one.StartedAt == "" || s.StartedAt < one.StartedAt) {
			one.StartedAt = s.StartedAt
		}
		one.EndedAt = max(one.EndedAt, s.EndedAt)
	}
	items := evidence.Record{Steps: record.Steps[first:last]}
	if one.Outcome = items.Overall(); one.Outcome == evidence.Interrupted {
		one.Outcome, one.Reason = evidence.Unknown, string(ReasonInterrupted)
	}
	record.Steps = slices.Replace(record.Steps, first, last, one)
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

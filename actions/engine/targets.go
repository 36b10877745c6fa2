package engine

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Items that do not fit into a record stand in documents beside it, all of them, below the root of one tree. So a
// run over thousands of targets is told target by target.

// fewItems is how many items are not worth a document of their own.
const fewItems = 8

// reduceItems has documents tell the items of the step or check that has most of them. It tells whether there was
// one.
func (r *Run) reduceItems(record *evidence.Record) bool {
	steps := rowsOf(record.Steps, func(s *evidence.StepRecord) (string, bool) { return s.Address, s.Key != nil })
	checks := rowsOf(record.Checks, func(c *evidence.CheckRecord) (string, bool) { return plan.CheckPrefix + c.Name, c.Key != nil })
	address, count := "", fewItems
	for _, rows := range []map[string]int{steps, checks} {
		for _, name := range slices.Sorted(maps.Keys(rows)) {
			if rows[name] > count {
				address, count = name, rows[name]
			}
		}
	}
	if address == "" {
		return false
	}
	return r.tellBeside(record, address)
}

// rowsOf counts the items of each address, all of whose rows have keys.
func rowsOf[T any](rows []T, of func(*T) (address string, keyed bool)) map[string]int {
	count, whole := map[string]int{}, map[string]bool{}
	for i := range rows {
		address, keyed := of(&rows[i])
		if _, met := whole[address]; !met {
			whole[address] = true
		}
		whole[address] = whole[address] && keyed
		count[address]++
	}
	maps.DeleteFunc(count, func(address string, _ int) bool { return !whole[address] })
	return count
}

// tellBeside has documents tell the items of an address, and the record all of them as one.
func (r *Run) tellBeside(record *evidence.Record, address string) bool {
	items := evidence.Targets{Format: evidence.TargetsFormat}
	name, isCheck := strings.CutPrefix(address, plan.CheckPrefix)
	if isCheck {
		items.Checks = runOf(record.Checks, func(c evidence.CheckRecord) bool { return c.Name == name })
	} else {
		items.Steps = runOf(record.Steps, func(s evidence.StepRecord) bool { return s.Address == address })
	}
	told, docs, err := evidence.EncodeTargets(address, items)
	if err != nil || len(docs)+documents(record) > evidence.MaxTargetBlobs {
		return false
	}
	if isCheck {
		first := slices.IndexFunc(record.Checks, func(c evidence.CheckRecord) bool { return c.Name == name })
		one := evidence.CheckRecord{Name: name, Outcome: items.Overall(), Severity: record.Checks[first].Severity, Operands: []expr.Operand{}}
		record.Checks = slices.Replace(record.Checks, first, first+len(items.Checks), one)
	} else {
		first := slices.IndexFunc(record.Steps, func(s evidence.StepRecord) bool { return s.Address == address })
		record.Steps = slices.Replace(record.Steps, first, first+len(items.Steps), asOne(items.Steps))
	}
	for _, data := range docs {
		r.blob(data)
	}
	record.Targets = append(record.Targets, *told)
	slices.SortFunc(record.Targets, func(a, b evidence.TargetsRecord) int { return cmp.Compare(a.Address, b.Address) })
	return true
}

// runOf are the rows of which that is true: they stand behind each other.
func runOf[T any](rows []T, of func(T) bool) []T {
	rows = rows[max(0, slices.IndexFunc(rows, of)):]
	if end := slices.IndexFunc(rows, func(row T) bool { return !of(row) }); end >= 0 {
		rows = rows[:end]
	}
	return slices.Clip(rows)
}

func documents(record *evidence.Record) (n int) {
	for _, t := range record.Targets {
		n += len(t.Blobs)
	}
	return n
}

// dropTargets leaves out the items that documents tell, where not even that fits: a step keeps what all of its items
// came to, and a check that nobody can judge again is unknown.
func (r *Run) dropTargets(record *evidence.Record) bool {
	if len(record.Targets) == 0 {
		return false
	}
	last := record.Targets[len(record.Targets)-1]
	record.Targets = record.Targets[:len(record.Targets)-1]
	if len(record.Targets) == 0 {
		record.Targets = nil
	}
	for _, d := range last.Blobs {
		if !slices.ContainsFunc(record.Blobs(), func(b evidence.NamedBlob) bool { return b.Digest == d }) {
			delete(r.blobs, d)
		}
	}
	for i := range record.Checks {
		if c := &record.Checks[i]; plan.CheckPrefix+c.Name == last.Address {
			c.Outcome = evidence.Unknown
		}
	}
	return true
}

// asOne are the items of a step, told as one.
func asOne(items []evidence.StepRecord) evidence.StepRecord {
	one := evidence.StepRecord{Address: items[0].Address, Reason: string(ReasonReduced)}
	for _, s := range items {
		one.Attempts += s.Attempts
		if s.StartedAt != "" && (one.StartedAt == "" || s.StartedAt < one.StartedAt) {
			one.StartedAt = s.StartedAt
		}
		one.EndedAt = max(one.EndedAt, s.EndedAt)
	}
	all := evidence.Record{Steps: items}
	if one.Outcome = all.Overall(); one.Outcome == evidence.Interrupted {
		one.Outcome, one.Reason = evidence.Unknown, string(ReasonInterrupted)
	}
	return one
}

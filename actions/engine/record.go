package engine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// record tells a course in which everything has come to its end. It is the same for a run that ended and for
// one that was killed.
func (r *Run) record(c *course.Course) *evidence.Record {
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: r.digest, Run: r.job.ID, Mode: r.job.Mode,
		StartedAt: instant(r.begun), Steps: make([]evidence.StepRecord, 0, len(c.Ended(0))), Checks: []evidence.CheckRecord{}, Evidence: []evidence.EvidenceValue{},
	}
	for _, e := range c.Ended(0) {
		switch kindOfAddress(e.Address) {
		case "check":
			if e.Check != nil { // else its phase did not run, which is told of the phase
				record.Checks = append(record.Checks, r.checkRecord(e))
			}
		case "approval", "ask":
			record.Asked = append(record.Asked, r.askedRecord(e))
		default:
			record.Steps = append(record.Steps, r.stepRecord(e))
		}
	}
	sortSteps(record.Steps)
	slices.SortStableFunc(record.Asked, func(a, b evidence.AskedRecord) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), compareKeys(a.Key, b.Key))
	})
	slices.SortStableFunc(record.Checks, func(a, b evidence.CheckRecord) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), compareKeys(a.Key, b.Key))
	})
	values := c.Evidence()
	for _, e := range r.job.Plan.Evidence {
		record.Evidence = append(record.Evidence, r.evidence(e, values[e.Name]))
	}
	r.due(record, c)
	return record
}

func (r *Run) stepRecord(e *course.Ended) evidence.StepRecord {
	s := evidence.StepRecord{
		Address: e.Address, Key: r.recordKey(e), Outcome: e.Outcome, Reason: string(e.Reason), Attempts: e.Attempts, Expects: e.Expects,
	}
	if !e.Started.IsZero() {
		s.StartedAt = instant(e.Started)
	}
	if !e.Started.IsZero() && !e.Finished.IsZero() {
		s.EndedAt = instantAfter(e.Finished, s.StartedAt)
	}
	return s
}

func (r *Run) askedRecord(e *course.Ended) evidence.AskedRecord {
	a := evidence.AskedRecord{Address: e.Address, Key: r.recordKey(e), Outcome: e.Outcome, Reason: string(e.Reason)}
	if e.Asked == nil {
		return a
	}
	q := r.question(e.Asked)
	a.StartedAt, a.Expires, a.Shown, a.Frozen = instant(q.Since), instant(q.Until), &q.ShownDigest, &q.FrozenDigest
	a.EndedAt = instantAfter(e.Finished, a.StartedAt)
	return a
}

func (r *Run) checkRecord(e *course.Ended) evidence.CheckRecord {
	operands := e.Operands
	if operands == nil {
		operands = []expr.Operand{}
	}
	return evidence.CheckRecord{Name: e.Check.Name, Key: r.recordKey(e), Outcome: e.Outcome, Severity: e.Check.Severity, Operands: operands}
}

// recordKey is how a record names an item: by its key, and where its phase has several jobs by theirs too;
// the first slash parts the two, so a job's key with one in it stands in quotes. In place of what is personal
// stands its salted digest, the same all through the run.
func (r *Run) recordKey(e *course.Ended) *string {
	key, personal := e.Key, r.personal(e)
	switch {
	case e.Job == "" && !e.Keyed:
		return nil
	case e.Job != "" && e.Keyed && strings.ContainsAny(e.Job, `"/`):
		key = strconv.Quote(e.Job) + "/" + e.Key
	case e.Job != "" && e.Keyed:
		key = e.Job + "/" + e.Key
	case e.Job != "":
		key = e.Job
	}
	switch {
	case r.redactor.Found([]byte(key)): // sealing takes it out: not even a digest of it is left
	case personal:
		key = r.concealKey(key)
	case utf8.RuneCountInString(key) > maxKey:
		key = string(canon.Sum([]byte(key)))
	}
	return &key
}

// keyOf is how a record names the job that asks people something.
func (r *Run) keyOf(t *course.Task) *string {
	return r.recordKey(&course.Ended{Place: t.Place()})
}

// maxKey is how many characters of a key a record takes.
const maxKey = 200

// personal tells whether the key of an item, or that of its job, is about a person.
func (r *Run) personal(e *course.Ended) bool {
	if known, ok := r.hidden[e.Address]; ok {
		return known
	}
	hidden := false
	for f, s := range r.job.Plan.AllSteps() {
		if s.Name == stepName(e.Address) {
			hidden = r.personalKeys(s.ForEach) || r.personalKeys(f.ForEach)
		}
	}
	if e.Check != nil {
		hidden = r.personalKeys(e.Check.ForEach)
	}
	if f := r.phaseOf(e.Address); f != nil {
		hidden = hidden || r.personalKeys(f.ForEach)
	}
	r.hidden[e.Address] = hidden
	return hidden
}

// phaseOf is the phase that has a part of this address; nil for none.
func (r *Run) phaseOf(address string) *plan.Phase {
	for f, a := range r.job.Plan.AllApprovals() {
		if a.Address() == address {
			return f
		}
	}
	for f, a := range r.job.Plan.AllAsks() {
		if a.Address() == address {
			return f
		}
	}
	for f, c := range r.job.Plan.AllChecks() {
		if c.Address() == address {
			return f
		}
	}
	return nil
}

func sortSteps(records []evidence.StepRecord) {
	slices.SortStableFunc(records, func(a, b evidence.StepRecord) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), compareKeys(a.Key, b.Key))
	})
}

// compareKeys orders keys; what has none comes first.
func compareKeys(a, b *string) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return cmp.Compare(*a, *b)
}

// How many bytes a piece of evidence has at most: in the record itself, and as a blob.
const (
	maxEvidence = 8 << 10
	maxBlob     = 2 << 20
)

// evidence keeps a declared piece of evidence. What could not be computed, or is larger than a blob, is
// null; what is large or personal is a blob, which the record names by digest.
func (r *Run) evidence(e plan.Evidence, v expr.Value) evidence.EvidenceValue {
	kept := evidence.EvidenceValue{Name: e.Name}
	if !v.Whole() || v.IsNull() {
		return kept
	}
	data, err := canon.Encode(v)
	switch {
	case err != nil || len(data) > maxBlob:
	case e.Personal:
		digest := r.conceal(v)
		kept.Digest = &digest
	case len(data) > maxEvidence:
		digest := r.blob(data)
		kept.Digest = &digest
	default:
		kept.Value = &v
	}
	return kept
}

// blob keeps bytes beside the record.
func (r *Run) blob(data []byte) canon.Digest {
	digest := canon.Sum(data)
	r.blobs[digest] = data
	return digest
}

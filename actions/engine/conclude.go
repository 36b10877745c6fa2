package engine

import (
	"cmp"
	"slices"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// conclude judges the checks, computes the evidence and makes the record, from steps that have all
// come to their end. It is the same for a run that ended and for one that was killed.
func (r *Run) conclude(steps []evidence.StepRecord) *evidence.Record {
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: r.digest, Run: r.job.ID, Mode: r.job.Mode,
		StartedAt: evidence.FormatInstant(r.begun), Steps: steps, Checks: []evidence.CheckRecord{}, Evidence: []evidence.EvidenceValue{},
	}
	for i := range r.job.Plan.Checks {
		record.Checks = append(record.Checks, r.judge(&r.job.Plan.Checks[i]).records...)
	}
	slices.SortStableFunc(record.Checks, func(a, b evidence.CheckRecord) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), compareKeys(a.Key, b.Key))
	})
	for _, e := range r.job.Plan.Evidence {
		record.Evidence = append(record.Evidence, r.evidence(e))
	}
	return record
}

// judged is a check once it has been judged, or while it is.
type judged struct {
	records []evidence.CheckRecord
	value   expr.Value // check.NAME
}

// checkValue is check.NAME. A check that is judged while it is asked for needs itself, and is unknown.
func (r *Run) checkValue(name string) expr.Value {
	for i := range r.job.Plan.Checks {
		if c := &r.job.Plan.Checks[i]; c.Name == name {
			return r.judge(c).value
		}
	}
	return expr.Nil()
}

// judge judges a check the first time that it is asked for, so that checks can mention each other.
func (r *Run) judge(c *plan.Check) *judged {
	if known := r.checks[c.Name]; known != nil {
		return known
	}
	j := &judged{value: expr.UnknownOf("check." + c.Name + " needs itself")}
	r.checks[c.Name] = j
	items, bad := r.items(c.ForEach, c.By)
	switch {
	case bad != "":
		j.records = []evidence.CheckRecord{r.unjudged(c, evidence.Unknown, bad)}
	case len(items) == 0 && c.Empty == string(evidence.Passed):
		j.records = []evidence.CheckRecord{r.unjudged(c, evidence.Passed, "")}
	case len(items) == 0:
		j.records = []evidence.CheckRecord{r.unjudged(c, evidence.Unknown, ReasonEmpty)}
	}
	hidden := r.personalKeys(c.ForEach)
	for _, it := range items {
		j.records = append(j.records, r.judgeItem(c, it, hidden))
	}
	j.value = expr.OfObject(map[string]expr.Value{"passed": passed(j.records)})
	return j
}

// unjudged is a check of nothing.
func (r *Run) unjudged(c *plan.Check, outcome evidence.Outcome, reason Reason) evidence.CheckRecord {
	r.tell(Event{Kind: CheckJudged, Address: "check." + c.Name, Outcome: outcome, Reason: reason})
	return evidence.CheckRecord{Name: c.Name, Outcome: outcome, Severity: c.Severity, Operands: []expr.Operand{}}
}

func (r *Run) judgeItem(c *plan.Check, it rules.Item, hidden bool) evidence.CheckRecord {
	about := scopeOf(r, it)
	j := expr.Judge(c.Condition, about)
	event := Event{Kind: CheckJudged, Address: "check." + c.Name, Key: it.Key, Outcome: evidence.Outcome(j.Outcome)}
	if j.Outcome != expr.OutcomePassed {
		event.Detail = rules.Message(c.Message, about, j.Why)
	}
	r.tell(event)
	return evidence.CheckRecord{
		Name: c.Name, Key: r.recordKey(it, hidden), Outcome: event.Outcome, Severity: c.Severity, Operands: j.Operands,
	}
}

// passed is check.NAME.passed: unknown where one of its items is, and none failed.
func passed(records []evidence.CheckRecord) expr.Value {
	of := func(o evidence.Outcome) bool {
		return slices.ContainsFunc(records, func(c evidence.CheckRecord) bool { return c.Outcome == o })
	}
	switch {
	case of(evidence.Failed):
		return expr.OfBool(false)
	case of(evidence.Unknown):
		return expr.UnknownOf("a check could not be judged")
	}
	return expr.OfBool(true)
}

// How many bytes a piece of evidence has at most: in the record itself, and as a blob.
const (
	maxEvidence = 8 << 10
	maxBlob     = 2 << 20
)

// evidence computes a declared piece of evidence. What cannot be computed, also in part, or is larger
// than a blob, is null; what is large or personal is a blob, which the record names by digest.
func (r *Run) evidence(e plan.Evidence) evidence.EvidenceValue {
	kept := evidence.EvidenceValue{Name: e.Name}
	v := expr.Eval(e.Value, scope{run: r})
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
	r.guard.Lock()
	defer r.guard.Unlock()
	r.blobs[digest] = data
	return digest
}

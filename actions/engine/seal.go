package engine

import (
	"cmp"
	"maps"
	"slices"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/credential"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// seal makes the record ready to leave the run: without secrets, within its bounds, with the outcome
// that follows. A secret in a part of it takes that part out, and makes the steps failed that the part
// came from, so that no run passes which would have told one.
func (r *Run) seal(record *evidence.Record) error {
	leaked := r.sealKeys(record)
	leaked = r.sealChecks(record) || leaked
	leaked = r.sealEvidence(record) || leaked
	for i := range record.Steps {
		leaked = leaked || record.Steps[i].Reason == string(ReasonSecret)
	}
	r.reduce(record)
	record.Outcome = record.Overall()
	if r.found(record) || r.foundInBlobs() {
		leaked = true
		r.outcomesOnly(record)
	}
	if !leaked {
		return nil
	}
	record.Reason = string(ReasonSecret)
	record.Outcome = record.Overall()
	return ErrSecretFound
}

// found tells whether the encoding of v has a secret in it, one that the run knows or one that has the look
// of it; or has none that could be searched.
func (r *Run) found(v any) bool {
	data, err := canon.Encode(v)
	return err != nil || r.tells(data)
}

// tells tells whether data has a secret in it.
func (r *Run) tells(data []byte) bool { return r.redactor.Found(data) || credential.Opens(data) }

func (r *Run) foundInBlobs() bool {
	for _, blob := range r.blobs {
		if r.tells(blob) {
			return true
		}
	}
	return false
}

// sealed takes a secret out of what came of a task, before the journal and the course get it.
func (r *Run) sealed(a course.Answer) course.Answer {
	if len(a.Expects) == 0 || !r.found(a.Expects) {
		return a
	}
	return course.Answer{At: a.At, Outcome: evidence.Failed, Reason: ReasonSecret, Why: ErrSecretFound.Error(), Attempts: a.Attempts}
}

// sealKeys masks the keys of items in which a secret stands.
func (r *Run) sealKeys(record *evidence.Record) (leaked bool) {
	for i := range record.Steps {
		s := &record.Steps[i]
		if s.Key != nil && r.tells([]byte(*s.Key)) {
			key := r.redactor.Text(*s.Key)
			if credential.Opens([]byte(key)) {
				key = redact.Mask
			}
			*s = evidence.StepRecord{Address: s.Address, Key: &key, Outcome: evidence.Failed, Reason: string(ReasonSecret)}
			leaked = true
		}
	}
	sortSteps(record.Steps)
	return leaked
}

func (r *Run) sealChecks(record *evidence.Record) (leaked bool) {
	for i := range record.Checks {
		c := &record.Checks[i]
		if !r.found(c) {
			continue
		}
		leaked = true
		c.Outcome, c.Operands = evidence.Unknown, []expr.Operand{}
		r.blame(record, r.job.Plan.FindCheck(c.Name).Condition)
	}
	return leaked
}

func (r *Run) sealEvidence(record *evidence.Record) (leaked bool) {
	for i := range record.Evidence {
		e := &record.Evidence[i]
		if !r.found(e) && (e.Digest == nil || !r.tells(r.blobs[*e.Digest])) {
			continue
		}
		leaked = true
		if e.Digest != nil {
			delete(r.blobs, *e.Digest)
		}
		e.Value, e.Digest = nil, nil
		r.blame(record, r.job.Plan.Evidence[i].Value)
	}
	return leaked
}

// blame makes the steps failed that an expression mentions, through locals too; all of them where it
// mentions none.
func (r *Run) blame(record *evidence.Record, n *expr.Node) {
	blamed := map[string]bool{}
	seen := map[string]bool{}
	for todo := n.References(); len(todo) > 0; todo = todo[1:] {
		path := append(todo[0], "")
		local := r.job.Plan.Locals[path[1]]
		switch {
		case path[0] == "step":
			blamed[plan.StepPrefix+path[1]] = true
		case path[0] == "local" && local != nil && !seen[path[1]]:
			seen[path[1]] = true
			todo = append(todo, local.References()...)
		}
	}
	for i := range record.Steps {
		if s := &record.Steps[i]; len(blamed) == 0 || blamed[s.Address] {
			s.Outcome, s.Reason, s.Expects = evidence.Failed, string(ReasonSecret), nil
		}
	}
}

// outcomesOnly leaves in the record what its plan says and nothing that the run saw, but for what ends by itself: a
// change of which no record tells would never end.
func (r *Run) outcomesOnly(record *evidence.Record) {
	record.Targets = nil
	record.Asked, record.Steps, record.Checks, record.Evidence = nil, nil, []evidence.CheckRecord{}, []evidence.EvidenceValue{}
	for _, s := range r.job.Plan.AllSteps() {
		record.Steps = append(record.Steps, evidence.StepRecord{Address: s.Address(), Outcome: evidence.Failed, Reason: string(ReasonSecret)})
	}
	sortSteps(record.Steps)
	for _, address := range asksOf(r.job.Plan) {
		record.Asked = append(record.Asked, evidence.AskedRecord{Address: address, Outcome: evidence.Unknown, Reason: string(ReasonSecret)})
	}
	for _, c := range r.job.Plan.AllChecks() {
		record.Checks = append(record.Checks, evidence.CheckRecord{Name: c.Name, Outcome: evidence.Unknown, Severity: c.Severity, Operands: []expr.Operand{}})
	}
	slices.SortFunc(record.Checks, func(a, b evidence.CheckRecord) int { return cmp.Compare(a.Name, b.Name) })
	r.keepDue(record)
}

// keepDue keeps of all blobs those that say how a change ends, where they tell no secret. Where one does, or the
// key of its item, the record says that it cannot end by itself.
func (r *Run) keepDue(record *evidence.Record) {
	kept, lost := map[canon.Digest][]byte{}, map[string]bool{}
	record.Due = slices.DeleteFunc(record.Due, func(d evidence.DueRecord) bool {
		how := r.blobs[d.Call]
		if how == nil || r.tells(how) || d.Key != nil && r.tells([]byte(*d.Key)) {
			lost[d.Address] = true
			return true
		}
		kept[d.Call] = how
		return false
	})
	for _, address := range slices.Sorted(maps.Keys(lost)) {
		record.Steps = append(record.Steps, evidence.StepRecord{Address: address, Outcome: evidence.Failed, Reason: string(ReasonSecret)})
	}
	sortSteps(record.Steps)
	r.blobs = kept
}

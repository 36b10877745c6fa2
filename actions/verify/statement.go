package verify

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// What each kind of statement tells of itself: that its predicate is of its schema, that its subject is
// what its predicate names (claim 10), that its run is its leaf's (2), and its blobs (2, 7a, 10).

// statement reads a statement and judges what it tells of itself.
func (j *judge) statement(ctx context.Context, e *entry, payload []byte) error {
	p, err := evidence.ParseStatement(payload)
	if err != nil {
		e.refute(form, unparsed(err))
		e.leave(unsaidClaims...)
		return nil
	}
	if p.Kind() != e.leaf.Kind {
		e.refute(chain, fmt.Sprintf("it is a statement of kind %q; the leaf says %q", p.Kind(), e.leaf.Kind))
		e.leave(unsaidClaims...)
		return nil
	}
	e.statement = p
	switch p := p.(type) {
	case *evidence.Ledger:
		e.ledger = p
	case *evidence.Authorization:
		e.authorization = p
		return j.authorized(ctx, e)
	case *evidence.Run:
		e.run = p
		return j.ran(ctx, e)
	case *evidence.Denial:
		e.denial = p
		return j.denied(ctx, e)
	case evidence.Spoken:
		e.spoken = p
		return j.spoke(ctx, e)
	}
	return nil
}

func (j *judge) denied(ctx context.Context, e *entry) error {
	j.ofRun(e, e.denial.Run.Key())
	if e.denial.Run.Origin != j.checkpoint.Origin {
		e.refute(chain, fmt.Sprintf("its run is of ledger %q; this is %q", e.denial.Run.Origin, j.checkpoint.Origin))
	}
	_, err := j.plans.named(ctx, e, e.denial.Plan, e.denial.Runbook)
	return err
}

// spoke judges what a person's word tells of itself.
func (j *judge) spoke(ctx context.Context, e *entry) (err error) {
	switch p := e.spoken.(type) {
	case *evidence.Review:
		e.plan, err = j.plans.named(ctx, e, p.Plan, p.Runbook)
	case *evidence.Waiver:
		runbook, _ := p.Waives()
		e.plan, err = j.plans.named(ctx, e, p.Plan, runbook)
	case *evidence.Approval:
		j.ofRun(e, p.Run)
	case *evidence.Confirmation:
		j.ofRun(e, p.Run)
	case *evidence.Breakglass:
		j.ofRun(e, p.Run)
	case *evidence.Disposition:
		j.ofRun(e, p.Run)
	}
	return err
}

// ofRun holds the run of an entry against its leaf's.
func (j *judge) ofRun(e *entry, key canon.Digest) {
	if key != e.leaf.Run {
		e.refute(chain, fmt.Sprintf("it is of run %s; the leaf says %s", key, e.leaf.Run))
	}
}

func (j *judge) authorized(ctx context.Context, e *entry) error {
	a := e.authorization
	j.ofRun(e, a.Run.Key())
	if a.Run.Origin != j.checkpoint.Origin {
		e.refute(chain, fmt.Sprintf("its run is of ledger %q; this is %q", a.Run.Origin, j.checkpoint.Origin))
	}
	return j.plans.judge(ctx, e, a)
}

func (j *judge) ran(ctx context.Context, e *entry) error {
	r := e.run
	if err := j.readRecord(ctx, e); err != nil || e.record == nil {
		return err
	}
	if err := j.evidenceBlobs(ctx, e); err != nil {
		return err
	}
	for _, reason := range agree(r, e.record, e.leaf.Run) {
		e.refute(content, reason)
	}
	known := j.plans.get(ctx, e.record.Plan)
	switch {
	case known.err != nil:
		return fmt.Errorf("entry %d: %w", e.index, known.err)
	case known.other != "":
		e.unread(known.other)
		return nil
	case known.plan == nil:
		e.refute(content, fmt.Sprintf("its record cannot be judged: plan %s: %s", e.record.Plan, known.reason))
		return nil
	}
	e.plan = known.plan
	docs, err := j.documents(ctx, e.record)
	if err != nil {
		return fmt.Errorf("entry %d: %w", e.index, err)
	}
	reasons, whole := judgeContent(known.plan, e.record, onlyUndoes(e.record), docs)
	e.whole = whole
	for _, reason := range reasons {
		e.refuteAt(content, evidence.BlobPath(r.Record.Digest), reason)
	}
	return nil
}

// readRecord reads the record that a result names.
func (j *judge) readRecord(ctx context.Context, e *entry) error {
	ref := e.run.Record
	path := evidence.BlobPath(ref.Digest)
	there := scratches.Get().(*scratch)
	defer scratches.Put(there)
	f, data, reason, err := j.blobs.read(ctx, ref.Digest, there[:])
	if err != nil {
		return fmt.Errorf("entry %d: %w", e.index, err)
	}
	e.claim(f)
	switch {
	case reason != "":
		e.refuteAt(chain, path, reason)
		e.refuteAt(content, path, "the record cannot be judged: "+reason)
		return nil
	case int64(len(data)) != ref.Size:
		e.refuteAt(chain, path, fmt.Sprintf("it has %d bytes; its run says %d", len(data), ref.Size))
	}
	if e.record, err = evidence.ParseRecord(data); err != nil {
		e.record = nil
		e.leave(content)
		e.refuteAt(form, path, unparsed(err))
	}
	return nil
}

// evidenceBlobs reads what a record names by digest in place of a value.
func (j *judge) evidenceBlobs(ctx context.Context, e *entry) error {
	for _, named := range e.record.Blobs() {
		f, _, reason, err := j.blobs.read(ctx, named.Digest, nil)
		if err != nil {
			return fmt.Errorf("entry %d: %w", e.index, err)
		}
		e.claim(f)
		switch _, erasable := e.record.Erasable(named.Digest); {
		case f == nil && erasable && j.dispositions.named[sumOf(named.Digest)]:
			e.absent = append(e.absent, sumOf(named.Digest)) // whether it may be, dispositions tell
		case reason != "":
			e.refuteAt(chain, evidence.BlobPath(named.Digest), reason)
		}
	}
	return nil
}

// agree holds a result against its record: run, times and outcome are told twice, and are the same.
func agree(run *evidence.Run, r *evidence.Record, key canon.Digest) []string {
	var out []string
	differ := func(what, predicate, record string) {
		if predicate != record {
			out = append(out, fmt.Sprintf("its %s is %s; its record says %s", what, predicate, record))
		}
	}
	differ("run", string(key), string(r.Run.Key()))
	differ("start", run.StartedAt, r.StartedAt)
	differ("end", run.EndedAt, r.EndedAt)
	differ("outcome", string(run.Outcome), string(r.Outcome))
	return out
}

// fits holds an authorization against its plan: what started the run is one of its triggers, and who asked may;
// the inputs are all of its inputs and no others; and it has as long as the plan says.
func fits(p *plan.Plan, a *evidence.Authorization) []string {
	var out []string
	if t := p.Trigger(a.Trigger.Name); a.Undoes == nil && (t == nil || t.Kind != a.Trigger.Kind) {
		out = append(out, fmt.Sprintf("it was started by %s %q, which its plan does not have", a.Trigger.Kind, a.Trigger.Name))
	}
	if a.Trigger.Kind == plan.OnPull && a.Mode != evidence.Rehearsal {
		out = append(out, "it was started by a pull request, which anybody can open, and is no rehearsal")
	}
	for _, v := range a.Inputs {
		if why := misfit(p.Input(v.Name), v); why != "" {
			out = append(out, why)
		}
	}
	for _, in := range p.Inputs {
		if !has(a.Inputs, in.Name) {
			out = append(out, fmt.Sprintf("it does not tell input %q of its plan", in.Name))
		}
	}
	return append(append(out, overlong(p, a)...), unasked(p, a)...)
}

func has(values []evidence.InputValue, name string) bool {
	for _, v := range values {
		if v.Name == name {
			return true
		}
	}
	return false
}

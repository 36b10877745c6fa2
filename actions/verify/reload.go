package verify

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// reload reads a run again that had to wait too long in memory. Its files were judged when they passed;
// they are read by the same names of the same objects.
func (j *judge) reload(ctx context.Context, p pending) (verdict.Run, error) {
	a, err := again[*evidence.Authorization](ctx, j, p.authorization, p.authorizationAt)
	if err != nil {
		return verdict.Run{}, err
	}
	e := &entry{index: p.authorization, authorization: a}
	e.leaf.Run = a.Run.Key()
	run := runOf(e)
	if p.result == noEntry {
		return *run, nil
	}
	result, err := again[*evidence.Run](ctx, j, p.result, p.resultAt)
	if err != nil {
		return verdict.Run{}, err
	}
	e = &entry{index: p.result, run: result}
	if err := j.readRecord(ctx, e); err != nil {
		return verdict.Run{}, err
	}
	if e.record == nil {
		return verdict.Run{}, fmt.Errorf("entry %d: its record was there and is not", p.result)
	}
	docs, err := j.documents(ctx, e.record)
	if err != nil {
		return verdict.Run{}, err
	}
	c := &contents{record: e.record}
	c.read(docs)
	e.whole = e.record.With(c.targets)
	if e.upper, err = j.clocks.upper(ctx, p.result); err != nil {
		return verdict.Run{}, fmt.Errorf("entry %d, read again: its time: %w", p.result, err)
	}
	run.Result = resultOf(e)
	return *run, nil
}

// again reads the statement of one entry, which must still be a P.
func again[P evidence.Predicate](ctx context.Context, j *judge, index int64, at object) (p P, err error) {
	data, err := j.git.blob(ctx, at)
	if err != nil {
		return p, fmt.Errorf("entry %d, read again: %w", index, err)
	}
	b, err := evidence.ParseBundle(data)
	if err != nil {
		return p, fmt.Errorf("entry %d, read again: %w", index, err)
	}
	statement, err := evidence.ParseStatement(b.Envelope.Payload)
	if err != nil {
		return p, fmt.Errorf("entry %d, read again: %w", index, err)
	}
	p, ok := statement.(P)
	if !ok {
		return p, fmt.Errorf("entry %d, read again: it is of another kind than before", index)
	}
	return p, nil
}

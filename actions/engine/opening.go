package engine

import (
	"bytes"
	"errors"
	"fmt"
	"maps"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// A run whose phases run on machines of their own. Whoever authorises it writes the first line of its journal,
// the opening. Each process gets that line, and what the phases before its own left; it goes on with its own
// share, and leaves a tail: the opening, and behind it what its course was told of that share. Gather tells
// all of that to one course more, and makes the record.
//
// Documents pass from machine to machine through hands that nobody need trust. Who reads one has the digest of
// its bytes from elsewhere, and holds what it says to what its own share could have told: a tail that speaks of
// another phase, of another run, or of what the plan does not say, counts for nothing.

// Opening is how such a run begins. All of its processes have the same.
type Opening struct {
	Run           evidence.RunID
	Runbook       string
	Plan          canon.Digest
	Authorization canon.Digest // of its statement
	Mode          evidence.Mode
	Trigger       evidence.TriggerRef
	Requester     *Requester
	StartedAt     string
	Inputs        map[string]expr.Value

	past *Past
	line []byte
}

// maxOpening is how many bytes an opening has at most.
const maxOpening = 4 << 20

// Open gives the opening of a run that is authorised, for Run, which is prepared for no share.
func (r *Run) Open(authorization canon.Digest) ([]byte, error) {
	if len(r.beginEntry(Start{}).Begin.Sensitive) > 0 {
		return nil, errors.New("a sensitive input is kept by no document, so that a run with one stays in one process")
	}
	r.begun = r.now()
	r.season()
	e := r.beginEntry(Start{Authorization: authorization})
	data, err := canon.Encode(e)
	if err != nil {
		return nil, err
	}
	line, err := canon.Encode(line{Entry: e, Sum: chain("", data)})
	if err == nil && len(line) >= maxOpening {
		err = fmt.Errorf("the run begins with more than %d bytes", maxOpening)
	}
	return append(line, '\n'), err
}

// ReadOpening reads one. Whoever calls holds what it says against the authorization.
func ReadOpening(data []byte) (*Opening, error) {
	if len(data) > maxOpening || bytes.Count(data, []byte("\n")) != 1 {
		return nil, errors.New("opening: it is not one line")
	}
	p := &Past{blobs: map[canon.Digest][]byte{}}
	if err := p.read(data); err != nil {
		return nil, fmt.Errorf("opening: %w", err)
	}
	if p.Torn || p.StartedAt == "" || len(p.salt) != 16 || len(p.Sensitive) > 0 || !p.Until.IsZero() {
		return nil, errors.New("opening: it does not say how a run begins")
	}
	return &Opening{
		Run: p.Run, Runbook: p.Runbook, Plan: p.Plan, Authorization: p.Authorization, Mode: p.Mode, Trigger: p.Trigger,
		Requester: p.Requester, StartedAt: p.StartedAt, Inputs: p.inputs, past: p, line: data,
	}, nil
}

// Job is the run's job of that plan.
func (o *Opening) Job(of *plan.Plan) Job {
	job := o.past.Job(of)
	job.Inputs = maps.Clone(o.past.inputs)
	return job
}

// Tail is what one process told of its share.
type Tail struct {
	Share course.Share
	data  []byte
	past  *Past
}

// maxTail is how many bytes of a tail are read.
const maxTail = 64 << 20

// Tail reads what a process left of its share. It is of this run, whole, and an end of the run is none of its
// matters; whether it fits the plan is told where it is replayed.
func (o *Opening) Tail(data []byte, of course.Share) (*Tail, error) {
	switch {
	case len(data) > maxTail:
		return nil, fmt.Errorf("it has more than the %d bytes that are read", maxTail)
	case !bytes.HasPrefix(data, o.line):
		return nil, errors.New("it does not begin as the run did that was authorised")
	}
	p := &Past{blobs: map[canon.Digest][]byte{}}
	if err := p.read(data); err != nil {
		return nil, err
	}
	switch {
	case p.Torn:
		return nil, errors.New("its last line is not whole")
	case p.record != nil || len(p.blobs) > 0:
		return nil, errors.New("it tells of the end of the run, which is not for one of its jobs to tell")
	}
	return &Tail{of, data, p}, nil
}

// Bytes are those of the tail.
func (t *Tail) Bytes() []byte { return t.data }

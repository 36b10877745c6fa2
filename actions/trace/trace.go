// Package trace tells an OpenTelemetry collector what a run did, where somebody asks for that.
//
// It is fed with the events of the engine, and makes spans of them: the run, in it its phases, in those
// their steps (and what takes them back, and what people are asked), in those each attempt. It speaks
// OTLP/HTTP with protobuf, and is set up by the usual variables (see FromEnv); without one that names a
// collector nothing is made and nobody is called.
//
// What leaves the machine is chosen: the names that the plan has, which are reviewed; outcomes and reasons,
// which are closed lists of words; times, digests and numbers. Not the keys of items, which are often
// people: an item is its number, and a job of a phase is its own. Nothing that was computed either: no
// title, no message, no setting, no answer, and not who gave it. So there is nothing in it that would have
// to be redacted.
//
// A run is never failed by it, and hardly delayed: spans wait in a bounded buffer and are sent beside the
// run; what finds no room is counted and dropped; Close waits for a bounded time.
//
// The messages are those of OpenTelemetry itself, in the edition that does not bring a gRPC stack along; the
// exporter of its SDK would make the program a quarter larger.
//
// Start at FromEnv, New and Tracer.Event.
package trace

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"sync"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/plan"
	spans "go.opentelemetry.io/proto/slim/otlp/trace/v1"
)

// Tracer makes spans of one run, or of one process of it. Event is called by one goroutine at a time.
type Tracer struct {
	settings *Settings
	plan     *plan.Plan
	home     map[string]string     // address of a part → name of its phase
	steps    map[string]*plan.Step // by address
	sender   *sender
	ids      ids
	run      *spans.Span
	phases   map[place]*phase
	numbers  map[string]map[string]int64 // phase → key of a job → its number
	checks   map[string]*tally
	once     sync.Once
}

// place is a part of the plan in one of the jobs of its phase.
type place struct{ address, job string }

// New begins to trace a run of the plan.
func New(s *Settings, p *plan.Plan) *Tracer {
	t := &Tracer{
		settings: s, plan: p, home: map[string]string{}, steps: map[string]*plan.Step{}, sender: newSender(s),
		phases: map[place]*phase{}, numbers: map[string]map[string]int64{}, checks: map[string]*tally{},
	}
	for f, s := range p.AllSteps() {
		t.home[s.Address()], t.steps[s.Address()] = f.Name, s
	}
	for f, a := range p.AllApprovals() {
		t.home[a.Address()] = f.Name
	}
	for f, a := range p.AllAsks() {
		t.home[a.Address()] = f.Name
	}
	return t
}

// Event takes an event of the run. It never waits.
func (t *Tracer) Event(e engine.Event) {
	if t.run == nil && e.Kind != engine.RunStarted && e.Kind != engine.RunResumed || e.Earlier {
		return
	}
	switch e.Kind {
	case engine.RunStarted, engine.RunResumed:
		t.begin(e)
	case engine.StepStarted, engine.StepRetried, engine.StepFinished:
		t.step(e)
	case engine.PeopleAsked, engine.PeopleSaid, engine.PeopleDone:
		t.people(e)
	case engine.CheckJudged:
		t.judged(e)
	case engine.Notified:
		t.run.Events = append(t.run.Events, event(e.At, "notified", text("attestary.address", e.Address), text("attestary.outcome", string(e.Outcome))))
	case engine.RunFinished, engine.RunWaits:
		t.end(e)
	}
}

// Close sends what is left, until ctx ends. Its error tells what could not be sent, and names no secret.
func (t *Tracer) Close(ctx context.Context) error {
	var err error
	t.once.Do(func() { err = t.sender.close(ctx) })
	return err
}

// ids gives the ids of a run's spans. The trace is named after the run, so that each of its processes, and
// whoever knows its key, names the same.
type ids struct {
	trace, root []byte
	seed        []byte
	last        uint64
}

// idsOf are those of a run, which a process began, or went on with, at that instant.
func idsOf(run string, at time.Time) ids {
	sum, err := hex.DecodeString(run)
	if err != nil || len(sum) != sha256.Size {
		own := sha256.Sum256([]byte(run))
		sum = own[:]
	}
	return ids{trace: sum[:16], root: sum[16:24], seed: binary.BigEndian.AppendUint64(sum, uint64(at.UnixNano()))}
}

func (i *ids) next() []byte {
	i.last++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(i.seed[:len(i.seed):len(i.seed)], i.last))
	return sum[:8]
}

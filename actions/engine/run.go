package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Run is one prepared run. Do runs it.
type Run struct {
	job      Job
	world    World
	digest   canon.Digest // of the plan
	redactor *redact.Redactor
	secrets  map[string]Secret // by name
	waits    map[string][]string

	begun time.Time
	home  string // the private folder, while it runs

	telling sync.Mutex // one event at a time

	guard  sync.RWMutex          // of what follows
	steps  map[string]expr.Value // what step.NAME is, once it has finished
	locals map[string]expr.Value
	checks map[string]*judged
	blobs  map[canon.Digest][]byte
	keys   map[string]string // personal keys of items, as the record tells them
}

// Prepare finds every reason for which the job cannot run, before it is authorised: a plan that breaks
// its own rules, an action that nobody runs, inputs that are not the plan's, a secret that is not there.
// It starts nothing and writes nothing.
func Prepare(ctx context.Context, job Job, world World) (*Run, error) {
	r := newRun(job, world)
	for _, prepare := range []func() error{r.checkJob, r.checkReady, r.checkSteps, r.checkReach, r.checkSize} {
		if err := prepare(); err != nil {
			return nil, err
		}
	}
	if err := r.readSecrets(ctx); err != nil {
		return nil, err
	}
	r.waits = waits(job.Plan)
	return r, nil
}

func newRun(job Job, world World) *Run {
	return &Run{
		job: job, world: world, redactor: &redact.Redactor{},
		steps: map[string]expr.Value{}, locals: map[string]expr.Value{}, checks: map[string]*judged{}, blobs: map[canon.Digest][]byte{}, keys: map[string]string{},
	}
}

// Redactor masks the secrets of this run; whoever else writes of the run writes through it.
func (r *Run) Redactor() *redact.Redactor { return r.redactor }

// checkJob holds the plan to its rules, and what is given to the plan.
func (r *Run) checkJob() (err error) {
	if r.digest, err = r.job.Plan.Digest(); err != nil {
		return err
	}
	if err := r.job.ID.Check(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if r.job.Mode != evidence.Live && r.job.Mode != evidence.Rehearsal {
		return fmt.Errorf("mode: %q is neither %q nor %q", r.job.Mode, evidence.Live, evidence.Rehearsal)
	}
	for i := range r.job.Plan.Inputs {
		in := &r.job.Plan.Inputs[i]
		v, ok := r.job.Inputs[in.Name]
		if !ok || v.IsNull() {
			return fmt.Errorf("input.%s: it has no value", in.Name)
		}
		if f := rules.CheckInput(in, v); f != nil {
			return fmt.Errorf("input.%s: %s", in.Name, f.Message)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.job.Inputs)) {
		if r.job.Plan.Input(name) == nil {
			return fmt.Errorf("input.%s: the plan has no such input", name)
		}
	}
	return nil
}

// checkSteps holds that every step is one that somebody here runs, and that a plan which says that it
// only reads does.
func (r *Run) checkSteps() error {
	for _, s := range r.job.Plan.AllSteps() {
		k, ok := kind.Lookup(s.Action)
		if !ok || r.world.Runners[s.Action] == nil {
			return fmt.Errorf("%s: this program has no action %s", s.Address(), s.Action)
		}
		if s.Effect != k.Effect && !k.Restate {
			return fmt.Errorf("%s: %s is %s, and cannot be %s", s.Address(), s.Action, k.Effect, s.Effect)
		}
		if r.job.Plan.ReadOnly && s.Effect != kind.Observe {
			return fmt.Errorf("%s: its effect is %s, and the runbook is read_only", s.Address(), s.Effect)
		}
		for _, name := range slices.Sorted(maps.Keys(s.Settings)) {
			if k.Field(name) == nil {
				return fmt.Errorf("%s: %s has no setting %s", s.Address(), s.Action, name)
			}
		}
	}
	return nil
}

// checkReach holds that the secret of every connection can be shown in the way that its service wants.
func (r *Run) checkReach() error {
	for _, c := range r.job.Plan.Connections {
		if c.Kind == kind.HTTP && c.Auth != "" && !kind.KnowsAuth(c.Auth) {
			return fmt.Errorf("connection.%s: this program cannot do auth %q", c.Name, c.Auth)
		}
	}
	return nil
}

// Do runs the job, once. When ctx ends, running children are ended and the run is interrupted.
//
// There is a record whatever happened, but for a private folder that cannot be made. Beside the record
// there is an error where it does not tell all: ErrSecretFound or ErrJournal.
func (r *Run) Do(ctx context.Context, start Start) (*Finished, error) {
	home, err := os.MkdirTemp(r.world.Temp, "attestary-run-")
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	defer os.RemoveAll(home)
	if r.home, err = filepath.Abs(home); err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	r.begun = r.world.Now()
	r.tell(Event{Kind: RunStarted, Title: r.job.Plan.Title})
	// A journal that fails is told of at the end, and at each step that it keeps from starting.
	_ = start.Journal.write(r.beginEntry(start), durable)

	limited, cancel := context.WithTimeoutCause(ctx, time.Duration(r.job.Plan.Timeout)*time.Second, errRunTimeout)
	defer cancel()
	s := newSchedule(r, start.Journal)
	s.loop(limited)
	return r.end(start.Journal, s.records(), s.halted)
}

// errRunTimeout is the cause where the whole run took too long.
var errRunTimeout = errors.New("the run has taken as long as it may")

// end makes the record of what the steps left, and hands it to the journal.
func (r *Run) end(journal *Journal, steps []evidence.StepRecord, halted Reason) (*Finished, error) {
	record := r.conclude(steps)
	if halted == ReasonInterrupted || halted == ReasonTimeout {
		record.Reason = string(halted)
	}
	record.EndedAt = instantAfter(r.world.Now(), record.StartedAt)
	err := journal.failed()
	if err != nil {
		record.Reason, err = string(ReasonJournal), fmt.Errorf("%w: %w", ErrJournal, err)
	}
	if secret := r.seal(record); secret != nil {
		err = errors.Join(secret, err)
	}
	for _, digest := range slices.Sorted(maps.Keys(r.blobs)) {
		_ = journal.write(entry{Blob: r.blobs[digest]}, lazy) // the next one tells
	}
	if failed := journal.write(entry{End: record}, durable); err == nil {
		err = failed
	}
	r.tell(Event{Kind: RunFinished, Outcome: record.Outcome, Reason: Reason(record.Reason)})
	return &Finished{Record: record, Blobs: r.blobs}, err
}

// instantAfter is now as documents write it, and never before earlier: clocks are set back.
func instantAfter(now time.Time, earlier string) string {
	return max(evidence.FormatInstant(now), earlier)
}

func (r *Run) beginEntry(start Start) entry {
	return entry{Begin: &begin{
		At: evidence.FormatInstant(r.begun), Authorization: start.Authorization, Format: JournalFormat,
		Inputs: rules.RecordInputs(r.job.Plan, r.job.Inputs), Mode: r.job.Mode, Plan: r.digest, Run: r.job.ID,
		Runbook: r.job.Plan.Runbook, Trigger: r.job.Trigger,
	}}
}

// tell hands an event to whoever watches, with its texts made safe to show.
func (r *Run) tell(e Event) {
	if r.world.Events == nil {
		return
	}
	e.At = r.world.Now()
	for _, text := range []*string{&e.Key, &e.Title, &e.Detail} {
		*text = r.redactor.Line(*text)
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	r.world.Events(e)
}

// connection is the connection that a step uses and what the runbook may do there; nil for none. A
// step that names none has the power of the one shell connection that its runbook uses.
func (r *Run) connection(s *plan.Step) (*plan.Connection, []string) {
	p, name := r.job.Plan, s.Connection
	if k, _ := kind.Lookup(s.Action); name == "" && k.Connection == kind.Shell {
		for _, use := range p.Uses {
			if p.Connection(use.Connection).Kind != kind.Shell {
				continue
			}
			if name != "" {
				return nil, nil
			}
			name = use.Connection
		}
	}
	c := p.Connection(name)
	for _, use := range p.Uses {
		if c != nil && use.Connection == name {
			return c, use.Allow
		}
	}
	return c, nil
}

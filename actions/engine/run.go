package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Run is one prepared run. Do runs it. But for its redactor, one goroutine owns it; what attempts need of
// it does not change while it runs.
type Run struct {
	job      Job
	world    World
	digest   canon.Digest // of the plan
	redactor *redact.Redactor
	secrets  map[string]Secret // by name
	leases   *Leases
	wanted   []string              // the secrets that this process needs, where it is not all of them
	kinds    map[string]*kind.Kind // of the actions
	types    map[string]expr.Type  // of their outputs, as they are written
	asked    map[string]plan.Outputs

	apart bool          // its phases run in processes of their own
	share *course.Share // what of it this process does, where they do; nil: nothing, or all

	begun time.Time
	until time.Time     // for which its glass is broken; zero: it keeps the rules
	used  time.Duration // of the time that the whole run may take
	home  string        // the private folder, while it runs
	crew  *crew         // that runs actions, while it runs

	telling sync.Mutex // one event at a time

	blobs  map[canon.Digest][]byte
	salt   [16]byte        // of what is personal
	hidden map[string]bool // by address: its keys are personal
}

// Prepare finds every reason for which the job cannot run, before it is authorised: a plan that breaks
// its own rules, an action that nobody runs, inputs that are not the plan's, a secret that is not there.
// It starts nothing and writes nothing.
func Prepare(ctx context.Context, job Job, world World) (*Run, error) {
	return newRun(job, world).prepared(ctx)
}

func (r *Run) prepared(ctx context.Context) (*Run, error) {
	for _, prepare := range []func() error{r.checkJob, r.checkActions, r.checkSteps, r.checkReach, r.checkSize} {
		if err := prepare(); err != nil {
			return nil, err
		}
	}
	if err := r.readSecrets(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

func newRun(job Job, world World) *Run {
	r := &Run{
		job: job, world: world, redactor: &redact.Redactor{}, kinds: map[string]*kind.Kind{},
		blobs: map[canon.Digest][]byte{}, hidden: map[string]bool{},
	}
	r.leases = NewLeases(r.learnLease)
	return r
}

// Redactor masks the secrets of this run; whoever else writes of the run writes through it.
func (r *Run) Redactor() *redact.Redactor { return r.redactor }

// checkJob holds the plan to its rules, and what is given to the plan.
func (r *Run) checkJob() (err error) {
	if r.digest, err = r.job.Plan.Digest(); err != nil {
		return err
	}
	r.kinds = kindsOf(r.job.Plan)
	r.types, r.asked = typesOf(r.kinds), r.job.Plan.Asked()
	if err := r.job.ID.Check(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if r.job.Mode != evidence.Live && r.job.Mode != evidence.Rehearsal {
		return fmt.Errorf("mode: %q is neither %q nor %q", r.job.Mode, evidence.Live, evidence.Rehearsal)
	}
	for i := range r.job.Plan.Inputs {
		in := &r.job.Plan.Inputs[i]
		if r.job.isUndo() {
			break // what it does stands in the record of another run
		}
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

// checkActions holds that somebody here runs every action that the run may come to.
func (r *Run) checkActions() error {
	named := func(address, action string) error {
		if action != "" && !r.has(action) {
			return fmt.Errorf("%s: this program has no action %s", address, action)
		}
		return nil
	}
	var errs []error
	for _, s := range r.job.Plan.AllSteps() {
		errs = append(errs, named(s.Address(), s.Action))
		if undo := r.job.Plan.UndoOf(s); undo != nil {
			errs = append(errs, named(s.Address()+course.UndoSuffix, undo.Action))
		}
	}
	for i := range r.job.Plan.Notifies {
		errs = append(errs, named("notify."+r.job.Plan.Notifies[i].Name, r.job.Plan.Notifies[i].Action))
	}
	if access := r.job.Plan.Access; access != nil {
		for i := range access.Gates {
			errs = append(errs, named("gate."+access.Gates[i].Name, access.Gates[i].Action))
		}
	}
	return errors.Join(errs...)
}

// checkSteps holds that every step has the effect that its action can have, and that a plan which says
// that it only reads does.
func (r *Run) checkSteps() error {
	for _, s := range r.job.Plan.AllSteps() {
		k := r.kindOf(s.Action)
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

// has tells whether somebody here runs an action; one that is written in HCL is run by its primitive one.
func (r *Run) has(action string) bool {
	if a := r.job.Plan.Action(action); a != nil {
		action = a.Run.Action
	}
	_, known := kind.Lookup(action)
	return known && r.world.Runners[action] != nil
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

// Do runs the job until it ends, or until it waits for people and nothing else is left to do: then
// Finished has no record, and says for whom. With a Past it goes on where an earlier process left off; where
// that came to its end, and only did not keep the record, Do gives that record and does nothing. When
// ctx ends, running children are ended and the run is interrupted; one that only waits is left waiting.
//
// There is a record whatever happened, but for a private folder that cannot be made, and a past that is
// not of this plan. Beside the record there is an error where it does not tell all: ErrSecretFound or
// ErrJournal.
func (r *Run) Do(ctx context.Context, start Start) (*Finished, error) {
	moveOut, err := r.moveIn()
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	defer moveOut()
	r.crew = newCrew()
	defer r.crew.dismiss()
	d, err := r.begin(ctx, start)
	if err != nil {
		return nil, err
	}
	if past := start.Past; past != nil && past.Ended() {
		return &Finished{Record: past.record, Blobs: past.named(), Shown: r.shownAll(d.course)}, nil
	}
	questions := d.loop(ctx)
	d.sending.Wait()
	if questions != nil {
		r.tell(Event{Kind: RunWaits, Run: r.job.ID.Key()})
		return &Finished{Waiting: questions, Shown: r.shownAll(d.course)}, start.Journal.failed()
	}
	finished, err := r.end(start.Journal, r.record(d.course), d.course.Halted())
	finished.Shown = r.shownAll(d.course)
	return finished, err
}

// begin sets out, or goes on where an earlier process left off.
func (r *Run) begin(ctx context.Context, start Start) (*drive, error) {
	if start.Past != nil {
		return r.goOn(ctx, start)
	}
	r.begun, r.until = r.now(), start.Until
	r.season()
	r.tell(Event{Kind: RunStarted, Title: r.job.Plan.Title, Run: r.job.ID.Key(), Mode: r.job.Mode})
	// A journal that fails is told of at the end, and at each step that it keeps from starting.
	_ = start.Journal.write(r.beginEntry(start), durable)
	d := r.newDrive(start)
	d.gates = r.begun
	return d, nil
}

// shownAll is everything that people were shown, without secrets.
func (r *Run) shownAll(c *course.Course) []course.Shown {
	var all []course.Shown
	for _, s := range c.Shown() {
		all = append(all, r.shown(s))
	}
	return all
}

// end seals a record, and hands it to the journal.
func (r *Run) end(journal *Journal, record *evidence.Record, halted Reason) (*Finished, error) {
	if halted == ReasonInterrupted || halted == ReasonTimeout {
		record.Reason = string(halted)
	}
	record.EndedAt = instantAfter(r.now(), record.StartedAt)
	err := journal.failed()
	if err != nil {
		record.Reason = string(ReasonJournal)
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
	r.tell(Event{Kind: RunFinished, Run: r.job.ID.Key(), Outcome: record.Outcome, Reason: Reason(record.Reason)})
	return &Finished{Record: record, Blobs: r.blobs}, err
}

// instantAfter is now as documents write it, and never before earlier: clocks are set back.
func instantAfter(now time.Time, earlier string) string {
	return max(evidence.FormatInstant(now), earlier)
}

func (r *Run) beginEntry(start Start) entry {
	b := &begin{
		At: instant(r.begun), Authorization: start.Authorization, Event: r.job.Event, Format: JournalFormat, Inputs: map[string]expr.Value{},
		Mode: r.job.Mode, Plan: r.digest, Requester: r.job.Requester, Run: r.job.ID, Runbook: r.job.Plan.Runbook, Salt: r.salt[:], Trigger: r.job.Trigger, URL: r.job.URL,
	}
	if !r.until.IsZero() {
		b.Until = instant(r.until)
	}
	for i := range r.job.Plan.Inputs {
		if in := &r.job.Plan.Inputs[i]; in.Sensitive {
			b.Sensitive = append(b.Sensitive, in.Name)
		} else {
			b.Inputs[in.Name] = r.job.Inputs[in.Name]
		}
	}
	return entry{Begin: b}
}

// tell hands an event to whoever watches, with its texts made safe to show.
func (r *Run) tell(e Event) {
	if r.world.Events == nil {
		return
	}
	if e.At.IsZero() {
		e.At = r.world.Now()
	}
	for _, text := range []*string{&e.Job, &e.Key, &e.Title, &e.Detail} {
		*text = r.redactor.Line(*text)
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	r.world.Events(e)
}

// connection is the connection of that name, and what the runbook may do there; nil for none. An action
// that goes over a shell connection, and names none, has the power of the one that the runbook uses.
func (r *Run) connection(name, action string) (*plan.Connection, []string) {
	p := r.job.Plan
	if name == "" && r.kindOf(action).Connection == kind.Shell {
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

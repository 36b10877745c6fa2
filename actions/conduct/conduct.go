// Package conduct takes one run from the request to its last entry in the ledger.
//
// It is where the arrows of the second hall meet: decide who may, authorise (sealed and appended before
// the first step), run, make the record, seal it, append it. Each of these is a function of a package of
// its own; conduct is their order, and what becomes of a run when one of them fails:
//
//   - Nothing starts that is not authorised in the ledger. If the authorization cannot be recorded,
//     nothing has run.
//   - What has run is never lost. Before the first step a folder of the run lies on disk (its plan, its
//     authorization, its journal); it goes away only when the result is in the ledger.
//   - A run whose result could not be recorded has failed. Its folder waits, and Seal brings it in: a run
//     that was killed is recorded as interrupted.
//
// Start at Desk and Run; Waiting and Seal are for what an earlier process left behind.
package conduct

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Ledger is what a run needs of the ledger.
type Ledger interface {
	// Seen is the newest state, checked against what was known before. A ledger that has no entry yet is
	// begun first.
	Seen(ctx context.Context) (evidence.Seen, error)
	// Append records items, all or none. They are durable on return, and doing it again changes nothing.
	Append(ctx context.Context, items ...ledger.Item) error
	// Holds tells whether the newest state has the entry of that kind for the run that was authorised so.
	Holds(ctx context.Context, kind evidence.Kind, of *evidence.Authorization) (bool, error)
	// Reviews are those of a plan, in the order of the ledger, each proven to stand in its newest state.
	Reviews(ctx context.Context, plan canon.Digest) ([]*evidence.Review, error)
}

// Desk is what runs are conducted with. All members are needed but Events.
type Desk struct {
	Ledger  Ledger
	Signer  attest.Signer
	World   engine.World
	Random  io.Reader
	Program string          // the version that evidence names
	Runner  evidence.Runner // this machine, as evidence tells of it
	Folder  string          // absolute: where runs that are under way lie on disk
	Forge   Forge           // whose runner this is; zero without one
	Queued  func(Waiting)   // is told where a run waits for another; nil for nobody
	// Inbox is what people have said, for a run over several jobs; nil: nobody has said anything yet.
	Inbox engine.Inbox
	// Heard tells whether the ledger has what somebody is said to have answered in a job; nil: nobody has.
	Heard func(engine.Word) bool
	Wait  bool       // a run that waits for people waits in this process
	Today *plan.Plan // the runbook as the project has it now, for who still has a role; nil: as the run's plan has it
}

// Forge is what a forge says of its repository and of the run that it started.
type Forge struct {
	Owner, Repository int64  // their ids
	Run               string // its number of the run; "" where it has none
	Attempt           int64
	URL               string // where a person can look at the run
}

// Request is one wish for a run, already bound to a commit.
type Request struct {
	Plan      *plan.Plan
	Commit    string // git object id; its HCL compiles to the plan
	Trigger   plan.Trigger
	Requester *Person // nil for a run that starts by itself
	Again     bool    // the requester started it once more, whatever its trigger is
	Inputs    map[string]expr.Value
	Event     expr.Value // what came with the trigger; null where nothing did
	Mode      evidence.Mode
	Told      *Told // what the forge says of people; nil where there is none that keeps reviews
	// BreakGlass is why the requester goes past what the rules say; "" where they do not.
	BreakGlass string
	BreakFor   time.Duration // how long the glass stays broken; 0: a day, which is the most
	// Outdated is why nothing may be authorised at the commit any more; "" where something may.
	Outdated string

	undoes *Ending // a run that takes back what another one changed
}

// Person is who asks, and how that is known.
type Person struct {
	By    evidence.By
	Email string
}

// Result is a run that is in the ledger, or that waits for people.
type Result struct {
	Run    evidence.RunID
	Record *evidence.Record // nil where it waits
	Whole  *evidence.Record // the same with the items that do not fit into it; never encoded
	// Waiting are the questions that are open, and Path is the folder in which they, and their answers, lie.
	Waiting []*Question
	Path    string
	Shown   []course.Shown // what people were shown, the result last
	Glass   bool           // it was let past its rules: somebody has to confirm it
}

// ErrNotRecorded tells that the run is over and its evidence is on disk only: the run has failed until
// Seal brings it in.
var ErrNotRecorded = errors.New("the evidence could not be recorded")

// Run conducts one run. The result is there whenever something has run, beside an error or not.
func (d *Desk) Run(ctx context.Context, req Request) (*Result, error) {
	permit, no := decide(req)
	if no != nil {
		permit, no = breaks(req, no)
	}
	if no != nil && req.isStrangers() {
		return nil, no
	}
	seen, err := d.Ledger.Seen(ctx)
	if err != nil {
		return nil, err
	}
	id, err := d.newID(seen.Origin)
	if err != nil {
		return nil, err
	}
	if no != nil {
		return nil, d.refuse(ctx, req, id, seen, no)
	}
	run, err := engine.Prepare(ctx, d.job(req, permit, id), d.World)
	if err != nil {
		return nil, err
	}
	defer run.Forget()
	if permit, no, err = d.held(ctx, run, req, permit); err != nil {
		return nil, err
	}
	if no != nil {
		return nil, d.refuse(ctx, req, id, seen, no)
	}
	f, err := d.turn(ctx, run, req, func() (*folder, error) { return d.open(id, req.Plan) })
	if err != nil {
		return nil, err
	}
	defer f.lock.Close()
	if err := d.authorize(ctx, f, authorization{req, permit, id, seen}); err != nil {
		return nil, err
	}
	var until time.Time
	if permit.glass {
		if until, err = d.breakGlass(ctx, f, req); err != nil {
			return nil, errors.Join(fmt.Errorf("breaking the glass could not be recorded, so nothing has run: %w", err), d.settle(ctx, f))
		}
	}
	_, a, err := reopen(f.path)
	if err != nil {
		return nil, err
	}
	f.glass = permit.glass
	start := d.start(f, req.Plan, a)
	start.Until = until
	return d.execute(ctx, f, run, start)
}

// held holds a permit against the reviews that the plan asks for and against the gates; the glass goes past both.
func (d *Desk) held(ctx context.Context, run *engine.Run, req Request, p permit) (permit, *Refusal, error) {
	if p.glass {
		return p, nil, nil
	}
	no, err := d.reviewed(ctx, &p, req)
	if err == nil && no == nil {
		no = p.gated(ctx, run, req)
	}
	if err != nil || no == nil {
		return p, nil, err
	}
	gates := p.gates
	p, no = breaks(req, no)
	p.gates = gates
	return p, no, nil
}

// execute runs what is authorised, and records what came of it whatever that is. The recording does not
// end with ctx: a Ctrl-C ends the run, not its evidence. A run that waits for people keeps its folder.
func (d *Desk) execute(ctx context.Context, f *folder, run *engine.Run, start engine.Start) (*Result, error) {
	return d.finish(ctx, f, func(start engine.Start) (*engine.Finished, error) { return run.Do(ctx, start) }, start)
}

func (d *Desk) finish(ctx context.Context, f *folder, do func(engine.Start) (*engine.Finished, error), start engine.Start) (*Result, error) {
	finished, ran := do(start)
	var half engine.HalfDone
	if errors.As(ran, &half) {
		return nil, ran // nothing was done: the run stays as it is
	}
	recording, stop := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer stop()
	if finished == nil && start.Past != nil {
		return nil, ran // the run stays as it is
	}
	if finished == nil { // it is authorised and could not even begin: that is recorded too
		return nil, errors.Join(ran, f.lock.Close(), d.Seal(recording, f.Waiting()))
	}
	result := &Result{Path: f.path, Shown: finished.Shown, Glass: f.glass}
	if finished.Record == nil {
		return d.leaveWaiting(recording, f, result, finished, ran)
	}
	result.Run, result.Record, result.Whole = finished.Record.Run, finished.Record, finished.Whole()
	if err := d.record(recording, f, finished); err != nil {
		return result, errors.Join(ran, err)
	}
	return result, errors.Join(ran, f.remove())
}

// leaveWaiting leaves a run in its folder, with what people are asked.
func (d *Desk) leaveWaiting(ctx context.Context, f *folder, result *Result, finished *engine.Finished, ran error) (*Result, error) {
	_, a, err := reopen(f.path)
	if err != nil {
		return nil, errors.Join(ran, err)
	}
	result.Run = a.Run
	result.Waiting, err = d.keepQuestions(ctx, f, a, finished.Waiting)
	return result, errors.Join(ran, err)
}

// recordWithin bounds how long a finished run tries to reach the ledger before it leaves that to Seal.
const recordWithin = 2 * time.Minute

func (d *Desk) job(req Request, permit permit, id evidence.RunID) engine.Job {
	job := engine.Job{
		Plan: req.Plan, ID: id, Mode: req.Mode, Inputs: req.Inputs, Event: req.Event,
		Trigger: evidence.TriggerRef{Kind: req.Trigger.Kind, Name: req.Trigger.Name}, URL: d.Forge.URL,
	}
	if req.Requester != nil {
		job.Requester = &engine.Requester{ID: req.Requester.By.ID, Login: req.Requester.By.Login, Email: req.Requester.Email, Roles: permit.roles, Vague: req.vague()}
	}
	return job
}

// newID is the forge's number of the run; where no forge numbers runs, a new name: 128 random bits.
func (d *Desk) newID(origin string) (evidence.RunID, error) {
	if d.Forge.Run != "" {
		id := evidence.RunID{Attempt: d.Forge.Attempt, ID: d.Forge.Run, Origin: origin}
		return id, id.Check()
	}
	var name [16]byte
	if _, err := io.ReadFull(d.Random, name[:]); err != nil {
		return evidence.RunID{}, err
	}
	return evidence.RunID{Attempt: 1, ID: hexOf(name[:]), Origin: origin}, nil
}

package conduct

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// One run over the jobs of a forge's workflow. The job that authorises it leaves papers; the job of each phase
// shows them before its first step; the last one makes the record and the statement of the run. Only the first
// and the last can sign. Between them everything passes through hands that nobody need trust: so each job takes
// from the forge (its list of what the jobs before gave) the digest of what it reads, and holds what that says
// against the ledger and against the run that the forge says this is.
//
// A job that waits for people ends, and so does the run of the workflow; another one goes on with the same papers
// (Pending).

// Papers are what a run is shown to be authorised by.
type Papers struct {
	Authorization []byte // the bundle, as it is in the ledger
	Opening       []byte // how the run begins (engine.Opening)
	Seal          []byte // a bundle that signs the opening
}

// PrepareGates prepares the job that asks the gates, of a run that is not authorised yet.
func (d *Desk) PrepareGates(ctx context.Context, req Request) (*engine.Run, error) {
	id, err := d.newID(evidence.NewOrigin([16]byte{})) // gates know the run by its number, and no ledger
	if err != nil {
		return nil, err
	}
	permit, _ := decide(req)
	return engine.PrepareGates(ctx, d.job(req, permit, id), d.World)
}

// Authorize decides about a request, and authorises it in the ledger. keep is given the papers as they come to
// be, before the ledger has them: who has lost the rest can still tell that the run was interrupted.
func (d *Desk) Authorize(ctx context.Context, req Request, gates []evidence.Gate, keep func(Papers) error) (*evidence.Authorization, error) {
	permit, no := decide(req)
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
	permit.gates = gates
	if no == nil {
		no, err = d.reviewed(ctx, &permit, req)
	}
	if err == nil && no == nil {
		no = shut(req, gates)
	}
	if err != nil {
		return nil, err
	}
	if no != nil {
		return nil, d.refuse(ctx, req, id, seen, no)
	}
	run, err := engine.PrepareShare(ctx, d.job(req, permit, id), d.World, nil)
	if err != nil {
		return nil, err
	}
	return d.issue(ctx, run, authorization{req, permit, id, seen}, keep)
}

// shut tells which gate does not let the person in. One of which no answer is known does not.
func shut(req Request, gates []evidence.Gate) *Refusal {
	if req.Requester == nil || req.Plan.Access == nil {
		return nil
	}
	answers := map[string]evidence.Gate{}
	for _, g := range gates {
		answers[g.Name] = g
	}
	for _, g := range req.Plan.Access.Gates {
		answer := answers[g.Name]
		if answer.Outcome == evidence.Passed {
			continue
		}
		answer.Name, answer.Outcome = g.Name, evidence.Blocked
		return &Refusal{Runbook: req.Plan.Runbook, Rule: "gate." + g.Name, Gate: &answer,
			Why: fmt.Sprintf("gate %s does not let %s in; the job gates tells why", g.Name, req.Requester.By.Login)}
	}
	return nil
}

// issue makes the papers, and appends the authorization.
func (d *Desk) issue(ctx context.Context, run *engine.Run, a authorization, keep func(Papers) error) (*evidence.Authorization, error) {
	data, err := a.request.Plan.Encode()
	if err != nil {
		return nil, err
	}
	said, err := attest.AuthorizationStatement(d.asked(data, a))
	if err != nil {
		return nil, err
	}
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return nil, err
	}
	var p Papers
	if p.Opening, err = run.Open(canon.Sum(statement)); err != nil {
		return nil, err
	}
	if p.Authorization, err = d.sign(ctx, statement, [][]byte{data, p.Opening}); err != nil {
		return nil, err
	}
	if p.Seal, err = attest.SealMessage(ctx, d.Signer, p.Opening); err != nil {
		return nil, err
	}
	if err := keep(p); err != nil {
		return nil, err
	}
	if err := d.Ledger.Append(ctx, ledger.Item{Bundle: p.Authorization, Blobs: [][]byte{data}}); err != nil {
		return nil, fmt.Errorf("the run was not authorised, so nothing has run: %w", err)
	}
	return said, nil
}

// Holder tells what is in the ledger, as Ledger does.
type Holder interface {
	Holds(ctx context.Context, kind evidence.Kind, of *evidence.Authorization) (bool, error)
}

// Check is what papers are held against.
type Check struct {
	Trust     attest.Verifier // whose signature counts
	Ledger    Holder
	Statement canon.Digest // that the forge says was authorised
	Plan      *plan.Plan   // as it is compiled here, from Commit
	Commit    string
	Forge     Forge // of this very job
	Now       time.Time
	// CommitOf is the commit that a certificate says its holder was of; certified is false for a signature by key. nil
	// takes signatures by key alone.
	CommitOf func(evidence.Material) (commit string, certified bool, err error)
	// Starts tells that the first step is still to come, so that the time to begin must not be over.
	Starts bool
	// Pending is the run of the workflow that was left waiting, and that this one goes on with; nil for none.
	Pending *Pending
}

// AnotherAttempt tells that papers are of another attempt at the same run of the workflow.
type AnotherAttempt struct{ Had, Now int64 }

func (a *AnotherAttempt) Error() string {
	return fmt.Sprintf("the run was authorised for attempt %d, and this is attempt %d: what was authorised once is not run again in part; "+
		`re-run all jobs (not only the failed ones), which authorises anew`, a.Had, a.Now)
}

// Shown are papers that were found in order.
type Shown struct {
	Authorization *evidence.Authorization
	Statement     []byte // of the authorization
	Opening       *engine.Opening
	Continued     []evidence.RunID // the runs of the workflow in which it goes on after people answered, this one the last
	papers        Papers
}

// Of holds papers against the ledger, and against the job that shows them.
func (c Check) Of(ctx context.Context, p Papers) (*Shown, error) {
	s, err := c.signed(p)
	if err == nil {
		err = c.isThis(s.Authorization)
	}
	if err == nil {
		err = s.begins(c.Plan)
	}
	if err == nil {
		err = c.isOpen(ctx, s.Authorization)
	}
	if err == nil && c.Pending != nil {
		s.Continued = append(slices.Clone(c.Pending.Continued), evidence.RunID{Attempt: c.Forge.Attempt, ID: c.Forge.Run, Origin: s.Authorization.Run.Origin})
	}
	return s, err
}

// Authorized is the authorization that papers are of, if its signature counts. Which run, commit and plan it is of is
// still to be held against something.
func (c Check) Authorized(p Papers) (*evidence.Authorization, error) {
	s, err := c.signed(p)
	if err != nil {
		return nil, err
	}
	return s.Authorization, nil
}

// Begins is how the run begins that papers are of, whether it is over or not.
func (c Check) Begins(p Papers) (*engine.Opening, error) {
	s, err := c.signed(p)
	if err == nil {
		err = c.isThis(s.Authorization)
	}
	if err == nil {
		err = s.begins(c.Plan)
	}
	if err != nil {
		return nil, err
	}
	return s.Opening, nil
}

// signed opens the papers. Nothing of them is believed before.
func (c Check) signed(p Papers) (*Shown, error) {
	statement, err := attest.Open(p.Authorization, c.Trust)
	if err != nil {
		return nil, fmt.Errorf("the authorization: %w", err)
	}
	if digest := canon.Sum(statement); digest != c.Statement {
		return nil, fmt.Errorf("the authorization is %s, and the job that authorises says that it is %s", digest, c.Statement)
	}
	said, err := evidence.ParseStatement(statement)
	if err != nil {
		return nil, err
	}
	a, ok := said.(*evidence.Authorization)
	if !ok {
		return nil, fmt.Errorf("the authorization is a %s", said.Kind())
	}
	if err := c.madeAt(a.Commit, p.Authorization); err != nil {
		return nil, fmt.Errorf("the authorization: %w", err)
	}
	err = attest.OpenMessage(p.Seal, p.Opening, c.Trust)
	if err == nil {
		err = c.madeAt(a.Commit, p.Seal)
	}
	if err != nil {
		return nil, fmt.Errorf("how the run begins: %w", err)
	}
	o, err := engine.ReadOpening(p.Opening)
	return &Shown{Authorization: a, Statement: statement, Opening: o, papers: p}, err
}

// madeAt holds that a signature by certificate was made by a run of that commit: one of another commit had other rules, and
// may have had another program. A key tells of no commit; there the statement alone does.
func (c Check) madeAt(commit string, bundle []byte) error {
	b, err := evidence.ParseBundle(bundle)
	if err != nil || b.Verification.Certificate == nil {
		return err
	}
	if c.CommitOf == nil {
		return errors.New("it is signed with a certificate, and nothing here can tell of which commit that was")
	}
	at, certified, err := c.CommitOf(b.Verification)
	switch {
	case err != nil:
		return err
	case !certified || at != commit:
		return fmt.Errorf("it is of commit %s, and the certificate that signed it of commit %.40q", commit, at)
	}
	return nil
}

// isThis holds that the authorization is of this run of this plan, and of nothing else.
func (c Check) isThis(a *evidence.Authorization) error {
	digest, err := c.Plan.Digest()
	if err != nil {
		return err
	}
	switch {
	case a.Plan.Digest != digest:
		return fmt.Errorf("authorised is plan %s; commit %.12s compiles to %s", a.Plan.Digest, c.Commit, digest)
	case a.Commit != c.Commit:
		return fmt.Errorf("authorised is commit %s; checked out is %s", a.Commit, c.Commit)
	case a.Repository != c.Forge.Repository || a.Owner != c.Forge.Owner:
		return errors.New("the authorization is of another repository")
	case c.Pending != nil:
		return c.Pending.continues(a, c.Statement)
	case a.Run.ID != c.Forge.Run:
		return fmt.Errorf("authorised is run %s, and this is run %s", a.Run.ID, c.Forge.Run)
	case a.Run.Attempt != c.Forge.Attempt:
		return &AnotherAttempt{a.Run.Attempt, c.Forge.Attempt}
	}
	return nil
}

// begins holds that the opening is that of what was authorised.
func (s *Shown) begins(p *plan.Plan) error {
	a, o := s.Authorization, s.Opening
	inputs, errI := canon.Encode(rules.RecordInputs(p, o.Inputs))
	wanted, errA := canon.Encode(a.Inputs)
	sameRequester := (a.Requester == nil) == (o.Requester == nil) && (a.Requester == nil || a.Requester.ID == o.Requester.ID && a.Requester.Login == o.Requester.Login)
	if o.Authorization != canon.Sum(s.Statement) || o.Run != a.Run || o.Plan != a.Plan.Digest || o.Mode != a.Mode || o.Trigger != a.Trigger ||
		!sameRequester || errI != nil || errA != nil || string(inputs) != string(wanted) {
		return errors.New("how the run begins is not what was authorised")
	}
	return nil
}

// isOpen holds that the ledger has the authorization, and no result yet, and that its time is not over.
func (c Check) isOpen(ctx context.Context, a *evidence.Authorization) error {
	held, err := c.Ledger.Holds(ctx, evidence.KindAuthorization, a)
	if err != nil {
		return err
	}
	if !held {
		return errors.New("the ledger does not have the authorization")
	}
	over, err := c.Ledger.Holds(ctx, evidence.KindRun, a)
	switch {
	case err != nil:
		return err
	case over:
		return errors.New("the ledger has the result of this run already")
	case c.Pending != nil: // Hears knows whether there is more to do than to take back what was done
		return nil
	}
	return c.inTime(a)
}

// Late tells that the time is over by which the run was to finish. One that nobody answered goes on all the same, to take
// back what it did, and does nothing else.
func (c Check) Late(a *evidence.Authorization) bool {
	return evidence.FormatInstant(c.Now) > a.FinishBy
}

// inTime holds that the first step that is still to come may be done now.
func (c Check) inTime(a *evidence.Authorization) error {
	now := evidence.FormatInstant(c.Now)
	switch {
	case c.Starts && now > a.NotAfter:
		return fmt.Errorf("the first step was to start before %s", a.NotAfter)
	case c.Starts && c.Late(a):
		return fmt.Errorf("%w: it should have finished by %s, and counts as failed since", ErrOver, a.FinishBy)
	}
	return nil
}

package attest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// startWithin is how long an authorization waits for the first step.
const startWithin = 24 * time.Hour

// Genesis is what a new ledger is made of.
type Genesis struct {
	At                time.Time
	Random            [16]byte // names the ledger; from a source that nobody can guess
	Owner, Repository int64    // of the forge; 0 without one
}

// LedgerStatement is the first statement of a new ledger.
func LedgerStatement(g Genesis) *evidence.Ledger {
	origin := evidence.NewOrigin(g.Random)
	return &evidence.Ledger{
		At: evidence.FormatInstant(g.At), Format: evidence.LedgerFormat, Origin: origin,
		Owner: g.Owner, Repository: g.Repository, Seen: evidence.Seen{Origin: origin, Root: canon.Sum(nil)},
	}
}

// Request is what an authorization is made of. Lists may be in any order.
type Request struct {
	At                time.Time
	Plan              []byte // the plan's own bytes
	Commit            string
	Compiler          string
	Run               evidence.RunID
	Mode              evidence.Mode
	Trigger           evidence.TriggerRef
	Requester         *evidence.By
	Inputs            []evidence.InputValue
	Gates             []evidence.Gate
	Reviews           []evidence.ReviewCount
	Rule              string        // which rule let it pass
	Undoes            *canon.Digest // of the trigger undo: key of the run whose changes end by themselves
	Owner, Repository int64
	Seen              evidence.Seen
}

// AuthorizationStatement says that a run may start. It fails where the request is not one for its plan:
// a trigger or an input that the plan does not have, or an input that is missing.
func AuthorizationStatement(r Request) (*evidence.Authorization, error) {
	p, err := plan.Parse(r.Plan)
	if err != nil {
		return nil, err
	}
	a := &evidence.Authorization{
		At: evidence.FormatInstant(r.At), Commit: r.Commit, Compiler: r.Compiler,
		FinishBy: evidence.FormatInstant(r.At.Add(time.Duration(p.FinishBy) * time.Second)),
		NotAfter: evidence.FormatInstant(r.At.Add(startWithin + waits(p))),
		Gates:    slices.Clone(r.Gates), Inputs: slices.Clone(r.Inputs), Reviews: slices.Clone(r.Reviews),
		Mode: r.Mode, Owner: r.Owner, Repository: r.Repository,
		Plan: blob(r.Plan), Requester: r.Requester, Rule: r.Rule, Run: r.Run, Runbook: p.Runbook,
		Seen: r.Seen, Trigger: r.Trigger, Undoes: r.Undoes,
	}
	slices.SortFunc(a.Gates, func(x, y evidence.Gate) int { return cmp.Compare(x.Name, y.Name) })
	slices.SortFunc(a.Inputs, func(x, y evidence.InputValue) int { return cmp.Compare(x.Name, y.Name) })
	slices.SortFunc(a.Reviews, func(x, y evidence.ReviewCount) int {
		return cmp.Or(cmp.Compare(x.By.ID, y.By.ID), cmp.Compare(x.Role, y.Role))
	})
	if err := fits(a, p); err != nil {
		return nil, fmt.Errorf("authorization of %s: %w", p.Runbook, err)
	}
	return a, a.Check()
}

// waits is how long the plan waits for people at most: an approval may stand before its first step.
func waits(p *plan.Plan) time.Duration {
	var sum int64
	for _, a := range p.AllApprovals() {
		sum += a.Timeout
	}
	for _, a := range p.AllAsks() {
		sum += a.Timeout
	}
	return time.Duration(sum) * time.Second
}

func fits(a *evidence.Authorization, p *plan.Plan) error {
	trigger := p.Trigger(a.Trigger.Name)
	if a.Undoes == nil && (trigger == nil || trigger.Kind != a.Trigger.Kind) {
		return fmt.Errorf("the plan has no trigger %s %q", a.Trigger.Kind, a.Trigger.Name)
	}
	given := map[string]bool{}
	for _, in := range a.Inputs {
		if given[in.Name] = true; p.Input(in.Name) == nil {
			return fmt.Errorf("the plan has no input %q", in.Name)
		}
	}
	for _, in := range p.Inputs {
		if !given[in.Name] {
			return fmt.Errorf("input %q is missing; an authorization tells all of them", in.Name)
		}
	}
	return nil
}

func blob(data []byte) evidence.BlobRef {
	return evidence.BlobRef{Digest: canon.Sum(data), Size: int64(len(data))}
}

// Result is what the statement about a run is made of.
type Result struct {
	At            time.Time
	Record        []byte // the record's own bytes
	Authorization []byte // the authorization's statement
	Runner        evidence.Runner
	Seen          evidence.Seen    // with the authorization in it
	Continued     []evidence.RunID // the runs of the forge in which it went on after people answered
}

// RunStatement says what came of a run. It fails where the record is not one of the run that was
// authorised, or where its outcome does not follow from its steps and checks.
func RunStatement(r Result) (*evidence.Run, error) {
	record, err := evidence.ParseRecord(r.Record)
	if err != nil {
		return nil, err
	}
	a, err := parse[*evidence.Authorization](r.Authorization)
	if err != nil {
		return nil, err
	}
	if err := continues(record, a, r.Seen); err != nil {
		return nil, fmt.Errorf("run of %s: %w", a.Runbook, err)
	}
	run := &evidence.Run{
		At: evidence.FormatInstant(r.At), Authorization: canon.Sum(r.Authorization),
		EndedAt: record.EndedAt, StartedAt: record.StartedAt, Outcome: record.Outcome,
		Record: blob(r.Record), Runner: r.Runner, Seen: r.Seen, Continued: r.Continued,
	}
	return run, run.Check()
}

func continues(record *evidence.Record, a *evidence.Authorization, seen evidence.Seen) error {
	switch {
	case record.Run != a.Run:
		return errors.New("the record is of another run than the authorization")
	case record.Plan != a.Plan.Digest:
		return fmt.Errorf("the record is of plan %s; authorised was %s", record.Plan, a.Plan.Digest)
	case record.Mode != a.Mode:
		return fmt.Errorf("the record is of mode %s; authorised was %s", record.Mode, a.Mode)
	case record.Outcome != record.Overall():
		return fmt.Errorf("the record says %s; from its steps and checks follows %s", record.Outcome, record.Overall())
	case seen.Origin != a.Seen.Origin || seen.Size <= a.Seen.Size:
		return errors.New("it must have seen its own authorization in the ledger")
	}
	return nil
}

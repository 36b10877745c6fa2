package attest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Voice is what every word of a person has: whose it is, when it is said, and what they have seen of the
// ledger.
type Voice struct {
	At   time.Time
	By   evidence.By
	Seen evidence.Seen
}

// Review is what a review is made of.
type Review struct {
	Voice
	Plan   []byte // the plan's own bytes
	Commit string // whose HCL compiles to it
	Answer evidence.Answer
	Reason string
}

// ReviewStatement is a person's yes or no to a plan. It fails where the plan asks for no review of theirs.
func ReviewStatement(r Review) (*evidence.Review, error) {
	p, err := plan.Parse(r.Plan)
	if err != nil {
		return nil, err
	}
	if !rules.MayReview(p, r.By) {
		return nil, fmt.Errorf("review of %s: %w", p.Runbook, notAsked(p, reviewers(p), r.By))
	}
	said := &evidence.Review{
		Answer: r.Answer, At: evidence.FormatInstant(r.At), By: r.By, Commit: r.Commit, Plan: blob(r.Plan), Reason: r.Reason, Runbook: p.Runbook, Seen: r.Seen,
	}
	return said, said.Check()
}

func reviewers(p *plan.Plan) []string {
	var roles []string
	for _, rule := range p.Reviews {
		roles = append(roles, rule.From...)
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// NotAsked tells that somebody speaks who has no role in the matter.
type NotAsked struct {
	By    evidence.By
	Roles []string // that are asked; none: nobody is
	Named bool     // one of them lists the login, without anything that proves it
}

func (n *NotAsked) Error() string {
	if len(n.Roles) == 0 {
		return "nobody is asked"
	}
	if n.Named {
		return fmt.Sprintf("%s is listed by login alone, and a word counts only with the key beside it: %s#%s", n.By.Login, n.By.Login, n.By.ID)
	}
	return fmt.Sprintf("%s (%s) has none of the roles that are asked: %s", n.By.Login, n.By.ID, strings.Join(n.Roles, ", "))
}

func notAsked(p *plan.Plan, roles []string, by evidence.By) error {
	named := slices.ContainsFunc(rules.Named(p, by), func(role string) bool { return slices.Contains(roles, role) && !rules.Holds(p, role, by) })
	return &NotAsked{By: by, Roles: roles, Named: named}
}

// DenialStatement says that a request was refused: by which rule, and, where a gate did, what came of it. The
// request's own Rule, Gates, Reviews and Inputs are not looked at.
func DenialStatement(r Request, rule string, gate *evidence.Gate) (*evidence.Denial, error) {
	p, err := plan.Parse(r.Plan)
	if err != nil {
		return nil, err
	}
	said := &evidence.Denial{
		At: evidence.FormatInstant(r.At), Commit: r.Commit, Gate: gate, Mode: r.Mode, Owner: r.Owner, Plan: blob(r.Plan), Repository: r.Repository,
		Requester: r.Requester, Rule: rule, Run: r.Run, Runbook: p.Runbook, Seen: r.Seen, Trigger: r.Trigger,
	}
	return said, said.Check()
}

// authorised reads a plan and the authorization of a run of it.
func authorised(planBytes, statement []byte) (*plan.Plan, *evidence.Authorization, error) {
	p, err := plan.Parse(planBytes)
	if err != nil {
		return nil, nil, err
	}
	a, err := parse[*evidence.Authorization](statement)
	if err == nil && a.Plan.Digest != canon.Sum(planBytes) {
		err = fmt.Errorf("the run is of plan %s, not of %s", a.Plan.Digest, canon.Sum(planBytes))
	}
	return p, a, err
}

// parse reads a statement that must be a P.
func parse[P evidence.Predicate](statement []byte) (p P, err error) {
	said, err := evidence.ParseStatement(statement)
	if err != nil {
		return p, err
	}
	p, ok := said.(P)
	if !ok {
		return p, fmt.Errorf("there is a %s statement where the %s must stand", said.Kind(), p.Kind())
	}
	return p, nil
}

// seesRun holds that who speaks of a run has seen its authorization in the ledger.
func seesRun(a *evidence.Authorization, seen evidence.Seen) error {
	if seen.Origin != a.Seen.Origin || seen.Size <= a.Seen.Size {
		return errors.New("who speaks of a run must have seen its authorization in the ledger")
	}
	return nil
}

package attest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Confirmation is what a confirmation is made of.
type Confirmation struct {
	Voice
	Plan          []byte        // the plan's own bytes
	Authorization []byte        // the authorization's statement
	Result        []byte        // the run's statement
	Approvers     []evidence.By // who said yes inside the run
	Glasses       []Glass       // of the run
	Checked       string        // what they looked at
	Words         string        // what they saw
}

// Glass is a broken glass: by whom, and which entry of the ledger says so.
type Glass struct {
	By    evidence.By
	Entry int64
}

// ConfirmationStatement is what a second person saw after a run. It fails where it would not count: the plan
// wants none, the time is over, or the person is not a second one.
func ConfirmationStatement(c Confirmation) (*evidence.Confirmation, error) {
	p, a, err := authorised(c.Plan, c.Authorization)
	if err != nil {
		return nil, err
	}
	result, err := parse[*evidence.Run](c.Result)
	if err != nil {
		return nil, err
	}
	said := &evidence.Confirmation{
		At: evidence.FormatInstant(c.At), By: c.By, Checked: c.Checked, Result: canon.Sum(c.Result), Run: a.Run.Key(), Seen: c.Seen, Words: c.Words,
	}
	if result.Authorization != canon.Sum(c.Authorization) {
		return nil, fmt.Errorf("confirmation of %s: the result is of another run than the authorization", a.Runbook)
	}
	run := rules.Confirmable{Requester: a.Requester, Approvers: c.Approvers, Result: result}
	for _, g := range c.Glasses {
		if run.Broke = append(run.Broke, g.By); g.Entry >= c.Seen.Size {
			return nil, fmt.Errorf("confirmation of %s: it has not seen that %s broke the glass, entry %d", a.Runbook, g.By.Login, g.Entry)
		}
	}
	if asked := run.Confirming(p); len(asked) > 0 && !slices.ContainsFunc(asked, func(role string) bool { return rules.Holds(p, role, c.By) }) {
		return nil, fmt.Errorf("confirmation of %s: %w", a.Runbook, notAsked(p, asked, c.By))
	}
	if why := rules.Unconfirming(p, run, said); why != "" {
		return nil, fmt.Errorf("confirmation of %s: it would not count: it %s", a.Runbook, why)
	}
	return said, cmp.Or(said.Check(), seesRun(a, c.Seen))
}

// Breakglass is what breaking the glass is made of.
type Breakglass struct {
	Voice
	Plan          []byte // the plan's own bytes
	Authorization []byte // the authorization's statement
	Reason        string
	For           time.Duration // at most 24 hours
	Late          bool          // it was kept offline, and is appended after the fact
}

// BreakglassStatement says that somebody goes past the rules, for a while. It fails where the plan does not
// let them.
func BreakglassStatement(b Breakglass) (*evidence.Breakglass, error) {
	p, a, err := authorised(b.Plan, b.Authorization)
	if err != nil {
		return nil, err
	}
	var roles []string
	if p.Access != nil {
		roles = p.Access.BreakGlass
	}
	i := slices.IndexFunc(roles, func(role string) bool { return rules.Holds(p, role, b.By) })
	if i < 0 {
		return nil, fmt.Errorf("breaking the glass of %s: %w", a.Runbook, notAsked(p, roles, b.By))
	}
	said := &evidence.Breakglass{
		At: evidence.FormatInstant(b.At), Authorization: canon.Sum(b.Authorization), By: b.By, Expires: evidence.FormatInstant(b.At.Add(b.For)),
		Late: b.Late, Reason: b.Reason, Role: roles[i], Run: a.Run.Key(), Seen: b.Seen,
	}
	return said, cmp.Or(said.Check(), seesRun(a, b.Seen))
}

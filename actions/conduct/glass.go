package conduct

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
)

// Breaking the glass: somebody goes past a no of access, of a gate or of a review, for a while and in the open.
// It takes a role that the plan names for it, proven by a key or a forge, and a reason; it is an entry of its
// own, in the ledger before the first step. What such a run shows counts for no score, and it is a finding of
// every report until a second person has confirmed it (package rules says who). The approvals inside a run are
// still asked.
//
// The glass is whole again after a day, or after the shorter time that who broke it has named: then nothing of
// the run starts any more but what takes back, whether its process waits, goes on or is resumed.

// glassRule is how the rule of an authorization begins that was given past the rules.
const glassRule = "access.break_glass"

// glassFor is how long the glass stays broken at most, as the format allows, and where nobody names less.
const glassFor = 24 * time.Hour

// isWhole tells why a run whose glass was broken cannot go on: the time is over. nil where it can.
func isWhole(a *evidence.Authorization, until, now time.Time) error {
	if until.IsZero() && !pastRules(a) || !until.IsZero() && !now.After(until) {
		return nil
	}
	if until.IsZero() { // a journal of an earlier version does not tell
		at, err := evidence.ParseInstant(a.At)
		if until = at.Add(glassFor); err == nil && !now.After(until) {
			return nil
		}
	}
	return fmt.Errorf("%w: its glass was broken until %s, and it may not go past the rules any more", ErrOver, evidence.FormatInstant(until))
}

// pastRules tells whether a run was let past its rules.
func pastRules(a *evidence.Authorization) bool { return strings.HasPrefix(a.Rule, glassRule) }

// breaks goes past a refusal, where the requester wants to and may.
func breaks(req Request, no *Refusal) (permit, *Refusal) {
	if req.BreakGlass == "" || req.Requester == nil {
		return permit{}, no
	}
	by, access := req.Requester.By, req.Plan.Access
	if access != nil {
		for _, role := range access.BreakGlass {
			if rules.Holds(req.judged(), role, by) {
				return permit{rule: glassRule + " role." + role + ", past " + no.Rule, roles: rules.Named(req.judged(), by), glass: true}, nil
			}
		}
	}
	past := *no
	past.Why += "; " + mayNotBreak(req)
	return permit{}, &past
}

func mayNotBreak(req Request) string {
	access := req.Plan.Access
	if access == nil || len(access.BreakGlass) == 0 {
		return "nobody may break the glass: access names no role for it (break_glass)"
	}
	return fmt.Sprintf("breaking the glass takes the role %s, whose members are listed with their keys: %s#%s",
		strings.Join(access.BreakGlass, " or "), req.Requester.By.Login, req.Requester.By.ID)
}

// breakGlass brings the statement into the ledger before anything runs. It gives the last instant for which the
// glass is broken.
func (d *Desk) breakGlass(ctx context.Context, f *folder, req Request) (until time.Time, err error) {
	seen, err := d.Ledger.Seen(ctx)
	if err != nil {
		return until, err
	}
	said, err := attest.BreakglassStatement(attest.Breakglass{
		Voice: attest.Voice{At: d.World.Now(), By: req.Requester.By, Seen: seen},
		Plan:  f.plan, Authorization: f.statement, Reason: req.BreakGlass, For: cmp.Or(req.BreakFor, glassFor),
	})
	if err != nil {
		return until, err
	}
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return until, err
	}
	bundle, err := d.sign(ctx, statement, nil)
	if err != nil {
		return until, err
	}
	if until, err = evidence.ParseInstant(said.Expires); err != nil {
		return until, err
	}
	return until, d.Ledger.Append(ctx, ledger.Item{Bundle: bundle, Authorization: f.authorization})
}

package conduct

import (
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
// own, in the ledger before the first step. What such a run shows counts for no score. The approvals inside a
// run are still asked.

// glassRule is how the rule of an authorization begins that was given past the rules.
const glassRule = "access.break_glass"

// glassFor is how long the glass stays broken: the most that the format allows.
const glassFor = 24 * time.Hour

// breaks goes past a refusal, where the requester wants to and may.
func breaks(req Request, no *Refusal) (permit, *Refusal) {
	if req.BreakGlass == "" || req.Requester == nil {
		return permit{}, no
	}
	by, access := req.Requester.By, req.Plan.Access
	if access != nil {
		for _, role := range access.BreakGlass {
			if rules.Holds(req.Plan, role, by) {
				return permit{rule: glassRule + " role." + role + ", past " + no.Rule, roles: rules.Named(req.Plan, by), glass: true}, nil
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

// breakGlass brings the statement into the ledger before anything runs.
func (d *Desk) breakGlass(ctx context.Context, f *folder, req Request) error {
	seen, err := d.Ledger.Seen(ctx)
	if err != nil {
		return err
	}
	said, err := attest.BreakglassStatement(attest.Breakglass{
		Voice: attest.Voice{At: d.World.Now(), By: req.Requester.By, Seen: seen},
		Plan:  f.plan, Authorization: f.statement, Reason: req.BreakGlass, For: glassFor,
	})
	if err != nil {
		return err
	}
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return err
	}
	bundle, err := d.sign(ctx, statement, nil)
	if err != nil {
		return err
	}
	return d.Ledger.Append(ctx, ledger.Item{Bundle: bundle, Authorization: f.authorization})
}

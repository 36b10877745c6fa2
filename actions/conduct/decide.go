package conduct

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// permit is a yes: by which rule, and with which roles the requester has it; what gates said, and the reviews
// that count.
type permit struct {
	rule    string
	roles   []string
	gates   []evidence.Gate
	reviews []evidence.ReviewCount
	glass   bool // it is a no that the requester goes past
}

// Refusal is a no: somebody may not start this runbook this way. Nothing has run.
type Refusal struct {
	Runbook string
	Why     string         // a sentence: who asked, and what is allowed
	Rule    string         // that said no: commit, trigger.NAME, access, access.who, gate.NAME, review.NAME
	Gate    *evidence.Gate // where a gate did
	// Recorded tells that the ledger has an entry of it. Who has no role at all gets an answer, not an entry.
	Recorded bool
}

func (r *Refusal) Error() string { return r.Runbook + ": " + r.Why }

// decide judges who may start the runbook. Deny is the default. Access judges runs that a person starts, by a
// form, a command or an issue, or once more; a run that starts by itself has nobody to ask, and its authorization says
// so.
func decide(req Request) (permit, *Refusal) {
	no := func(rule, format string, args ...any) (permit, *Refusal) {
		return permit{}, &Refusal{Runbook: req.Plan.Runbook, Rule: rule, Why: fmt.Sprintf(format, args...)}
	}
	trigger := "trigger." + req.Trigger.Name
	if req.Outdated != "" {
		return no("commit", "%s", req.Outdated)
	}
	if req.Trigger.Kind == plan.OnPull && req.Mode != evidence.Rehearsal {
		return no(trigger, "anybody can open a pull request, so what one starts is a rehearsal")
	}
	if !(evidence.TriggerRef{Kind: req.Trigger.Kind}).ByPerson() && !req.Again {
		if req.Requester != nil {
			return no(trigger, "trigger %q starts by itself; nobody may start it by hand", req.Trigger.Name)
		}
		return permit{rule: req.Trigger.Kind + " " + req.Trigger.Name}, nil
	}
	if req.Requester == nil {
		return no(trigger, "trigger %q is started by a person, and nobody is known to ask", req.Trigger.Name)
	}
	login := req.Requester.By.Login
	roles := rules.Named(req.judged(), req.Requester.By)
	if req.Plan.Access == nil || len(req.Plan.Access.Who) == 0 {
		return no("access", "it has no access section, so nobody may start it by hand")
	}
	for _, who := range req.Plan.Access.Who {
		if slices.Contains(roles, who) {
			return permit{rule: "access.who role." + who, roles: roles}, nil
		}
	}
	return no("access.who", "%s may not start it; that takes the role %s, whose members stand in runbooks/project.hcl%s",
		login, strings.Join(req.Plan.Access.Who, " or "), req.doubts())
}

// gated asks the gates about the person, and adds what they say to the permit. The first no decides.
func (p *permit) gated(ctx context.Context, run *engine.Run, req Request) *Refusal {
	if req.Requester == nil {
		return nil
	}
	var no *Refusal
	for _, a := range run.AskGates(ctx) {
		gate := evidence.Gate{Name: a.Gate, Outcome: evidence.Passed}
		if a.Why != "" {
			gate.Outcome = evidence.Blocked
		}
		if p.gates = append(p.gates, gate); a.Why != "" && no == nil {
			no = &Refusal{Runbook: req.Plan.Runbook, Rule: "gate." + a.Gate, Gate: &gate, Why: fmt.Sprintf("gate %s does not let %s in: %s", a.Gate, req.Requester.By.Login, a.Why)}
		}
	}
	return no
}

// reviewed holds the reviews of the plan against those that its effects ask for: those that the forge tells of,
// where it keeps them, else those that the ledger has.
func (d *Desk) reviewed(ctx context.Context, p *permit, req Request) (*Refusal, error) {
	if len(req.Plan.Reviews) == 0 {
		return nil, nil
	}
	said, err := d.reviews(ctx, req)
	if err != nil {
		return nil, err
	}
	var by *evidence.By
	if req.Requester != nil {
		by = &req.Requester.By
	}
	counts, missing := rules.Reviewed(req.judged(), by, said)
	if missing == "" {
		p.reviews = counts
		return nil, nil
	}
	rule, _, _ := strings.Cut(missing, ":")
	return &Refusal{Runbook: req.Plan.Runbook, Rule: rule, Why: missing + req.doubts()}, nil
}

// reviews are what people said of the plan.
func (d *Desk) reviews(ctx context.Context, req Request) ([]*evidence.Review, error) {
	if req.Told != nil {
		return req.Told.Reviews, nil
	}
	digest, err := req.Plan.Digest()
	if err != nil {
		return nil, err
	}
	return d.Ledger.Reviews(ctx, digest)
}

// isStrangers tells whether somebody asks who has no role at all. What they are told is no entry: whoever
// likes could fill the ledger.
func (r Request) isStrangers() bool {
	return r.Requester != nil && len(rules.Named(r.judged(), r.Requester.By)) == 0
}

// refuse records a refusal. It stands whether it could be recorded or not.
func (d *Desk) refuse(ctx context.Context, req Request, id evidence.RunID, seen evidence.Seen, no *Refusal) error {
	if err := d.appendDenial(ctx, authorization{request: req, id: id, seen: seen}, no); err != nil {
		return errors.Join(no, fmt.Errorf("the refusal could not be recorded: %w", err))
	}
	no.Recorded = true
	return no
}

func (d *Desk) appendDenial(ctx context.Context, a authorization, no *Refusal) error {
	data, err := a.request.Plan.Encode()
	if err != nil {
		return err
	}
	said, err := attest.DenialStatement(d.asked(data, a), no.Rule, no.Gate)
	if err != nil {
		return err
	}
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return err
	}
	bundle, err := d.sign(ctx, statement, [][]byte{data})
	if err != nil {
		return err
	}
	return d.Ledger.Append(ctx, ledger.Item{Bundle: bundle, Blobs: [][]byte{data}})
}

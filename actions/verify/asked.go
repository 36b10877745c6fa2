package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// What people said inside one run, held against what its record tells.

// said are approvals in the order of the ledger, and where they stand.
type said struct {
	all, verified []*evidence.Approval
	entries       map[*evidence.Approval]int64
}

func (p *people) heard(ctx context.Context, run *asking) (said, error) {
	s := said{entries: map[*evidence.Approval]int64{}}
	for _, w := range run.words {
		a, err := again[*evidence.Approval](ctx, p.judge, w.entry, w.at)
		if err != nil {
			return s, err
		}
		s.all, s.entries[a] = append(s.all, a), w.entry
		if w.verified {
			s.verified = append(s.verified, a)
		}
	}
	return s, nil
}

// question is what was asked. Of a person whom the plan does not list the signer says that they are in a team.
func question(asked *evidence.AskedRecord, e *entry, a *evidence.Authorization, t *trust) rules.Question {
	q := rules.Question{
		Address: asked.Address, Key: asked.Key, Authorization: e.run.Authorization, Expires: asked.Expires, Requester: a.Requester, Same: t.same,
		Holds: func(role string, by evidence.By) bool { return rules.InTeam(e.plan, role, by) },
	}
	if asked.Shown != nil && asked.Frozen != nil {
		q.Shown, q.Frozen = *asked.Shown, *asked.Frozen
	}
	return q
}

// answered judges one approval or ask that a record says has passed. Whatever did not pass flatters nobody.
func (p *people) answered(e *entry, asked *evidence.AskedRecord, q rules.Question, s said) {
	if asked.Outcome != evidence.Passed || rules.Asked(e.plan, asked.Address) == nil {
		return // what the plan does not have, claim 10 tells
	}
	if rules.Hear(e.plan, q, s.verified).Enough {
		return
	}
	h := rules.Hear(e.plan, q, s.all)
	if h.Enough {
		e.skips = append(e.skips, skip{review, fmt.Sprintf("entry %d: %s passed by words of which the policy cannot tell whose they are", e.index, asked.Address)})
		return
	}
	e.refuteAt(review, evidence.BlobPath(e.run.Record.Digest), fmt.Sprintf("%s%s passed, and %s", asked.Address, bracketed(asked.Key), s.missing(h)))
}

// missing tells what there is in place of enough.
func (s said) missing(h rules.Heard) string {
	if h.No != nil {
		return fmt.Sprintf("%s said no (entry %d)", h.No.By.Login, s.entries[h.No])
	}
	parts := []string{fmt.Sprintf("%d of those who had to say yes did", len(h.Counted))}
	for _, v := range h.Void[:min(len(h.Void), 3)] {
		parts = append(parts, fmt.Sprintf("entry %d %s", s.entries[v.Said], v.Why))
	}
	return strings.Join(parts, "; ")
}

func bracketed(key *string) string {
	if key == nil {
		return ""
	}
	return fmt.Sprintf("[%.80q]", *key)
}

// approvers are those who said yes to an approval, and hold the role in which they did: no more than the
// plan's roles have members. To answer an ask is not to approve.
func (s said) approvers(p *plan.Plan) (people []evidence.By) {
	for _, a := range s.all {
		if a.Answer == evidence.Yes && strings.HasPrefix(a.Name, plan.ApprovalPrefix) && (rules.Holds(p, a.Role, a.By) || rules.InTeam(p, a.Role, a.By)) && !slices.Contains(people, a.By) {
			people = append(people, a.By)
		}
	}
	return people
}

// unasked holds that nothing ran which waits for people that were not asked, or did not say yes.
func (p *people) unasked(e *entry, broken bool) {
	told := map[string][]*evidence.AskedRecord{}
	for i := range e.record.Asked {
		asked := &e.record.Asked[i]
		told[asked.Address] = append(told[asked.Address], asked)
	}
	ran := map[string][]*string{}
	for _, s := range e.record.Steps {
		if s.Attempts > 0 {
			ran[s.Address] = append(ran[s.Address], s.Key)
		}
	}
	for _, s := range e.plan.AllSteps() {
		for _, need := range s.Needs {
			if len(ran[s.Address()]) == 0 || rules.Asked(e.plan, need) == nil {
				continue
			}
			lets := func(asked *evidence.AskedRecord) bool { return lets(e, asked, broken) }
			if key, ok := letIn(told[need], ran[s.Address()], lets); !ok {
				e.refuteAt(review, evidence.BlobPath(e.run.Record.Digest), fmt.Sprintf("%s%s ran, and %s, for which it waits, did not let it", s.Address(), bracketed(key), need))
			}
		}
	}
}

// letIn tells the first of the keys that ran and were not let in. Where a phase is one for each item of
// something, the question of a job lets in what has its key, or one below it; where the keys do not tell
// which job something is of, because they are digests, one of the questions must have let somebody in.
func letIn(asked []*evidence.AskedRecord, ran []*string, lets func(*evidence.AskedRecord) bool) (*string, bool) {
	for _, key := range ran {
		of, any := false, false
		for _, a := range asked {
			own := a.Key == nil || key != nil && (*key == *a.Key || strings.HasPrefix(*key, *a.Key+"/"))
			if own && !lets(a) {
				return key, false
			}
			of, any = of || own, any || lets(a)
		}
		if !of && !any {
			return key, false
		}
	}
	return nil, true
}

// lets tells whether what waits for people may go on: they said yes, or did not have to.
func lets(e *entry, asked *evidence.AskedRecord, broken bool) bool {
	switch asked.Outcome {
	case evidence.Passed:
		return true
	case evidence.Simulated:
		return e.record.Mode == evidence.Rehearsal
	case evidence.Skipped:
		return asked.Reason == "when" && conditional(e.plan, asked.Address) ||
			asked.Reason == "phase" && skippedItself(e, asked.Address) || asked.Reason == "breakglass" && broken
	}
	return false
}

// conditional tells whether the plan lets an approval or ask be skipped by a condition of its own.
func conditional(p *plan.Plan, address string) bool {
	if name, ok := strings.CutPrefix(address, plan.ApprovalPrefix); ok {
		return p.Approval(name).SkipIf != nil
	}
	return p.Ask(strings.TrimPrefix(address, plan.AskPrefix)).When != nil
}

// skippedItself tells whether the phase of an approval or ask did not run because its own condition said so,
// or because there was nothing to do: that counts as done for what comes after it.
func skippedItself(e *entry, address string) bool {
	i := slices.IndexFunc(e.plan.Phases, func(f plan.Phase) bool {
		return slices.ContainsFunc(f.Approvals, func(a plan.Approval) bool { return a.Address() == address }) ||
			slices.ContainsFunc(f.Asks, func(a plan.Ask) bool { return a.Address() == address })
	})
	return i >= 0 && slices.ContainsFunc(e.record.Steps, func(s evidence.StepRecord) bool {
		return s.Address == "phase."+e.plan.Phases[i].Name && s.Outcome == evidence.Skipped && (s.Reason == "when" || s.Reason == "empty")
	})
}

package rules

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// undoSuffix is behind the address of a step whose record tells how it was taken back.
const undoSuffix = ".undo"

// Stays are the changes of a run, by address and key, that its plan wants taken back where their phase fails, and that
// stand all the same: the run was interrupted, or taking them back did not pass. What nothing can undo is not among them.
func Stays(p *plan.Plan, r *evidence.Record) (stays []string) {
	if r.Mode != evidence.Live {
		return nil
	}
	for i := range p.Phases {
		f := &p.Phases[i]
		if f.OnFailure == nil || f.OnFailure.Undo != "reverse" || !fails(f, r) {
			continue
		}
		for _, s := range r.Steps {
			if step := stepOf(f, s.Address); step != nil && step.Effect != kind.Observe && undoable(p, step) && stands(r, &s) {
				stays = append(stays, s.Address+keyed(s.Key))
			}
		}
	}
	return stays
}

// fails tells whether something of a phase did not come to a good end.
func fails(f *plan.Phase, r *evidence.Record) bool {
	bad := func(o evidence.Outcome, reason string) bool {
		return slices.Contains([]evidence.Outcome{evidence.Failed, evidence.Blocked, evidence.Unknown}, o) || reason == evidence.ReasonInterrupted
	}
	return slices.ContainsFunc(r.Steps, func(s evidence.StepRecord) bool { return stepOf(f, s.Address) != nil && bad(s.Outcome, s.Reason) }) ||
		slices.ContainsFunc(r.Asked, func(a evidence.AskedRecord) bool { return asks(f, a.Address) && bad(a.Outcome, a.Reason) })
}

func stepOf(f *plan.Phase, address string) *plan.Step {
	for i := range f.Steps {
		if f.Steps[i].Address() == address {
			return &f.Steps[i]
		}
	}
	return nil
}

func asks(f *plan.Phase, address string) bool {
	name, approval := strings.CutPrefix(address, plan.ApprovalPrefix)
	if approval {
		return slices.ContainsFunc(f.Approvals, func(a plan.Approval) bool { return a.Name == name })
	}
	name = strings.TrimPrefix(address, plan.AskPrefix)
	return slices.ContainsFunc(f.Asks, func(a plan.Ask) bool { return a.Name == name })
}

func undoable(p *plan.Plan, s *plan.Step) bool {
	u := p.UndoOf(s)
	return u != nil && u.Action != ""
}

// stands tells whether what a step did, or may have done, is still there.
func stands(r *evidence.Record, s *evidence.StepRecord) bool {
	if s.StartedAt == "" || s.Outcome == evidence.Recovered || s.Outcome == evidence.Simulated || s.Outcome == evidence.Skipped {
		return false
	}
	return !slices.ContainsFunc(r.Steps, func(back evidence.StepRecord) bool {
		return back.Address == s.Address+undoSuffix && sameKey(back.Key, s.Key) && back.Outcome == evidence.Passed
	})
}

func keyed(key *string) string {
	if key == nil {
		return ""
	}
	return "[" + *key + "]"
}

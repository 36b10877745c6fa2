package verify_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// A run whose check fails, that Dee, who owns the runbook, lets go unmet for a while, and what is taken back.

// waivablePlan is the asking plan with two checks, one of which may be waived by Dee for a day.
func waivablePlan(t testing.TB) *plan.Plan {
	p := askingPlan(t, nil)
	p.Owner = "oncall"
	condition := &expr.Node{Op: expr.OpEqual, Args: []*expr.Node{expr.Ref("step", "rotate", "exit_code"), expr.Lit(number("0"))}}
	for _, name := range []string{"alarmed", "shut"} {
		p.Checks = append(p.Checks, plan.Check{Name: name, Severity: "high", Message: expr.Lit(expr.OfText("It is not.")), Condition: condition})
	}
	p.Checks[1].ForEach, p.Checks[1].By = expr.Ref("step", "rotate", "lines"), "door"
	p.Waivable = []plan.Waivable{{Check: "shut", MaxFor: 86400, By: []string{"oncall"}}}
	return p
}

// excepted is a run of it that people approved, and whose named checks failed.
func (f *forge) excepted(failed ...string) (*asked, *draft) {
	f.t.Helper()
	r := f.askOf(5, "waivable", edit{})
	r.yes("ada", edit{})
	r.yes("bo", edit{})
	r.answered()
	return r, r.end(func(rec *evidence.Record) {
		front, back := "front", "back"
		for _, c := range []evidence.CheckRecord{{Name: "alarmed"}, {Name: "shut", Key: &back}, {Name: "shut", Key: &front}} {
			c.Severity, c.Outcome, c.Operands = "high", evidence.Passed, []expr.Operand{expr.OperandOf(number("0")), expr.OperandOf(number("0"))}
			for _, name := range failed {
				if name == c.Name || c.Key != nil && name == *c.Key {
					c.Outcome, rec.Outcome, c.Operands[0] = evidence.Failed, evidence.Failed, expr.OperandOf(number("1"))
				}
			}
			rec.Checks = append(rec.Checks, c)
		}
	}, edit{})
}

// waive appends Dee's waiver of the check that may be, which Ada owns.
func (r *asked) waive(name string, change func(*evidence.Waiver)) *draft {
	r.t.Helper()
	at := len(r.leaves)
	w := &evidence.Waiver{
		At: minute(at), By: by(r.t, name, name), CheckOf: "rotate.shut", Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Expires: minute(at + 24*60),
		Owner: by(r.t, "ada", "ada"), Plan: r.plan, Reason: "The lock comes tomorrow.", Role: "oncall", Seen: r.seen(),
	}
	if change != nil {
		change(w)
	}
	return r.say(name, w, edit{})
}

// revoke appends somebody's taking back of entries.
func (r *asked) revoke(name string, change func(*evidence.Revocation), entries ...int) *draft {
	r.t.Helper()
	v := &evidence.Revocation{At: minute(len(r.leaves)), By: by(r.t, name, name), Reason: "It was another door.", Seen: r.seen()}
	for _, i := range entries {
		v.Entries = append(v.Entries, evidence.Revoked{Bundle: canon.Sum(r.drafts[i].bundle), Index: int64(i)})
	}
	if change != nil {
		change(v)
	}
	return r.say(name, v, edit{})
}

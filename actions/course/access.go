package course

import (
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Access. Deny is the default. A run that starts by itself has no requester, and no gate is asked.

// MayStart tells whether somebody with these roles may start the plan by hand.
func MayStart(p *plan.Plan, roles []string) bool {
	return p.Access != nil && slices.ContainsFunc(roles, func(role string) bool {
		return slices.Contains(p.Access.Who, role)
	})
}

// Door is where the gates of a plan are asked, before the run and, where they are old, again during it.
type Door struct{ course *Course }

// NewDoor is that of a run which has not begun.
func NewDoor(p *plan.Plan, facts Facts) Door {
	c := &Course{
		plan: p, facts: facts, clock: facts.At, home: map[string]*phase{}, kinds: map[string]*kind.Kind{}, fixed: map[string]expr.Value{}, waits: map[string]*fixing{},
	}
	c.forget()
	return Door{c}
}

// Key is what tells the runs apart that may go on beside each other; unknown where it cannot be computed, or
// is no text.
func (d Door) Key() (key string, known bool) {
	if d.course.plan.Concurrency == nil {
		return "", true
	}
	return d.course.eval(d.course.plan.Concurrency.Key, scope{course: d.course}).AsText()
}

// Settings are what the action of a gate is given, or what is wrong with them.
func (d Door) Settings(g *plan.Gate) (settings map[string]expr.Value, problem string) {
	return rules.Settings(d.course.plan, d.course.kindOf(g.Action), g.Settings, scope{course: d.course})
}

// Refuses tells why a gate, of which its action gave these outputs, does not let the person in at that
// instant; "" where it does. What it cannot judge, it does not let in.
func (d Door) Refuses(g *plan.Gate, outputs map[string]expr.Value, at time.Time) string {
	self := d.course.outputsOf(g.Action, outputs)
	about := scope{course: d.course, self: &self}
	if j := expr.Judge(g.Condition, about); j.Outcome != expr.OutcomePassed {
		return rules.Message(g.Message, about, j.Why)
	}
	return d.stale(g, outputs, at)
}

// stale tells why what a gate saw is too old, or not known to be young enough. Its age is measured on the
// output that says as of when.
func (d Door) stale(g *plan.Gate, outputs map[string]expr.Value, at time.Time) string {
	if g.MaxAge == 0 {
		return ""
	}
	k := d.course.kindOf(g.Action)
	for _, o := range k.Outputs {
		if !o.AsOf {
			continue
		}
		text, _ := outputs[o.Name].AsText()
		seen, err := evidence.ParseInstant(text)
		switch age := at.Sub(seen); {
		case err != nil:
			return "how old its answer is cannot be told: " + o.Name + " is no instant as 2026-01-31T07:00:00Z"
		case age < 0:
			return "its answer is of a time to come: " + o.Name + " is " + text
		case age > time.Duration(g.MaxAge)*time.Second:
			return fmt.Sprintf("its answer is too old: %s is %s, and it may be %s old at most", o.Name, text, expr.LengthWords(g.MaxAge))
		}
		return ""
	}
	return "how old its answer is cannot be told: " + g.Action + " has no output that says as of when it was true"
}

// Shut ends the run where a gate that was asked again does not let the person in any more.
func (c *Course) Shut(gate, why string, at time.Time) {
	address := "gate." + gate
	c.ended = append(c.ended, &Ended{
		Place: Place{Address: address}, By: address, Outcome: evidence.Blocked, Reason: ReasonGate, Why: why, Started: at, Finished: at, Attempts: 1,
	})
	c.Halt(ReasonGate, at)
}

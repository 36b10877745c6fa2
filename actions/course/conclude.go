package course

import (
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// close comes when the last phase has ended: what was undone is settled, and the checks outside phases are
// judged.
func (c *Course) close() {
	c.closing = true
	c.forget()
	c.settleUndone()
	c.judgeLast()
	if c.plan.Result != nil {
		c.shown = append(c.shown, c.show(Shown{Address: "result"}, c.plan.Result, scope{course: c}))
	}
	c.tell(toldAs(Overall(c.ended)))
}

// Evidence is what the plan declares as such, each by its name; null where it is not known.
func (c *Course) Evidence() map[string]expr.Value {
	values, about := map[string]expr.Value{}, scope{course: c}
	for _, e := range c.plan.Evidence {
		values[e.Name] = expr.Nil()
		if !c.closing {
			continue
		}
		if v := c.eval(e.Value, about); v.Whole() {
			values[e.Name] = v
		}
	}
	return values
}

// Decided is the first thing that decided an outcome of the run, of what was recovered the first that had
// failed; nil where it passed.
func (c *Course) Decided(o evidence.Outcome) *Ended {
	for _, e := range c.ended {
		if e.Outcome == o && o != evidence.Passed && !(o == evidence.Recovered && e.passed) {
			return e
		}
	}
	return nil
}

// Overall is the outcome that follows from parts.
func Overall(parts []*Ended) evidence.Outcome {
	record := &evidence.Record{Steps: make([]evidence.StepRecord, len(parts))}
	for i, e := range parts {
		record.Steps[i] = evidence.StepRecord{Outcome: e.Outcome, Reason: string(e.Reason)}
	}
	return record.Overall()
}

// toldAs is the state of which a notify tells. What is not a pass is told as a failure, unless somebody
// said no: there is no word of its own for unknown and recovered.
func toldAs(o evidence.Outcome) string {
	switch o {
	case evidence.Passed, evidence.Blocked:
		return string(o)
	}
	return string(evidence.Failed)
}

// Notice is something that people are told.
type Notice struct {
	*plan.Notify
	State string // one of plan.NotifyOn, or on_failure
	Words string // "" where they could not be computed
}

// Notices are what people are to be told, all since so many were.
func (c *Course) Notices(since int) []Notice { return c.notices[since:] }

// NoticesOf are what people are to be told of a state, whether the run has come to it or not: for who knows more of
// the run than its parts tell.
func (c *Course) NoticesOf(state string) []Notice {
	before := c.notices
	defer func() { c.notices = before }()
	c.notices = nil
	c.tell(state)
	return c.notices
}

// tell lets the notifies tell of a state that the run has come to.
func (c *Course) tell(on string) {
	for i := range c.plan.Notifies {
		for _, state := range c.plan.Notifies[i].On {
			if state == on {
				c.say(&c.plan.Notifies[i], on)
			}
		}
	}
}

// say tells people, but in a rehearsal.
func (c *Course) say(n *plan.Notify, on string) {
	if c.rehearses() {
		return
	}
	text, _ := c.eval(n.Text, scope{course: c}).AsText()
	c.notices = append(c.notices, Notice{n, on, text})
}

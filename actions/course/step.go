package course

import (
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Steps. when, expect and retry are those of one item.

// readyStep computes what an item of a step is to do, or tells why nothing is.
func (c *Course) readyStep(t *Task, about scope) bool {
	s, e := t.Step, t.ended
	if s.When != nil && !c.goesOn(s.When, about, e) {
		return false
	}
	k := c.kindOf(s.Action)
	if k.Acts(s.Effect) && c.rehearses() {
		e.Outcome, e.Reason, e.Why = evidence.Simulated, "", "a rehearsal changes nothing, and tells nobody"
		e.settings, _ = rules.Settings(c.plan, k, s.Settings, about) // what would have been done
		return false
	}
	settings, problem := rules.Settings(c.plan, k, s.Settings, about)
	if problem != "" {
		e.of.begun = true // its phase has to do with it
		e.Outcome, e.Reason, e.Why = evidence.Unknown, ReasonSetting, problem
		return false
	}
	if s.UndoAfter != nil {
		if e.until, problem = c.until(s.UndoAfter, about); problem != "" {
			e.of.begun = true
			e.Outcome, e.Reason, e.Why = evidence.Unknown, ReasonSetting, problem
			return false
		}
	}
	e.settings, e.changed = settings, s.Effect != kind.Observe
	t.Action, t.Connection, t.Settings = s.Action, s.Connection, settings
	return true
}

func (c *Course) rehearses() bool { return c.facts.Mode == evidence.Rehearsal }

// Settings are those that an item was given while it was under way, and of what changed something also after it; in
// a rehearsal those that it would have been given. nil where they are not known.
func (e *Ended) Settings() map[string]expr.Value { return e.settings }

// goesOn judges the when of a step or an ask. Null or unknown does not go on, and does not count as done.
func (c *Course) goesOn(when *expr.Node, about scope, e *Ended) bool {
	v := c.eval(when, about)
	yes, known := v.AsBool()
	switch {
	case !known:
		e.Outcome, e.Reason, e.Why = evidence.Unknown, ReasonWhen, "when: "+unknownWhy(v)
	case !yes:
		e.Outcome, e.Reason, e.Why, e.own = evidence.Skipped, ReasonWhen, "when", true
	}
	return known && yes
}

// Judgement is what came of the expectations of a step.
type Judgement struct {
	Outcome evidence.Outcome // passed, failed or unknown
	By      string           // the address of the expectation that decided
	Why     string
	Expects []evidence.ExpectRecord
}

// Judge judges what an attempt that passed gave. An expectation that fails makes the step failed, else one
// that cannot be judged makes it unknown.
func (c *Course) Judge(t *Task, outputs map[string]expr.Value) Judgement {
	judged := Judgement{Outcome: evidence.Passed}
	if t.Step == nil || t.Undo || len(t.Step.Expects) == 0 {
		return judged
	}
	about := c.about(t, outputs)
	for _, x := range t.Step.Expects {
		j := expr.Judge(x.Condition, about)
		outcome := evidence.Outcome(j.Outcome)
		judged.Expects = append(judged.Expects, evidence.ExpectRecord{Name: x.Name, Outcome: outcome, Operands: j.Operands})
		if outcome == evidence.Failed && judged.Outcome != evidence.Failed || outcome == evidence.Unknown && judged.Outcome == evidence.Passed {
			judged.Outcome, judged.By, judged.Why = outcome, t.Address+"."+x.Name, rules.Message(x.Message, about, j.Why)
		}
	}
	return judged
}

// Retries tells whether a step wants another attempt after so many, of which the last came to this. One that only
// looks, and says while what it is to look again, does so after it has passed too: what it waits for is not there yet.
// cut is why no other is made where one is wanted: the run has ended before its time.
func (c *Course) Retries(t *Task, attempts int64, outcome evidence.Outcome, outputs map[string]expr.Value) (again bool, cut Reason) {
	if !c.wantsMore(t, attempts, outcome, outputs) {
		return false, ""
	}
	halted := c.halted
	if t.ended.of != nil {
		halted = c.haltOf(t.ended.of.job)
	}
	if halted == ReasonTimeout || halted == ReasonGlass || halted == ReasonInterrupted {
		return false, halted
	}
	return true, ""
}

func (c *Course) wantsMore(t *Task, attempts int64, outcome evidence.Outcome, outputs map[string]expr.Value) bool {
	if t.Step == nil || t.Undo || t.Step.Retry == nil || attempts >= t.Step.Retry.Max {
		return false
	}
	while := t.Step.Retry.While
	waits := outcome == evidence.Passed && while != nil && t.Step.Effect == kind.Observe
	switch {
	case outcome != evidence.Failed && outcome != evidence.Unknown && !waits:
		return false
	case while == nil:
		return true
	}
	yes, _ := c.eval(while, c.about(t, outputs)).AsBool()
	return yes
}

// about is what an expression about an attempt may refer to.
func (c *Course) about(t *Task, outputs map[string]expr.Value) scope {
	about := c.scopeOf(t.ended)
	self := c.outputsOf(t.Action, outputs)
	about.self = &self
	return about
}

// outputsOf are the outputs that an action declares: null where they are not told.
func (c *Course) outputsOf(action string, told map[string]expr.Value) expr.Value {
	k := c.kindOf(action)
	members := make([]expr.Member, len(k.Outputs))
	for i, o := range k.Outputs {
		members[i] = expr.Member{Name: o.Name, Value: told[o.Name]}
	}
	return expr.OfMembers(members)
}

// unknownWhy is why a value is of no use where a yes or no, or a number, is asked for.
func unknownWhy(v expr.Value) string {
	switch {
	case v.IsNull():
		return "it is null"
	case v.Whole():
		return "it is a " + v.Kind().String()
	}
	return v.Reason()
}

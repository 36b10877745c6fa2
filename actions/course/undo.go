package course

import (
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// Undo. Where a part of a phase did not come to a good end and its on_failure says "reverse", what its
// steps changed is taken back, newest first, one after the other: what passed, and what may have
// half-happened. A step's own undo holds, else that of its action. Without on_failure the changes stay. A
// run that somebody interrupts takes nothing back: its record says what stays.

// UndoSuffix and the address of a step before it are the address of what takes it back.
const UndoSuffix = ".undo"

// recover begins what a phase says about its failure.
func (c *Course) recover(f *phase) {
	if f.plan.OnFailure.Undo == "reverse" && c.haltOfPhase(f) != ReasonInterrupted {
		for _, e := range c.ended {
			if e.of != nil && e.of.job.phase == f && e.changed {
				f.back = append(f.back, e)
			}
		}
	}
	f.state = undoing
	c.moves++
	c.goBack(f)
}

// goBack finds the next thing to take back. What cannot be, or is not any more, is told at once.
func (c *Course) goBack(f *phase) {
	for len(f.back) > 0 {
		t, why, reason := c.undoOf(f.back[len(f.back)-1])
		f.undo = t
		switch {
		case c.haltOfPhase(f) == ReasonInterrupted:
			t.ended.Outcome, t.ended.Reason, t.ended.Why = haltedOutcome(ReasonInterrupted), ReasonInterrupted, ReasonInterrupted.words()
		case why == "":
			return
		default:
			t.ended.Outcome, t.ended.Reason, t.ended.Why = evidence.Failed, reason, why
		}
		c.keepBack(f, t.ended)
	}
	c.recovered(f)
}

// recovered ends a phase that has taken back all that it could.
func (c *Course) recovered(f *phase) {
	for _, name := range f.plan.OnFailure.Notify {
		if n := c.plan.Notify(name); n != nil {
			c.say(n, "on_failure")
		}
	}
	f.state = closed
	c.moves++
}

// nextUndo gives the next thing to take back, and takes it as started.
func (c *Course) nextUndo(takes func(*Task) bool) *Task {
	for _, f := range c.phases {
		if f.state == undoing && !f.doing && takes(f.undo) {
			f.doing = true
			return f.undo
		}
	}
	return nil
}

// undoOf is the task that takes an item back, or why there is none.
func (c *Course) undoOf(of *Ended) (t *Task, why string, reason Reason) {
	place := of.Place
	place.Address += UndoSuffix
	t = &Task{
		Address: place.Address, Job: place.Job, Key: place.Key, Step: of.of.step, Undo: true,
		ended: &Ended{Place: place, By: place.Address, Keyed: of.Keyed},
	}
	u := c.plan.UndoOf(t.Step)
	switch {
	case u == nil:
		return t, "neither the step nor its action says how it is undone", ReasonIrrevocable
	case u.Action == "":
		return t, "it cannot be undone: " + u.Reason, ReasonIrrevocable
	}
	self := c.outputsOf(t.Step.Action, of.outputs)
	about := scope{course: c}
	t.Action, t.Connection = u.Action, c.plan.UndoConnection(u.Action, t.Step)
	if u == t.Step.Undo {
		about = c.scopeOf(of)
	} else {
		setting := expr.OfObject(of.settings)
		about.setting, t.TakesBack = &setting, t.Step.Action
	}
	about.self = &self
	settings, problem := rules.Settings(c.plan, c.kindOf(u.Action), u.Settings, about)
	t.Settings = settings
	return t, problem, ReasonSetting
}

// tookBack keeps what came of taking an item back, and goes on to the next.
func (c *Course) tookBack(e *Ended) {
	f := c.home[strings.TrimSuffix(e.Address, UndoSuffix)]
	f.doing = false
	c.keepBack(f, e)
	c.goBack(f)
}

// keepBack keeps it. What had passed is recovered from then on: its change is gone.
func (c *Course) keepBack(f *phase, e *Ended) {
	of := f.back[len(f.back)-1]
	f.back = f.back[:len(f.back)-1]
	of.undone = e.Outcome == evidence.Passed
	if of.passed = of.Outcome == evidence.Passed; of.passed && of.undone {
		c.setRecovered(of)
	}
	c.ended = append(c.ended, e)
	c.undone = append(c.undone, e)
	c.moves++
}

// Undone is what was taken back, or could not be, in that order.
func (c *Course) Undone() []*Ended { return c.undone }

// settleUndone tells what is recovered once all parts have come to their end. A step that failed and was
// undone is recovered where every change of the run was; as long as one is left, the run is not as if it
// had never been, and what failed stays failed.
func (c *Course) settleUndone() {
	for _, e := range c.ended {
		if e.changed && !e.undone {
			return
		}
	}
	for _, e := range c.ended {
		if e.undone {
			c.setRecovered(e)
		}
	}
}

// setRecovered makes an item one that was undone: never shown as passed, and with no outputs.
func (c *Course) setRecovered(e *Ended) {
	e.Outcome, e.of.value, e.of.job.phase.value = evidence.Recovered, nil, nil
	clear(c.fixed)
	c.forget()
}

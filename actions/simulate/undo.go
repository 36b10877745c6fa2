package simulate

import (
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// Undo. Where a part of a phase did not come to a good end and its on_failure says "reverse", what its
// steps changed is taken back, newest first: what passed, and what may have half-happened. A step's own
// undo holds, else that of its action. Without on_failure the changes stay.
//
// An undo is simulated as passed, unless the scenario mocks "step.NAME.undo" as failing. What undo_after
// takes back is a run of its own, and not played here.

// undoSuffix and the address of a step before it are the address of what takes it back.
const undoSuffix = ".undo"

// recover does what a phase says about its failure.
func (pl *player) recover(f *phase) {
	if f.plan.OnFailure.Undo == "reverse" {
		for i := len(pl.ended) - 1; i >= 0; i-- {
			if e := pl.ended[i]; e.of != nil && e.of.job.phase == f && e.changed {
				pl.takeBack(e)
			}
		}
	}
	for _, name := range f.plan.OnFailure.Notify {
		if n := pl.plan.Notify(name); n != nil {
			pl.say(n, "on_failure")
		}
	}
}

// takeBack undoes one item of a step. What had passed is recovered from then on: its change is gone.
func (pl *player) takeBack(e *ended) {
	back := Part{Address: e.Address, Key: e.Key, By: e.Address + undoSuffix, Outcome: evidence.Passed}
	if why := pl.whyNotBack(e); why != "" {
		back.Outcome, back.Why = evidence.Failed, why
	} else {
		e.undone = true
	}
	pl.result.Undone = append(pl.result.Undone, back)
	if e.passed = e.Outcome == evidence.Passed; e.passed && e.undone {
		pl.setRecovered(e)
	}
}

// whyNotBack tells why an item cannot be taken back; "" where it is.
func (pl *player) whyNotBack(e *ended) string {
	s := e.of.step
	u := pl.plan.UndoOf(s)
	switch {
	case u == nil:
		return "neither the step nor its action says how it is undone"
	case u.Action == "":
		return "it cannot be undone: " + u.Reason
	}
	about := scope{player: pl}
	if u == s.Undo {
		self := pl.outputs(s.Action, e.outputs)
		about = pl.scopeOf(e)
		about.self = &self
	} else {
		setting := expr.OfObject(e.settings)
		about.setting = &setting
	}
	if _, problem := rules.Settings(pl.plan, u.Action, u.Settings, about); problem != "" {
		return problem
	}
	if mock := pl.mock(e.Address+undoSuffix, e.Key); mock != nil {
		return mock.Fails
	}
	return ""
}

// settleUndone tells what is recovered once all parts have come to their end. A step that failed and was
// undone is recovered where every change of the run was; as long as one is left, the run is not as if it
// had never been, and what failed stays failed.
func (pl *player) settleUndone() {
	for _, e := range pl.ended {
		if e.changed && !e.undone {
			return
		}
	}
	for _, e := range pl.ended {
		if e.undone {
			pl.setRecovered(e)
		}
	}
}

// setRecovered makes an item one that was undone: never shown as passed, and with no outputs.
func (pl *player) setRecovered(e *ended) {
	e.Outcome, e.of.value = evidence.Recovered, nil
	pl.forget()
}

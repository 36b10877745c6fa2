package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// look runs what only looks, as a rehearsal does, and tells what a live run would do now. Nobody is asked
// for leave, nothing is recorded, and so it is no evidence of anything.
func (w *World) look(ctx context.Context, p *plan.Plan, given offered) error {
	run, watch, err := w.prepareLook(ctx, p, given)
	if err != nil {
		return err
	}
	finished, err := run.Do(ctx, engine.Start{})
	watch.stop()
	if finished == nil {
		return err
	}
	w.viewLook(p, finished.Record, &watch.rehearsed)
	switch outcome := finished.Record.Outcome; {
	case err != nil:
		return friendly(err)
	case outcome == evidence.Unknown, outcome == evidence.Interrupted:
		return quiet(couldNotLook)
	case outcome != evidence.Passed:
		return quiet(foundWrong)
	}
	return nil
}

// prepareLook prepares the run of a look. Its id is nobody's: there is no ledger in which it has a name.
func (w *World) prepareLook(ctx context.Context, p *plan.Plan, given offered) (*engine.Run, *watch, error) {
	repo, err := w.openRepository()
	if err != nil {
		return nil, nil, err
	}
	trigger, err := triggerOf(p, "")
	if err != nil {
		return nil, nil, err
	}
	inputs, err := w.inputs(ctx, &bound{plan: p, repo: repo}, trigger, given)
	if err != nil {
		return nil, nil, err
	}
	id := canon.Sum([]byte("look"))
	job := engine.Job{
		Plan: p, Mode: evidence.Rehearsal, Inputs: inputs, Trigger: evidence.TriggerRef{Kind: trigger.Kind, Name: trigger.Name},
		ID:        evidence.RunID{Attempt: 1, ID: id.Hex()[:32], Origin: "attestary.dev/ledger/" + id.Hex()[:32]},
		Requester: &engine.Requester{ID: w.login(), Login: w.login()},
	}
	office := office{w: w, repo: repo}
	world := office.world()
	watch := w.watchParts(p, groupsOf(p), "human")
	world.Events = watch.event
	run, err := engine.Prepare(ctx, job, world)
	if err != nil {
		watch.stop()
		return nil, nil, err
	}
	return run, watch, nil
}

// viewLook tells in numbers what a live run would do now, then the settings of the first items.
func (w *World) viewLook(p *plan.Plan, r *evidence.Record, would *rehearsed) {
	fmt.Fprintln(w.Out, "\na live run would now, as far as this look could see:")
	said := false
	for items := range chunks(told(r)) {
		if words := w.wouldDo(p, items, would); words != "" {
			said = true
			fmt.Fprintf(w.Out, "  %s\n", words)
		}
	}
	if !said {
		fmt.Fprintln(w.Out, "  only look")
	}
	if len(would.order) > 0 {
		fmt.Fprintln(w.Out, "\nwith these settings:")
	}
	would.settings(w.Out, w.Width)
	w.viewChecks(w.Out, r.Checks)
	fmt.Fprintf(w.Out, "%s a look at %s: %s; nothing was changed, and nothing recorded\n", w.sign(r.Outcome), p.Runbook, r.Outcome)
}

// wouldDo is what a part would do; "" for one that only looks, and did.
func (w *World) wouldDo(p *plan.Plan, items []evidence.StepRecord, would *rehearsed) string {
	first := items[0]
	outcome, n := worst(items), would.count(first.Address)
	switch s := p.Step(strings.TrimPrefix(first.Address, plan.StepPrefix)); {
	case s != nil && n > 0: // also where the record tells its many items as one
		return fmt.Sprintf("%s %s: run %s%s", w.sign(evidence.Simulated), first.Address, s.Action, timesOf(s, n))
	case isQuestion(first.Address) && outcome == evidence.Simulated:
		return w.sign(outcome) + " " + first.Address + ": " + asksWhom(p, first.Address)
	case isQuestion(first.Address), outcome == evidence.Passed:
		return ""
	case outcome != evidence.Simulated && outcome != evidence.Skipped:
		return w.sign(outcome) + " " + first.Address + ": stop here, " + string(outcome) + because(first.Reason)
	}
	return w.sign(evidence.Skipped) + " " + first.Address + ": leave out" + because(first.Reason)
}

// timesOf tells how often, and how often it may be at most.
func timesOf(s *plan.Step, n int) string {
	switch {
	case s.ForEach == nil && n == 1:
		return ", once"
	case s.Limit == nil:
		return fmt.Sprintf(" on %s %s", live.Thousands(n), plural(n, "item"))
	case s.Limit.Count > 0:
		return fmt.Sprintf(" on %s of at most %s items", live.Thousands(n), live.Thousands(int(s.Limit.Count)))
	}
	return fmt.Sprintf(" on %s %s, of at most %d%% of %s", live.Thousands(n), plural(n, "item"), s.Limit.Percent, s.Limit.Of.String())
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// ending is a run that has come to its end, or waits.
type ending struct {
	plan   *plan.Plan
	watch  *watch
	format string
	result *conduct.Result // nil where nothing has run
}

// endRun tells what came of a run, and how it ends for the shell.
func (w *World) endRun(ctx context.Context, o *office, e ending, err error) error {
	var refusal *conduct.Refusal
	if errors.As(err, &refusal) && refusal.Recorded {
		o.fetch(ctx)
	}
	if e.result == nil {
		return runStatus(nil, err)
	}
	if e.result.Record != nil {
		w.summarise(e.plan, e.result)
	}
	if e.format == "json" {
		err = w.endEvents(e.plan, e.result, err)
		o.fetch(ctx)
		return err
	}
	w.tellResult(e)
	o.fetch(ctx)
	return runStatus(e.result, err)
}

// tellResult tells people what came of a run.
func (w *World) tellResult(e ending) {
	if e.result.Record == nil {
		w.tellWaiting(e.plan, e.result)
		return
	}
	e.watch.rehearsed.view(w.Out, w.Width)
	w.viewRecord(w.Out, e.plan, e.result.Whole)
	for _, s := range e.result.Shown {
		if s.Address == "result" {
			w.viewShown(w.Out, s, "; all are in what --format json tells")
		}
	}
	w.tellOpenEnd(e.plan, e.result.Record)
	if e.result.Glass {
		fmt.Fprintf(w.Err, "\n  the glass was broken for it, which every report tells until somebody else has confirmed it:  attestary confirm %s\n", e.result.Run.Key().Hex()[:8])
	}
}

// tellOpenEnd tells who must still confirm a run that came to a good end.
func (w *World) tellOpenEnd(p *plan.Plan, r *evidence.Record) {
	if p.Confirm == nil || r.Mode != evidence.Live || r.Outcome != evidence.Passed {
		return
	}
	fmt.Fprintf(w.Err, "\n  it counts once somebody else of %s has confirmed it, within %s:  attestary confirm %s\n",
		strings.Join(p.Confirm.By, " or "), expr.FormatLength(p.Confirm.Within), r.Run.Key().Hex()[:8])
}

// tellWaiting tells for whom a run waits, and what they and we can do.
func (w *World) tellWaiting(p *plan.Plan, result *conduct.Result) {
	key := result.Run.Key().Hex()[:8]
	for _, q := range result.Waiting {
		w.viewQuestion(w.Out, p, q)
		if _, isAsk := strings.CutPrefix(q.Address, plan.AskPrefix); isAsk {
			fmt.Fprintf(w.Err, "\n  they answer:      attestary answer %s\n", key)
		} else {
			fmt.Fprintf(w.Err, "\n  they answer:      attestary approve %s\n", key)
		}
		fmt.Fprintf(w.Err, "  on another machine, with the file %s\n", w.relative(q.File(result.Path)))
	}
	fmt.Fprintf(w.Err, "  then it goes on:  attestary resume %s\n", key)
}

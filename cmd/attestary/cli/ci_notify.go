package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

func ciNotifyCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "notify [RUNBOOK]",
		Short: "Tell people how a run ended",
		Long: `A job of a runbook's workflow that has the secrets of its notifies, and signs nothing. Behind attest it tells
how the run ended, or that it waits; a run that could not be recorded has failed, whatever its phases tell.
In a workflow without attest before it, it tells that the run has started.`,
		Example: "  attestary ci notify",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.ciNotify(cmd.Context(), args) },
	}
}

func (w *World) ciNotify(ctx context.Context, args []string) error {
	j, err := w.ciJob(args)
	if err != nil {
		return err
	}
	if err := j.isBehind("authorize"); err != nil {
		return err
	}
	if j.Needs["authorize"].Digest("authorization") == "" {
		fmt.Fprintln(w.Err, "nothing was authorised, so nobody is told anything")
		return nil
	}
	o, err := w.reader(ctx, j.bound)
	if err != nil {
		return err
	}
	defer o.close()
	opening, err := w.openingOf(ctx, j, o)
	if err != nil {
		return err
	}
	g := engine.Gathering{Opening: opening, Heard: func(engine.Word) bool { return true }} // attest has held them against the ledger
	state := w.stateToTell(j)
	if state != "started" {
		order, _ := j.bound.plan.JobOrder()
		if g.Told, err = w.told(j, opening, order); err != nil {
			return err
		}
		g.Cut = j.Cut()
	}
	return w.tellPeople(ctx, j.bound.plan, o, g, state)
}

// openingOf is how the run begins, as it was signed. That its time may be over, and its result in the ledger, keeps
// nobody from being told.
func (w *World) openingOf(ctx context.Context, j *job, o *office) (*engine.Opening, error) {
	papers, err := papersOf(j.Relay)
	if err != nil {
		return nil, err
	}
	pending, err := w.pending(j, o)
	if err != nil {
		return nil, ciRefused(err)
	}
	if err := w.authorised(ctx, j, o, w.check(j, o, pending), papers); err != nil {
		return nil, err
	}
	opening, err := w.check(j, o, pending).Begins(papers)
	if err != nil {
		return nil, ciRefused(err)
	}
	return opening, nil
}

// stateToTell is what people are told of; "" where it follows from what the phases tell.
func (w *World) stateToTell(j *job) string {
	attest, ended := j.Needs["attest"]
	switch {
	case !ended:
		return "started"
	case attest.Result != "success":
		return string(evidence.Failed) // what is not in the ledger has failed
	}
	return ""
}

func (w *World) tellPeople(ctx context.Context, p *plan.Plan, o *office, g engine.Gathering, state string) error {
	run, err := engine.PrepareNotifies(ctx, g.Opening.Job(p), o.desk.World)
	if err != nil {
		return err
	}
	defer run.Forget()
	told, err := run.TellPeople(ctx, g, state)
	if err != nil {
		return err
	}
	return w.sayTold(told)
}

// sayTold says whom was told what, and fails where somebody was not.
func (w *World) sayTold(told []engine.Noticed) error {
	var failed error
	for _, n := range told {
		if n.Outcome != evidence.Passed {
			failed = errors.Join(failed, fmt.Errorf("notify.%s, %s: %s", n.Name, n.State, n.Detail))
			continue
		}
		fmt.Fprintf(w.Err, "told notify.%s: %s\n", n.Name, n.State)
	}
	if failed != nil {
		return problem{couldNotLook, fmt.Sprintf("not everybody could be told; the run is not affected: %v", failed), ""}
	}
	return nil
}

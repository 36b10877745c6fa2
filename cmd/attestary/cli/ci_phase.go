package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

func ciPhaseCommand(w *World) *cobra.Command {
	leg := -1
	cmd := &cobra.Command{
		Use:   "phase [RUNBOOK [PHASE]]",
		Short: "Do one phase of a run that is authorised",
		Long: `A job of a runbook's workflow. Before its first step it holds the authorization against the ledger, the plan
that the commit compiles to, and the run and the attempt of the workflow. It replays what the phases before
it left, does its own phase (of a matrix, one slice of the items), and leaves what it was told of it for the
jobs behind it. It has no key.

What was authorised once is not run again in part: re-running failed jobs is refused, re-running all of them
authorises anew.`,
		Example: "  attestary ci phase",
		Args:    cobra.MaximumNArgs(2),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.ciPhase(cmd.Context(), args, leg) },
	}
	cmd.Flags().IntVar(&leg, "leg", -1, "the `number` of this job, from 0, where the phase is a matrix")
	return cmd
}

func (w *World) ciPhase(ctx context.Context, args []string, leg int) error {
	j, err := w.ciJob(args)
	if err != nil {
		return err
	}
	o, err := w.reader(ctx, j.tip)
	if err != nil {
		return err
	}
	defer o.close()
	papers, err := papersOf(j.Relay)
	if err != nil {
		return err
	}
	pending, err := w.pending(j, o)
	if err != nil {
		return ciRefused(err)
	}
	if pending != nil {
		a, err := w.check(j, o, pending).Authorized(papers)
		if err != nil {
			return ciRefused(err)
		}
		if err := w.stand(ctx, j, o, a.Commit); err != nil {
			return err
		}
	}
	if err := j.bound.cleanFor(); err != nil {
		return err
	}
	f, share, err := w.shareOf(j, args, leg)
	if err != nil {
		return err
	}
	check := w.check(j, o, pending)
	check.Starts = true
	shown, err := check.Of(ctx, papers)
	if err != nil {
		return ciRefused(err)
	}
	if err := w.hears(ctx, j, o, check, shown); err != nil {
		return err
	}
	before, err := w.told(j, shown.Opening, j.bound.plan.Before(f))
	if err != nil {
		return err
	}
	d := doing{share: share, shown: shown, before: before, single: j.bound.plan.FanOf(f).Legs == 1, late: check.Late(shown.Authorization)}
	if d.soFar, err = w.soFar(j, pending, shown.Opening, share, d.single); err != nil {
		return ciRefused(err)
	}
	return w.doPhase(ctx, j, o, d)
}

// shareOf is the phase that this job does, and which slice of it.
func (w *World) shareOf(j *job, args []string, leg int) (*plan.Phase, engine.Share, error) {
	name := w.argument(args, 1, "ATTESTARY_PHASE")
	f := j.bound.plan.Phase(name)
	if f == nil {
		return nil, engine.Share{}, usage("%s has no phase %q; it is the second argument, or ATTESTARY_PHASE", j.bound.plan.Runbook, name)
	}
	if text := w.Getenv("ATTESTARY_LEG"); leg < 0 && text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, engine.Share{}, usage("ATTESTARY_LEG is %q, and no number", text)
		}
		leg = n
	}
	if single := j.bound.plan.FanOf(f).Legs == 1; single != (leg < 0) || leg >= plan.MaxLegs {
		return nil, engine.Share{}, usage("phase %s: --leg is given where, and only where, the phase is a matrix of jobs; there are %d at most", name, plan.MaxLegs)
	}
	return f, engine.Share{Phase: name, Leg: max(0, leg)}, nil
}

// doing is what a phase job does.
type doing struct {
	share  engine.Share
	shown  *conduct.Shown
	before map[string]engine.Told
	single bool         // the phase is one job
	soFar  *engine.Tail // of this share, where an earlier run of the workflow left it waiting
	late   bool         // the run was to finish before now: it only takes back
}

// doPhase does the phase, and leaves its tail.
func (w *World) doPhase(ctx context.Context, j *job, o *office, d doing) error {
	path := filepath.Join(j.Out, relay.Tail)
	if err := os.MkdirAll(j.Out, 0o755); err != nil {
		return problem{couldNotLook, fmt.Sprintf("the results cannot be kept: %v", err), ""}
	}
	journal, err := engine.CreateJournal(path)
	if err != nil {
		return err
	}
	watch := w.watch(j.bound.plan, "human")
	o.desk.World.Events = watch.event
	defer watch.close()
	run, err := engine.PrepareShare(ctx, d.shown.Opening.Job(j.bound.plan), o.desk.World, &d.share)
	if err != nil {
		return errors.Join(err, journal.Remove())
	}
	defer run.Forget()
	done, err := run.DoShare(ctx, engine.ShareStart{
		Opening: d.shown.Opening, Journal: journal, Before: d.before, SoFar: d.soFar, Inbox: o.desk.Inbox, Heard: o.desk.Heard, Late: d.late,
	})
	watch.stop()
	if err != nil {
		// Fail closed: what tells a secret, or is not whole, leaves this machine in no way.
		return problem{couldNotLook, fmt.Sprintf("phase %s: %v; nothing of it leaves this machine, and what it did counts as unknown", d.share.Phase, errors.Join(err, journal.Remove())), ""}
	}
	if err := journal.Close(); err != nil {
		return err
	}
	return w.tellPhase(path, d, done)
}

// tellPhase gives the forge the digest of the tail, and says how the phase ended.
func (w *World) tellPhase(path string, d doing, done *engine.ShareDone) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	output := "record"
	if !d.single {
		output = fmt.Sprintf("record_%d", d.share.Leg)
	}
	waiting := ""
	if len(done.Waiting) > 0 {
		waiting = "true"
	}
	err = errors.Join(w.output(output, canon.Sum(data).Hex()), w.output("waiting", waiting), w.tellLegs(done.Legs))
	if err != nil {
		return err
	}
	if waiting != "" {
		for _, q := range done.Waiting {
			fmt.Fprintf(w.Err, "waits for people: %s, until %s\n", q.Address, evidence.FormatInstant(q.Until))
		}
		return nil // that it waits is no failure of this job
	}
	switch done.Outcome {
	case evidence.Passed:
		return nil
	case evidence.Unknown:
		return quiet(couldNotLook)
	}
	return quiet(foundWrong)
}

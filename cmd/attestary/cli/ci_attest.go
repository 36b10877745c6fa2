package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

func ciAttestCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "attest [RUNBOOK]",
		Short: "Sign what came of a run, and append it",
		Long: `The last job of a runbook's workflow that signs; it runs whatever happened before. It puts together what the
phases left, as far as that has the digests that the forge has from them, makes the record, signs it and
appends it to the ledger. What no phase tells is unknown, and never a pass.

Exit status 0: the run is in the ledger, however it ended, or it waits for people.`,
		Example: "  attestary ci attest",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.ciAttest(cmd.Context(), args) },
	}
}

func (w *World) ciAttest(ctx context.Context, args []string) error {
	j, err := w.ciJob(args)
	if err != nil {
		return err
	}
	if err := j.isBehind("authorize"); err != nil {
		return err
	}
	if j.Needs["authorize"].Digest("authorization") == "" && !w.leftPapers(j) {
		fmt.Fprintln(w.Err, "nothing was authorised, so there is nothing to attest")
		return w.output("outcome", "refused")
	}
	o, err := w.signer(ctx, j.bound)
	if err != nil {
		return err
	}
	defer o.close()
	shown, err := w.shownTo(ctx, j, o)
	if err != nil {
		return err
	}
	order, stuck := j.bound.plan.JobOrder()
	if stuck != nil {
		return problem{foundWrong, fmt.Sprintf("phases %s wait for each other", strings.Join(stuck, ", ")), ""}
	}
	g := engine.Gathering{Heard: o.desk.Heard, Cut: j.Cut()}
	if g.Told, err = w.told(j, shown.Opening, order); err != nil {
		return err
	}
	all, err := o.desk.Attest(ctx, shown, g, j.bound.plan)
	return w.tellAttested(ctx, j, o, shown, all, err)
}

// leftPapers tells whether something may be in the ledger though the job that authorises did not say so.
func (w *World) leftPapers(j *job) bool {
	_, err := j.Left("authorize", relay.Authorization)
	return err == nil
}

// shownTo are the papers of the run. Where the job that authorises died between the ledger and its last word, what
// it left says which authorization was meant; the ledger says whether there is one.
func (w *World) shownTo(ctx context.Context, j *job, o *office) (*conduct.Shown, error) {
	papers, err := papersOf(j.Relay)
	if err != nil {
		return nil, err
	}
	pending, err := w.pending(j, o)
	if err != nil {
		return nil, ciRefused(err)
	}
	check := w.check(j, o, pending)
	if check.Statement == "" {
		if bundle, err := evidence.ParseBundle(papers.Authorization); err == nil && bundle.Envelope != nil {
			check.Statement = canon.Sum(bundle.Envelope.Payload)
		}
	}
	if err := w.authorised(ctx, j, o, check, papers); err != nil {
		return nil, err
	}
	check.Plan, check.Commit = j.bound.plan, j.bound.commit
	shown, err := check.Of(ctx, papers)
	if err != nil {
		return nil, ciRefused(err)
	}
	return shown, w.hears(ctx, j, o, check, shown)
}

// tellAttested tells what came of a run, here and to the forge.
func (w *World) tellAttested(ctx context.Context, j *job, o *office, shown *conduct.Shown, all *conduct.Attested, wrong error) error {
	if all == nil {
		return friendly(wrong)
	}
	for _, refused := range all.Refused {
		fmt.Fprintf(w.Err, "attestary: %s; nothing of it counts\n", printable(refused.Error()))
	}
	if all.Record == nil {
		return w.leavePending(ctx, j, o, shown, all)
	}
	if errors.Is(wrong, conduct.ErrNotRecorded) {
		files := map[string][]byte{"run.sigstore.json": all.Bundle}
		for _, blob := range all.Blobs {
			files["blob-"+canon.Sum(blob).Hex()] = blob
		}
		return errors.Join(runStatus(all.Result, wrong), leave(j.Out, files))
	}
	w.viewRecord(w.Out, j.bound.plan, all.Whole)
	w.summarise(j.bound.plan, all.Result)
	w.tellOpenEnd(j.bound.plan, all.Record)
	err := errors.Join(w.tellCheckpoint(ctx, o), w.output("outcome", string(all.Record.Outcome)), w.output("run", string(all.Run.Key())))
	if err == nil && wrong != nil {
		err = problem{foundWrong, wrong.Error(), ""}
	}
	return err
}

// tellCheckpoint leaves a trace of the ledger beside the job.
func (w *World) tellCheckpoint(ctx context.Context, o *office) error {
	seen, err := o.desk.Ledger.Seen(ctx)
	if err == nil {
		w.tellPage(fmt.Sprintf("\ncheckpoint `%d %s`\n", seen.Size, seen.Root))
	}
	return err
}

// leavePending signs which tails a run that waits has so far, for the run of the workflow that goes on with it.
func (w *World) leavePending(ctx context.Context, j *job, o *office, shown *conduct.Shown, all *conduct.Attested) error {
	p, err := w.pendingOf(ctx, j, o, shown, all)
	if err != nil {
		return err
	}
	data, seal, err := o.desk.SignPending(ctx, p)
	if err == nil {
		err = leave(j.Out, map[string][]byte{relay.Pending: data, relay.PendingSeal: seal})
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Err, "%s waits for people; nothing is attested before they have answered\n", j.bound.plan.Runbook)
	return errors.Join(w.askPeople(ctx, j, p, shown), w.output("outcome", "waiting"), w.output("run", string(all.Run.Key())))
}

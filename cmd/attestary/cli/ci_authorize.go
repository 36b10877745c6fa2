package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

func ciAuthorizeCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "authorize [RUNBOOK]",
		Short: "Decide about a run, and authorise it in the ledger",
		Long: `The second job of a runbook's workflow, and one of the two that sign. It compiles the runbook again from the
commit that is checked out, judges who asks, the gates' answers and the reviews, and writes the authorization
into the ledger. No phase starts without it.`,
		Example: "  attestary ci authorize",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.ciAuthorize(cmd.Context(), args) },
	}
}

func (w *World) ciAuthorize(ctx context.Context, args []string) error {
	back, err := w.cameBack(args)
	if err != nil {
		return err
	}
	if back != nil {
		return w.goOn(ctx, args, back)
	}
	j, err := w.ciJob(args)
	if err != nil {
		return err
	}
	if err := w.ofProtectedBranch(ctx); err != nil {
		return err
	}
	o, err := w.signer(ctx, j.bound)
	if err != nil {
		return err
	}
	defer o.close()
	return w.authorizeNew(ctx, j, o)
}

// authorizeNew decides about a run of its own. Who asked in an issue is told there what came of it.
func (w *World) authorizeNew(ctx context.Context, j *job, o *office) error {
	request, err := w.ciRequest(ctx, o, j)
	if errors.Is(err, errNotMeant) {
		return nil
	}
	if err != nil {
		return w.tellAsker(ctx, j, err)
	}
	if due, err := w.due(j.bound.plan, &request.Trigger); err != nil || !due {
		return err
	}
	if request.Outdated, err = w.outdated(ctx, j, o, request.Requester); err != nil {
		return err
	}
	if err := w.keptPrivate(j); err != nil {
		return err
	}
	if request.Told, err = w.toldBy(ctx, o, request); err != nil {
		return err
	}
	gates, err := w.gateAnswers(j, request)
	if err != nil {
		return err
	}
	var statement canon.Digest
	a, err := o.desk.Authorize(ctx, *request, gates, func(p conduct.Papers) error {
		bundle, err := evidence.ParseBundle(p.Authorization)
		if err != nil {
			return err
		}
		statement = canon.Sum(bundle.Envelope.Payload)
		return leave(j.Out, map[string][]byte{relay.Authorization: p.Authorization, relay.Opening: p.Opening, relay.Seal: p.Seal})
	})
	if err != nil {
		w.tellPage(fmt.Sprintf("### %s: not authorised\n\n~~~~~text\n%s\n~~~~~\n", j.bound.plan.Runbook, fenced(err.Error())))
		return w.tellAsker(ctx, j, ciRefused(err))
	}
	seen, err := o.desk.Ledger.Seen(ctx)
	if err != nil {
		return err
	}
	w.tellPage(fmt.Sprintf("### %s: authorised\n\n~~~~~text\nrun        %s\nrule       %s\ncheckpoint %d %s\n~~~~~\n",
		a.Runbook, a.Run.Key(), fenced(a.Rule), seen.Size, seen.Root))
	fmt.Fprintf(w.Err, "authorised %s, run %s, by rule %s\n", a.Runbook, a.Run.Key(), printable(a.Rule))
	return errors.Join(w.tellAsker(ctx, j, nil), w.output("authorization", string(statement)), w.output("run", string(a.Run.Key())), w.output("entry", fmt.Sprint(seen.Size-1)))
}

// keptPrivate holds that what jobs tell each other about people is not for everybody: artifacts of a public
// repository are.
func (w *World) keptPrivate(j *job) error {
	if !j.bound.plan.Personal() {
		return nil
	}
	e, err := w.happened(j)
	if err == nil && e.Repository.Private {
		return nil
	}
	if err != nil {
		return err
	}
	return problem{foundWrong, j.bound.plan.Runbook + " sees what is about people, and everybody can read what the jobs of a public repository leave for each other; nothing was run",
		"make the repository private, or run it on a machine of your own: attestary run " + j.bound.plan.Runbook}
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// reviewing is how somebody reviews a plan.
type reviewing struct {
	runbook, reason, out string
	no                   bool
}

func reviewCommand(w *World) *cobra.Command {
	var r reviewing
	cmd := &cobra.Command{
		Use:   "review RUNBOOK",
		Short: "Say yes or no to the plan of a runbook",
		Long: `Shows the committed plan of a runbook, and signs your yes or no to it with your own key. It counts for
exactly this plan: any change of it asks for a new review. It counts if a role whose review the project asks
for lists you with your key (attestary key show), and if somebody else asks for the run.

Where your key is not the one that signs the ledger, the review is a file for somebody who has that key.`,
		Example:           "  attestary review rotate-keys\n  attestary review rotate-keys --no --reason \"it touches production\"",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: w.completeRunbook,
		RunE: func(cmd *cobra.Command, args []string) error {
			r.runbook = args[0]
			return w.review(cmd.Context(), r)
		},
	}
	cmd.Flags().BoolVar(&r.no, "no", false, "say no; --reason says why")
	cmd.Flags().StringVar(&r.reason, "reason", "", "why, in your own `words`; it is kept in the ledger")
	cmd.Flags().StringVar(&r.out, "out", "", "write the review to this `file`, whatever your key is")
	return cmd
}

func (w *World) review(ctx context.Context, r reviewing) error {
	if r.no && r.reason == "" {
		return usage("a no needs its reason: --reason \"…\"")
	}
	bound, err := w.bind(r.runbook)
	if err != nil {
		return err
	}
	if len(bound.plan.Reviews) == 0 {
		return problem{wrongUsage, fmt.Sprintf("%s asks for no review; a review section of runbooks/project.hcl asks for them, by what a plan does", r.runbook),
			"attestary plan " + r.runbook}
	}
	pen, err := w.takePen(ctx, bound)
	if err != nil {
		return err
	}
	data, err := bound.plan.Encode()
	if err != nil {
		return err
	}
	answer := evidence.Yes
	if r.no {
		answer = evidence.No
	}
	statement, err := attest.ReviewStatement(attest.Review{Voice: pen.voice(), Plan: data, Commit: bound.commit, Answer: answer, Reason: r.reason})
	if err != nil {
		return unheard(err)
	}
	var page strings.Builder
	viewPlan(&page, bound.plan, string(statement.Plan.Digest), nil) // whatever its inputs are
	fmt.Fprintf(w.Out, "%s\n%s to this plan, as of commit %s\n", printable(page.String()), answer, bound.commit[:12])
	if err := w.sure(ctx, "your "+string(answer)); err != nil {
		return err
	}
	return pen.say(ctx, said{statement: statement, blobs: [][]byte{data}}, r.out)
}

// unheard is for a word that would not count: the person is told how it would.
func unheard(err error) error {
	next := ""
	var stranger *attest.NotAsked
	if errors.As(err, &stranger) {
		next = "attestary key show"
	}
	return problem{foundWrong, err.Error(), next}
}

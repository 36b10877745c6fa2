package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/attestary/attestary/actions/event"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/form"
)

func ciAnswerCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "answer",
		Short: "Let a run hear what somebody answered in an issue",
		Long: `Started by a comment below an issue in which a run waits: it sends the event by which the
runbook's workflow starts again, and does nothing else; not even that where the runbook can ask
nobody who is called so. It has no key: who answered, and whether that counts, the job that signs
reads and judges itself. So an event too many changes nothing.

Started by a schedule, or by hand, it does so for every run that waits, as the ledger tells of them: an
answer that was missed is heard, an issue that somebody closed or changed is mended, and a run ends whose
time to be answered is over.`,
		Example: "  attestary ci answer",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.ciAnswer(cmd.Context()) },
	}
}

func (w *World) ciAnswer(ctx context.Context) error {
	if !w.onForge() {
		return problem{wrongUsage, "this is for a job of a workflow", "attestary approve"}
	}
	issues, err := w.issues()
	if err != nil {
		return err
	}
	name := w.Getenv("GITHUB_EVENT_NAME")
	if name != "issue_comment" {
		return w.wakeAll(ctx, issues)
	}
	data, err := w.eventFile(event.MaxSize)
	if err != nil {
		return err
	}
	e, err := event.Parse(name, data)
	if err != nil {
		return problem{couldNotLook, err.Error(), ""}
	}
	if e.Repository.ID != issues.Repository.ID {
		return problem{couldNotLook, "the event is of another repository than this job", ""}
	}
	switch {
	case e.Action != "created" || e.Issue.IsPull || !slices.Contains(e.Issue.Labels, form.Waits):
		fmt.Fprintln(w.Err, "no run waits there; nothing to do")
		return nil
	case !thread.IsCommand(e.Comment.Body):
		fmt.Fprintln(w.Err, "the comment answers nothing; nothing to do")
		return nil
	}
	issue, err := issues.Issue(ctx, e.Issue.Number)
	if err != nil {
		return untold(err)
	}
	if left, err := thread.ReadLeft(issue.Body); err == nil {
		if asked, err := w.mayBeAsked(left.Runbook, e.Comment.Author.By()); err != nil || !asked {
			fmt.Fprintf(w.Err, "%s has none of the roles that %s asks; nothing to do\n", printable(e.Comment.Author.Login), left.Runbook)
			return err
		}
	}
	return w.wake(ctx, issues, issue)
}

// mayBeAsked tells whether anything in a runbook may ask somebody: whoever likes can write a comment, and each that
// wakes a run takes minutes of a machine. Who is in a team is not known here.
func (w *World) mayBeAsked(runbook string, by evidence.By) (bool, error) {
	if p, _, err := w.compileTree(compiler.Options{}); err == nil && p.Plan(runbook) == nil {
		return true, nil // which is told in the issue, once
	}
	bound, err := w.bind(runbook)
	if err != nil {
		return false, err
	}
	var roles []string
	for _, a := range bound.plan.AllApprovals() {
		roles = append(roles, a.From...)
	}
	for _, a := range bound.plan.AllAsks() {
		roles = append(roles, slices.Concat(a.To, a.Second)...)
	}
	return slices.ContainsFunc(roles, func(role string) bool { return rules.Holds(bound.plan, role, by) || rules.InTeam(bound.plan, role, by) }), nil
}

// wake starts the workflow of the runbook that waits below an issue.
func (w *World) wake(ctx context.Context, issues forge.Issues, issue forge.Issue) error {
	if !issue.Open {
		fmt.Fprintf(w.Err, "issue %d is closed; if its run still waits, it is opened again within six hours\n", issue.Number)
		return nil
	}
	if !issue.Own {
		return problem{foundWrong, fmt.Sprintf("issue %d was not written by a run; none waits there", issue.Number), ""}
	}
	left, err := thread.ReadLeft(issue.Body)
	if err != nil {
		return problem{foundWrong, fmt.Sprintf("issue %d: %v", issue.Number, err), "if its run still waits, it asks in another issue within six hours"}
	}
	return w.start(ctx, issues, &cameBack{runbook: left.Runbook, issue: issue.Number, run: left.ID, attempt: left.Attempt})
}

// start starts the workflow of a runbook again.
func (w *World) start(ctx context.Context, issues forge.Issues, c *cameBack) error {
	if p, _, err := w.compileTree(compiler.Options{}); err == nil && p.Plan(c.runbook) == nil {
		why := problem{foundWrong, fmt.Sprintf("the branch has no runbook %s any more, so no workflow can go on with the run; in the ledger it stays unfinished", c.runbook), ""}
		w.unsaid(w.tellRefused(ctx, c, why))
		return why
	}
	if err := issues.Dispatch(ctx, emit.Continue(c.runbook), c.payload()); err != nil {
		if errors.Is(err, forge.ErrUnseen) {
			return problem{couldNotLook, err.Error(), "give the job permissions: contents: write, issues: write"}
		}
		return untold(err)
	}
	fmt.Fprintf(w.Err, "the workflow of %s starts again, to go on with run %s of the workflow\n", c.runbook, c.run)
	return nil
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/event"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/plan"
)

// A run that a pull request starts. It starts when the pull request was judged, on the protected branch, and with the
// plan that was reviewed there; the pull request gives it five values, and nothing that is executed. It is a rehearsal;
// one from a fork, which anybody can open, starts it only where the trigger says so. With certificates, which do not tell
// whose pull request it was, the project's trust must say that it takes such a run.

// errNotMeant tells that what happened starts no run of this runbook. Nothing is wrong.
var errNotMeant = errors.New("it starts no run of this runbook")

// pulled finds the pull request that a run of the workflow which judges them was about.
func (w *World) pulled(ctx context.Context, j *job, e *event.Event, t *plan.Trigger) error {
	if err := w.takesPulls(); err != nil {
		return err
	}
	finished, err := w.finishedEvent()
	if err != nil {
		return err
	}
	if finished.Event != "pull_request" || finished.Conclusion != "success" {
		return problem{foundWrong, "a pull request starts a run when it was judged and nothing was wrong; nothing was run", ""}
	}
	client, home, err := w.ownRepository()
	if err != nil {
		return err
	}
	branch, err := w.protectedBranch(ctx, client, home)
	if err != nil {
		return err
	}
	board := forge.Board{Client: client, Repository: home.String()}
	pulls, err := board.Pulls(ctx, finished)
	if err != nil {
		return unseenPeople(err)
	}
	at := slices.IndexFunc(pulls, func(p forge.Pull) bool { // others may have the same commit, in forks of theirs
		return p.Branch == branch && strings.EqualFold(p.Owner, finished.HeadOwner)
	})
	if at < 0 {
		return w.notMeant("no open pull request goes to %s with commit %s any more", branch, finished.Head[:12])
	}
	pull := pulls[at]
	if pull.Fork && !t.Forks {
		return w.notMeant("pull request %d comes from a fork, where anybody can write, and %s takes those of this repository alone (forks = true takes all)", pull.Number, j.bound.plan.Runbook)
	}
	files, whole, err := board.Files(ctx, pull)
	if err != nil {
		return unseenPeople(err)
	}
	if whole && !event.Touches(t.Paths, files) {
		return w.notMeant("pull request %d changes no file for which %s is meant", pull.Number, j.bound.plan.Runbook)
	}
	e.Pull = &event.Pull{Number: int64(pull.Number), Author: pull.Author, Head: pull.Head, Base: pull.Base, FromFork: pull.Fork}
	return nil
}

func (w *World) notMeant(format string, args ...any) error {
	fmt.Fprintf(w.Err, format+"; nothing is run\n", args...)
	return errNotMeant
}

// onFinished is the event by which such a run starts, as certificates and policies name it.
const onFinished = "workflow_run"

// takesPulls holds that the project takes a run which a fork can cause: else whoever verifies the ledger would refute what
// such a run leaves there, rightly.
func (w *World) takesPulls() error {
	offer, err := w.ownOffer()
	if err != nil || offer == nil || takesForks(offer.policy) {
		return err
	}
	return problem{foundWrong, "a pull request starts this run, from a fork too, and trust.hcl takes no signature of such a run; nothing was run",
		"where you accept that, in trust.hcl: unsafe_triggers = [\"" + onFinished + "\"]"}
}

// takesForks tells whether a policy takes what runs sign that a fork can cause. One that knows keys alone has no say.
func takesForks(p verify.Policy) bool {
	takes := func(f verify.Workflow) bool { return slices.Contains(f.UnsafeTriggers, onFinished) }
	return len(p.Workflows) == 0 || slices.ContainsFunc(p.Workflows, takes)
}

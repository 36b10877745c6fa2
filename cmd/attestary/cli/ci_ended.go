package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/form"
)

// The ends that a run which waits may come to without an answer: it cannot go on any more, or nobody answered in time.

// stuck tells why a run that waits cannot go on any more, whatever people answer; "" where it can.
func (w *World) stuck(ctx context.Context, j *job, o *office, l *leftover, listening conduct.Listening) (string, error) {
	a := l.shown.Authorization
	if now := evidence.FormatInstant(w.Now()); now > a.FinishBy && !l.pending.Expired(w.Now()) {
		return fmt.Sprintf("it should have finished by %s", a.FinishBy), nil
	}
	for _, q := range l.pending.Questions {
		if wantsMore(j.tip.plan, j.bound.plan, q.Address) {
			return q.Address + " takes more people now than when it was asked", nil
		}
	}
	lost, err := o.desk.Lost(ctx, listening)
	if err != nil || lost != "" || a.Commit == j.tip.commit {
		return lost, err
	}
	on, err := j.isOnLine(ctx, w.Getenv("GITHUB_REF"), a.Commit)
	if err != nil {
		return "", err
	}
	if !on {
		return fmt.Sprintf("commit %.12s, at which it was authorised, is not on the protected branch any more", a.Commit), nil
	}
	if name := movedConnection(j.tip.plan, j.bound.plan); name != "" {
		return fmt.Sprintf("what was merged since has changed connection %s, and today's secrets go nowhere else", name), nil
	}
	same, err := emit.SameJobs(j.tip.plan, j.bound.plan, emitOptions(j.tip.compiled))
	if err != nil {
		return "", err
	}
	if !same {
		return fmt.Sprintf("what was merged since has changed the jobs of %s, in which it would go on", a.Runbook), nil
	}
	return "", nil
}

// tellRefused says in the issue why a run does not go on, once for each reason: in the one that the run left, and in no
// other, whatever the event says.
func (w *World) tellRefused(ctx context.Context, c *cameBack, why error) error {
	issues, err := w.issues()
	if err != nil {
		return err
	}
	issue, err := issues.Issue(ctx, c.issue)
	if err != nil {
		return untold(err)
	}
	left, err := thread.ReadLeft(issue.Body)
	if err != nil || !issue.Own || issue.IsPull || !slices.Contains(issue.Labels, form.Waits) || left.ID != c.run || left.Attempt != c.attempt || left.Runbook != c.runbook {
		return nil
	}
	text := "The run does not go on yet:" + thread.Quote(w.hidden.Text(printable(why.Error())))
	if issue.Open {
		text += "\n\nIt is looked at again when somebody answers, and every six hours."
	}
	return untold(issues.Say(ctx, c.issue, text, func(r forge.Remark) bool { return strings.ReplaceAll(r.Body, "\r\n", "\n") == text }))
}

// saidUnanswered is what stands below the issue of a run that nobody answered in time, and that goes on in this run of the
// workflow.
func (j *job) saidUnanswered() string {
	return fmt.Sprintf("Nobody answered in time. [The run goes on](%s), to take back what it did.", j.forge.URL)
}

// goOnUnanswered has a run that nobody answered in time go on here, unless it does elsewhere: its phases take back what
// they did.
func (w *World) goOnUnanswered(ctx context.Context, j *job, o *office, listening conduct.Listening) (*conduct.Heard, error) {
	issues, err := w.issues()
	if err != nil {
		return nil, err
	}
	said := j.saidUnanswered()
	ours := func(r forge.Remark) bool { return r.Own && r.Body == said }
	if err := issues.Say(ctx, listening.Issue, said, ours); err != nil {
		return nil, untold(err)
	}
	all, _, err := issues.Remarks(ctx, listening.Issue)
	if err != nil {
		return nil, untold(err)
	}
	at := slices.IndexFunc(all, ours)
	if at < 0 {
		return nil, problem{couldNotLook, "what was said below the issue is not there", ""}
	}
	return o.desk.Unanswered(ctx, listening, conduct.Comment{ID: all[at].ID, By: all[at].By})
}

// endWaiting ends a run that waits, and says so in its issue: because of something, or, where that is "", because nobody
// answered in time.
func (w *World) endWaiting(ctx context.Context, j *job, o *office, l *leftover, why string) error {
	told := map[string]engine.Told{}
	for i := range j.bound.plan.Phases {
		name := j.bound.plan.Phases[i].Name
		told[name] = engine.Told{Tails: map[int]*engine.Tail{}, Never: len(l.pending.Tails[name]) == 0}
	}
	for _, t := range w.tailsOf(j, l) {
		tail, err := l.shown.Opening.Tail(t.data, t.share)
		if err != nil {
			fmt.Fprintf(w.Err, "attestary: phase %s: %s; nothing is known of what it did\n", t.share.Phase, printable(err.Error()))
			continue
		}
		told[t.share.Phase].Tails[t.share.Leg] = tail
	}
	check := w.check(j, o, nil)
	_, heard, err := check.Hears(ctx, l.shown, o.book, nil)
	if err != nil {
		return err
	}
	all, err := o.desk.Attest(ctx, l.shown, engine.Gathering{Told: told, Heard: heard, Cut: why != ""}, j.bound.plan)
	if err := w.tellAttested(ctx, j, o, l.shown, all, err); err != nil {
		return err
	}
	said := "Nobody answered in time, so the run has ended."
	if why != "" {
		said = fmt.Sprintf("The run cannot go on, so it has ended: %s. Start it anew.", why)
		fmt.Fprintf(w.Err, "%s cannot go on: %s\n", j.bound.plan.Runbook, why)
	}
	w.unsaid(w.closeIssue(ctx, l.issue, said))
	return nil
}

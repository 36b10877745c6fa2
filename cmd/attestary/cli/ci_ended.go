package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// The ends that a run which waits may come to without an answer: it cannot go on any more, or nobody answered in time.

// hindrance is why a run that waits cannot go on, whatever people answer.
type hindrance struct {
	text string // "" where it can
	// forGood tells that no job of today's workflow may do anything of the run, so that it cannot take back what it did
	// either.
	forGood bool
}

// stuck tells why a run that waits cannot go on any more.
func (w *World) stuck(ctx context.Context, j *job, o *office, l *leftover, listening conduct.Listening) (hindrance, error) {
	if why, err := w.cutLoose(ctx, j, l); err != nil || why != "" {
		return hindrance{why, true}, err
	}
	a := l.shown.Authorization
	if now := evidence.FormatInstant(w.Now()); now > a.FinishBy && !l.pending.Expired(w.Now()) {
		return hindrance{text: "it should have finished by " + a.FinishBy}, nil
	}
	for _, q := range l.pending.Questions {
		if wantsMore(j.tip.plan, j.bound.plan, q.Address) {
			return hindrance{text: q.Address + " takes more people now than when it was asked"}, nil
		}
	}
	lost, err := o.desk.Lost(ctx, listening)
	return hindrance{text: lost}, err
}

// cutLoose tells why nothing of a run may be done any more by the workflow of today; "" where it may.
func (w *World) cutLoose(ctx context.Context, j *job, l *leftover) (string, error) {
	a := l.shown.Authorization
	if a.Commit == j.tip.commit {
		return "", nil
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
	if err != nil || same {
		return "", err
	}
	return fmt.Sprintf("what was merged since has changed the jobs of %s, in which it would go on", a.Runbook), nil
}

// keepWaiting leaves a run waiting that nothing people answer lets go on, and that has something to take back: when the
// time to answer is over, it goes on to do so.
func (w *World) keepWaiting(ctx context.Context, j *job, l *leftover, why hindrance) error {
	until := ""
	for _, q := range l.pending.Questions {
		until = max(until, q.Expires)
	}
	if err := w.restoreIssue(ctx, j, l); err != nil {
		return err
	}
	said := fmt.Sprintf("No answer lets the run go on any more: %s. When the time to answer is over, %s, it takes back what it did. Whoever wants it starts it anew.", why.text, until)
	fmt.Fprintf(w.Err, "%s waits until %s, to take back what it did: %s\n", j.bound.plan.Runbook, until, why.text)
	issues, err := w.issues()
	if err == nil {
		err = untold(issues.Say(ctx, l.issue, said, func(r forge.Remark) bool { return r.Body == said }))
	}
	w.unsaid(err)
	return w.output("outcome", "waiting")
}

// tellRefused says in the issue why a run does not go on, once for each reason: in the one that the run left, and in no
// other, whatever the event says.
func (w *World) tellRefused(ctx context.Context, c *cameBack, why error) error {
	issues, err := w.issues()
	if err != nil {
		return err
	}
	issue, err := w.ownIssue(ctx, issues, c)
	if err != nil || issue == nil {
		return err
	}
	text := "The run does not go on yet:" + thread.Quote(w.hidden.Text(printable(why.Error())))
	if issue.Open {
		text += "\n\nIt is looked at again when somebody answers, and every six hours."
	}
	return untold(issues.Say(ctx, issue.Number, text, func(r forge.Remark) bool { return strings.ReplaceAll(r.Body, "\r\n", "\n") == text }))
}

// saidUnanswered is what stands below the issue of a run that nobody answered in time, and that goes on in this run of the
// workflow.
func (j *job) saidUnanswered() string {
	return fmt.Sprintf("Nobody answered in time. [The run goes on](%s), to take back what it did.", j.forge.URL)
}

// goOnUnanswered has a run that nobody answered in time go on here, unless it does elsewhere: its phases take back what
// they did.
func (w *World) goOnUnanswered(ctx context.Context, j *job, o *office, l *leftover, listening conduct.Listening) (*conduct.Heard, error) {
	issues, err := w.issues()
	if err == nil {
		err = w.restoreIssue(ctx, j, l)
	}
	if err != nil {
		return nil, err
	}
	listening.Issue = l.issue
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

// endWaiting ends a run that waits, and says so in its issue: because of something, or, where that is nothing, because
// nobody answered in time.
func (w *World) endWaiting(ctx context.Context, j *job, o *office, l *leftover, why hindrance) error {
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
	all, err := o.desk.Attest(ctx, l.shown, engine.Gathering{Told: told, Heard: heard, Cut: why.text != ""}, j.bound.plan)
	if err := w.tellAttested(ctx, j, o, l.shown, all, err); err != nil {
		return err
	}
	said := "Nobody answered in time, so the run has ended."
	if why.text != "" {
		said = fmt.Sprintf("The run cannot go on, so it has ended: %s. Start it anew.", why.text)
		fmt.Fprintf(w.Err, "%s cannot go on: %s\n", j.bound.plan.Runbook, why.text)
	}
	if all.Record != nil {
		said += notTakenBack(j.bound.plan, all.Whole)
	}
	w.unsaid(w.closeIssue(ctx, l.issue, said))
	return nil
}

// notTakenBack tells people what a run did that was to be taken back, and was not.
func notTakenBack(p *plan.Plan, r *evidence.Record) string {
	all := rules.Stays(p, r)
	if len(all) == 0 {
		return ""
	}
	return "\n\nWhat it did was to be taken back, and nothing does so by itself any more; do it by hand:" + thread.Quote(strings.Join(all, "\n"))
}

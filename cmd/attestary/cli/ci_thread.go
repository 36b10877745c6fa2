package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/form"
)

// The issue in which a run waits: opened when it is left, read when somebody has answered, closed when it goes on.

// issues is the way to the issues of the repository that this job is of.
func (w *World) issues() (forge.Issues, error) {
	client, home, err := w.ownRepository()
	return forge.Issues{Client: client, Repository: home}, err
}

// untold tells what to do where the issue could not be read or written.
func untold(err error) error {
	next := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, forge.ErrUnseen):
		next = "give the job that signs permissions: issues: write"
	case errors.Is(err, forge.ErrLater), errors.Is(err, forge.ErrBroken):
		next = "run it again; what was said already is not said twice"
	}
	return problem{couldNotLook, err.Error(), next}
}

// waiting is a run as its issue tells of it.
func (w *World) waiting(j *job, p *conduct.Pending, shown *conduct.Shown) (thread.Waiting, error) {
	state, err := p.State()
	if err != nil {
		return thread.Waiting{}, err
	}
	out := thread.Waiting{
		Plan: j.bound.plan, Run: p.Run.Key(), Left: thread.Left{Pending: state, ID: p.Workflow.ID, Attempt: p.Workflow.Attempt, Runbook: j.bound.plan.Runbook},
		URL: fmt.Sprintf("%s/%s/actions/runs/%s", w.Getenv("GITHUB_SERVER_URL"), w.Getenv("GITHUB_REPOSITORY"), p.Workflow.ID),
	}
	if by := shown.Authorization.Requester; by != nil {
		out.Requester = by.Login
	}
	for _, q := range p.Questions {
		out.Questions = append(out.Questions, q.Thread())
	}
	return out, nil
}

// askPeople opens the issue of a run that is left waiting.
func (w *World) askPeople(ctx context.Context, j *job, p *conduct.Pending, shown *conduct.Shown) error {
	issues, err := w.issues()
	if err != nil {
		return err
	}
	waiting, err := w.waiting(j, p, shown)
	if err != nil {
		return err
	}
	number, text, err := openWaiting(ctx, issues, waiting)
	if err != nil {
		return err
	}
	w.tellPage(fmt.Sprintf("### %s waits for people\n\nThey answer below issue #%d.\n\n%s", j.bound.plan.Runbook, number, text))
	fmt.Fprintf(w.Err, "people answer below issue %d\n", number)
	return nil
}

// openWaiting opens the issue of a run that waits, once. It gives its text.
func openWaiting(ctx context.Context, issues forge.Issues, waiting thread.Waiting) (int64, string, error) {
	title, text := thread.Write(waiting)
	number, err := issues.Open(ctx, title, text, form.Waits, func(i forge.Issue) bool { return saysStill(i, waiting) })
	return number, text, untold(err)
}

// hear reads what stands below the issue, records what counts, and tells each who wrote what came of it.
func (w *World) hear(ctx context.Context, j *job, o *office, l *leftover, listening *conduct.Listening) (*conduct.Heard, error) {
	issues, err := w.issues()
	if err != nil {
		return nil, err
	}
	if err := w.restoreIssue(ctx, j, l); err != nil {
		return nil, err
	}
	listening.Issue = l.issue
	comments, err := w.comments(ctx, issues, l.issue)
	if err != nil {
		return nil, err
	}
	heard, err := o.desk.Listen(ctx, *listening, comments)
	if err != nil {
		return nil, err
	}
	for _, r := range heard.Replies {
		fmt.Fprintf(w.Err, "comment %d, %s: %s\n", r.To, printable(r.Login), printable(r.Text))
		err := issues.Say(ctx, l.issue, thread.Reply(r.To, r.Login, r.Text), repliesTo(r.To))
		w.unsaid(err)
	}
	return heard, nil
}

// unsaid tells that people could not be told. What they said is in the ledger, and the run goes on here or nowhere, so
// that is no reason to fail.
func (w *World) unsaid(err error) {
	if err != nil {
		fmt.Fprintf(w.Err, "attestary: it could not be said below the issue: %s\n", printable(err.Error()))
	}
}

// comments are those below the issue, but for our own.
func (w *World) comments(ctx context.Context, issues forge.Issues, number int64) ([]conduct.Comment, error) {
	remarks, older, err := issues.Remarks(ctx, number)
	if err != nil {
		return nil, untold(err)
	}
	if older > 0 {
		fmt.Fprintf(w.Err, "issue %d has so many comments that the oldest %d are not read; who was not heard says it again\n", number, 100*older)
	}
	answered := map[int64]bool{}
	for _, r := range remarks {
		if to := thread.RepliesTo(r.Body); r.Own && to > 0 {
			answered[to] = true
		}
	}
	var out []conduct.Comment
	for _, r := range remarks {
		out = append(out, conduct.Comment{ID: r.ID, By: r.By, Program: r.Program, Body: r.Body, Created: r.Created, Modified: r.Modified, Answered: answered[r.ID]})
	}
	return out, nil
}

func repliesTo(comment int64) func(forge.Remark) bool {
	return func(r forge.Remark) bool { return thread.RepliesTo(r.Body) == comment }
}

// closeIssue says why nothing more is to be answered, and closes the issue, if there is one.
func (w *World) closeIssue(ctx context.Context, number int64, why string) error {
	if number == 0 {
		return nil
	}
	issues, err := w.issues()
	if err != nil {
		return err
	}
	if err := issues.Say(ctx, number, why, func(r forge.Remark) bool { return r.Body == why }); err != nil {
		return untold(err)
	}
	return untold(issues.Close(ctx, number))
}

// pendingOf is what is signed of a run that waits.
func (w *World) pendingOf(ctx context.Context, j *job, o *office, shown *conduct.Shown, all *conduct.Attested) (*conduct.Pending, error) {
	p := &conduct.Pending{
		At: evidence.FormatInstant(w.Now()), Authorization: canon.Sum(shown.Statement), Continued: shown.Continued, Format: conduct.PendingFormat, Run: all.Run,
		Tails: map[string]map[string]canon.Digest{}, Workflow: conduct.WorkflowRun{ID: j.forge.Run, Attempt: j.forge.Attempt},
	}
	if p.Continued == nil {
		p.Continued = []evidence.RunID{}
	}
	for i := range j.bound.plan.Phases {
		if tails := j.Tails(j.bound.plan, &j.bound.plan.Phases[i]); len(tails) > 0 {
			p.Tails[j.bound.plan.Phases[i].Name] = tails
		}
	}
	var err error
	p.Questions, err = o.desk.Ask(ctx, shown, all.Open)
	return p, err
}

package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/event"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// wrongIssue tells that an issue which asks for a run cannot: its text, or who wrote it, is not what it must be.
type wrongIssue struct {
	issue int64
	err   error
}

func (w *wrongIssue) Error() string { return w.err.Error() }
func (w *wrongIssue) Unwrap() error { return w.err }

// ciRequest is what the forge says that somebody wants.
func (w *World) ciRequest(ctx context.Context, o *office, j *job) (*conduct.Request, error) {
	trigger, err := triggerOf(j.bound.plan, w.Getenv("ATTESTARY_TRIGGER"))
	if err != nil {
		return nil, err
	}
	request := &conduct.Request{Plan: j.bound.plan, Commit: j.bound.commit, Trigger: *trigger, Mode: evidence.Live}
	name := w.Getenv("GITHUB_EVENT_NAME")
	switch name {
	case "issues", "repository_dispatch", onFinished:
		return request, w.byEvent(ctx, o, j, request)
	}
	if err := event.Starts(name, j.bound.plan, trigger); err != nil { // which trigger it is, another job told
		return nil, problem{foundWrong, err.Error() + "; nothing was run", ""}
	}
	if request.Inputs, err = w.inputs(ctx, j.bound, trigger, offered{}); err != nil {
		return nil, err
	}
	if trigger.Kind == "manual" {
		request.Requester, err = w.starter(ctx, o)
		return request, err
	}
	return request, w.again(ctx, o, request)
}

// again asks who has started a run once more that starts by itself. A forge does so for nobody but who asks for it: so
// they are the requester, and it is no run that came when it was due.
func (w *World) again(ctx context.Context, o *office, request *conduct.Request) (err error) {
	if o.desk.Forge.Attempt <= 1 {
		return nil
	}
	request.Again = true
	request.Requester, err = w.starter(ctx, o)
	return err
}

// happened reads the event that started this job.
func (w *World) happened(j *job) (*event.Event, error) {
	data, err := w.eventFile(event.MaxSize)
	if err != nil {
		return nil, err
	}
	e, err := event.Parse(w.Getenv("GITHUB_EVENT_NAME"), data)
	if err == nil {
		err = e.Is(j.forge.Repository, j.forge.Owner)
	}
	if err != nil {
		return nil, problem{couldNotLook, err.Error(), ""}
	}
	return e, nil
}

// byEvent makes a request of what happened: the trigger's map, or the form that somebody filled in.
func (w *World) byEvent(ctx context.Context, o *office, j *job, request *conduct.Request) error {
	e, err := w.happened(j)
	if err != nil {
		return err
	}
	if e.Name == onFinished {
		request.Mode = evidence.Rehearsal
		if err := event.Starts(e.Name, j.bound.plan, &request.Trigger); err != nil {
			return problem{foundWrong, err.Error() + "; nothing was run", ""}
		}
		if err := w.pulled(ctx, j, e, &request.Trigger); err != nil {
			return err
		}
	}
	start, err := e.Start(j.bound.plan, request.Trigger.Name)
	if err != nil {
		return wrongly(e, problem{foundWrong, err.Error(), ""})
	}
	request.Event = start.Event
	if request.Inputs, err = fitting(j.bound.plan, func() (map[string]expr.Value, []rules.Finding) { return start.Inputs(j.bound.plan) }); err != nil {
		return wrongly(e, err)
	}
	if start.Requester == nil {
		return w.again(ctx, o, request)
	}
	if request.Requester, err = w.starter(ctx, o); err != nil {
		return err
	}
	if request.Requester.By.ID != start.Requester.By().ID {
		return wrongly(e, problem{foundWrong, fmt.Sprintf("%s asked for the run, and %s starts it; who wants it opens an issue of their own", start.Requester.Login, request.Requester.By.Login), ""})
	}
	return nil
}

func wrongly(e *event.Event, err error) error {
	if e.Issue == nil {
		return err
	}
	return &wrongIssue{e.Issue.Number, err}
}

// tellAsker tells somebody who asked by an issue what came of it, there. err is why the run was not authorised; nil
// where it was. It gives err back.
func (w *World) tellAsker(ctx context.Context, j *job, err error) error {
	if w.Getenv("GITHUB_EVENT_NAME") != "issues" {
		return err
	}
	e, unread := w.happened(j)
	if unread != nil {
		return errors.Join(err, unread)
	}
	issues, unknown := w.issues()
	if unknown != nil {
		return errors.Join(err, unknown)
	}
	text := fmt.Sprintf("your run is authorised, and [under way](%s).", j.forge.URL)
	if err != nil {
		text = "your run is not authorised: " + thread.Quote(w.hidden.Text(err.Error()))
	}
	mark := thread.Reply(e.Issue.Number, e.Sender.Login, text)
	return errors.Join(err, untold(issues.Say(ctx, e.Issue.Number, mark, func(r forge.Remark) bool { return r.Body == mark })))
}

package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/form"
)

// The issue of a run that waits is where people answer, and nothing more: that the run waits is signed. Whoever sorts
// issues can close it, take its label or change its text. So it is looked for by what the run wrote there, and put right,
// in words, before anybody is heard.

// saysStill tells whether an issue of ours says what the run wrote there.
func saysStill(i forge.Issue, w thread.Waiting) bool {
	title, text := thread.Write(w)
	return i.Own && !i.IsPull && i.Title == title && strings.ReplaceAll(i.Body, "\r\n", "\n") == text
}

// findIssue looks for the issue of a run that waits: the one that the event names, or another that says the same. Where
// there is none, it is 0. Those that were the run's, and do not say so any more, are kept in mind.
func (w *World) findIssue(ctx context.Context, j *job, l *leftover) error {
	issues, err := w.issues()
	if err != nil {
		return err
	}
	if l.waiting, err = w.waiting(j, l.pending, l.shown); err != nil {
		return err
	}
	if l.issue > 0 {
		named, err := issues.Issue(ctx, l.issue)
		if err != nil && !forge.IsGone(err) {
			return untold(err)
		}
		if err == nil && saysStill(named, l.waiting) {
			l.place = &named
			return nil
		}
	}
	since, err := evidence.ParseInstant(l.pending.At)
	if err != nil {
		return err
	}
	all, err := issues.Ours(ctx, since.Add(-time.Hour)) // the clocks of two machines
	if err != nil {
		return untold(err)
	}
	l.issue = 0
	for i := range all {
		switch left, err := thread.ReadLeft(all[i].Body); {
		case saysStill(all[i], l.waiting):
			if l.place == nil || all[i].Open && !l.place.Open {
				l.place, l.issue = &all[i], all[i].Number
			}
		case err == nil && left == l.waiting.Left && all[i].Open:
			l.changed = append(l.changed, all[i].Number)
		}
	}
	return nil
}

// restoreIssue puts the issue right in which people are to answer, and tells them so.
func (w *World) restoreIssue(ctx context.Context, j *job, l *leftover) error {
	issues, err := w.issues()
	if err != nil {
		return err
	}
	switch i := l.place; {
	case i == nil:
		if l.issue, _, err = openWaiting(ctx, issues, l.waiting); err != nil {
			return err
		}
		l.place = &forge.Issue{Number: l.issue, Open: true, Labels: []string{form.Waits}}
		fmt.Fprintf(w.Err, "%s asks in a new issue, %d: there is none that says what the run wrote\n", j.bound.plan.Runbook, l.issue)
	case !i.Open || !slices.Contains(i.Labels, form.Waits):
		said := "Somebody closed this issue, or took its label. That does not end the run: it waits for an answer until the time above, and then ends by itself. To end it now, say no."
		if err := issues.Reopen(ctx, *i, form.Waits); err != nil {
			return untold(err)
		}
		fmt.Fprintf(w.Err, "issue %d was closed, or had lost its label, and is open again: %s still waits\n", i.Number, j.bound.plan.Runbook)
		w.unsaid(issues.Say(ctx, i.Number, said, func(r forge.Remark) bool { return r.Body == said }))
		i.Open = true
	}
	for _, number := range l.changed {
		w.unsaid(w.closeIssue(ctx, number, fmt.Sprintf("This issue does not say any more what the run wrote here, so no answer below it counts. People answer below #%d.", l.issue)))
	}
	l.changed = nil
	return nil
}

// ownIssue is the issue that a run left, wherever an event says that it is; nil where there is none.
func (w *World) ownIssue(ctx context.Context, issues forge.Issues, c *cameBack) (*forge.Issue, error) {
	var all []forge.Issue
	var err error
	if c.issue > 0 {
		all = make([]forge.Issue, 1)
		all[0], err = issues.Issue(ctx, c.issue)
	} else {
		all, err = issues.Labelled(ctx, form.Waits)
	}
	if err != nil {
		return nil, untold(err)
	}
	for i := range all {
		left, err := thread.ReadLeft(all[i].Body)
		if err == nil && all[i].Own && !all[i].IsPull && left.ID == c.run && left.Attempt == c.attempt && left.Runbook == c.runbook {
			return &all[i], nil
		}
	}
	return nil, nil
}

package forge

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/go-github/v60/github"
)

// Reopen opens an issue again, and gives it a label that it lacks. Doing it twice changes nothing.
func (s Issues) Reopen(ctx context.Context, i Issue, label string) error {
	open, labels := "open", i.Labels
	if !slices.Contains(labels, label) {
		labels = append(slices.Clone(labels), label)
	}
	again := func(context.Context) (bool, bool, error) { return false, false, nil }
	_, err := Write(ctx, s.Client, again, func(ctx context.Context) (bool, error) {
		_, _, err := s.Client.REST.Issues.Edit(ctx, s.Repository.Owner, s.Repository.Name, int(i.Number), &github.IssueRequest{State: &open, Labels: &labels})
		return err == nil, s.Client.Told(err, Asked{fmt.Sprintf("to open issue %d again", i.Number), "issues: write"})
	})
	return err
}

// Edit gives an issue another title and body. Doing it twice changes nothing, so it is asked for again where an
// answer was lost.
func (s Issues) Edit(ctx context.Context, number int64, title, body string) error {
	again := func(context.Context) (bool, bool, error) { return false, false, nil }
	_, err := Write(ctx, s.Client, again, func(ctx context.Context) (bool, error) {
		_, _, err := s.Client.REST.Issues.Edit(ctx, s.Repository.Owner, s.Repository.Name, int(number), &github.IssueRequest{Title: &title, Body: &body})
		return err == nil, s.Client.Told(err, Asked{fmt.Sprintf("to edit issue %d", number), "issues: write"})
	})
	return err
}

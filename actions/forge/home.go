package forge

import (
	"context"
	"fmt"
	"regexp"
)

// branchForm are the names of branches that are taken: those that need no care wherever they are shown or put.
var branchForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$`)

// DefaultBranch is the repository's default branch, as an event tells it; "" where the event does not tell.
func DefaultBranch(event []byte, of Repository) (string, error) {
	var got struct {
		Repository struct {
			ID     int64  `json:"id"`
			Branch string `json:"default_branch"`
		} `json:"repository"`
	}
	if err := decode(event, &got); err != nil {
		return "", err
	}
	if got.Repository.ID == 0 || got.Repository.Branch == "" {
		return "", nil
	}
	if err := of.is(got.Repository.ID); err != nil {
		return "", fmt.Errorf("the event: %w", err)
	}
	if !branchForm.MatchString(got.Repository.Branch) {
		return "", fmt.Errorf("the event: the default branch is called %.100q; a name of letters, digits and ._/- is taken", got.Repository.Branch)
	}
	return got.Repository.Branch, nil
}

// DefaultBranch asks for the repository's default branch. It takes one request.
func (c *Client) DefaultBranch(ctx context.Context, of Repository) (string, error) {
	asked := Asked{"the default branch of " + of.String(), "metadata: read"}
	got, _, err := c.REST.Repositories.Get(ctx, of.Owner, of.Name)
	if err != nil {
		return "", c.Told(err, asked)
	}
	if err := of.is(got.GetID()); err != nil {
		return "", c.Told(err, asked)
	}
	if !branchForm.MatchString(got.GetDefaultBranch()) {
		return "", c.Told(errOdd, asked)
	}
	return got.GetDefaultBranch(), nil
}

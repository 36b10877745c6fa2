package forge

import (
	"context"
	"fmt"
	"net/url"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/schemas/evidence"
)

// Run is one attempt of a run of a workflow, as the forge has it.
type Run struct {
	ID, Attempt int64
	Event       string // that started it
	Workflow    string // the path of its file
	Branch      string // or the tag: the forge does not tell them apart here
	Commit      string
	// Requester is who started this attempt: on a re-run that is somebody else than who started the first one.
	// nil where no account did that is still there.
	Requester *evidence.By
	Program   bool // the requester is no person
}

// Run asks for an attempt of a run. It takes one request.
func (c *Client) Run(ctx context.Context, of Repository, id, attempt int64) (*Run, error) {
	asked := Asked{fmt.Sprintf("attempt %d of run %d", attempt, id), "actions: read"}
	var got struct {
		github.WorkflowRun
		Path string // which go-github does not know
	}
	request, err := c.REST.NewRequest("GET", fmt.Sprintf("repos/%s/%s/actions/runs/%d/attempts/%d", of.Owner, of.Name, id, attempt), nil)
	if err == nil {
		_, err = c.REST.Do(ctx, request, &got)
	}
	if err != nil {
		return nil, c.Told(err, asked)
	}
	if err := of.is(got.GetRepository().GetID()); err != nil {
		return nil, c.Told(err, asked)
	}
	if got.GetID() != id || int64(got.GetRunAttempt()) != attempt || !commitForm.MatchString(got.GetHeadSHA()) {
		return nil, c.Told(errOdd, asked)
	}
	r := &Run{ID: id, Attempt: attempt, Event: got.GetEvent(), Workflow: got.Path, Branch: got.GetHeadBranch(), Commit: got.GetHeadSHA()}
	if who, ok := by(got.GetTriggeringActor()); ok {
		r.Requester, r.Program = &who, !isPerson(got.GetTriggeringActor())
	}
	return r, nil
}

// Keeps tells whether the forge still has an artifact of that name of a run of a workflow. It takes one request.
func (c *Client) Keeps(ctx context.Context, of Repository, run int64, artifact string) (bool, error) {
	asked := Asked{fmt.Sprintf("what run %d left", run), "actions: read"}
	var got struct {
		Artifacts []struct {
			Name    string `json:"name"`
			Expired bool   `json:"expired"`
		} `json:"artifacts"`
	}
	request, err := c.REST.NewRequest("GET", fmt.Sprintf("repos/%s/%s/actions/runs/%d/artifacts?per_page=%d&name=%s", of.Owner, of.Name, run, perPage, url.QueryEscape(artifact)), nil)
	if err == nil {
		_, err = c.REST.Do(ctx, request, &got)
	}
	if err = c.Told(err, asked); IsGone(err) {
		return false, nil // somebody deleted the run
	}
	if err != nil {
		return false, err
	}
	for _, a := range got.Artifacts {
		if a.Name == artifact && !a.Expired {
			return true, nil
		}
	}
	return false, nil
}

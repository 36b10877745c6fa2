package forge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge/road"
)

// Artifact is what a job of a run of a workflow left under a name.
type Artifact struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Expired bool   `json:"expired"`
}

const (
	maxArtifacts = 2000
	maxArchive   = 256 << 20 // bytes of one artifact, as it is sent
)

// Artifacts are those of a run that the forge still has, the newest of each name, by name.
func (c *Client) Artifacts(ctx context.Context, of Repository, run int64) ([]Artifact, error) {
	all, err := Pages(maxArtifacts, func(page github.ListOptions) ([]Artifact, *github.Response, error) {
		var got struct{ Artifacts []Artifact }
		request, err := c.REST.NewRequest(http.MethodGet, fmt.Sprintf("repos/%s/%s/actions/runs/%d/artifacts?per_page=%d&page=%d", of.Owner, of.Name, run, page.PerPage, page.Page), nil)
		if err != nil {
			return nil, nil, err
		}
		response, err := c.REST.Do(ctx, request, &got)
		return got.Artifacts, response, err
	})
	all = slices.DeleteFunc(all, func(a Artifact) bool { return a.Expired })
	slices.SortFunc(all, func(a, b Artifact) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(b.ID, a.ID)) })
	return slices.CompactFunc(all, func(a, b Artifact) bool { return a.Name == b.Name }), c.Told(err, Asked{fmt.Sprintf("what run %d left", run), "actions: read"})
}

// Archive is an artifact as a zip archive, of which nothing is known yet. The forge tells a place from which whoever
// knows its address may fetch it: the token does not go there.
func (c *Client) Archive(ctx context.Context, of Repository, a Artifact) ([]byte, error) {
	asked := Asked{fmt.Sprintf("artifact %d", a.ID), "actions: read"}
	for n := 1; ; n++ {
		place, err := c.placeOf(ctx, of, a)
		if err != nil {
			return nil, c.Told(err, asked)
		}
		data, err := c.fetch(ctx, place)
		var broken *road.BrokenError
		if !errors.As(err, &broken) || n == road.Attempts || ctx.Err() != nil || c.road.Pause(ctx, n) != nil {
			return data, c.Told(err, asked)
		}
	}
}

// placeOf is where an artifact can be fetched, for a minute.
func (c *Client) placeOf(ctx context.Context, of Repository, a Artifact) (*url.URL, error) {
	request, err := c.REST.NewRequest(http.MethodGet, fmt.Sprintf("repos/%s/%s/actions/artifacts/%d/zip", of.Owner, of.Name, a.ID), nil)
	if err != nil {
		return nil, err
	}
	response, err := c.road.Client().Do(request.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusFound {
		if err := github.CheckResponse(response); err != nil {
			return nil, err
		}
		return nil, errOdd
	}
	place, err := response.Location()
	if err != nil || !c.safe(place) {
		return nil, errOdd
	}
	return place, nil
}

// safe tells whether what is fetched from an address comes unchanged: over https, or from this machine itself where the
// forge is here too.
func (c *Client) safe(place *url.URL) bool {
	plain := *place
	plain.RawQuery, plain.Fragment = "", "" // which has the right to fetch it
	_, err := road.Address(plain.String())
	return err == nil && (place.Scheme == "https" || c.REST.BaseURL.Scheme == "http")
}

// fetch gets what stands at an address, without a token. Servers that keep artifacts may send on to others.
func (c *Client) fetch(ctx context.Context, place *url.URL) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, place.String(), nil)
	if err != nil {
		return nil, errOdd
	}
	client := &http.Client{Transport: c.transport, CheckRedirect: func(next *http.Request, before []*http.Request) error {
		if len(before) > 3 || !c.safe(next.URL) {
			return errOdd
		}
		return nil
	}}
	response, err := client.Do(request)
	if err != nil {
		return nil, unsigned(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, &road.BrokenError{Err: fmt.Errorf("status %d", response.StatusCode)}
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxArchive+1))
	switch {
	case err != nil:
		return nil, &road.BrokenError{Err: unsigned(err)}
	case len(data) > maxArchive:
		return nil, fmt.Errorf("%w: more than %d bytes", road.ErrSize, maxArchive)
	}
	return data, nil
}

// unsigned is an error without the address, which whoever reads it could fetch from.
func unsigned(err error) error {
	var told *url.Error
	if errors.As(err, &told) {
		err = told.Err
	}
	if errors.Is(err, errOdd) {
		return errOdd
	}
	return &road.BrokenError{Err: err}
}

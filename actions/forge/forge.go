// Package forge asks GitHub, or a forge that answers as it does, about people and pull requests.
//
// Whatever comes from there is hostile and may be wrong, and what the forge says of itself is cleaned before it is shown.
// What could not be seen is unknown (ErrUnseen), and never a no: GitHub answers 404 both for what is not there and
// for what a token may not see. How a request travels, when it is asked again and for how long is waited is package
// road. What writes is never asked again by itself, since the server may have done it although it reported failure:
// Write looks first.
//
// Start at Open. The methods of Client.REST are go-github's, and go over that road; Pages reads lists, Told turns
// their errors into those of this package.
//
// Who authorises a run asks, with the token of its job,
//
//	run, err := client.Run(ctx, repository, id, attempt) // who asks for it: run.Requester
//	tip, err := client.Branch(ctx, repository, "main")
//	said, err := client.Reviewed(ctx, question, source)  // whose words about the plan stand
//
// and with the short token of an app, where there is one, who is in the teams of the plan's roles:
//
//	as, err := AppClient(ctx, options, app, repository)
//	teams := as.Teams(ctx, plan, roles) // a nil client knows nobody
//	judged := teams.Complete(plan)      // for package rules: Reviewed(judged, run.Requester, said.Said)
//
// That is eight requests, with one team and an installation that is given. A failed request is an error; what the
// forge answers, and leaves open whether a word counts, is Reviews.Unknown. In both cases nobody has said anything.
package forge

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge/road"
)

// Token is what a request shows. It does not print.
type Token = road.Token

// Options are how a forge is reached.
type Options struct {
	API       string            // GITHUB_API_URL: https, or http to this machine itself
	Token     Token             // of the job, or of an app
	Agent     string            // how the program calls itself, with its version
	Transport http.RoundTripper // nil: a plain one
	Now       func() time.Time
	Sleep     func(context.Context, time.Duration) error // nil: the real one
	Jitter    func(time.Duration) time.Duration          // a random part of it; nil: a real one
	Timeout   time.Duration                              // of one request, with its answer; 0: half a minute
	Patience  time.Duration                              // how long is waited in all before it is given up; 0: two minutes
}

// Client is the way to one forge with one token.
type Client struct {
	REST *github.Client

	host      string
	road      *road.Road
	transport http.RoundTripper // for what is fetched from elsewhere, without a token
	timeout   time.Duration
}

// Open makes a client. It asks nothing yet.
func Open(o Options) (*Client, error) {
	base, err := road.Address(o.API)
	if err != nil {
		return nil, err
	}
	if !o.Token.Sendable() {
		return nil, errors.New("there is no token for the forge, or one that cannot be sent")
	}
	if o.Now == nil {
		return nil, errors.New("the forge needs a clock")
	}
	r := road.New(road.Options{
		Base: base, Token: o.Token, Now: o.Now, Transport: o.Transport, Sleep: o.Sleep, Jitter: o.Jitter, Timeout: o.Timeout, Patience: o.Patience,
	})
	client := github.NewClient(r.Client())
	client.BaseURL, client.UserAgent = base, o.Agent
	if o.Agent == "" {
		client.UserAgent = "attestary"
	}
	return &Client{client, base.Host, r, o.Transport, 4 * cmp.Or(o.Timeout, 30*time.Second)}, nil
}

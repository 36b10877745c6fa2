// Package forge asks GitHub, or a forge that answers as it does, about people and pull requests.
//
// Whatever comes from there is hostile and may be wrong: an answer has a time and a size, is read whole before
// any of it is believed, and what the forge says of itself is cleaned before it is shown. What could not be
// seen is unknown (ErrUnseen), and never a no: GitHub answers 404 both for what is not there and for what a token
// may not see.
//
// A request that only reads is asked again where the line or the server failed. A request that writes is not:
// the server may have done it although it reported failure. Write looks first. Both wait where the forge asks
// for it (Retry-After, the limit of an hour), as long as their patience goes; what is asked for twice is asked for
// with the ETag of the first answer, which costs nothing.
//
// Start at Open. The methods of Client.REST are go-github's, and go over this road; Pages reads lists, Told turns
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
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
)

// Token is what a request shows. It does not print.
type Token string

// String implements fmt.Stringer.
func (Token) String() string { return "[token]" }

// GoString implements fmt.GoStringer.
func (Token) GoString() string { return "[token]" }

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

	host string
	road *road
}

// Open makes a client. It asks nothing yet.
func Open(o Options) (*Client, error) {
	base, err := address(o.API)
	if err != nil {
		return nil, err
	}
	if !sendable(string(o.Token)) {
		return nil, errors.New("there is no token for the forge, or one that cannot be sent")
	}
	if o.Now == nil {
		return nil, errors.New("the forge needs a clock")
	}
	r := newRoad(o, base)
	client := github.NewClient(&http.Client{Transport: r, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }})
	client.BaseURL, client.UserAgent = base, o.Agent
	if o.Agent == "" {
		client.UserAgent = "attestary"
	}
	return &Client{client, base.Host, r}, nil
}

// address reads where the interface is. A token goes over https, or does not leave this machine.
func address(text string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimSuffix(text, "/") + "/")
	switch {
	case text == "":
		return nil, errors.New("the address of the forge is not known; on a runner it is GITHUB_API_URL")
	case err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, fmt.Errorf("%.100q is not the address of a forge's interface, as https://api.github.com", text)
	case base.Scheme == "https", base.Scheme == "http" && loopback(base.Hostname()):
		return base, nil
	}
	return nil, fmt.Errorf("%.100q is not https; a token is sent over nothing else", text)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func sendable(token string) bool {
	for _, c := range token {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return token != ""
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func jitter(most time.Duration) time.Duration { return rand.N(most) }

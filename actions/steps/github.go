package steps

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/forge/road"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// GitHub is where the run is, as a runner of GitHub tells it. The zero GitHub is nowhere: then a connection
// has a token of its own, and leads to github.com unless it has a url.
type GitHub struct {
	API        string        // the address of its REST interface, as https://api.github.com
	Repository string        // OWNER/NAME
	Token      engine.Secret // that of the job
}

// publicAPI is where github.com is asked.
const publicAPI = "https://api.github.com"

// forge is what speaks to GitHub for one call.
type forge struct {
	*github.Client
	host string
	now  func() time.Time
}

// github is the way to GitHub over a call's connection. The job's token is shown to the job's own GitHub alone.
func (w *web) github(call engine.Call) (*forge, engine.Result) {
	c, here := call.Connection, w.machine.GitHub
	token, where := call.Token, plan.Connection{Name: c.Name, Kind: c.Kind, URL: c.URL, Hosts: c.Hosts}
	if where.URL == "" && here.API != "" {
		where.URL = here.API
		if base, err := url.Parse(here.API); err == nil {
			where.Hosts = append(where.Hosts[:len(where.Hosts):len(where.Hosts)], base.Host) // the machine's word, in whatever network that is
		}
	} else if where.URL == "" {
		where.URL = publicAPI
	}
	if !token.Given() && where.URL == cmp.Or(here.API, publicAPI) {
		token = here.Token
	}
	if !token.Given() {
		return nil, unknown(engine.ReasonSetting, fmt.Sprintf("connection %s has no token, and this is no run of GitHub that has one", c.Name))
	}
	over, err := w.to(&where)
	if err != nil {
		return nil, unreachable(err)
	}
	base, err := road.Address(where.URL)
	if err != nil || !road.Token(token.Reveal()).Sendable() {
		return nil, unknown(engine.ReasonSetting, fmt.Sprintf("connection %s has a url or a token that cannot be sent", c.Name))
	}
	// Who is asked later is not waited for here: the plan says how often a step is tried, and the engine waits.
	to := road.New(road.Options{Base: base, Token: road.Token(token.Reveal()), Now: call.Now, Transport: over.transport, Patience: road.Impatient})
	client := github.NewClient(to.Client())
	client.BaseURL, client.UserAgent = base, "attestary"
	return &forge{client, base.Hostname(), call.Now}, engine.Result{}
}

// problem tells why GitHub did not do what it was asked. Its own words are not repeated.
func (f *forge) problem(err error) engine.Result {
	switch fault := road.Of(err); fault.Kind {
	case road.Later:
		return f.throttled(fault.Until.Sub(f.now()))
	case road.Answered:
		return f.refused(fault.Status)
	case road.Unread:
		return f.unlike()
	case road.Large:
		return unknown(engine.ReasonTooLarge, f.host+": "+road.ErrSize.Error())
	}
	return unanswered(f.host, "", err)
}

func (f *forge) throttled(wait time.Duration) engine.Result {
	result := unknown(engine.ReasonThrottled, f.host+" wants fewer requests")
	result.Wait = max(wait, 0)
	return result
}

func (f *forge) refused(status int) engine.Result {
	words := fmt.Sprintf("%s answered with status %d", f.host, status)
	switch {
	case status == http.StatusUnauthorized:
		return unknown(engine.ReasonForbidden, words+": it does not know the token")
	case status == http.StatusForbidden:
		return unknown(engine.ReasonForbidden, words+": the token may not do that")
	case status == http.StatusNotFound:
		return unknown(engine.ReasonNotFound, words+": there is no such thing, or the token may not see it")
	case status >= 500:
		return unknown(engine.ReasonStatus, words)
	case status >= 300 && status <= 399:
		return failed(engine.ReasonStatus, words+": what was asked for has moved")
	}
	return failed(engine.ReasonStatus, words+": it does not take what was sent")
}

// allowedOnGitHub tells whether a call goes over a connection to GitHub whose use allows it.
func allowedOnGitHub(call engine.Call) (problem string) {
	k, _ := kind.Lookup(call.Action)
	switch c := call.Connection; {
	case c == nil || c.Kind != kind.GitHub:
		return "the step names no connection of kind github"
	case !kind.AllowsAction(call.Allow, k.Name) && !kind.AllowsPermissions(call.Allow, k.Needs()):
		return fmt.Sprintf("no use section of connection %s allows %s", c.Name, k.Name)
	}
	return ""
}

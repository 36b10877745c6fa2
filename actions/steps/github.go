package steps

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/engine"
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
	token, to := call.Token, plan.Connection{Name: c.Name, Kind: c.Kind, URL: c.URL, Hosts: c.Hosts}
	if to.URL == "" && here.API != "" {
		to.URL = here.API
		if base, err := url.Parse(here.API); err == nil {
			to.Hosts = append(to.Hosts[:len(to.Hosts):len(to.Hosts)], base.Host) // the machine's word, in whatever network that is
		}
	} else if to.URL == "" {
		to.URL = publicAPI
	}
	if !token.Given() && to.URL == cmp.Or(here.API, publicAPI) {
		token = here.Token
	}
	if !token.Given() {
		return nil, unknown(engine.ReasonSetting, fmt.Sprintf("connection %s has no token, and this is no run of GitHub that has one", c.Name))
	}
	road, err := w.to(&to)
	if err != nil {
		return nil, unreachable(err)
	}
	base, err := url.Parse(strings.TrimSuffix(to.URL, "/") + "/")
	if err != nil || !oneLine(token.Reveal()) {
		return nil, unknown(engine.ReasonSetting, fmt.Sprintf("connection %s has a url or a token that cannot be sent", c.Name))
	}
	client := github.NewClient(&http.Client{
		Transport: shown{road.transport, token}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	client.BaseURL, client.UserAgent = base, "attestary"
	return &forge{client, base.Hostname(), call.Now}, engine.Result{}
}

// shown is a road on which every request shows the token, and no answer is longer than is read.
type shown struct {
	road  http.RoundTripper
	token engine.Secret
}

// maxForge is how many bytes an answer of GitHub has at most: a hundred issues, each as long as one may be.
const maxForge = 16 << 20

func (s shown) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("Authorization", "Bearer "+s.token.Reveal())
	response, err := s.road.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	response.Body = &bounded{ReadCloser: response.Body, left: maxForge}
	return response, nil
}

type bounded struct {
	io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, errAnswerSize
	}
	return n, err
}

// problem tells why GitHub did not do what it was asked. Its own words are not repeated.
func (f *forge) problem(err error) engine.Result {
	var (
		rate      *github.RateLimitError
		secondary *github.AbuseRateLimitError
		refusal   *github.ErrorResponse
		syntax    *json.SyntaxError
		form      *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &rate):
		return f.throttled(rate.Rate.Reset.Sub(f.now()))
	case errors.As(err, &secondary):
		wait := time.Minute // as GitHub asks of those whom it does not tell
		if secondary.RetryAfter != nil {
			wait = *secondary.RetryAfter
		}
		return f.throttled(wait)
	case errors.As(err, &refusal):
		return f.refused(refusal.Response)
	case errors.As(err, &syntax), errors.As(err, &form):
		return unknown(engine.ReasonUnread, f.host+" does not answer as GitHub does")
	}
	return unanswered(f.host, "", err)
}

func (f *forge) throttled(wait time.Duration) engine.Result {
	result := unknown(engine.ReasonThrottled, f.host+" wants fewer requests")
	result.Wait = max(wait, 0)
	return result
}

func (f *forge) refused(response *http.Response) engine.Result {
	words := fmt.Sprintf("%s answered with status %d", f.host, response.StatusCode)
	switch status := response.StatusCode; {
	case status == http.StatusTooManyRequests:
		return f.throttled(retryAfter(response.Header.Get("Retry-After"), f.now))
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

package steps

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Tokens that hold for a while (RFC 6749, 4.4; RFC 7523, 2.1). The secret of the client goes to token_url alone, by the same guarded
// road as every request and without following a redirect; the token that comes for it is shown to the service, is
// asked for again before it ends, and once more where the service has stopped taking it. Not to get one is never
// failed: nobody has looked at anything.

const (
	maxToken    = 16 << 10 // bytes
	tokenWithin = 30 * time.Second
)

// leased tells whether a connection shows a token that it has to ask for.
func leased(c *plan.Connection) bool { return c.Auth == kind.OAuth2 || c.Auth == kind.JWTBearer }

// bear shows the token that holds now.
func (w *web) bear(request *http.Request, call engine.Call) engine.Result {
	token, problem := w.token(request.Context(), call)
	if !token.Given() {
		return problem
	}
	request.Header.Set("Authorization", "Bearer "+token.Reveal())
	return engine.Result{}
}

func (w *web) token(ctx context.Context, call engine.Call) (engine.Secret, engine.Result) {
	return call.Leases.Take(ctx, call.Connection.Name, call.Now, func(ctx context.Context) (engine.Granted, engine.Result) {
		return w.grant(ctx, call)
	})
}

// sendShown sends a request. Where the service has stopped taking a token before its time, what is asked is sent once
// more with another: who is not let in has changed nothing.
func (r *way) sendShown(call engine.Call, wanted ask, request *http.Request) (*answer, engine.Result) {
	answer, problem := r.send(request)
	if answer == nil || answer.StatusCode != http.StatusUnauthorized || !leased(call.Connection) {
		return answer, problem
	}
	shown, ours := strings.CutPrefix(request.Header.Get("Authorization"), "Bearer ")
	if !ours || !call.Leases.Drop(request.Context(), call.Connection.Name, shown, call.Now()) {
		return answer, problem
	}
	if request, problem = r.web.asked(request.Context(), call, wanted, request.URL); request == nil {
		return nil, problem
	}
	return r.send(request)
}

// grant asks for a token.
func (w *web) grant(ctx context.Context, call engine.Call) (engine.Granted, engine.Result) {
	c := call.Connection
	road, err := w.to(&plan.Connection{Name: c.Name, Kind: c.Kind, URL: c.TokenURL, Hosts: c.Hosts})
	if err != nil {
		return engine.Granted{}, unreachable(err)
	}
	ctx, cancel := context.WithTimeout(ctx, tokenWithin)
	defer cancel()
	request, problem := tokenRequest(ctx, call)
	if request == nil {
		return engine.Granted{}, problem
	}
	asked := call.Now()
	answer, problem := road.send(request)
	switch {
	case answer == nil:
		problem.Detail = "no token for connection " + c.Name + ": " + problem.Detail
		return engine.Granted{}, problem
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		return engine.Granted{}, refusedToken(answer, call)
	}
	return readToken(answer, c, asked)
}

// tokenRequest is the request for a token.
func tokenRequest(ctx context.Context, call engine.Call) (*http.Request, engine.Result) {
	if call.Connection.Auth == kind.JWTBearer {
		return assertionRequest(ctx, call)
	}
	c, secret := call.Connection, call.Secrets["client_secret"]
	if c.ClientID == "" || !secret.Given() {
		return nil, unknown(engine.ReasonSetting, "connection "+c.Name+" has no client_id and client_secret to ask for a token with")
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	for name, value := range map[string]string{"scope": c.Scope, "audience": c.Audience} {
		if value != "" {
			form.Set(name, value)
		}
	}
	if c.ClientAuth == "body" {
		form.Set("client_id", c.ClientID)
		form.Set("client_secret", secret.Reveal())
	}
	request, problem := formRequest(ctx, c, form)
	if request != nil && c.ClientAuth != "body" {
		request.SetBasicAuth(url.QueryEscape(c.ClientID), url.QueryEscape(secret.Reveal())) // encoded first: RFC 6749, 2.3.1
	}
	return request, problem
}

// formRequest sends a form to where tokens are given.
func formRequest(ctx context.Context, c *plan.Connection, form url.Values) (*http.Request, engine.Result) {
	target, err := url.Parse(c.TokenURL)
	if err != nil {
		return nil, unknown(engine.ReasonSetting, "the token_url of connection "+c.Name+" is not https://HOST/PATH")
	}
	wanted := ask{method: http.MethodPost, headers: []pair{{"Content-Type", "application/x-www-form-urlencoded"}}, body: []byte(form.Encode())}
	return wanted.at(ctx, target)
}

package steps

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// The answers of those who give tokens (RFC 6749, 5.1 and 5.2). They are read strictly, and none of their words is
// repeated: a description may tell what it was asked with.

const (
	// untold is how long a token is taken to hold of which nobody says so.
	untold = 5 * time.Minute
	// early is how long before its end a token is not shown any more; half its time where it has less than twice that.
	early = time.Minute
	// longest is how long one is taken to hold at most.
	longest = 24 * time.Hour
)

// readToken is the token in an answer.
func readToken(a *answer, c *plan.Connection, asked time.Time) (engine.Granted, engine.Result) {
	unlike := func(problem string) (engine.Granted, engine.Result) {
		return engine.Granted{}, unknown(engine.ReasonUnread, fmt.Sprintf("%s gave no token for connection %s: %s", a.Request.URL.Hostname(), c.Name, problem))
	}
	said := fromJSON(a.body)
	token, isText := said.Get("access_token").AsText()
	of, _ := said.Get("token_type").AsText()
	holds, told := lifetime(said.Get("expires_in"))
	switch {
	case said.Kind() != expr.Object:
		return unlike("its answer is not JSON; look at token_url")
	case !isText || token == "":
		return unlike("its answer has no access_token; look at token_url")
	case len(token) > maxToken:
		return unlike("its access_token is too large to be shown")
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return unlike("its access_token has characters that no header can have")
	case !strings.EqualFold(of, "bearer"):
		return unlike("its token is not of the type Bearer, and no other can be shown")
	case !told:
		return unlike("its expires_in is no number of seconds")
	}
	return engine.Granted{Value: []byte(token), Until: asked.Add(holds - min(early, holds/2))}, engine.Result{}
}

// lifetime is how long a token holds, in seconds; some servers put the number in quotes.
func lifetime(v expr.Value) (holds time.Duration, ok bool) {
	if v.IsNull() {
		return untold, true
	}
	seconds, ok := v.AsInt()
	if text, isText := v.AsText(); isText {
		n, err := strconv.ParseInt(text, 10, 64)
		seconds, ok = n, err == nil
	}
	if !ok || seconds <= 0 {
		return 0, false
	}
	return time.Duration(min(seconds, int64(longest/time.Second))) * time.Second, true
}

// refusals are what the error codes of RFC 6749, 5.2 mean to the one who has written the connection.
var refusals = map[string]string{
	"invalid_client":         "it does not know the client, or its secret is wrong or over; look at client_id and client_secret",
	"invalid_grant":          "it does not take what was shown; look at the secret of the connection, at subject, and at the clock of this machine",
	"invalid_request":        "it does not understand what is asked; look at token_url, scope, audience and client_auth",
	"invalid_scope":          "it does not give this scope; look at scope, and at what the client was allowed",
	"unauthorized_client":    "this client may not ask for tokens in this way; look at client_id, and at what the client was allowed",
	"unsupported_grant_type": "it gives no tokens in this way; look at token_url",
	"access_denied":          "it does not give the client a token; look at what the client was allowed",
}

// refusedToken tells why there is no token.
func refusedToken(a *answer, call engine.Call) engine.Result {
	status := a.StatusCode
	words := fmt.Sprintf("%s gave no token for connection %s: it answered with status %d", a.Request.URL.Hostname(), call.Connection.Name, status)
	code, _ := fromJSON(a.body).Get("error").AsText()
	switch {
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		result := unknown(engine.ReasonThrottled, words+": it wants fewer requests")
		result.Wait = retryAfter(a.Header.Get("Retry-After"), call.Now)
		return result
	case slices.Contains(redirects, status):
		return unknown(engine.ReasonStatus, words+": it leads elsewhere, where the secret does not go; look at token_url")
	case status >= 400 && status <= 499 && refusals[code] != "":
		return unknown(engine.ReasonForbidden, words+" ("+code+"): "+refusals[code])
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return unknown(engine.ReasonForbidden, words+": it does not let the client in; look at client_id and client_secret")
	case status == http.StatusNotFound:
		return unknown(engine.ReasonNotFound, words+": nobody gives tokens there; look at token_url")
	}
	return unknown(engine.ReasonStatus, words)
}

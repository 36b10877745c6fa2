package steps

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/kind"
)

// authorize puts what proves who asks where the service wants it: the connection's secret, or a token that is asked
// for with it. The Result of one that cannot says why, and has an outcome.
func (w *web) authorize(request *http.Request, call engine.Call) engine.Result {
	if leased(call.Connection) {
		return w.bear(request, call)
	}
	if call.Connection.Auth == kind.SigV4 {
		return sign(request, call)
	}
	if problem := show(request, call); problem != "" {
		return unknown(engine.ReasonSetting, problem)
	}
	return engine.Result{}
}

// show puts the connection's secret where the service wants it. A connection that says how its secret
// is shown, and has none, sends nothing: the service would answer somebody else than we think.
func show(request *http.Request, call engine.Call) (problem string) {
	c, auth, secret := call.Connection, call.Connection.Auth, call.Token.Reveal()
	switch {
	case auth == "" && secret == "":
		return "" // a service for everybody
	case auth == "":
		auth = "bearer"
	case auth == "basic" && call.Password.Given():
		secret = call.Password.Reveal()
	}
	switch {
	case !kind.KnowsAuth(auth):
		return fmt.Sprintf("this program cannot do auth %q of connection %s; it knows bearer, SSWS, basic, header:NAME, path, oauth2, jwt-bearer, aws-sigv4", auth, c.Name)
	case secret == "":
		return fmt.Sprintf("connection %s has no secret to show as its auth %q says", c.Name, auth)
	case !oneLine(secret) || !oneLine(c.User):
		return fmt.Sprintf("a secret of connection %s has more than one line", c.Name)
	}
	header, own := strings.CutPrefix(auth, "header:")
	switch {
	case own:
		request.Header.Set(header, secret)
	case auth == "bearer":
		request.Header.Set("Authorization", "Bearer "+secret)
	case auth == "SSWS":
		request.Header.Set("Authorization", "SSWS "+secret)
	case auth == "basic":
		request.SetBasicAuth(c.User, secret)
	}
	return "" // "path": it stands in the address already
}

// headerOK tells whether a step may set this header. Where a request goes, what it asks, how long it is and
// who sends it is not a step's to say.
func headerOK(p pair) bool {
	return kind.IsHeader(p.name) && !kind.Framing(p.name) && !strings.EqualFold(p.name, "Authorization") && oneLine(p.value)
}

func oneLine(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
}

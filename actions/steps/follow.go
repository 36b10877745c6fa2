package steps

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/kind"
)

// Where an answer leads elsewhere. A redirect is followed only where the connection lists the other host in
// hosts, for a request that only asks, and to a path that the use section allows; else it is an answer like
// any other. The connection's secret and the headers of the step go to the host of its URL alone.

// maxHops is how often one request may be led elsewhere.
const maxHops = 5

var redirects = []int{
	http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
}

// follow sends a request, and where it is led as far as that is allowed.
func (r *way) follow(call engine.Call, wanted ask, request *http.Request) (*answer, engine.Result) {
	for range maxHops {
		answer, problem := r.sendShown(call, wanted, request)
		if answer == nil {
			return nil, problem
		}
		target := r.led(call, answer)
		if target == nil {
			return answer, engine.Result{}
		}
		if request, problem = r.further(call, wanted, request, target); request == nil {
			return nil, problem
		}
	}
	return nil, failed(engine.ReasonStatus, fmt.Sprintf("%s leads from one place to the next, more than %d times", request.URL.Hostname(), maxHops))
}

// led is where an answer leads that is to be followed; nil for nowhere.
func (r *way) led(call engine.Call, a *answer) *url.URL {
	wanted, _ := settings(call.Settings).among("ok", int64(a.StatusCode))
	asks := a.Request.Method == http.MethodGet || a.Request.Method == http.MethodHead
	if wanted || !asks || !slices.Contains(redirects, a.StatusCode) {
		return nil
	}
	target, err := a.Request.URL.Parse(a.Header.Get("Location"))
	if err != nil || a.Header.Get("Location") == "" || target.User != nil || !r.lists(target) {
		return nil
	}
	target.Fragment, target.RawFragment = "", ""
	return target
}

// further is the request to a place that an earlier one was led to. Where that is not the connection's own
// host, it shows no secret, and nothing that the step says in its headers.
func (r *way) further(call engine.Call, wanted ask, before *http.Request, target *url.URL) (*http.Request, engine.Result) {
	path, own := r.below(call, target)
	if !kind.AllowsRequest(call.Allow, before.Method, path) {
		return nil, denied(fmt.Sprintf("%s leads to a place on %s that no use section of connection %s allows", before.URL.Hostname(), target.Hostname(), call.Connection.Name))
	}
	if !own {
		wanted.headers = nil
		return wanted.at(before.Context(), target)
	}
	return r.web.asked(before.Context(), call, wanted, target)
}

// below is the path of a URL as allow-lists mean it: below the connection's URL on its own host, from the root
// on others. What is on its host and not below its URL is not allowed by any.
func (r *way) below(call engine.Call, u *url.URL) (path string, own bool) {
	if !r.own(u) {
		return u.EscapedPath(), false
	}
	base, _ := target(call, "")
	if base == nil {
		return "", true
	}
	path, within := strings.CutPrefix(u.EscapedPath(), strings.TrimSuffix(base.EscapedPath(), "/"))
	if !within {
		return "", true
	}
	return path, true
}

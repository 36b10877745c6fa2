package steps

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/kind"
)

// ask is a request before it has an address.
type ask struct {
	method, path string // the path below the connection's URL; "" for that URL itself
	query        url.Values
	headers      []pair
	body         []byte // nil for none
}

// request makes the request that a call sends over its connection, or tells why there is none to be made.
func (a ask) request(ctx context.Context, w *web, call engine.Call) (*http.Request, engine.Result) {
	target, problem := target(call, a.path)
	if target == nil {
		return nil, problem
	}
	target.RawQuery = a.query.Encode()
	return w.asked(ctx, call, a, target)
}

// asked is the request to an address of the connection's own host.
func (w *web) asked(ctx context.Context, call engine.Call, wanted ask, target *url.URL) (*http.Request, engine.Result) {
	request, problem := wanted.at(ctx, target)
	if request == nil {
		return nil, problem
	}
	if problem := w.authorize(request, call); problem.Outcome != "" {
		return nil, problem
	}
	return request, engine.Result{}
}

// at is the request to an address, without anything that tells who asks.
func (a ask) at(ctx context.Context, target *url.URL) (*http.Request, engine.Result) {
	var body io.Reader
	if a.body != nil {
		body = bytes.NewReader(a.body)
	}
	request, err := http.NewRequestWithContext(ctx, a.method, target.String(), body)
	if err != nil {
		return nil, unknown(engine.ReasonSetting, "this is no request")
	}
	request.Header.Set("User-Agent", "attestary")
	request.Header.Set("Accept", "application/json")
	for _, p := range a.headers {
		if !headerOK(p) {
			return nil, unknown(engine.ReasonSetting, fmt.Sprintf("headers: %q is not a header that a step may set", p.name))
		}
		request.Header.Set(p.name, p.value)
	}
	return request, engine.Result{}
}

// target is the URL of a path below that of the connection.
func target(call engine.Call, path string) (*url.URL, engine.Result) {
	c := call.Connection
	base, err := url.Parse(c.URL)
	if err != nil {
		return nil, unknown(engine.ReasonSetting, fmt.Sprintf("the URL of connection %s is not https://HOST/PATH", c.Name))
	}
	folder := base.EscapedPath()
	if c.Auth == "path" {
		token := "/" + strings.TrimPrefix(call.Token.Reveal(), "/")
		if !call.Token.Given() || !kind.PlainPath(token) {
			return nil, unknown(engine.ReasonSetting, fmt.Sprintf("the token of connection %s is not the end of a path: what follows the connection's url, without a query", c.Name))
		}
		folder = strings.TrimSuffix(folder, "/") + token
	}
	if path != "" {
		folder = strings.TrimSuffix(folder, "/")
	}
	target, err := url.Parse(base.Scheme + "://" + base.Host + folder + path)
	if err != nil {
		return nil, unknown(engine.ReasonSetting, "path: it is not the path of a URL")
	}
	return target, engine.Result{}
}

// exchange sends what is asked over the call's connection, follows where it is led as far as that is allowed,
// and gives the answer, or tells why there is none.
func (w *web) exchange(ctx context.Context, call engine.Call, wanted ask) (*answer, engine.Result) {
	road, err := w.to(call.Connection)
	if err != nil {
		return nil, unreachable(err)
	}
	request, problem := wanted.request(ctx, w, call)
	if request == nil {
		return nil, problem
	}
	return road.follow(call, wanted, request)
}

package steps

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// web is the road to services: one request to the host of a connection's URL, and to no other. It follows
// no redirect, uses no proxy, and keeps no cookie. What is not encrypted stays on this machine, wherever
// the name of the host may lead.
type web struct{ encrypted, plain *http.Transport }

const (
	maxAnswer  = 4 << 20 // bytes of an answer
	maxHeaders = 64 << 10
	maxConnect = 15 * time.Second
)

func newWeb(roots *x509.CertPool) web {
	encrypted := &http.Transport{
		DialContext:     (&net.Dialer{Timeout: maxConnect}).DialContext,
		TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: maxConnect, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: maxHeaders,
		MaxIdleConnsPerHost: 64, // as many as an engine asks at once
	}
	plain := encrypted.Clone()
	plain.DialContext = (&net.Dialer{Timeout: maxConnect, Control: stayHere}).DialContext
	return web{encrypted, plain}
}

var errElsewhere = errors.New("the address is not of this machine")

// stayHere lets nothing be dialled but this machine. It sees the address that a name has led to.
func stayHere(_, address string, _ syscall.RawConn) error {
	place, err := netip.ParseAddrPort(address)
	if err != nil || !place.Addr().Unmap().IsLoopback() {
		return errElsewhere
	}
	return nil
}

// ask is a request before it has an address.
type ask struct {
	method, path string // the path below the connection's URL; "" for that URL itself
	query        url.Values
	headers      []pair
	body         io.Reader // nil for none
}

// request makes the request that a call sends over its connection, or tells why there is none to be made.
func (a ask) request(ctx context.Context, call engine.Call) (*http.Request, engine.Result) {
	target, problem := target(call, a.path)
	if target == nil {
		return nil, problem
	}
	target.RawQuery = a.query.Encode()
	request, err := http.NewRequestWithContext(ctx, a.method, target.String(), a.body)
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
	if problem := authorize(request, call); problem != "" {
		return nil, unknown(engine.ReasonSetting, problem)
	}
	return request, engine.Result{}
}

// target is the URL of a path below that of the connection.
func target(call engine.Call, path string) (*url.URL, engine.Result) {
	c := call.Connection
	base, err := url.Parse(c.URL)
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, unknown(engine.ReasonSetting, fmt.Sprintf("the URL of connection %s is not https://HOST/PATH", c.Name))
	}
	if base.Scheme == "http" && !loopback(base.Hostname()) {
		return nil, denied(fmt.Sprintf("connection %s is not encrypted: http:// is for this machine alone", c.Name))
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

// served tells whether a connection leads to a service.
func served(c *plan.Connection) bool { return c != nil && c.Kind == kind.HTTP }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// answer is what a service said.
type answer struct {
	*http.Response
	body []byte
}

// send sends a request and reads the answer, or tells why there is none.
func (w web) send(request *http.Request) (*answer, engine.Result) {
	transport, host := w.encrypted, request.URL.Hostname()
	if request.URL.Scheme == "http" {
		transport = w.plain
	}
	response, err := transport.RoundTrip(request)
	switch {
	case errors.Is(err, errElsewhere):
		return nil, denied(fmt.Sprintf("%s is not this machine, and http:// is for this machine alone", host))
	case err != nil:
		reason := networkReason(err)
		return nil, unknown(reason, fmt.Sprintf("%s: %s", host, networkWords[reason]))
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		reason := networkReason(err)
		return nil, unknown(reason, fmt.Sprintf("%s: the answer broke off: %s", host, networkWords[reason]))
	case len(body) > maxAnswer:
		return nil, unknown(engine.ReasonTooLarge, fmt.Sprintf("%s: the answer has more than %d bytes", host, maxAnswer))
	}
	return &answer{response, body}, engine.Result{}
}

// judge tells what the status means for the step.
func (a *answer) judge(call engine.Call, outputs map[string]expr.Value) engine.Result {
	status := int64(a.StatusCode)
	fine, told := settings(call.Settings).among("ok", status)
	if fine || !told && status >= 200 && status <= 299 {
		return passed(outputs)
	}
	words := fmt.Sprintf("%s answered with status %d", a.Request.URL.Hostname(), status)
	result := failed(engine.ReasonStatus, words)
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		result = unknown(engine.ReasonForbidden, words+": it does not let us in")
	case http.StatusTooManyRequests:
		result = unknown(engine.ReasonThrottled, words+": it wants fewer requests")
	}
	result.Outputs = outputs
	return result
}

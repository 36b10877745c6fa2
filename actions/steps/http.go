package steps

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// httpRequest is http.request: one request to the host of a connection's URL, and to no other. It
// follows no redirect, uses no proxy, and keeps no cookie.
type httpRequest struct{ transport *http.Transport }

const (
	maxAnswer  = 4 << 20 // bytes of an answer
	maxHeaders = 64 << 10
)

func newHTTPRequest(roots *x509.CertPool) httpRequest {
	return httpRequest{&http.Transport{
		DialContext:     (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
		TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: 15 * time.Second, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: maxHeaders,
		MaxIdleConnsPerHost: 64, // as many as an engine asks at once
	}}
}

func (h httpRequest) Run(ctx context.Context, call engine.Call) engine.Result {
	request, problem := newRequest(ctx, call)
	if request == nil {
		return problem
	}
	client := &http.Client{Transport: h.transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		reason := networkReason(err)
		return unknown(reason, fmt.Sprintf("%s: %s", request.URL.Hostname(), networkWords[reason]))
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		reason := networkReason(err)
		return unknown(reason, fmt.Sprintf("%s: the answer broke off: %s", request.URL.Hostname(), networkWords[reason]))
	case len(body) > maxAnswer:
		return unknown(engine.ReasonTooLarge, fmt.Sprintf("%s: the answer has more than %d bytes", request.URL.Hostname(), maxAnswer))
	}
	return judgeAnswer(call, response, body)
}

// newRequest makes the request, or tells why there is none to be made.
func newRequest(ctx context.Context, call engine.Call) (*http.Request, engine.Result) {
	s := settings(call.Settings)
	method, path := s.text("method", ""), s.text("path", "")
	target, problem := address(call, method, path)
	if target == nil {
		return nil, problem
	}
	query := url.Values{}
	for _, p := range s.pairs("query") {
		query.Set(p.name, p.value)
	}
	target.RawQuery = query.Encode()
	var body io.Reader
	if text, told := s["body"].AsText(); told {
		body = strings.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, target.String(), body)
	if err != nil {
		return nil, unknown(engine.ReasonSetting, "this is no request")
	}
	request.Header.Set("User-Agent", "attestary")
	request.Header.Set("Accept", "application/json")
	for _, p := range s.pairs("headers") {
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

// address is the URL of the request. It stands below that of the connection, and the use section allows
// its method and path. A secret goes over TLS only, but for a service on this machine.
func address(call engine.Call, method, path string) (*url.URL, engine.Result) {
	c := call.Connection
	if c == nil || c.Kind != kind.HTTP {
		return nil, denied("the step names no connection of kind http")
	}
	base, err := url.Parse(c.URL)
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, unknown(engine.ReasonSetting, fmt.Sprintf("the URL of connection %s is not https://HOST/PATH", c.Name))
	}
	if !kind.AllowsRequest(call.Allow, method, path) {
		return nil, denied(fmt.Sprintf("no use section of connection %s allows %s %q", c.Name, method, path))
	}
	if base.Scheme == "http" && call.Token+call.Password != "" && !loopback(base.Hostname()) {
		return nil, denied(fmt.Sprintf("connection %s has a secret, and http:// would show it to the network", c.Name))
	}
	folder := strings.TrimSuffix(base.EscapedPath(), "/")
	if c.Auth == "path" {
		if call.Token == "" || !kind.PlainPath("/"+call.Token) {
			return nil, unknown(engine.ReasonSetting, fmt.Sprintf("the token of connection %s cannot be part of a path", c.Name))
		}
		folder += "/" + call.Token
	}
	target, err := url.Parse(base.Scheme + "://" + base.Host + folder + path)
	if err != nil {
		return nil, unknown(engine.ReasonSetting, "path: it is not the path of a URL")
	}
	return target, engine.Result{}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// headerOK tells whether a step may set this header. What says where a request goes, how long it is or
// who sends it is not a step's to say.
func headerOK(p pair) bool {
	switch http.CanonicalHeaderKey(p.name) {
	case "Host", "Authorization", "Proxy-Authorization", "Cookie", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "Te", "Trailer":
		return false
	}
	token := p.name != "" && !strings.ContainsFunc(p.name, func(c rune) bool {
		return !strings.ContainsRune("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", c)
	})
	return token && oneLine(p.value)
}

func oneLine(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
}

// authorize puts the connection's secret where the service wants it.
func authorize(request *http.Request, call engine.Call) (problem string) {
	c := call.Connection
	if !oneLine(call.Token) || !oneLine(call.Password) || !oneLine(c.User) {
		return fmt.Sprintf("a secret of connection %s has more than one line", c.Name)
	}
	header, named := strings.CutPrefix(c.Auth, "header:")
	switch {
	case c.Auth == "basic":
		password := call.Password
		if password == "" {
			password = call.Token
		}
		request.SetBasicAuth(c.User, password)
	case call.Token == "" || c.Auth == "path":
	case c.Auth == "bearer" || c.Auth == "":
		request.Header.Set("Authorization", "Bearer "+call.Token)
	case c.Auth == "SSWS":
		request.Header.Set("Authorization", "SSWS "+call.Token)
	case named && headerOK(pair{header, call.Token}):
		request.Header.Set(header, call.Token)
	default:
		return fmt.Sprintf("auth of connection %s is none of bearer, SSWS, basic, header:NAME, path", c.Name)
	}
	return ""
}

// judgeAnswer tells what the status means for the step.
func judgeAnswer(call engine.Call, response *http.Response, body []byte) engine.Result {
	status := int64(response.StatusCode)
	outputs := answerOutputs(response, body)
	fine, told := settings(call.Settings).among("ok", status)
	if fine || !told && status >= 200 && status <= 299 {
		return passed(outputs)
	}
	words := fmt.Sprintf("%s answered with status %d", response.Request.URL.Hostname(), status)
	result := failed(engine.ReasonStatus, words)
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		result = unknown(engine.ReasonForbidden, words+": it does not let us look")
	case http.StatusTooManyRequests:
		result = unknown(engine.ReasonThrottled, words+": it wants fewer requests")
	}
	result.Outputs = outputs
	return result
}

func answerOutputs(response *http.Response, body []byte) map[string]expr.Value {
	headers := map[string]expr.Value{}
	for name, values := range response.Header {
		headers[strings.ToLower(name)] = expr.OfText(strings.Join(values, ", "))
	}
	text := expr.Nil()
	if utf8.Valid(body) {
		text = expr.OfText(string(body))
	}
	return map[string]expr.Value{
		"status": expr.OfInt(int64(response.StatusCode)), "headers": expr.OfObject(headers), "json": fromJSON(body), "text": text,
	}
}

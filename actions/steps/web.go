package steps

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// web is the road to services: it goes where the reach of a connection leads, and nowhere else. It follows a
// redirect only to a host that the connection lists, uses no proxy, and keeps no cookie. Each connection has
// a transport of its own for as long as the web lives, so that requests share what is open, and no two
// connections do.
type web struct {
	machine Machine
	guard   sync.Mutex
	roads   map[string]*way
}

// way is how the requests of one connection travel.
type way struct {
	*reach
	web       *web
	transport *http.Transport
}

const (
	maxAnswer  = 4 << 20 // bytes of an answer
	maxHeaders = 64 << 10
	maxConnect = 15 * time.Second
	atOnce     = 64 // as many as an engine asks at once
)

func newWeb(m Machine) *web { return &web{machine: m, roads: map[string]*way{}} }

// to is the way of a connection.
func (w *web) to(c *plan.Connection) (*way, error) {
	key := c.Name + "\n" + c.URL + "\n" + strings.Join(c.Hosts, "\n")
	w.guard.Lock()
	defer w.guard.Unlock()
	if known := w.roads[key]; known != nil {
		return known, nil
	}
	reach, err := reachOf(c)
	if err != nil {
		return nil, err
	}
	w.roads[key] = &way{reach, w, w.transport(reach)}
	return w.roads[key], nil
}

func (w *web) transport(r *reach) *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			// Control sees each address that is dialled, after the name has led to it.
			dialer := net.Dialer{Timeout: maxConnect, Resolver: w.machine.Names, Control: func(_, address string, _ syscall.RawConn) error { return r.admit(host, address) }}
			return dialer.DialContext(ctx, network, address)
		},
		TLSClientConfig: &tls.Config{RootCAs: w.machine.Roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: maxConnect, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: maxHeaders,
		MaxIdleConnsPerHost: atOnce,
	}
}

// served tells whether a connection leads to a service.
func served(c *plan.Connection) bool { return c != nil && c.Kind == kind.HTTP }

// answer is what a service said.
type answer struct {
	*http.Response
	body []byte
}

// send sends a request and reads the answer, or tells why there is none.
func (r *way) send(request *http.Request) (*answer, engine.Result) {
	host := request.URL.Hostname()
	response, err := r.transport.RoundTrip(request)
	if err != nil {
		return nil, unanswered(host, "", err)
	}
	defer response.Body.Close()
	body, err := read(response, maxAnswer)
	if err != nil {
		return nil, unanswered(host, "the answer broke off: ", err)
	}
	return &answer{response, body}, engine.Result{}
}

// unanswered tells why there is no answer. The library's own text is never shown: it repeats the address, in
// which a secret may stand.
func unanswered(host, before string, err error) engine.Result {
	var elsewhere *strayed
	switch {
	case errors.As(err, &elsewhere):
		return denied(elsewhere.detail)
	case errors.Is(err, errAnswerSize):
		return unknown(engine.ReasonTooLarge, host+": "+err.Error())
	case strings.Contains(err.Error(), "response header"): // of HTTP/1 and HTTP/2: neither has a type
		return unknown(engine.ReasonTooLarge, host+": the answer begins with too many headers")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return unknown(engine.ReasonNetwork, host+": "+cmp.Or(before, "no answer: ")+"the other side hung up")
	}
	reason := networkReason(err)
	return unknown(reason, host+": "+before+networkWords[reason])
}

var errAnswerSize = errors.New("the answer has more bytes than are read")

// read reads an answer of at most so many bytes, in as few pieces as its length lets it.
func read(response *http.Response, most int64) ([]byte, error) {
	if response.Request.Method == http.MethodHead {
		return nil, nil // its length is that of another answer
	}
	if response.ContentLength > most {
		return nil, errAnswerSize
	}
	body := make([]byte, 0, min(max(response.ContentLength, 0)+bytesSpare, most))
	for {
		n, err := response.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case errors.Is(err, io.EOF):
			return body, nil
		case err != nil:
			return nil, err
		case int64(len(body)) > most:
			return nil, errAnswerSize
		case len(body) == cap(body):
			body = append(body, 0)[:len(body)]
		}
	}
}

// bytesSpare is room for finding the end of an answer, or for all of a small one whose length is not told.
const bytesSpare = 512

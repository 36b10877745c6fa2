// Package road is how a request comes to a forge, and its answer back: the rules that hold for everybody who asks one.
//
//   - The token goes to its forge alone, over https or to this machine itself; no redirect is followed.
//   - An answer has a time and a size, is read whole before any of it is believed, and is JSON.
//   - Where the forge wants to be asked later (429, Retry-After, the limit of an hour, GitHub's secondary limit), nothing is
//     asked before that, as long as the patience goes.
//   - What only reads, or may be done twice (Repeatable), is asked again where the line or the server failed. What writes
//     is not: the server may have done it although it reported failure. Where it was refused for now, nothing was done, and
//     it is asked again.
//   - What is read twice is asked for with the ETag of the first answer, which costs nothing.
//
// Errors have no address and no token in them. Of tells what they mean.
//
// Start at New. A Road is an http.RoundTripper; Client is one that travels on it.
package road

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// usualMost is how many bytes an answer has at most, unless it is told otherwise: a hundred comments, each as long as
	// one may be.
	usualMost = 16 << 20
	// Attempts is how often something is asked at most.
	Attempts = 4
)

// BodyDigest is a header that the road adds to an answer: what its body is.
const BodyDigest = "Attestary-Body"

// Token is what a request shows. It does not print.
type Token string

// String implements fmt.Stringer.
func (Token) String() string { return "[token]" }

// GoString implements fmt.GoStringer.
func (Token) GoString() string { return "[token]" }

// Sendable tells whether a token can stand in a header.
func (t Token) Sendable() bool {
	for _, c := range t {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return t != ""
}

// Impatient is the patience of who waits for nothing, and leaves that to others.
const Impatient time.Duration = -1

// Options are how a forge is asked. The zero values of what follows Now are good.
type Options struct {
	Base      *url.URL // where the interface is
	Token     Token
	Now       func() time.Time
	Transport http.RoundTripper                          // nil: a plain one
	Sleep     func(context.Context, time.Duration) error // nil: the real one
	Jitter    func(time.Duration) time.Duration          // a random part of it; nil: a real one
	Timeout   time.Duration                              // of one request, with its answer; 0: half a minute
	Patience  time.Duration                              // how long is waited in all before it is given up; 0: two minutes
	Most      func(*http.Request) int                    // how many bytes the answer to a request has at most; nil: 16 MiB
}

// Road takes requests to one forge. It may be used by several goroutines at once.
type Road struct {
	o     Options
	asked atomic.Int64
	kept  kept

	mu    sync.Mutex
	spent time.Duration // of the patience
	rest  time.Time     // until then nothing is asked
}

// New makes a road. It asks nothing yet.
func New(o Options) *Road {
	o.Timeout, o.Patience = cmp.Or(o.Timeout, 30*time.Second), cmp.Or(o.Patience, 2*time.Minute)
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Jitter == nil {
		o.Jitter = func(most time.Duration) time.Duration { return rand.N(most) }
	}
	if o.Most == nil {
		o.Most = func(*http.Request) int { return usualMost }
	}
	return &Road{o: o, kept: kept{answers: map[string]*http.Response{}}}
}

// Client is a client on this road. It follows no redirect.
func (r *Road) Client() *http.Client {
	return &http.Client{Transport: r, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Asked is how often the forge was asked, attempts that failed among them.
func (r *Road) Asked() int64 { return r.asked.Load() }

// Address reads where an interface is. A token goes over https, or does not leave this machine.
func Address(text string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimSuffix(text, "/") + "/")
	switch {
	case text == "":
		return nil, errors.New("the address of the forge is not known; on a runner it is GITHUB_API_URL")
	case err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, fmt.Errorf("%.100q is not the address of a forge's interface, as https://api.github.com", text)
	case base.Scheme == "https", base.Scheme == "http" && loopback(base.Hostname()):
		return base, nil
	}
	return nil, fmt.Errorf("%.100q is not https; a token is sent over nothing else", text)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

type repeatable struct{}

// Repeatable says that what is sent may be done twice: it makes the same thing, as an object named by its hash.
func Repeatable(ctx context.Context) context.Context {
	return context.WithValue(ctx, repeatable{}, true)
}

func again(request *http.Request) bool {
	return request.Method == http.MethodGet || request.Method == http.MethodHead || request.Context().Value(repeatable{}) != nil
}

// RoundTrip implements http.RoundTripper.
func (r *Road) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme != r.o.Base.Scheme || request.URL.Host != r.o.Base.Host {
		return nil, fmt.Errorf("%s is not %s, which the token is for", request.URL.Host, r.o.Base.Host)
	}
	body, err := payload(request)
	if err != nil {
		return nil, err
	}
	twice := again(request)
	for n := 1; ; n++ {
		if err := r.rested(request.Context()); err != nil {
			return nil, err
		}
		response, err := r.ask(request, body)
		last := n == Attempts
		switch {
		case err != nil:
			if !twice || last || request.Context().Err() != nil || errors.Is(err, ErrSize) {
				return nil, err
			}
		case r.limits(response):
			if last {
				return nil, &LimitedError{r.restUntil()}
			}
			continue // it was refused, so nothing was done
		case response.StatusCode < 500 || !twice || last:
			return response, nil
		}
		if tired := r.Pause(request.Context(), n); tired != nil {
			return response, err
		}
	}
}

func payload(request *http.Request) ([]byte, error) {
	if request.Body == nil {
		return nil, nil
	}
	defer request.Body.Close()
	return io.ReadAll(request.Body)
}

// ask sends the request once, and reads the answer whole.
func (r *Road) ask(request *http.Request, body []byte) (*http.Response, error) {
	r.asked.Add(1)
	ctx, cancel := context.WithTimeout(request.Context(), r.o.Timeout)
	defer cancel()
	sent := request.Clone(ctx)
	if sent.Body = http.NoBody; body != nil {
		sent.Body = io.NopCloser(bytes.NewReader(body))
	}
	if r.o.Token != "" {
		sent.Header.Set("Authorization", "Bearer "+string(r.o.Token))
	}
	key := request.Method + " " + request.Header.Get("Accept") + " " + request.URL.String()
	known := r.kept.known(key)
	if known != nil {
		sent.Header.Set("If-None-Match", known.Header.Get("ETag"))
	}
	response, err := r.o.Transport.RoundTrip(sent)
	if err != nil {
		return nil, &BrokenError{err}
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotModified && known != nil {
		return known, nil
	}
	data, err := r.read(request, response)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	response.Header.Set(BodyDigest, hex.EncodeToString(sum[:]))
	response.Body = io.NopCloser(bytes.NewReader(data))
	if response.StatusCode == http.StatusOK && request.Method == http.MethodGet {
		r.kept.keep(key, response, data)
	}
	return response, nil
}

// read reads an answer. What says that all went well and is no JSON is of something between: it may pass.
func (r *Road) read(request *http.Request, response *http.Response) ([]byte, error) {
	most := r.o.Most(request)
	data, err := io.ReadAll(io.LimitReader(response.Body, int64(most)+1))
	switch {
	case err != nil:
		return nil, &BrokenError{err}
	case len(data) > most:
		return nil, fmt.Errorf("%w: more than %d bytes", ErrSize, most)
	case response.StatusCode < 300 && len(data) > 0 && !json.Valid(data):
		return nil, errForm
	}
	return data, nil
}

// Pause waits before something that was asked n times is asked once more. It fails where the patience does not go so far.
func (r *Road) Pause(ctx context.Context, n int) error {
	return r.wait(ctx, r.o.Jitter(time.Second<<n))
}

var errPatience = errors.New("the patience is used up")

// wait waits, and takes it from the patience.
func (r *Road) wait(ctx context.Context, length time.Duration) error {
	r.mu.Lock()
	enough := r.spent+length <= r.o.Patience
	if enough {
		r.spent += length
	}
	r.mu.Unlock()
	if !enough {
		return errPatience
	}
	return r.o.Sleep(ctx, length)
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

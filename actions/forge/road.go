package forge

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// maxAnswer is how many bytes an answer has at most: a hundred comments, each as long as one may be.
	maxAnswer = 16 << 20
	// attempts is how often a request that only reads is asked at most.
	attempts = 4
	// maxKept is how many bytes of answers are kept for asking again, in all.
	maxKept = 32 << 20
)

// bodyDigest is a header that the road adds to an answer: what its body is.
const bodyDigest = "Attestary-Body"

// road takes each request to the forge. It is what knows when to wait, and when to ask again.
type road struct {
	to       http.RoundTripper
	base     *url.URL
	token    Token
	now      func() time.Time
	sleep    func(context.Context, time.Duration) error
	jitter   func(time.Duration) time.Duration
	timeout  time.Duration
	patience time.Duration

	mu    sync.Mutex
	spent time.Duration // of the patience
	rest  time.Time     // until then nothing is asked
	kept  map[string]*http.Response
	size  int
}

func newRoad(o Options, base *url.URL) *road {
	r := &road{
		to: o.Transport, base: base, token: o.Token, now: o.Now, sleep: o.Sleep, jitter: o.Jitter,
		timeout: cmp.Or(o.Timeout, 30*time.Second), patience: cmp.Or(o.Patience, 2*time.Minute), kept: map[string]*http.Response{},
	}
	if r.to == nil {
		r.to = http.DefaultTransport
	}
	if r.sleep == nil {
		r.sleep = sleep
	}
	if r.jitter == nil {
		r.jitter = jitter
	}
	return r
}

// limitedError is the forge's wish to be asked later than patience goes.
type limitedError struct{ until time.Time }

func (e *limitedError) Error() string {
	return "it wants no request before " + e.until.UTC().Format(time.RFC3339)
}

// brokenError is an answer that did not come, or not whole.
type brokenError struct{ err error }

func (e *brokenError) Error() string { return "no whole answer: " + e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

var errSize = fmt.Errorf("an answer of more than %d bytes", maxAnswer)

// RoundTrip implements http.RoundTripper.
func (r *road) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme != r.base.Scheme || request.URL.Host != r.base.Host {
		return nil, fmt.Errorf("%s is not %s, which the token is for", request.URL.Host, r.base.Host)
	}
	body, err := payload(request)
	if err != nil {
		return nil, err
	}
	reads := request.Method == http.MethodGet || request.Method == http.MethodHead
	for n := 1; ; n++ {
		if err := r.rested(request.Context()); err != nil {
			return nil, err
		}
		response, err := r.ask(request, body)
		last := n == attempts
		switch {
		case err != nil:
			if !reads || last || request.Context().Err() != nil || errors.Is(err, errSize) {
				return nil, err
			}
		case r.limits(response):
			if last {
				return nil, &limitedError{r.restUntil()}
			}
			continue // it was refused, so nothing was done
		case response.StatusCode < 500 || !reads || last:
			return response, nil
		}
		if tired := r.wait(request.Context(), r.jitter(time.Second<<n)); tired != nil {
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
func (r *road) ask(request *http.Request, body []byte) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(request.Context(), r.timeout)
	defer cancel()
	sent := request.Clone(ctx)
	if sent.Body = http.NoBody; body != nil {
		sent.Body = io.NopCloser(bytes.NewReader(body))
	}
	sent.Header.Set("Authorization", "Bearer "+string(r.token))
	key := request.Method + " " + request.Header.Get("Accept") + " " + request.URL.String()
	known := r.known(key)
	if known != nil {
		sent.Header.Set("If-None-Match", known.Header.Get("ETag"))
	}
	response, err := r.to.RoundTrip(sent)
	if err != nil {
		return nil, &brokenError{err}
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, &brokenError{err}
	case len(data) > maxAnswer:
		return nil, errSize
	case response.StatusCode == http.StatusNotModified && known != nil:
		return known, nil
	}
	sum := sha256.Sum256(data)
	response.Header.Set(bodyDigest, hex.EncodeToString(sum[:]))
	response.Body = io.NopCloser(bytes.NewReader(data))
	r.keep(key, response, data)
	return response, nil
}

// known gives a kept answer anew; nil where there is none.
func (r *road) known(key string) *http.Response {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept := r.kept[key]
	if kept == nil {
		return nil
	}
	again := *kept
	again.Header = kept.Header.Clone()
	again.Body = io.NopCloser(bytes.NewReader(kept.Body.(keptBody)))
	return &again
}

// keptBody are the bytes of a kept answer.
type keptBody []byte

func (keptBody) Read([]byte) (int, error) { return 0, io.EOF }
func (keptBody) Close() error             { return nil }

// keep keeps an answer that has an ETag, and forgets all others where there is no room.
func (r *road) keep(key string, response *http.Response, data []byte) {
	if response.StatusCode != http.StatusOK || response.Header.Get("ETag") == "" || response.Request.Method != http.MethodGet {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.size += len(data); r.size > maxKept {
		clear(r.kept)
		r.size = len(data)
	}
	kept := *response
	kept.Header = response.Header.Clone()
	kept.Body = keptBody(data)
	r.kept[key] = &kept
}

// limits tells whether an answer is the wish to be asked later, and remembers until when. go-github is not shown
// what is left: it would look at another clock.
func (r *road) limits(response *http.Response) bool {
	left, reset := response.Header.Get("X-Ratelimit-Remaining"), response.Header.Get("X-Ratelimit-Reset")
	for _, name := range []string{"X-Ratelimit-Remaining", "X-Ratelimit-Reset", "X-Ratelimit-Limit", "X-Ratelimit-Used"} {
		response.Header.Del(name)
	}
	now := r.now()
	until, err := strconv.ParseInt(reset, 10, 64)
	exhausted := left == "0" && err == nil
	refused := response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusForbidden
	after, told := later(response.Header.Get("Retry-After"), now)
	switch {
	case refused && told:
		r.restTill(after)
	case exhausted:
		r.restTill(time.Unix(until, 0))
	case response.StatusCode == http.StatusTooManyRequests, refused && secondary(response):
		r.restTill(now.Add(time.Minute)) // as GitHub asks of those whom it does not tell
	default:
		return false
	}
	return refused
}

// later reads Retry-After: seconds, or a date.
func later(text string, now time.Time) (time.Time, bool) {
	if seconds, err := strconv.ParseUint(strings.TrimSpace(text), 10, 31); err == nil {
		return now.Add(time.Duration(seconds) * time.Second), true
	}
	at, err := http.ParseTime(text)
	return at, err == nil
}

// secondary tells whether a 403 is GitHub's secondary limit, which only its words tell.
func secondary(response *http.Response) bool {
	data, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(data))
	return err == nil && bytes.Contains(data, []byte("secondary rate limit"))
}

func (r *road) restTill(until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until.After(r.rest) {
		r.rest = until
	}
}

func (r *road) restUntil() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rest
}

// rested waits until the forge may be asked again.
func (r *road) rested(ctx context.Context) error {
	until := r.restUntil()
	wait := until.Sub(r.now())
	if wait <= 0 {
		return nil
	}
	if err := r.wait(ctx, wait); err != nil {
		return cmp.Or(ctx.Err(), error(&limitedError{until}))
	}
	return nil
}

var errPatience = errors.New("the patience is used up")

// wait waits, and takes it from the patience.
func (r *road) wait(ctx context.Context, length time.Duration) error {
	r.mu.Lock()
	enough := r.spent+length <= r.patience
	if enough {
		r.spent += length
	}
	r.mu.Unlock()
	if !enough {
		return errPatience
	}
	return r.sleep(ctx, length)
}

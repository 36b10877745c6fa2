package gitdata

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/ledger"
)

const (
	maxObject = 96 << 20 // bytes of an answer with the largest blob that a ledger has, in base64
	maxAnswer = 4 << 20  // of any other
	attempts  = 4
	firstWait = 500 * time.Millisecond
	longWait  = time.Minute // a server that wants to be left alone for longer is told to people
)

// counted shows the token, and counts.
type counted struct {
	road  http.RoundTripper
	token string
	count *atomic.Int64
}

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.count.Add(1)
	r = r.Clone(r.Context())
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	return c.road.RoundTrip(r)
}

// bounded cuts off an answer that has no end.
type bounded struct{ road http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.road.RoundTrip(r)
	if err == nil {
		most := maxAnswer
		if strings.Contains(r.URL.Path, "/git/blobs/") || strings.Contains(r.URL.Path, "/git/trees/") {
			most = maxObject
		}
		answer.Body = &cut{answer.Body, most}
	}
	return answer, err
}

type cut struct {
	io.ReadCloser
	left int
}

var errEndless = errors.New("it sends more than any ledger has")

func (c *cut) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if c.left -= n; c.left < 0 {
		return 0, errEndless
	}
	return n, err
}

// again asks until there is an answer that another attempt would not change. It is for what may be asked twice.
func (s *Store) again(ctx context.Context, ask func() (*github.Response, error)) error {
	return s.while(ctx, passes, ask)
}

// once asks until there is an answer, or an error that does not tell whether it was done.
func (s *Store) once(ctx context.Context, ask func() (*github.Response, error)) error {
	return s.while(ctx, throttled, ask)
}

// while asks again as long as an error is of those that pass, each after its time.
func (s *Store) while(ctx context.Context, passes func(error, time.Duration) (time.Duration, bool), ask func() (*github.Response, error)) error {
	wait := firstWait
	for attempt := 1; ; attempt++ {
		_, err := ask()
		left, passing := passes(err, wait)
		if err == nil || !passing || left > longWait || attempt == attempts || ctx.Err() != nil {
			return err
		}
		if err := s.wait(ctx, left); err != nil {
			return err
		}
		wait *= 2
	}
}

// throttled tells whether a server wants fewer requests, and after how long it wants the next. It did nothing then.
func throttled(err error, otherwise time.Duration) (wait time.Duration, passing bool) {
	var (
		rate      *github.RateLimitError
		secondary *github.AbuseRateLimitError
		refusal   *github.ErrorResponse
	)
	switch {
	case errors.As(err, &rate):
		return max(time.Until(rate.Rate.Reset.Time), otherwise), true
	case errors.As(err, &secondary):
		if secondary.RetryAfter != nil {
			return *secondary.RetryAfter, true
		}
		return longWait, true
	case errors.As(err, &refusal):
		status := refusal.Response.StatusCode
		if after, err := time.ParseDuration(refusal.Response.Header.Get("Retry-After") + "s"); err == nil && after > 0 {
			otherwise = after
		}
		return otherwise, status == http.StatusTooManyRequests
	}
	return 0, false
}

// passes tells whether an error may pass by itself, and after how long.
func passes(err error, otherwise time.Duration) (wait time.Duration, passing bool) {
	if wait, passing = throttled(err, otherwise); passing {
		return wait, true
	}
	var refusal *github.ErrorResponse
	switch {
	case errors.As(err, &refusal):
		return otherwise, refusal.Response.StatusCode >= 500
	case errors.Is(err, errEndless), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return 0, false
	}
	return otherwise, err != nil
}

// statusOf is the status of a refusal; 0 for all else.
func statusOf(err error) int {
	var (
		rate    *github.RateLimitError
		refusal *github.ErrorResponse
	)
	if !errors.As(err, &rate) && errors.As(err, &refusal) && refusal.Response != nil {
		return refusal.Response.StatusCode
	}
	return 0
}

// told is an error in words for people, with what it comes from.
type told struct {
	words string
	cause error
}

func (t told) Error() string { return t.words }
func (t told) Unwrap() error { return t.cause }

// explain makes an error one that a person can act on. The library's own text stands in it nowhere: it has addresses
// and words of the server.
func (s *Store) explain(err error) error {
	var already told
	if err == nil || errors.As(err, &already) {
		return err
	}
	say := func(format string, args ...any) error {
		return told{"github " + s.repository() + ": " + fmt.Sprintf(format, args...), err}
	}
	var (
		rate      *github.RateLimitError
		secondary *github.AbuseRateLimitError
		refusal   *github.ErrorResponse
	)
	switch {
	case errors.As(err, &rate):
		return say("no request is left of this hour, until %s", rate.Rate.Reset.UTC().Format(time.RFC3339))
	case errors.As(err, &secondary):
		return say("it wants to be left alone for a while")
	case errors.As(err, &refusal):
		return say("%s", status(refusal))
	case errors.Is(err, ledger.ErrNotFound), errors.Is(err, errLie), errors.Is(err, errForeign):
		return err
	case errors.Is(err, errEndless):
		return say("%v", errEndless)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return say("it did not answer in time")
	}
	return say("there was no answer that could be read")
}

func status(refusal *github.ErrorResponse) string {
	switch code := refusal.Response.StatusCode; {
	case code == http.StatusUnauthorized:
		return "it does not know the token"
	case code == http.StatusForbidden:
		return "the token may not do that: it takes contents: write"
	case code == http.StatusNotFound:
		return "there is no such repository, or the token may not see it: it takes contents: read"
	case code == http.StatusConflict:
		return "the repository has no commit yet, and the API writes nothing into such a one: push one first"
	case code == http.StatusTooManyRequests:
		return "it wants fewer requests"
	case code >= 500:
		return fmt.Sprintf("it answered with status %d", code)
	default:
		return fmt.Sprintf("it answered with status %d: %s", code, cleaned(refusal.Message))
	}
}

// denial is a refusal that would come again: a rule of the branch, or a token that may not write.
func (s *Store) denial(err error) error {
	var refusal *github.ErrorResponse
	if !errors.As(err, &refusal) {
		return s.explain(err)
	}
	return fmt.Errorf("github %s %w the change of branch %s: %s", s.repository(), ledger.ErrRefused, s.branch, status(refusal))
}

// cleaned makes words from outside safe to show: one line, printable, not long.
func cleaned(words string) string {
	text := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, words)
	if runes := []rune(text); len(runes) > 300 {
		text = string(runes[:300]) + "…"
	}
	return text
}

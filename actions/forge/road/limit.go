package road

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// limits tells whether an answer is the wish to be asked later, and remembers until when. go-github is not shown
// what is left: it would look at another clock.
func (r *Road) limits(response *http.Response) bool {
	left, reset := response.Header.Get("X-Ratelimit-Remaining"), response.Header.Get("X-Ratelimit-Reset")
	for _, name := range []string{"X-Ratelimit-Remaining", "X-Ratelimit-Reset", "X-Ratelimit-Limit", "X-Ratelimit-Used"} {
		response.Header.Del(name)
	}
	now := r.o.Now()
	until, err := strconv.ParseInt(reset, 10, 64)
	exhausted := left == "0" && err == nil
	refused := response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusForbidden
	after, told := later(response.Header.Get("Retry-After"), now)
	switch {
	case told && (refused || response.StatusCode >= 500): // of which only the first has surely done nothing
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

// secondary tells whether a 403 is GitHub's secondary limit, which only its words and the page that it names tell.
func secondary(response *http.Response) bool {
	data, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(data))
	for _, words := range []string{"secondary rate limit", "#abuse-rate-limits", "secondary-rate-limits"} {
		if err == nil && bytes.Contains(data, []byte(words)) {
			return true
		}
	}
	return false
}

func (r *Road) restTill(until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until.After(r.rest) {
		r.rest = until
	}
}

func (r *Road) restUntil() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rest
}

// rested waits until the forge may be asked again.
func (r *Road) rested(ctx context.Context) error {
	until := r.restUntil()
	wait := until.Sub(r.o.Now())
	if wait <= 0 {
		return nil
	}
	if err := r.wait(ctx, wait); err != nil {
		return cmp.Or(ctx.Err(), error(&LimitedError{until}))
	}
	return nil
}

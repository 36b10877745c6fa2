package gitdata

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/attestary/attestary/actions/forge/road"
	"github.com/attestary/attestary/actions/ledger"
)

const (
	maxObject = 96 << 20 // bytes of an answer with the largest blob that a ledger has, in base64
	maxAnswer = 4 << 20  // of any other
	timeout   = 5 * time.Minute
	patience  = 10 * time.Minute // a server that wants to be left alone for longer is told to people
)

// most is how many bytes the answer to a request has.
func most(r *http.Request) int {
	if strings.Contains(r.URL.Path, "/git/blobs/") || strings.Contains(r.URL.Path, "/git/trees/") {
		return maxObject
	}
	return maxAnswer
}

// statusOf is the status of a refusal; 0 for all else.
func statusOf(err error) int { return road.Of(err).Status }

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
	fault := road.Of(err)
	switch {
	case fault.Kind == road.Answered:
		return say("%s", status(fault))
	case fault.Kind == road.Later:
		return say("it wants no more requests before %s", fault.Until.UTC().Format(time.RFC3339))
	case fault.Kind == road.Large:
		return say("it sends more than any ledger has")
	case errors.Is(err, ledger.ErrNotFound), errors.Is(err, errLie), errors.Is(err, errForeign):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return say("it did not answer in time")
	}
	return say("there was no answer that could be read")
}

func status(fault road.Fault) string {
	switch code := fault.Status; {
	case code == http.StatusUnauthorized:
		return "it does not know the token"
	case code == http.StatusForbidden:
		return "the token may not do that: it takes contents: write"
	case code == http.StatusNotFound:
		return "there is no such repository, or the token may not see it: it takes contents: read"
	case code == http.StatusConflict:
		return "the repository has no commit yet, and the API writes nothing into such a one: push one first"
	case code >= 500:
		return fmt.Sprintf("it answered with status %d", code)
	default:
		return fmt.Sprintf("it answered with status %d: %s", code, cleaned(fault.Said))
	}
}

// denial is a refusal that would come again: a rule of the branch, or a token that may not write.
func (s *Store) denial(err error) error {
	fault := road.Of(err)
	if fault.Kind != road.Answered {
		return s.explain(err)
	}
	return fmt.Errorf("github %s %w the change of branch %s: %s", s.repository(), ledger.ErrRefused, s.branch, status(fault))
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

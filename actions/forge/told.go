package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"github.com/attestary/attestary/actions/forge/road"
)

// What may go wrong, for who decides by it.
var (
	// ErrUnseen: it is not there, or the token may not see it. Nothing follows from it.
	ErrUnseen = errors.New("not to be seen")
	// ErrRefused: the forge does not take what was sent.
	ErrRefused = errors.New("refused")
	// ErrLater: the forge wants to be asked later.
	ErrLater = errors.New("later")
	// ErrBroken: the line or the server failed. Whether what was sent was done is not known.
	ErrBroken = errors.New("broken")
	// ErrUnread: the answer is not one that a forge gives.
	ErrUnread = errors.New("unread")
)

// Asked is what was asked for, as an error tells it.
type Asked struct {
	What  string // "the reviews of pull request 7"
	Needs string // the permission that it takes: "pull-requests: read"
}

// Error tells what could not be asked, and why.
type Error struct {
	Asked
	Host   string
	Status int    // of the answer; 0 where there was none
	Said   string // the forge's own words about a refusal: hostile, and not shown

	kind error
	why  string
	ctx  error // where it was given up
}

// Error implements error.
func (e *Error) Error() string { return e.What + ": " + e.why }

// IsGone tells that the forge answered that something is not there. A token that may see nothing of the kind hears the same.
func IsGone(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusNotFound || e.Status == http.StatusGone)
}

// Unwrap gives the kind: ErrUnseen, ErrRefused, ErrLater, ErrBroken or ErrUnread.
func (e *Error) Unwrap() []error {
	if e.ctx != nil {
		return []error{e.kind, e.ctx}
	}
	return []error{e.kind}
}

// Told turns an error of one of REST's methods into one for people; nil stays nil. The forge's words are not
// repeated, but for those about what was sent.
func (c *Client) Told(err error, asked Asked) error {
	if err == nil {
		return nil
	}
	var (
		own  *Error
		list listError
	)
	e := &Error{Asked: asked, Host: c.host}
	e.kind, e.why = ErrBroken, fmt.Sprintf("%s gave no whole answer", c.host)
	fault := road.Of(err)
	switch {
	case errors.As(err, &own):
		return err
	case fault.Kind == road.Answered:
		e.refused(fault)
	case fault.Kind == road.Later:
		e.kind, e.why = ErrLater, fmt.Sprintf("%s wants no more requests before %s", c.host, fault.Until.UTC().Format("15:04:05 UTC"))
	case fault.Kind == road.Large:
		e.kind, e.why = ErrUnread, c.host+": "+road.ErrSize.Error()
	case errors.Is(err, context.Canceled):
		e.ctx, e.why = context.Canceled, "it was given up"
	case errors.Is(err, context.DeadlineExceeded):
		e.ctx, e.why = context.DeadlineExceeded, c.host+" gave no answer in time"
	case errors.Is(err, errOdd):
		e.kind, e.why = ErrUnread, c.host+": "+err.Error()
	case errors.As(err, &list):
		e.kind, e.why = ErrUnread, c.host+": "+list.Error()
	case fault.Kind == road.Unread:
		e.kind, e.why = ErrUnread, c.host+" does not answer as GitHub does"
	}
	return e
}

// refused is an answer with a status that is no success.
func (e *Error) refused(fault road.Fault) {
	e.Status, e.Said = fault.Status, fault.Said
	answered := fmt.Sprintf("%s answered with status %d", e.Host, e.Status)
	needs := ""
	if e.Needs != "" {
		needs = "; it takes the permission " + e.Needs
	}
	switch status := e.Status; {
	case status == http.StatusUnauthorized:
		e.kind, e.why = ErrUnseen, answered+": it does not know the token, or no longer"
	case status == http.StatusForbidden:
		e.kind, e.why = ErrUnseen, answered+": the token may not"+needs
	case status == http.StatusNotFound, status == http.StatusGone:
		e.kind, e.why = ErrUnseen, answered+": it is not there, or the token may not see it"+needs
	case status >= 500:
		e.kind, e.why = ErrBroken, answered
	case status >= 300 && status < 400:
		e.kind, e.why = ErrUnseen, answered+": it has moved; ask for it under its new name"
	default:
		e.kind, e.why = ErrRefused, answered+said(fault.Said)
	}
}

// said is what the forge says of what was sent to it.
func said(text string) string {
	if text = clean(text, 200); text == "" {
		return ""
	}
	return fmt.Sprintf(": it says %q", text)
}

// clean makes a text from outside one that can be shown: one line, no more than so many characters.
func clean(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return text
}

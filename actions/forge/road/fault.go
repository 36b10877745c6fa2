package road

import (
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/google/go-github/v60/github"
)

// LimitedError is the forge's wish to be asked later than patience goes. Nothing was done.
type LimitedError struct{ Until time.Time }

func (e *LimitedError) Error() string {
	return "it wants no request before " + e.Until.UTC().Format(time.RFC3339)
}

// BrokenError is an answer that did not come, or not whole. Whether what was sent was done is not known.
type BrokenError struct{ Err error }

func (e *BrokenError) Error() string { return "no whole answer" }
func (e *BrokenError) Unwrap() error { return e.Err }

// ErrSize is an answer of more bytes than are read.
var ErrSize = errors.New("the answer has more bytes than are read")

var errForm = errors.New("the answer is no JSON")

// Kind is what an error of a request means for who decides by it.
type Kind int

// The kinds of faults. What was sent may have been done in all of them but Later, and Answered below 500.
const (
	Broken   Kind = iota // there was no whole answer, or somebody stopped it
	Answered             // with a status that is no success
	Later                // it wants to be asked later
	Unread               // the answer is none that a forge gives
	Large                // the answer has more bytes than are read
)

// Fault is what became of a request without a good answer.
type Fault struct {
	Kind   Kind
	Status int       // of the answer; 0 where there was none
	Said   string    // the forge's own words about the refusal: hostile
	Until  time.Time // of Later
}

// Of reads an error of a request, go-github's among them.
func Of(err error) Fault {
	var (
		refusal *github.ErrorResponse
		limited *LimitedError
		syntax  *json.SyntaxError
		form    *json.UnmarshalTypeError
		broken  *BrokenError
	)
	switch {
	case errors.As(err, &refusal) && refusal.Response != nil:
		return Fault{Kind: Answered, Status: refusal.Response.StatusCode, Said: refusal.Message}
	case errors.As(err, &limited):
		return Fault{Kind: Later, Until: limited.Until}
	case errors.Is(err, ErrSize):
		return Fault{Kind: Large}
	case errors.As(err, &broken):
		return Fault{Kind: Broken}
	case errors.As(err, &syntax), errors.As(err, &form), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errForm):
		return Fault{Kind: Unread}
	}
	return Fault{Kind: Broken}
}

package steps

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// judge tells what the status means for the step.
func (a *answer) judge(call engine.Call, outputs map[string]expr.Value) engine.Result {
	status := int64(a.StatusCode)
	fine, told := settings(call.Settings).among("ok", status)
	if fine || !told && status >= 200 && status <= 299 {
		return passed(outputs)
	}
	words := fmt.Sprintf("%s answered with status %d", a.Request.URL.Hostname(), status)
	result := failed(engine.ReasonStatus, words)
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		result = unknown(engine.ReasonForbidden, words+": it does not let us in")
	case status == http.StatusTooManyRequests:
		result = unknown(engine.ReasonThrottled, words+": it wants fewer requests")
	case slices.Contains(redirects, a.StatusCode):
		result.Detail += ": it leads elsewhere, which is followed only for a GET, to a host that the connection lists in hosts"
	}
	result.Outputs, result.Wait = outputs, retryAfter(a.Header.Get("Retry-After"), call.Now)
	return result
}

// retryAfter is how long a service asks to be left alone: so many seconds, or until a date; 0 where it does
// not say. How much of that is waited is not the service's to decide.
func retryAfter(header string, now func() time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(at.Sub(now()), 0)
	}
	return 0
}

package steps

import (
	"context"
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// waitUntil is wait.until: it does nothing until an instant has come. Where that is later than it may wait, it
// says so at once.
type waitUntil struct{}

// glance is how often at least it looks at the clock: a machine that slept, or whose clock was set, is noticed
// by then.
const glance = 30 * time.Second

func (waitUntil) Run(ctx context.Context, call engine.Call) engine.Result {
	began := call.Now()
	until, ok := instantOf(settings(call.Settings).text("until", ""), began)
	if !ok {
		return unknown(engine.ReasonSetting, "until is neither an instant as 2026-01-31T07:00:00Z, nor a date, nor a length of time as 30m")
	}
	told := evidence.FormatInstant(until)
	if problem := tooLong(ctx, call, until.Sub(began)); problem.Reason != "" {
		problem.Detail = told + " is " + problem.Detail
		return problem
	}
	for left := until.Sub(began); left > 0; left = until.Sub(call.Now()) {
		select {
		case <-time.After(min(left, glance)):
		case <-ctx.Done():
			return unknown(engine.ReasonTimeout, told+" did not come before the step was ended")
		}
	}
	waited := max(call.Now().Sub(began), 0) / time.Second
	return passed(map[string]expr.Value{"until": expr.OfText(told), "waited": expr.OfInt(int64(waited))})
}

// instantOf reads an instant, a date, or a length of time from now on.
func instantOf(text string, now time.Time) (time.Time, bool) {
	if seconds, ok := expr.ParseLength(text); ok {
		return now.Add(time.Duration(seconds) * time.Second), seconds <= maxWait
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, true
	}
	at, err := evidence.ParseInstant(text)
	return at, err == nil
}

// maxWait is the longest length of time that is waited, in seconds: a plan's longest.
const maxWait = 366 * 24 * 3600

// tooLong tells why it cannot wait for so long, as the end of a sentence; its Reason is "" where it can.
func tooLong(ctx context.Context, call engine.Call, left time.Duration) engine.Result {
	if most, told := expr.ParseLength(settings(call.Settings).text("give_up_after", "")); told && left > time.Duration(most)*time.Second {
		return failed(engine.ReasonTimeout, fmt.Sprintf("%s away, and it gives up after %s", left.Round(time.Second), expr.FormatLength(most)))
	}
	if end, bounded := ctx.Deadline(); bounded && left > time.Until(end) {
		return unknown(engine.ReasonTimeout, fmt.Sprintf("%s away, and the step or its run is ended before: give both a longer timeout", left.Round(time.Second)))
	}
	return engine.Result{}
}

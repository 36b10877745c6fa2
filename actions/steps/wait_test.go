package steps_test

import (
	"context"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
)

// at is a clock that shows an instant now, and goes on from there.
func at(shown time.Time) func() time.Time {
	began := time.Now()
	return func() time.Time { return shown.Add(time.Since(began)) }
}

var seven = time.Date(2026, 1, 5, 7, 0, 0, 0, time.UTC)

// TestWait: what is over is not waited for, and what comes is.
func TestWait(t *testing.T) {
	t.Parallel()
	for until, want := range map[string]string{
		"2026-01-05T07:00:00Z": "2026-01-05T07:00:00Z", "2026-01-05": "2026-01-05T00:00:00Z", "0s": "2026-01-05T07:00:00Z", "2020-02-29": "2020-02-29T00:00:00Z",
	} {
		call := callOf(t, "wait.until", given{"until": until})
		call.Now = at(seven)
		wantOutputs(t, run(t, call), map[string]any{"until": want, "waited": 0})
	}
	call := callOf(t, "wait.until", given{"until": "2026-01-05T07:00:00Z", "give_up_after": "1m"})
	clock := at(seven.Add(-50 * time.Millisecond))
	call.Now = clock
	wantOutputs(t, run(t, call), map[string]any{"until": "2026-01-05T07:00:00Z"})
	if clock().Before(seven) {
		t.Error("it did not wait")
	}
}

// TestWaitTooLong: what comes too late is told at once, by whom it is that the time is bounded.
func TestWaitTooLong(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	for name, test := range map[string]struct {
		settings given
		outcome  evidence.Outcome
		reason   engine.Reason
		words    string
	}{
		"it gives up":         {given{"until": "2026-01-05T09:00:00Z", "give_up_after": "90m"}, "failed", engine.ReasonTimeout, "2026-01-05T09:00:00Z is 2h0m0s away, and it gives up after 90m"},
		"the step is shorter": {given{"until": "2h"}, "unknown", engine.ReasonTimeout, "2026-01-05T09:00:00Z is 2h0m0s away, and the step or its run is ended before: give both a longer timeout"},
		"a day too far":       {given{"until": "2026-01-06", "give_up_after": "30w"}, "unknown", engine.ReasonTimeout, "longer timeout"},
		"no instant":          {given{"until": "tomorrow"}, "unknown", engine.ReasonSetting, "until is neither"},
		"another zone":        {given{"until": "2026-01-05T07:00:00+01:00"}, "unknown", engine.ReasonSetting, "until is neither"},
		"no day":              {given{"until": "2026-02-30"}, "unknown", engine.ReasonSetting, "until is neither"},
		"for ever":            {given{"until": "999999999w"}, "unknown", engine.ReasonSetting, "until is neither"},
		"backwards":           {given{"until": "-5m"}, "unknown", engine.ReasonSetting, "until is neither"},
	} {
		call := callOf(t, "wait.until", test.settings)
		call.Now = func() time.Time { return seven }
		result := steps.All(steps.Machine{})["wait.until"].Run(ctx, call)
		holdResult(t, call.Action, result)
		if result.Outcome != test.outcome {
			t.Errorf("%s: %s", name, result.Outcome)
		}
		wants(t, result, test.outcome, test.reason, test.words)
	}
}

// TestWaitEnded: a wait ends with its context.
func TestWaitEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	call := callOf(t, "wait.until", given{"until": "2h"})
	looked := make(chan bool, 1)
	call.Now = func() time.Time {
		select {
		case looked <- true:
		default:
		}
		return seven
	}
	came := make(chan engine.Result, 1)
	go func() { came <- steps.All(steps.Machine{})["wait.until"].Run(ctx, call) }()
	<-looked
	cancel()
	wants(t, <-came, evidence.Unknown, engine.ReasonTimeout, "did not come before the step was ended")
}

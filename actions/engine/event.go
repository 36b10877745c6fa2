package engine

import (
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// EventKind says what an Event tells.
type EventKind string

const (
	RunStarted   EventKind = "run_started"
	StepStarted  EventKind = "step_started"  // Attempt is 1
	StepRetried  EventKind = "step_retried"  // Outcome, Reason and Detail of the attempt before; Attempt is the one to come
	StepFinished EventKind = "step_finished" // also for what was skipped, simulated or blocked
	CheckJudged  EventKind = "check_judged"
	RunFinished  EventKind = "run_finished"
)

// Event tells those who watch what happens. It holds no secret: its texts went through the Redactor,
// and control characters in them are made visible. It is never kept.
type Event struct {
	Kind    EventKind
	At      time.Time
	Address string // "step.site", "check.certificate_valid"; "" for the run
	Key     string // the item, "" for none
	Title   string
	Attempt int64
	Outcome evidence.Outcome
	Reason  Reason
	Detail  string // for people
}

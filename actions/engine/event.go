package engine

import (
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// EventKind says what an Event tells.
type EventKind string

const (
	RunStarted   EventKind = "run_started"
	RunResumed   EventKind = "run_resumed"
	StepStarted  EventKind = "step_started"  // Attempt is 1; also for what undoes a step, whose address ends in .undo
	StepRetried  EventKind = "step_retried"  // Outcome, Reason and Detail of the attempt before; Attempt is the one to come
	StepFinished EventKind = "step_finished" // also for what was skipped, simulated or blocked
	CheckJudged  EventKind = "check_judged"
	PeopleAsked  EventKind = "people_asked"   // an approval or an ask waits; Detail says for whom
	PeopleSaid   EventKind = "people_said"    // somebody answered; Detail says what counts
	PeopleDone   EventKind = "people_done"    // an approval or an ask came to its end
	PhaseEnded   EventKind = "phase_finished" // only where it did not run
	Notified     EventKind = "notified"       // people were told, or that failed
	RunWaits     EventKind = "run_waits"      // nothing is left to do until people answer
	RunFinished  EventKind = "run_finished"
)

// Event tells those who watch what happens. It holds no secret: its texts went through the Redactor,
// and control characters in them are made visible. It is never kept.
type Event struct {
	Kind    EventKind        `json:"event"`
	At      time.Time        `json:"at"`
	Address string           `json:"address,omitempty"` // "step.site", "check.certificate_valid"; "" for the run
	Job     string           `json:"job,omitempty"`     // the key of its phase's job, "" for none
	Key     string           `json:"key,omitempty"`     // the item, "" for none
	Title   string           `json:"title,omitempty"`
	Attempt int64            `json:"attempt,omitempty"`
	Outcome evidence.Outcome `json:"outcome,omitempty"`
	Reason  Reason           `json:"reason,omitempty"`
	Detail  string           `json:"detail,omitempty"` // for people
}

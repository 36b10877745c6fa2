package engine

import (
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
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
	Attempt int64            `json:"attempt,omitzero"`
	Outcome evidence.Outcome `json:"outcome,omitempty"`
	Reason  Reason           `json:"reason,omitempty"`
	Detail  string           `json:"detail,omitempty"` // for people

	Run      canon.Digest          `json:"run,omitempty"`      // its key, of a run that started, goes on, waits or ended
	Mode     evidence.Mode         `json:"mode,omitempty"`     // of a run that started or goes on
	Items    int                   `json:"items,omitzero"`     // how many the for_each of this step has in this job; 0 where it has none, or that is not known
	Earlier  bool                  `json:"earlier,omitzero"`   // an earlier process of this run saw it
	From     []string              `json:"from,omitempty"`     // of people_asked, and of people_said where more people are wanted: the roles
	Until    time.Time             `json:"until,omitzero"`     // as From
	Settings map[string]expr.Value `json:"settings,omitempty"` // of what was simulated: what it would have been given
}

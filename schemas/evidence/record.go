package evidence

import (
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// RecordFormat names this version of the record.
const RecordFormat = "https://attestary.dev/record/v1"

// MaxRecord is the most bytes that a record may have.
const MaxRecord = 48 << 10

// Outcome is what came of a step, a check or a run. Only Passed is a pass.
type Outcome string

const (
	Passed      Outcome = "passed"
	Failed      Outcome = "failed"
	Skipped     Outcome = "skipped"     // its own condition said so, or what it waits for did not pass
	Simulated   Outcome = "simulated"   // a rehearsal does not change anything
	Recovered   Outcome = "recovered"   // failed, then undone
	Blocked     Outcome = "blocked"     // somebody or some rule said no
	Unknown     Outcome = "unknown"     // could not look
	Interrupted Outcome = "interrupted" // ended before its time; only a run has this
)

// Record is everything that a run leaves. It is an allow-list: outcomes, the operands of comparisons,
// the keys of for_each, and what the runbook declares as evidence. Raw output is never in it.
type Record struct {
	Format    string          `json:"format"`
	Plan      canon.Digest    `json:"plan"`
	Run       RunID           `json:"run"`
	Mode      Mode            `json:"mode"`
	StartedAt string          `json:"started_at"`
	EndedAt   string          `json:"ended_at"`
	Outcome   Outcome         `json:"outcome"` // see Overall
	Reason    string          `json:"reason,omitempty"`
	Steps     []StepRecord    `json:"steps"`    // by address, then key
	Checks    []CheckRecord   `json:"checks"`   // by name, then key
	Evidence  []EvidenceValue `json:"evidence"` // by name
}

// StepRecord is one step, or one item of a step with for_each.
type StepRecord struct {
	Address   string         `json:"address"`       // "step.site"
	Key       *string        `json:"key,omitempty"` // the item
	Outcome   Outcome        `json:"outcome"`
	Reason    string         `json:"reason,omitempty"` // a short word of a closed list: timeout, exit, refused, …
	Attempts  int64          `json:"attempts"`
	StartedAt string         `json:"started_at,omitempty"` // absent: never started
	EndedAt   string         `json:"ended_at,omitempty"`
	Expects   []ExpectRecord `json:"expects,omitempty"`
}

// ExpectRecord is one expectation and the operands that decided it.
type ExpectRecord struct {
	Name     string         `json:"name"`
	Outcome  Outcome        `json:"outcome"`
	Operands []expr.Operand `json:"operands"`
}

// CheckRecord is one check, or one item of a check with for_each.
type CheckRecord struct {
	Name     string         `json:"name"`
	Key      *string        `json:"key,omitempty"`
	Outcome  Outcome        `json:"outcome"`
	Severity string         `json:"severity"`
	Operands []expr.Operand `json:"operands"`
}

// EvidenceValue is one declared piece of evidence.
type EvidenceValue struct {
	Name   string        `json:"name"`
	Value  *expr.Value   `json:"value,omitzero"`   // null: could not be computed
	Digest *canon.Digest `json:"digest,omitempty"` // in place of the value, where it is personal or large
}

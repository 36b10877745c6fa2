package evidence

import (
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// RecordFormat names this version of the record.
const RecordFormat = "https://attestary.dev/record/v1"

// MaxRecord is the most bytes that a record may have.
const MaxRecord = 48 << 10

// Record is everything that a run leaves. It is an allow-list: outcomes, the operands of comparisons,
// the keys of for_each, and what the runbook declares as evidence. Raw output is never in it.
type Record struct {
	Asked     []AskedRecord   `json:"asked,omitempty"` // by address, then key
	Checks    []CheckRecord   `json:"checks"`          // by name, then key
	Due       []DueRecord     `json:"due,omitempty"`   // by address, then key
	EndedAt   string          `json:"ended_at"`
	Evidence  []EvidenceValue `json:"evidence"` // by name
	Format    string          `json:"format"`
	Mode      Mode            `json:"mode"`
	Outcome   Outcome         `json:"outcome"` // see Overall
	Plan      canon.Digest    `json:"plan"`
	Reason    string          `json:"reason,omitempty"` // ReasonInterrupted, or another short word; see StepRecord
	Run       RunID           `json:"run"`
	StartedAt string          `json:"started_at"`
	Steps     []StepRecord    `json:"steps"` // by address, then key
	// Targets stand for items of steps and checks that do not fit; their step or check is told as one. By address.
	Targets []TargetsRecord `json:"targets,omitempty"`
}

// StepRecord is one step, or one item of a step with for_each. So is told, too, what took a step back
// ("step.site.undo"), a phase that did not run ("phase.act"), and a gate that did not let the person in any
// more ("gate.device").
type StepRecord struct {
	Address   string         `json:"address"` // "step.site"
	Attempts  int64          `json:"attempts"`
	EndedAt   string         `json:"ended_at,omitempty"`
	Expects   []ExpectRecord `json:"expects,omitempty"` // by name
	Key       *string        `json:"key,omitempty"`     // the item; in a phase with for_each its job, or JOB/ITEM
	Outcome   Outcome        `json:"outcome"`
	Reason    string         `json:"reason,omitempty"`     // a short word: timeout, exit, refused, interrupted, …
	StartedAt string         `json:"started_at,omitempty"` // absent: never started
}

// AskedRecord is one approval or ask, or that of one item of its phase: what people were shown, for what,
// and what came of it. Who answered, and how, they say themselves (Approval); what they said counts where
// it names the same digests and the same end.
type AskedRecord struct {
	Address   string        `json:"address"`            // approval.NAME, ask.NAME
	EndedAt   string        `json:"ended_at,omitempty"` // when enough had answered, or the time was over
	Expires   string        `json:"expires,omitempty"`  // absent: nobody was asked
	Frozen    *canon.Digest `json:"frozen,omitempty"`   // of the items that wait for the answer
	Key       *string       `json:"key,omitempty"`      // the item
	Outcome   Outcome       `json:"outcome"`            // passed, skipped, simulated, blocked, unknown
	Reason    string        `json:"reason,omitempty"`   // a short word
	Shown     *canon.Digest `json:"shown,omitempty"`    // of what people were shown
	StartedAt string        `json:"started_at,omitempty"`
}

// DueRecord is a change that ends by itself: what takes it back, and when. Until a run says that it was done
// (Authorization.Undoes), it is open.
type DueRecord struct {
	Address string       `json:"address"` // step.NAME.undo
	At      string       `json:"at"`
	Call    canon.Digest `json:"call"` // of the blob that says what is to be done
	Key     *string      `json:"key,omitempty"`
}

// Blobs are the digests of the bytes that the record names in place of a value.
func (r *Record) Blobs() []NamedBlob {
	var all []NamedBlob
	for _, e := range r.Evidence {
		if e.Digest != nil {
			all = append(all, NamedBlob{"evidence " + e.Name, *e.Digest})
		}
	}
	for _, d := range r.Due {
		all = append(all, NamedBlob{d.Address + item(d.Key), d.Call})
	}
	for _, t := range r.Targets {
		for _, d := range t.Blobs {
			all = append(all, NamedBlob{"the items of " + t.Address, d})
		}
	}
	return all
}

// NamedBlob is a blob, and what of a record names it.
type NamedBlob struct {
	By     string
	Digest canon.Digest
}

// ExpectRecord is one expectation and the operands that decided it.
type ExpectRecord struct {
	Name     string         `json:"name"`
	Operands []expr.Operand `json:"operands"`
	Outcome  Outcome        `json:"outcome"` // passed, failed, unknown
}

// CheckRecord is one check, or one item of a check with for_each.
type CheckRecord struct {
	Key      *string        `json:"key,omitempty"`
	Name     string         `json:"name"`
	Operands []expr.Operand `json:"operands"`
	Outcome  Outcome        `json:"outcome"` // passed, failed, unknown
	Severity string         `json:"severity"`
}

// EvidenceValue is one declared piece of evidence.
type EvidenceValue struct {
	Digest *canon.Digest `json:"digest,omitempty"` // in place of the value, where it is personal or large
	Name   string        `json:"name"`
	Value  *expr.Value   `json:"value"` // null: could not be computed, or only its digest is kept
}

// Encode gives the one encoding of the record. It refuses one that breaks its own rules or has more
// than MaxRecord bytes.
func (r *Record) Encode() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	data, err := canon.Encode(r)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	if len(data) > MaxRecord {
		return nil, fmt.Errorf("record: %d bytes; at most %d are allowed: keep less as evidence, or its digest", len(data), MaxRecord)
	}
	return data, nil
}

// ParseRecord reads a record. It accepts exactly what Encode writes.
func ParseRecord(data []byte) (*Record, error) {
	if len(data) > MaxRecord {
		return nil, fmt.Errorf("record: %d bytes; at most %d are read", len(data), MaxRecord)
	}
	r := new(Record)
	if err := canon.Decode(data, r); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	return r, nil
}

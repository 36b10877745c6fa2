package engine

import (
	"strings"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// place is course.Place as the journal writes it.
type place struct {
	Address string `json:"address"`
	Job     string `json:"job,omitempty"`
	Key     string `json:"key,omitempty"`
}

func placeOf(t *course.Task) place { return place(t.Place()) }

func instant(at time.Time) string { return evidence.FormatInstant(at) }

// kindOfAddress is step, approval, ask, check, phase or gate.
func kindOfAddress(address string) string {
	kind, _, _ := strings.Cut(address, ".")
	return kind
}

// stepName is the name of the step that an address, or that of its undo, is of; "" for all else.
func stepName(address string) string {
	name, is := strings.CutPrefix(strings.TrimSuffix(address, course.UndoSuffix), plan.StepPrefix)
	if !is {
		return ""
	}
	return name
}

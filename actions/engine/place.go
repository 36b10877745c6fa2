package engine

import (
	"strings"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

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

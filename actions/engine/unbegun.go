package engine

import (
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// NeverBegan is the past of a run that was authorised, and whose process ended before its journal told
// of a first step. Its Record says that nothing was started. It has no journal to close or remove.
func NeverBegan(a *evidence.Authorization, at time.Time) *Past {
	return &Past{
		Run: a.Run, Runbook: a.Runbook, Plan: a.Plan.Digest, Mode: a.Mode, Trigger: a.Trigger,
		StartedAt: evidence.FormatInstant(at), inputs: a.Inputs,
	}
}

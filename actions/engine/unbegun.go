package engine

import (
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// NeverBegan is the past of a run that was authorised, and whose process ended before its journal told
// of a first step. Its Record says that nothing was started. It has no journal to close or remove.
func NeverBegan(a *evidence.Authorization, at time.Time) *Past {
	return &Past{
		Run: a.Run, Runbook: a.Runbook, Plan: a.Plan.Digest, Mode: a.Mode, Trigger: a.Trigger,
		StartedAt: evidence.FormatInstant(at), last: evidence.FormatInstant(at), inputs: valuesOf(a.Inputs),
	}
}

// valuesOf are the inputs that an authorization tells.
func valuesOf(inputs []evidence.InputValue) map[string]expr.Value {
	values := map[string]expr.Value{}
	for _, in := range inputs {
		if in.Value != nil {
			values[in.Name] = *in.Value
		}
	}
	return values
}

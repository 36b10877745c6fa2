package kind

import "slices"

// ofAStep are the settings and sections that every step has, so that no action can have one of its own.
var ofAStep = []string{
	"title", "connection", "needs", "when", "for_each", "by", "parallel", "timeout", "limit", "limit_of",
	"on_error", "effect", "expect", "retry", "undo", "undo_after",
}

// ofAnOutcome is what step.X has beside the outputs of its action.
var ofAnOutcome = []string{"outcome", "key", "error"}

// IsOfStep tells whether every step has a setting or section of that name, so that no action may.
func IsOfStep(name string) bool { return slices.Contains(ofAStep, name) }

// IsOfOutcome tells whether every step that has ended gives something of that name, so that no action may.
func IsOfOutcome(name string) bool { return slices.Contains(ofAnOutcome, name) }

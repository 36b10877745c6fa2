package course

import "github.com/attestary/attestary/schemas/evidence"

// Reason is why something did not pass, or did not run. The list is closed: records hold these words.
// Actions have reasons of their own.
type Reason string

// Reasons that follow from the plan.
const (
	ReasonExpect      Reason = "expect"      // an expectation did not hold, or could not be judged
	ReasonWhen        Reason = "when"        // its own condition said no, or could not be judged
	ReasonNeeds       Reason = "needs"       // what it waits for did not pass
	ReasonStopped     Reason = "stopped"     // another step did not pass, and nothing more was started
	ReasonEmpty       Reason = "empty"       // its for_each has no item
	ReasonItems       Reason = "items"       // its for_each is null, unknown, neither map nor list, or too long
	ReasonKey         Reason = "key"         // an item has no key of its own
	ReasonLimit       Reason = "limit"       // there are more items than it may touch, or that is not known
	ReasonPhase       Reason = "phase"       // its phase did not run
	ReasonSetting     Reason = "setting"     // a setting is null, unknown, or not what the action takes
	ReasonRejected    Reason = "rejected"    // somebody said no
	ReasonUnanswered  Reason = "unanswered"  // nobody, or too few people, answered in time
	ReasonGate        Reason = "gate"        // a gate that was asked again does not let the person in any more
	ReasonGlass       Reason = "glass"       // the glass that was broken for the run is whole again
	ReasonDiffers     Reason = "differs"     // what people said yes to is not what would be done now
	ReasonIrrevocable Reason = "irrevocable" // nobody says how it is undone
	ReasonTimeout     Reason = "timeout"     // not done in time
	ReasonInterrupted Reason = "interrupted" // the run was ended before its time
	ReasonLost        Reason = "lost"        // the job that did it left nothing that could be believed
)

// words is a reason to stop, for people.
func (r Reason) words() string {
	switch r {
	case ReasonTimeout:
		return "the run has taken as long as it may"
	case ReasonInterrupted:
		return "the run was interrupted"
	case ReasonGate:
		return "the run was blocked by a gate"
	case ReasonGlass:
		return "the time is over for which the glass was broken"
	case ReasonLost:
		return "its job left nothing that can be believed, so what it did is not known"
	}
	return "the run was stopped before"
}

// haltedOutcome is that of what did not start any more. A run that took too long did not look, and one that may
// not go past the rules any more is blocked; where it was stopped, another part says why.
func haltedOutcome(halted Reason) evidence.Outcome {
	switch halted {
	case ReasonTimeout, ReasonLost:
		return evidence.Unknown
	case ReasonGlass:
		return evidence.Blocked
	}
	return evidence.Skipped
}

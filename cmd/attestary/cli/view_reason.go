package cli

import (
	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
)

// reasons are the short words of a record as people say them.
var reasons = map[engine.Reason]string{
	course.ReasonExpect:      "an expectation did not hold, or could not be judged",
	course.ReasonWhen:        "its own condition said no, or could not be judged",
	course.ReasonNeeds:       "what it waits for did not come to a good end",
	course.ReasonStopped:     "another step had stopped the run",
	course.ReasonEmpty:       "there was nothing to go over",
	course.ReasonItems:       "what it goes over was not known, or too much",
	course.ReasonKey:         "an item had no key of its own",
	course.ReasonLimit:       "there was more than it may touch, or how much was not known",
	course.ReasonPhase:       "its phase did not run",
	course.ReasonSetting:     "a setting was not known, or not what the action takes",
	course.ReasonRejected:    "somebody said no",
	course.ReasonUnanswered:  "too few people answered in time",
	course.ReasonGate:        "a gate that was asked again did not let the person in any more",
	course.ReasonGlass:       "the time was over for which the glass was broken",
	course.ReasonDiffers:     "people had said yes to something else",
	course.ReasonIrrevocable: "nobody says how it is taken back",
	course.ReasonTimeout:     "it was not done in time",
	course.ReasonInterrupted: "the run was ended before its time",
	engine.ReasonExit:        "a program ended with another status than expected",
	engine.ReasonSignal:      "a program was ended by a signal",
	engine.ReasonStart:       "a program could not be started",
	engine.ReasonRefused:     "nobody listens there",
	engine.ReasonDNS:         "the name of a host leads nowhere",
	engine.ReasonTLS:         "there was no trusted TLS connection",
	engine.ReasonNetwork:     "the network failed",
	engine.ReasonStatus:      "a service answered with another status than expected",
	engine.ReasonForbidden:   "a service does not let us look",
	engine.ReasonThrottled:   "a service wants fewer requests",
	engine.ReasonTooLarge:    "there was more than the action reads",
	engine.ReasonOutput:      "a program wrote more than a step may",
	engine.ReasonNotFound:    "it is not there",
	engine.ReasonUnread:      "it is there, and could not be read or understood",
	engine.ReasonDenied:      "no use section of the runbook allows it",
	engine.ReasonOutputs:     "the action gave something else than it declares",
	engine.ReasonPanic:       "the action broke down, which is a mistake of attestary",
	engine.ReasonJournal:     "the disk did not take what was to be kept of it",
	engine.ReasonSecret:      "a secret would have stood in the evidence, so that only outcomes are kept",
	engine.ReasonReduced:     "its items are told as one, for want of space",
}

// reasonWords are a reason in words; one that this version does not know stands for itself.
func reasonWords(reason string) string {
	if words := reasons[engine.Reason(reason)]; words != "" {
		return words
	}
	return reason
}

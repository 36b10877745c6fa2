package evidence

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

// ReasonInterrupted is the reason of a run, or of a step, that ended before its time.
const ReasonInterrupted = "interrupted"

// ranks are the outcomes of a run, from the one that decides over all others. A step that was skipped
// or simulated decides nothing: what it waited for does.
var ranks = []Outcome{Interrupted, Failed, Blocked, Unknown, Recovered, Passed}

func (o Outcome) rank() int {
	for i, r := range ranks {
		if r == o {
			return i
		}
	}
	return len(ranks) - 1
}

// Overall is the outcome of the run as it follows from its steps and checks: interrupted, else failed,
// else blocked, else unknown, else recovered, else passed. It is interrupted where its own reason or
// that of a step is ReasonInterrupted. An outcome that is none counts as unknown.
func (r *Record) Overall() Outcome {
	overall := Passed
	fold := func(o Outcome, reason string) {
		switch {
		case reason == ReasonInterrupted:
			o = Interrupted
		case !o.ofStep():
			o = Unknown
		}
		if o.rank() < overall.rank() {
			overall = o
		}
	}
	fold(Passed, r.Reason)
	for i := range r.Asked {
		fold(r.Asked[i].Outcome, r.Asked[i].Reason)
	}
	for i := range r.Steps {
		fold(r.Steps[i].Outcome, r.Steps[i].Reason)
	}
	for i := range r.Checks {
		fold(r.Checks[i].Outcome, "")
	}
	return overall
}

func (o Outcome) ofStep() bool {
	switch o {
	case Passed, Failed, Skipped, Simulated, Recovered, Blocked, Unknown:
		return true
	}
	return false
}

func (o Outcome) ofRun() bool {
	switch o {
	case Passed, Failed, Recovered, Blocked, Unknown, Interrupted:
		return true
	}
	return false
}

// ofAsked tells what an approval or an ask can come to. People do not fail: they say no, or nothing.
func (o Outcome) ofAsked() bool {
	switch o {
	case Passed, Skipped, Simulated, Blocked, Unknown:
		return true
	}
	return false
}

// ofCondition tells what a check or an expectation can come to.
func (o Outcome) ofCondition() bool { return o == Passed || o == Failed || o == Unknown }

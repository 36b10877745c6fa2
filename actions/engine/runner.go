package engine

import (
	"context"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Runner is what an action implements.
type Runner interface {
	// Run makes one attempt. It is called concurrently, and again after a failure where the plan says so.
	// It returns soon after ctx ends, and leaves nothing running behind. What it returns may hold secrets:
	// the engine masks them before anybody else sees it.
	Run(ctx context.Context, call Call) Result
}

// Call is one attempt at one item of a step.
type Call struct {
	Action string
	Effect kind.Effect // what the plan says that it does
	// Settings conform to the kind's fields. Those that are null or were not told are absent.
	Settings   map[string]expr.Value
	Connection *plan.Connection // nil for none
	Allow      []string         // what the runbook may do there; empty: nothing
	Token      Secret           // the connection's
	Password   Secret
	Dir        string // the repository
	Home       string // a private folder that goes away with the run
	Path       string // where programs are, as PATH
	Now        func() time.Time
}

// Result is what came of an attempt.
type Result struct {
	Outcome evidence.Outcome // Passed, Failed (it looked, and it is bad), Blocked (not allowed) or Unknown (could not look)
	Reason  Reason           // "" only where it passed
	Detail  string           // the same for people, one line: "grep ended with status 2: no such file"
	// Outputs are those of the kind, each of them, where it passed: null where there is nothing to tell.
	// Where it did not pass they are for its own expectations and retries alone, as far as they are known.
	Outputs map[string]expr.Value
}

// Reason is why a step did not pass, or did not run. The list is closed: records hold these words.
type Reason string

// Reasons of actions.
const (
	ReasonExit      Reason = "exit"             // a program ended with another status than expected
	ReasonSignal    Reason = "signal"           // a program was ended by a signal
	ReasonStart     Reason = "start"            // a program could not be started
	ReasonTimeout   Reason = "timeout"          // not done in time
	ReasonRefused   Reason = "refused"          // nobody listens there
	ReasonDNS       Reason = "dns"              // the name of a host leads nowhere
	ReasonTLS       Reason = "tls"              // no trusted TLS connection
	ReasonNetwork   Reason = "network"          // the network failed in another way
	ReasonBogus     Reason = "bogus"            // an answer whose signature is wrong, too old or missing
	ReasonStatus    Reason = "status"           // an answer with another status than expected
	ReasonForbidden Reason = "forbidden"        // the service does not let us look (401, 403)
	ReasonThrottled Reason = "throttled"        // the service wants fewer requests (429)
	ReasonTooLarge  Reason = "too_large"        // more than the action reads
	ReasonOutput    Reason = "output_too_large" // a program wrote more than a step may
	ReasonNotFound  Reason = "not_found"        // a program, file or repository that is not there
	ReasonUnread    Reason = "unreadable"       // it is there, and could not be read or understood
	ReasonDenied    Reason = "denied"           // no use section of the runbook allows it
	ReasonSetting   Reason = "setting"          // a setting is null, unknown, or not what the action takes
)

// Reasons of the engine.
const (
	ReasonExpect      Reason = "expect"       // an expectation did not hold, or could not be judged
	ReasonWhen        Reason = "when"         // its own condition said no, or could not be judged
	ReasonNeeds       Reason = "needs"        // what it waits for did not pass
	ReasonStopped     Reason = "stopped"      // another step did not pass, and nothing more was started
	ReasonEmpty       Reason = "empty"        // its for_each has no item
	ReasonItems       Reason = "items"        // its for_each is null, unknown, neither map nor list, or too long
	ReasonKey         Reason = "key"          // an item has no key of its own
	ReasonOutputs     Reason = "outputs"      // the action gave other outputs than it declares
	ReasonPanic       Reason = "panic"        // the action broke down: a mistake of ours
	ReasonJournal     Reason = "journal"      // the journal could not be written
	ReasonInterrupted Reason = "interrupted"  // the run was ended before its time
	ReasonSecret      Reason = "secret_found" // a secret would have stood in the record
	ReasonReduced     Reason = "reduced"      // its items are told as one, for want of space
)

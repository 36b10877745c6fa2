package engine

import (
	"context"
	"time"

	"github.com/attestary/attestary/actions/course"
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
	Asked      plan.Outputs     // the outputs that somebody will look at; the action need not give the others
	Allow      []string         // what the call may do there; empty: nothing. For an action written in HCL, its own request alone
	Paginate   string           // how an http.request asks for further pages, as plan.KnowsPages has it; "" for one answer
	Token      Secret           // the connection's
	Password   Secret
	Secrets    map[string]Secret // the connection's others, by setting: "client_secret"
	Leases     *Leases           // what services gave for a while
	Dir        string            // the repository
	Home       string            // a private folder that goes away with the run
	Path       string            // where programs are, as PATH
	Now        func() time.Time
}

// Result is what came of an attempt.
type Result struct {
	Outcome evidence.Outcome // Passed, Failed (it looked, and it is bad), Blocked (not allowed) or Unknown (could not look)
	Reason  Reason           // "" only where it passed
	Detail  string           // the same for people, one line: "grep ended with status 2: no such file"
	// Outputs are those of the kind, each that is asked for, where it passed: null where there is nothing to tell.
	// Where it did not pass they are for its own expectations and retries alone, as far as they are known.
	Outputs map[string]expr.Value
	// Wait is how long the service asks to be left alone before it is asked again; 0 where it says nothing.
	Wait time.Duration
}

// Reason is why something did not pass, or did not run. The list is closed: records hold these words, and
// those of package course.
type Reason = course.Reason

// Reasons of actions.
const (
	ReasonExit      Reason = "exit"   // a program ended with another status than expected
	ReasonSignal    Reason = "signal" // a program was ended by a signal
	ReasonStart     Reason = "start"  // a program could not be started
	ReasonTimeout          = course.ReasonTimeout
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
	ReasonSetting          = course.ReasonSetting
)

// Reasons of the engine.
const (
	ReasonOutputs     Reason = "outputs"      // the action gave other outputs than it declares
	ReasonPanic       Reason = "panic"        // the action broke down: a mistake of ours
	ReasonJournal     Reason = "journal"      // the journal could not be written
	ReasonSecret      Reason = "secret_found" // a secret would have stood in the record
	ReasonReduced     Reason = "reduced"      // its items are told as one, for want of space
	ReasonInterrupted        = course.ReasonInterrupted
)

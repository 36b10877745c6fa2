// Package verdict is judgement: what verification holds or refutes, and what the evidence earned.
//
// A Verdict lists numbered claims about one ledger, told also where they hold. A Scorecard says, for
// every function of a framework, which stage the verified evidence earned and why. Both name the tree
// (origin, size, root) that they were made from, so that anybody can make them again.
//
// Not judged is never held; unknown is never a pass. Encode and Parse hold each document to its own
// rules (Check): a verdict cannot say "held" and list a fault, and a scorecard cannot say a stage that
// its cells do not show. Status is the exit status of everybody who reads a verdict.
//
// Start at Verdict, Findings, Run and Scorecard.
package verdict

import (
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Format names this version of the verdict.
const Format = "https://attestary.dev/verdict/v1"

// Tree is one state of a ledger.
type Tree struct {
	Origin string       `json:"origin"`
	Size   int64        `json:"size"`
	Root   canon.Digest `json:"root"`
}

// Outcome of a claim.
type Outcome string

const (
	Held      Outcome = "held"
	Refuted   Outcome = "refuted"
	NotJudged Outcome = "not judged" // why stands beside it; never counted as held
)

// Claim is one thing that verification holds or refutes. IDs are those of the format document: "1"
// form, "2" chain, "3" growth, "4" signature, "5" identity, "6" time, "7a" plan, "7b" source, "7c"
// branch, "8" review, "9" order, "10" content, "11" completeness.
type Claim struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Says     string  `json:"says"`   // the claim as one sentence
	Clause   string  `json:"clause"` // of the format document, where it is told in full
	Outcome  Outcome `json:"outcome"`
	Required bool    `json:"required"` // by the trust policy
	Judged   int64   `json:"judged"`   // how many things it was judged on
	Why      string  `json:"why,omitempty"`
	Faults   []Fault `json:"faults,omitempty"` // at most MaxFaults; Count tells how many there were
	Count    int64   `json:"count,omitzero"`
}

// MaxFaults is how many faults a claim lists.
const MaxFaults = 20

// Fault is one reason why a claim is refuted.
type Fault struct {
	Entry  *int64 `json:"entry,omitempty"` // index in the ledger
	Path   string `json:"path,omitempty"`  // file in the ledger's tree
	Reason string `json:"reason"`
}

// Verdict is what verification says about one tree.
type Verdict struct {
	Format     string           `json:"format"`
	Since      *Since           `json:"since,omitempty"` // not all was judged now; nil: all was
	Tree       Tree             `json:"tree"`
	Commit     string           `json:"commit"`              // of the ledger's branch
	Checkpoint string           `json:"checkpoint"`          // the file's text: what an auditor keeps for next time
	AsOf       string           `json:"as_of"`               // the clock that the verdict was told
	JudgedBy   canon.Digest     `json:"judged_by,omitempty"` // of the policy, the branch of the runbooks and the program that compiled them
	Claims     []Claim          `json:"claims"`
	Kinds      map[string]int64 `json:"kinds"`      // entries by kind
	Unfinished []Unfinished     `json:"unfinished"` // authorised, and no result (yet); at most MaxUnfinished
	Open       int64            `json:"open"`       // how many there are
	// Waivers are those that stand, Revoked what was taken back; Revocations tells how often that happened.
	Waivers     []Waiver     `json:"waivers,omitempty"`
	Revoked     []Revocation `json:"revoked,omitempty"`
	Revocations int64        `json:"revocations,omitzero"`
	Findings    *Findings    `json:"findings,omitempty"`
	Tier        string       `json:"tier"`            // signed; signed and timed; signed, timed and witnessed: what every entry reaches
	Tiers       []TierSum    `json:"tiers,omitempty"` // how many entries are of each, where they are of several; the weakest first
	NotProven   []string     `json:"not_proven"`      // what no report can prove
}

// Since is a state of the ledger that was judged before, from which on a verification judged.
type Since struct {
	Again  int64  `json:"again"`  // how many of the entries of then were judged again, because newer ones have to do with them
	Commit string `json:"commit"` // of the ledger's branch, as it was judged
	Size   int64  `json:"size"`   // how many entries there were
}

// NotAgain is what every claim that is held says beside it where not all was judged; it takes Since.Size.
const NotAgain = "the first %d entries were judged when the checkpoint was kept, and are not judged again"

// NotThen is what a claim says that was not held then, and is not judged for it; it takes Since.Size.
const NotThen = "it was not held of the first %d entries when the verdict was kept, and they are not judged again; verify with --all"

// TierSum counts the entries of a tier.
type TierSum struct {
	Tier    string `json:"tier"`
	Entries int64  `json:"entries"`
}

// MaxUnfinished is how many unfinished runs a verdict lists, the oldest first.
const MaxUnfinished = 1000

// Unfinished is a run that was authorised and never told how it ended.
type Unfinished struct {
	Entry    int64        `json:"entry"` // of its authorization
	Runbook  string       `json:"runbook"`
	Run      canon.Digest `json:"run"` // its key
	At       string       `json:"at"`
	FinishBy string       `json:"finish_by"`
	Late     bool         `json:"late"` // FinishBy had passed at the verdict's AsOf: the run counts as failed
}

// Run is one verified run in brief: what a score needs. Result is nil for an authorization without
// one. Verification gives them in the order of the authorizations.
type Run struct {
	Entry     int64 // of the authorization
	Runbook   string
	Plan      canon.Digest
	Key       canon.Digest // of the run
	ID        evidence.RunID
	Trigger   evidence.TriggerRef
	Mode      evidence.Mode
	At        string
	FinishBy  string
	Requester *evidence.By
	Inputs    []evidence.InputValue
	// BrokenGlass tells that somebody went past the rules of the run.
	BrokenGlass bool
	// Reviews are the entries of the reviews that it was authorised by.
	Reviews []int64
	Result  *Result
}

// Result is how a run ended.
type Result struct {
	Entry   int64
	Outcome evidence.Outcome
	EndedAt string // claimed
	// Upper is the trusted time before which it had ended; "" where nothing timed covers it.
	Upper  string
	Record canon.Digest
	// Confirmed is the entry of a second person's confirmation that counts; nil where there is none.
	Confirmed *int64
	Checked   int64 // checks that were judged on something
	// Unmet are the checks that failed, told whole, where nothing else kept the run from passing; nil where
	// something did, or where too much failed to be told.
	Unmet  []Unmet
	Failed []string // names of checks and addresses of steps that did not pass, at most ten
}

// Unmet is a check that failed, or one item of it.
type Unmet struct {
	Check string
	Key   *string
}

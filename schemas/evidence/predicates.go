package evidence

import (
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// Instants are "YYYY-MM-DDTHH:MM:SSZ". Every predicate holds At, its claimed instant, and Seen. The
// fields stand in the order of their names, which lets package canon read them in one pass.

// LedgerFormat names the layout of the ledger's branch.
const LedgerFormat = "https://attestary.dev/ledger-format/v1"

// Ledger is the predicate of entry 0: which ledger this is. Its subject is the predicate itself.
type Ledger struct {
	At         string `json:"at"`
	Format     string `json:"format"`
	Origin     string `json:"origin"`        // attestary.dev/ledger/<32 hex digits>
	Owner      int64  `json:"owner_id"`      // of the forge; 0 without one
	Repository int64  `json:"repository_id"` // of the forge; 0 without one
	Seen       Seen   `json:"seen"`          // size 0, and the root of the empty tree
}

// Authorization is the predicate that is in the ledger before the first step. Its subject is the plan.
type Authorization struct {
	At         string        `json:"at"`
	Commit     string        `json:"commit"`   // git object id whose HCL compiles to the plan
	Compiler   string        `json:"compiler"` // version of the program that compiled it
	FinishBy   string        `json:"finish_by"`
	Gates      []Gate        `json:"gates"`     // by name
	Inputs     []InputValue  `json:"inputs"`    // by name; all of them, defaults too
	Mode       Mode          `json:"mode"`      //
	NotAfter   string        `json:"not_after"` // the first step starts before this
	Owner      int64         `json:"owner_id"`
	Plan       BlobRef       `json:"plan"`
	Repository int64         `json:"repository_id"`
	Requester  *By           `json:"requester"` // null for a run that started by itself
	Reviews    []ReviewCount `json:"reviews"`   // by id, then role
	Rule       string        `json:"rule"`      // which rule let it pass
	Run        RunID         `json:"run"`
	Runbook    string        `json:"runbook"`
	Seen       Seen          `json:"seen"`
	Trigger    TriggerRef    `json:"trigger"`
	Undoes     *canon.Digest `json:"undoes,omitempty"` // key of the run whose changes end by themselves; of a trigger of kind undo
}

// Mode tells a rehearsal from the real thing.
type Mode string

const (
	Live      Mode = "live"
	Rehearsal Mode = "rehearsal"
)

// By is a person, and how it is known that it was they.
type By struct {
	How   string `json:"how"` // "key": their own key signs; "forge": the signer testifies to the actor
	ID    string `json:"id"`  // numeric id of the forge, or the SPKI digest of the key
	Login string `json:"login"`
}

// Gate is the answer of one condition on the request.
type Gate struct {
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome"`
}

// InputValue is one input as the run got it. A secret or personal one leaves its name alone.
type InputValue struct {
	Default bool        `json:"default"` // it is the runbook's own default
	Name    string      `json:"name"`
	Value   *expr.Value `json:"value"` // null where it may not be told
}

// ReviewCount is a review that counted.
type ReviewCount struct {
	By     By     `json:"by"`
	Commit string `json:"commit"` // the head that was reviewed
	Role   string `json:"role"`
}

// TriggerRef says what started the run.
type TriggerRef struct {
	Kind string `json:"kind"` // as in a plan; undo: what a run changed ends by itself (UndoTrigger)
	Name string `json:"name"`
}

// ByPerson tells whether a person asks for such a run.
func (t TriggerRef) ByPerson() bool { return t.Kind == "manual" || t.Kind == "issue" }

// UndoTrigger starts the run that takes back what another one changed for a while.
var UndoTrigger = TriggerRef{Kind: "undo", Name: "undo_after"}

// Run is the predicate after the last step. Its subject is the record, a blob, which holds all detail.
type Run struct {
	At            string       `json:"at"`
	Authorization canon.Digest `json:"authorization"`      // of the authorization's statement
	Continued     []RunID      `json:"continued,omitzero"` // the runs of the forge in which it went on after people answered, in their order
	EndedAt       string       `json:"ended_at"`
	Outcome       Outcome      `json:"outcome"` // as it follows from the record
	Record        BlobRef      `json:"record"`
	Runner        Runner       `json:"runner"`
	Seen          Seen         `json:"seen"` // with its own authorization in it
	StartedAt     string       `json:"started_at"`
}

// Runner is the machine that ran it, as it tells of itself.
type Runner struct {
	Arch    string `json:"arch"`
	Host    string `json:"host"` // "local", or the forge's class of runners; never a machine's own name
	OS      string `json:"os"`
	Program string `json:"program"` // attestary's version
}

func (*Ledger) Kind() Kind        { return KindLedger }
func (*Authorization) Kind() Kind { return KindAuthorization }
func (*Run) Kind() Kind           { return KindRun }

func (l *Ledger) Claimed() string        { return l.At }
func (a *Authorization) Claimed() string { return a.At }
func (r *Run) Claimed() string           { return r.At }

func (l *Ledger) Saw() *Seen        { return &l.Seen }
func (a *Authorization) Saw() *Seen { return &a.Seen }
func (r *Run) Saw() *Seen           { return &r.Seen }

func (*Ledger) Blobs() []BlobRef          { return nil }
func (a *Authorization) Blobs() []BlobRef { return []BlobRef{a.Plan} }
func (r *Run) Blobs() []BlobRef           { return []BlobRef{r.Record} }

func (*Ledger) subject(encoded []byte) (string, canon.Digest) {
	return "predicate", canon.Sum(encoded)
}
func (a *Authorization) subject([]byte) (string, canon.Digest) { return "plan", a.Plan.Digest }
func (r *Run) subject([]byte) (string, canon.Digest)           { return "record", r.Record.Digest }

package evidence

import (
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// What people say about a plan or a run, each in a statement of its own. A person who has a key signs with
// it; where a forge knows them, the ledger's signer testifies to them (By.How). Whoever refuses a request
// says that too.

const (
	KindReview       Kind = "review"       // a person reviewed a plan, where no forge records it
	KindDenial       Kind = "denial"       // a request was refused: there was no run
	KindApproval     Kind = "approval"     // a person answered an approval or an ask inside a run
	KindConfirmation Kind = "confirmation" // a second person looked at what a run did
	KindBreakglass   Kind = "breakglass"   // somebody went past the rules, for a while and in the open
)

// Spoken is the word of a person: a *Review, *Approval, *Confirmation, *Breakglass, *Waiver, *Revocation or
// *Disposition.
type Spoken interface {
	Predicate
	// Speaker is whose word it is. Where a key says so, it is the key that signs the statement.
	Speaker() By
}

// Spoken tells the kinds whose statements are the word of a person, and may be signed by the person's key.
func (k Kind) Spoken() bool {
	switch k {
	case KindReview, KindApproval, KindConfirmation, KindBreakglass, KindWaiver, KindRevocation, KindDisposition:
		return true
	}
	return false
}

// Answer is a yes or a no.
type Answer string

const (
	Yes Answer = "yes"
	No  Answer = "no"
	// Unanswered is no word of a person: below the issue in which a run waited, the ledger's signer says that nobody
	// answered in time. It answers nothing, and names the run of the forge in which alone the run goes on to its end.
	Unanswered Answer = "none"
)

// Review is what a person says of a plan, where no forge keeps reviews. Its subject is the plan.
type Review struct {
	Answer  Answer  `json:"answer"` // yes or no
	At      string  `json:"at"`
	By      By      `json:"by"`
	Commit  string  `json:"commit"` // what was reviewed: its HCL compiles to the plan
	Plan    BlobRef `json:"plan"`
	Reason  string  `json:"reason"` // "" only beside a yes
	Runbook string  `json:"runbook"`
	Seen    Seen    `json:"seen"`
}

// Denial is a request that was refused. Its subject is the plan. No run has its id.
type Denial struct {
	At         string     `json:"at"`
	Commit     string     `json:"commit"`
	Gate       *Gate      `json:"gate"` // that said no, or that could not be asked; null where it was none
	Mode       Mode       `json:"mode"`
	Owner      int64      `json:"owner_id"`
	Plan       BlobRef    `json:"plan"`
	Repository int64      `json:"repository_id"`
	Requester  *By        `json:"requester"` // null where it would have started by itself
	Rule       string     `json:"rule"`      // that said no
	Run        RunID      `json:"run"`
	Runbook    string     `json:"runbook"`
	Seen       Seen       `json:"seen"`
	Trigger    TriggerRef `json:"trigger"`
}

// Approval is the answer of a person to an approval or to an ask. Its subject is the authorization. What it
// says yes to is exactly what was shown, for exactly the items that were waiting.
type Approval struct {
	Answer        Answer        `json:"answer"`
	At            string        `json:"at"`
	Authorization canon.Digest  `json:"authorization"` // of the authorization's statement
	By            By            `json:"by"`
	Expires       string        `json:"expires"`        // what is answered after it does not count
	Frozen        canon.Digest  `json:"frozen"`         // of the items that wait for the answer
	Heard         *Heard        `json:"heard,omitzero"` // of a word that a forge keeps: where
	Key           *string       `json:"key,omitempty"`  // of the item of its phase
	Name          string        `json:"name"`           // address in the plan: approval.NAME, ask.NAME
	Reason        string        `json:"reason"`         // "" only beside a yes
	Role          string        `json:"role"`           // in which they answer
	Run           canon.Digest  `json:"run"`            // key of the run
	Seen          Seen          `json:"seen"`
	Shown         canon.Digest  `json:"shown"`  // of what they were shown
	Values        []AnswerValue `json:"values"` // by name; of an ask that was answered
}

// Heard is where a forge keeps the word of a person, and the run of the forge in which the ledger's signer read
// it there. A run that waits for people has ended as a run of the forge; it goes on in another one, which is
// the one that is named by the word that it waited for.
type Heard struct {
	Comment     int64        `json:"comment,omitzero"`     // the number of a comment; 0 where it is none
	Environment string       `json:"environment,omitzero"` // whose reviewer said it; "" where it is a comment
	Issue       int64        `json:"issue,omitzero"`       // in which the comment stands
	Run         RunID        `json:"run"`                  // of the forge
	State       canon.Digest `json:"state,omitzero"`       // of what the run had left when it waited; "" where it never ended
}

// AnswerValue is one answer to an ask. What a person chose or counted stands in clear: true and false, a
// number, a date, a length of time, one of a list. What they wrote in their own words may be about
// somebody, so that a salted digest stands in its place (Said); the words travel beside the statement.
type AnswerValue struct {
	Digest *canon.Digest `json:"digest,omitempty"`
	Name   string        `json:"name"`
	Value  *expr.Value   `json:"value"` // null beside a digest
}

// Confirmation is what a second person saw after the run. Its subject is the run's result.
type Confirmation struct {
	At      string       `json:"at"`
	By      By           `json:"by"`
	Checked string       `json:"checked"` // what they looked at
	Result  canon.Digest `json:"result"`  // of the run's statement
	Run     canon.Digest `json:"run"`     // key of the run
	Seen    Seen         `json:"seen"`
	Words   string       `json:"words"` // what they saw
}

// Breakglass is going past the rules. Its subject is the authorization.
type Breakglass struct {
	At            string       `json:"at"`
	Authorization canon.Digest `json:"authorization"`
	By            By           `json:"by"`
	Expires       string       `json:"expires"` // at most 24 hours after At
	Late          bool         `json:"late"`    // kept offline, and appended when there was a line again
	Reason        string       `json:"reason"`
	Role          string       `json:"role"`
	Run           canon.Digest `json:"run"` // key of the run
	Seen          Seen         `json:"seen"`
}

func (*Review) Kind() Kind       { return KindReview }
func (*Denial) Kind() Kind       { return KindDenial }
func (*Approval) Kind() Kind     { return KindApproval }
func (*Confirmation) Kind() Kind { return KindConfirmation }
func (*Breakglass) Kind() Kind   { return KindBreakglass }

func (r *Review) Claimed() string       { return r.At }
func (d *Denial) Claimed() string       { return d.At }
func (a *Approval) Claimed() string     { return a.At }
func (c *Confirmation) Claimed() string { return c.At }
func (b *Breakglass) Claimed() string   { return b.At }

func (r *Review) Saw() *Seen       { return &r.Seen }
func (d *Denial) Saw() *Seen       { return &d.Seen }
func (a *Approval) Saw() *Seen     { return &a.Seen }
func (c *Confirmation) Saw() *Seen { return &c.Seen }
func (b *Breakglass) Saw() *Seen   { return &b.Seen }

func (r *Review) Speaker() By       { return r.By }
func (a *Approval) Speaker() By     { return a.By }
func (c *Confirmation) Speaker() By { return c.By }
func (b *Breakglass) Speaker() By   { return b.By }

func (r *Review) Blobs() []BlobRef     { return []BlobRef{r.Plan} }
func (d *Denial) Blobs() []BlobRef     { return []BlobRef{d.Plan} }
func (*Approval) Blobs() []BlobRef     { return nil }
func (*Confirmation) Blobs() []BlobRef { return nil }
func (*Breakglass) Blobs() []BlobRef   { return nil }

func (r *Review) subject([]byte) (string, canon.Digest)       { return "plan", r.Plan.Digest }
func (d *Denial) subject([]byte) (string, canon.Digest)       { return "plan", d.Plan.Digest }
func (a *Approval) subject([]byte) (string, canon.Digest)     { return "authorization", a.Authorization }
func (c *Confirmation) subject([]byte) (string, canon.Digest) { return "run", c.Result }
func (b *Breakglass) subject([]byte) (string, canon.Digest)   { return "authorization", b.Authorization }

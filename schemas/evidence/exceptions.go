package evidence

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/canon"
)

// What people say about what the ledger shows: that a check may go unmet for a while, or that an entry was
// wrong. Neither changes an entry, and neither makes anything pass.

const (
	KindWaiver     Kind = "waiver"     // an exception was granted
	KindRevocation Kind = "revocation" // evidence turned out to be wrong
)

const (
	// maxWaived is longer than any plan lets a check be waived.
	maxWaived = 366 * 24 * time.Hour
	// MaxRevoked is how many entries one revocation names: more would not fit into a statement.
	MaxRevoked = 100
)

// Waiver grants an exception: until it expires, a run that failed by this check alone is shown as waived,
// which is not a pass. It is the word of the one who grants it; somebody else owns what is left to do. Its
// subject is the predicate itself.
type Waiver struct {
	At      string  `json:"at"`
	By      By      `json:"by"`     // who grants it: never the owner
	CheckOf string  `json:"check"`  // RUNBOOK.CHECK
	Commit  string  `json:"commit"` // its HCL compiles to the plan
	Expires string  `json:"expires"`
	Owner   By      `json:"owner"` // who sees to it that it is not needed any more
	Plan    BlobRef `json:"plan"`  // that lets the check be waived
	Reason  string  `json:"reason"`
	Role    string  `json:"role"`  // in which it is granted
	Scope   *string `json:"scope"` // key of the one item that it is for; null: the whole check
	Seen    Seen    `json:"seen"`
}

// Revocation says that entries are wrong. From wherever it stands, it holds for the whole tree. Its subjects
// are the entries' bundles.
type Revocation struct {
	At      string    `json:"at"`
	By      By        `json:"by"`
	Entries []Revoked `json:"entries"` // by index
	Reason  string    `json:"reason"`
	Seen    Seen      `json:"seen"`
}

// Revoked names an entry by its place, and by what stands there.
type Revoked struct {
	Bundle canon.Digest `json:"bundle"`
	Index  int64        `json:"index"`
}

// Waives tells whose check is waived, and which.
func (w *Waiver) Waives() (runbook, check string) {
	runbook, check, _ = strings.Cut(w.CheckOf, ".")
	return runbook, check
}

func (*Waiver) Kind() Kind     { return KindWaiver }
func (*Revocation) Kind() Kind { return KindRevocation }

func (w *Waiver) Claimed() string     { return w.At }
func (r *Revocation) Claimed() string { return r.At }

func (w *Waiver) Saw() *Seen     { return &w.Seen }
func (r *Revocation) Saw() *Seen { return &r.Seen }

func (w *Waiver) Speaker() By     { return w.By }
func (r *Revocation) Speaker() By { return r.By }

func (w *Waiver) Blobs() []BlobRef   { return []BlobRef{w.Plan} }
func (*Revocation) Blobs() []BlobRef { return nil }

func (*Waiver) subject(encoded []byte) (string, canon.Digest) {
	return "predicate", canon.Sum(encoded)
}

func (r *Revocation) subject([]byte) (string, canon.Digest) {
	return r.Entries[0].name(), r.Entries[0].Bundle
}

// subjects are all that a revocation is about.
func (r *Revocation) subjects() []subject {
	var all []subject
	for _, e := range r.Entries {
		all = append(all, subject{subjectDigest{e.Bundle.Hex()}, e.name()})
	}
	return all
}

func (e Revoked) name() string { return fmt.Sprintf("entry %d", e.Index) }

// Check tells the first rule of its own that the predicate breaks. Whether the plan lets it be granted, and
// for so long, is for verification to say.
func (w *Waiver) Check() error {
	if err := checkInstants("at", w.At, "expires", w.Expires); err != nil {
		return err
	}
	from, _ := ParseInstant(w.At)
	to, _ := ParseInstant(w.Expires)
	if d := to.Sub(from); d <= 0 || d > maxWaived {
		return fmt.Errorf("expires: %s is not within 366 days after %s", w.Expires, w.At)
	}
	if runbook, check := w.Waives(); !isName(runbook) || !isName(check) {
		return fmt.Errorf("check: %.80q is not RUNBOOK.CHECK", w.CheckOf)
	}
	if err := w.Owner.check(); err != nil {
		return fmt.Errorf("owner: %w", err)
	}
	if err := w.Plan.check(); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if !isName(w.Role) {
		return fmt.Errorf("role: %.80q is not the name of a role", w.Role)
	}
	if err := checkKey(w.Scope); err != nil {
		return fmt.Errorf("scope: %w", err)
	}
	return cmp.Or(checkSigned(w), checkCommit(w.Commit), checkWords("reason", w.Reason, maxSaid))
}

// Check tells the first rule of its own that the predicate breaks. Whether the entries are there, and whose they
// are to revoke, is for verification to say.
func (r *Revocation) Check() error {
	if n := len(r.Entries); n == 0 || n > MaxRevoked {
		return fmt.Errorf("entries: there are %d; 1 to %d are allowed", n, MaxRevoked)
	}
	for _, e := range r.Entries {
		if e.Index < 0 || e.Index > maxCount {
			return fmt.Errorf("entries: %d is no index", e.Index)
		}
		if err := e.Bundle.Check(); err != nil {
			return fmt.Errorf("entry %d: bundle: %w", e.Index, err)
		}
	}
	if i, ok := sorted(r.Entries, func(a, b *Revoked) bool { return a.Index < b.Index }); !ok {
		return fmt.Errorf("entries: %d is not in its place, or there twice", r.Entries[i].Index)
	}
	return cmp.Or(checkSigned(r), checkWords("reason", r.Reason, maxSaid))
}

// checkSigned holds the word of somebody whom no forge stands for.
func checkSigned(s Spoken) error {
	if s.Speaker().How != "key" {
		return errors.New("by: it is signed by whoever says it, with their own key")
	}
	return checkSpoken(s)
}

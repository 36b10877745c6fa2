package attest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Waiver is what a waiver is made of. The voice is that of the one who grants it.
type Waiver struct {
	Voice
	Plan   []byte // the plan's own bytes
	Commit string // whose HCL compiles to it
	Check  string
	Scope  *string // the one item that it is for; nil: the whole check
	Owner  evidence.By
	For    time.Duration
	Reason string
}

// WaiverStatement grants that a check may go unmet for a while. It fails where the plan does not let it be
// granted, for so long, by this person, or to this owner.
func WaiverStatement(w Waiver) (*evidence.Waiver, error) {
	p, err := plan.Parse(w.Plan)
	if err != nil {
		return nil, err
	}
	said := &evidence.Waiver{
		At: evidence.FormatInstant(w.At), By: w.By, CheckOf: p.Runbook + "." + w.Check, Commit: w.Commit,
		Expires: evidence.FormatInstant(w.At.Add(w.For)), Owner: w.Owner, Plan: blob(w.Plan), Reason: w.Reason, Scope: w.Scope, Seen: w.Seen,
	}
	if why := rules.Unwaivable(p, said); why != "" {
		return nil, fmt.Errorf("waiver of %s: it would not count: it %s", said.CheckOf, why)
	}
	roles := p.Waivers(p.WaivableCheck(w.Check))
	i := slices.IndexFunc(roles, func(role string) bool { return rules.Holds(p, role, w.By) })
	if i < 0 {
		return nil, fmt.Errorf("waiver of %s: %w", said.CheckOf, notAsked(p, roles, w.By))
	}
	said.Role = roles[i]
	if why := rules.Unwaiving(p, said, nil); why != "" {
		return nil, fmt.Errorf("waiver of %s: it would not count: it %s", said.CheckOf, why)
	}
	return said, said.Check()
}

// Revocation is what a revocation is made of.
type Revocation struct {
	Voice
	Entries []Wrong // in any order
	Reason  string
}

// Wrong is an entry that turned out to be wrong.
type Wrong struct {
	Index  int64
	Bundle []byte
	Plan   *plan.Plan // that it is of
}

// RevocationStatement takes entries back. It fails where one of them is never revoked, was not seen in the
// ledger, or is not for this person to take back.
func RevocationStatement(r Revocation) (*evidence.Revocation, error) {
	said := &evidence.Revocation{At: evidence.FormatInstant(r.At), By: r.By, Reason: r.Reason, Seen: r.Seen}
	for _, wrong := range r.Entries {
		if err := wrong.revocable(said); err != nil {
			return nil, fmt.Errorf("revocation of entry %d: %w", wrong.Index, err)
		}
		said.Entries = append(said.Entries, evidence.Revoked{Bundle: canon.Sum(wrong.Bundle), Index: wrong.Index})
	}
	slices.SortFunc(said.Entries, func(a, b evidence.Revoked) int { return cmp.Compare(a.Index, b.Index) })
	return said, said.Check()
}

// revocable tells why the revocation of the entry would not count; nil if it would.
func (w Wrong) revocable(r *evidence.Revocation) error {
	b, err := evidence.ParseBundle(w.Bundle)
	if err != nil {
		return err
	}
	if b.Envelope == nil {
		return errors.New("it holds no statement")
	}
	entry, err := evidence.ParseStatement(b.Envelope.Payload)
	if err != nil {
		return err
	}
	if why := rules.Unrevocable(entry.Kind()); why != "" {
		return fmt.Errorf("it %s", why)
	}
	if w.Index >= r.Seen.Size {
		return fmt.Errorf("who takes it back must have seen it; they have seen %d entries", r.Seen.Size)
	}
	if !rules.MayRevoke(w.Plan, entry, r.By) {
		return notAsked(w.Plan, []string{w.Plan.Owner}, r.By)
	}
	return nil
}

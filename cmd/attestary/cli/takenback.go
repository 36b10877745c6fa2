package cli

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// takingBack gathers what entries took back, as the ledger tells it. Whose it was to take back, attestary verify
// tells.
type takingBack struct {
	runOf map[int64]canon.Digest // of entries
	named map[int64]int64        // entry → the first that took it back
	runs  map[canon.Digest]int64 // run → the first that took back anything of it
	said  map[int64]*evidence.Revocation
}

// take looks at the next entry.
func (t *takingBack) take(e ledger.Entry) {
	if t.runOf == nil {
		*t = takingBack{map[int64]canon.Digest{}, map[int64]int64{}, map[canon.Digest]int64{}, map[int64]*evidence.Revocation{}}
	}
	if e.Leaf.Run != "" {
		t.runOf[e.Index] = e.Leaf.Run
	}
	r, ok := e.Statement.(*evidence.Revocation)
	if !ok {
		return
	}
	t.said[e.Index] = r
	for _, back := range r.Entries {
		if _, twice := t.named[back.Index]; !twice {
			t.named[back.Index] = e.Index
		}
		if run := t.runOf[back.Index]; run != "" && t.runs[run] == 0 {
			t.runs[run] = e.Index
		}
	}
}

// of is the entry that took back this one, or anything of its run; nil where none did.
func (t *takingBack) of(index int64, run canon.Digest) *int64 {
	if by, ok := t.named[index]; ok {
		return &by
	}
	if by := t.runs[run]; run != "" && by > 0 {
		return &by
	}
	return nil
}

// numbers are entries in a list.
func numbers(entries []evidence.Revoked) string {
	all := make([]string, len(entries))
	for i, e := range entries {
		all[i] = fmt.Sprint(e.Index)
	}
	return strings.Join(all, ", ")
}

// tellTakenBack tells that a run, or a word, was taken back.
func (w *World) tellTakenBack(s *story) {
	if s.revoked == nil {
		return
	}
	r := s.revoked
	fmt.Fprintf(w.Out, "  taken back  %s, entry %d (of %s), by %s: %s; it counts for nothing\n", r.At, s.revokedBy, numbers(r.Entries), diag.Printable(r.By.Login), diag.Printable(r.Reason))
}

// tellWaivers tells which checks that failed were let go unmet, and until when.
func (w *World) tellWaivers(s *story) {
	for _, word := range s.waivers {
		v := word.said.(*evidence.Waiver)
		if failed(s, v) {
			fmt.Fprintf(w.Out, "  waived      %s%s until %s, entry %d, by %s (owned by %s): %s\n", diag.Printable(v.CheckOf), keyShown(v.Scope), v.Expires, word.entry,
				diag.Printable(v.By.Login), diag.Printable(v.Owner.Login), diag.Printable(v.Reason))
		}
	}
}

// failed tells whether a waiver is of a check of the run that failed.
func failed(s *story, v *evidence.Waiver) bool {
	runbook, check := v.Waives()
	if runbook != s.plan.Runbook {
		return false
	}
	for _, c := range s.record.Checks {
		if c.Name == check && c.Outcome == evidence.Failed && (v.Scope == nil || c.Key != nil && *c.Key == *v.Scope) {
			return true
		}
	}
	return false
}

// tellException tells of a waiver, or of a revocation.
func (w *World) tellException(s *story) error {
	switch p := s.exception.(type) {
	case *evidence.Waiver:
		w.viewWaiver(p, s.plan)
		fmt.Fprintf(w.Out, "\n  signed      %s, entry %d\n  key         %s\n  commit      %s\n  plan        %s\n", p.At, s.entry, p.By.ID, p.Commit, p.Plan.Digest)
	case *evidence.Revocation:
		fmt.Fprintf(w.Out, "taken back: %s\n\n  by          %s, %s, entry %d\n  because     %s\n  key         %s\n", numbers(p.Entries), diag.Printable(p.By.Login), p.At, s.entry, diag.Printable(p.Reason), p.By.ID)
		for _, e := range p.Entries {
			fmt.Fprintf(w.Out, "  entry       %d, bundle %s\n", e.Index, e.Bundle)
		}
	}
	w.tellTakenBack(s)
	return nil
}

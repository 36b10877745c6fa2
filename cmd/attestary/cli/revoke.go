package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// revoking is how somebody takes evidence back.
type revoking struct {
	entries     []int64
	reason, out string
}

func revokeCommand(w *World) *cobra.Command {
	var r revoking
	cmd := &cobra.Command{
		Use:   "revoke ENTRY...",
		Short: "Take evidence back that turned out to be wrong",
		Long: `Signs with your own key that entries of the ledger are wrong, by their numbers (attestary log). They
stay where they are, and count for nothing from now on: a run falls with its authorization, its result,
or anything that people said of it; runs fall with a review that they were authorised by. No older run
steps forward in their stead, so that this never raises a score. A revocation itself is for ever.

It is for the role that owns the runbook; a word is also for whoever said it. Where your key is not the
one that signs the ledger, the revocation is a file for somebody who has that key.`,
		Example: "  attestary revoke 14 --reason \"the probe looked at the test network\"",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, arg := range args {
				index, err := strconv.ParseInt(arg, 10, 64)
				if err != nil || index < 0 {
					return problem{wrongUsage, fmt.Sprintf("%s is not the number of an entry", arg), "attestary log"}
				}
				r.entries = append(r.entries, index)
			}
			slices.Sort(r.entries)
			r.entries = slices.Compact(r.entries)
			return w.revoke(cmd.Context(), r)
		},
	}
	cmd.Flags().StringVar(&r.reason, "reason", "", "why, in your own `words`; it is kept in the ledger")
	cmd.Flags().StringVar(&r.out, "out", "", "write the revocation to this `file`, whatever your key is")
	return cmd
}

func (w *World) revoke(ctx context.Context, r revoking) error {
	if r.reason == "" {
		return usage("what is taken back needs its reason: --reason \"…\"")
	}
	if len(r.entries) > evidence.MaxRevoked {
		return usage("%d entries; one revocation takes back at most %d", len(r.entries), evidence.MaxRevoked)
	}
	compiled, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return err
	}
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	pen, err := w.takePen(ctx, &bound{compiled: compiled, repo: repo})
	if err != nil {
		return err
	}
	wrong, err := findWrong(ctx, pen.snapshot, r.entries)
	if err != nil {
		return err
	}
	for _, e := range wrong {
		if e.by >= 0 {
			return problem{foundWrong, fmt.Sprintf("entry %d was taken back already, by entry %d", e.Index, e.by), fmt.Sprintf("attestary show %d", e.by)}
		}
	}
	statement, err := attest.RevocationStatement(attest.Revocation{Voice: pen.voice(), Entries: entriesOf(wrong), Reason: r.reason})
	if err != nil {
		return unheard(err)
	}
	for _, e := range wrong {
		fmt.Fprintf(w.Out, "takes back entry %d, %s\n", e.Index, e.what())
	}
	fmt.Fprintf(w.Out, "because     %s\n\nit counts for nothing then, and that is not taken back again\n", diag.Printable(r.reason))
	if err := w.sure(ctx, "what you take back"); err != nil {
		return err
	}
	return pen.say(ctx, said{statement: statement}, r.out)
}

// wrongEntry is an entry that is to be taken back, with what it needs to be judged.
type wrongEntry struct {
	attest.Wrong
	statement evidence.Predicate
	runbook   string
	by        int64 // the entry that took it back already; -1: none
}

func entriesOf(wrong []*wrongEntry) []attest.Wrong {
	out := make([]attest.Wrong, len(wrong))
	for i, e := range wrong {
		out[i] = e.Wrong
	}
	return out
}

// what tells an entry in a few words.
func (e *wrongEntry) what() string {
	switch p := e.statement.(type) {
	case *evidence.Run:
		return fmt.Sprintf("a run of %s that ended %s as %s", e.runbook, p.EndedAt, p.Outcome)
	case *evidence.Authorization:
		return fmt.Sprintf("the run of %s that was authorised %s", e.runbook, p.At)
	case *evidence.Waiver:
		return fmt.Sprintf("the waiver of %s by %s", p.CheckOf, diag.Printable(p.By.Login))
	case evidence.Spoken:
		return fmt.Sprintf("the %s of %s, about %s", p.Kind(), diag.Printable(p.Speaker().Login), e.runbook)
	}
	return fmt.Sprintf("a %s of %s", e.statement.Kind(), e.runbook)
}

// findWrong reads entries, the plans that they are of, and whether they were taken back.
func findWrong(ctx context.Context, snapshot *ledger.Snapshot, wanted []int64) ([]*wrongEntry, error) {
	if last := wanted[len(wanted)-1]; last >= snapshot.Checkpoint.Size {
		return nil, problem{wrongUsage, fmt.Sprintf("there is no entry %d; the ledger of this clone has entries 0 to %d", last, snapshot.Checkpoint.Size-1), "attestary log"}
	}
	var found []*wrongEntry
	plans := map[canon.Digest]canon.Digest{} // of runs
	revoked := map[int64]int64{}
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil, unreadable(err)
		}
		switch p := entry.Statement.(type) {
		case *evidence.Authorization:
			plans[entry.Leaf.Run] = p.Plan.Digest
		case *evidence.Revocation:
			for _, e := range p.Entries {
				revoked[e.Index] = entry.Index
			}
		}
		if _, ok := slices.BinarySearch(wanted, entry.Index); !ok {
			continue
		}
		e := &wrongEntry{Wrong: attest.Wrong{Index: entry.Index, Bundle: entry.Bundle}, statement: entry.Statement, by: -1}
		if err := e.open(ctx, snapshot, plans[entry.Leaf.Run]); err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	for _, e := range found {
		if by, ok := revoked[e.Index]; ok {
			e.by = by
		}
	}
	return found, nil
}

// open reads the plan that an entry is of: its own, or that of its run.
func (e *wrongEntry) open(ctx context.Context, snapshot *ledger.Snapshot, ofRun canon.Digest) error {
	switch p := e.statement.(type) {
	case *evidence.Review:
		ofRun = p.Plan.Digest
	case *evidence.Waiver:
		ofRun = p.Plan.Digest
	case *evidence.Denial:
		ofRun = p.Plan.Digest
	}
	if ofRun == "" {
		return nil // what is of no plan is never revoked
	}
	data, err := snapshot.Blob(ctx, ofRun)
	if err != nil {
		return unreadable(err)
	}
	if e.Plan, err = plan.Parse(data); err != nil {
		return unreadable(err)
	}
	e.runbook = e.Plan.Runbook
	return nil
}

// revoked holds that a revocation that came as a file takes back what is there, and what is its person's to take
// back.
func (o *office) revoked(ctx context.Context, r *evidence.Revocation) error {
	store, err := o.w.openLedger(o.branch)
	if err != nil {
		return err
	}
	snapshot, err := ledger.Open(ctx, store)
	if err != nil {
		return friendly(err)
	}
	var wanted []int64
	for _, e := range r.Entries {
		wanted = append(wanted, e.Index)
	}
	wrong, err := findWrong(ctx, snapshot, wanted)
	if err != nil {
		return err
	}
	at, err := evidence.ParseInstant(r.At)
	if err != nil {
		return err
	}
	again, err := attest.RevocationStatement(attest.Revocation{Voice: attest.Voice{At: at, By: r.By, Seen: r.Seen}, Entries: entriesOf(wrong), Reason: r.Reason})
	if err != nil {
		return unheard(err)
	}
	if !slices.Equal(again.Entries, r.Entries) {
		return unheard(errors.New("the revocation is of other entries than those that stand in this ledger"))
	}
	return nil
}
